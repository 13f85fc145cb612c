package dev.tailrace.things;

import java.util.Objects;

/// A mutation that cannot become a row. Carries no stack trace: the message names field and value.
public final class InvalidMutation extends RuntimeException {
  private static final int SHOWN = 80;

  /// @param field of the mutation
  /// @param reason what is wrong with it, and what would be right
  public InvalidMutation(String field, String reason) {
    super(
        Objects.requireNonNull(field, "field") + ": " + Objects.requireNonNull(reason, "reason"),
        null,
        false,
        false);
  }

  /// A value as messages show it: quoted, and not all of a long one.
  static String shown(String value) {
    return value.length() <= SHOWN
        ? "'" + value + "'"
        : "'%s…' (%,d characters)".formatted(value.substring(0, SHOWN), value.length());
  }
}
