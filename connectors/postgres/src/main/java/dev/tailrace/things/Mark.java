package dev.tailrace.things;

import java.util.Objects;

/// That a mutation took place.
///
/// @param timeMillis when it was announced, Unix epoch milliseconds
public record Mark(Version version, long timeMillis) {
  /// Before every mutation.
  public static final Mark NONE = new Mark(Version.NONE, 0);

  public Mark {
    Objects.requireNonNull(version, "version");
  }

  /// Whether the mutation's version is higher than the other's.
  public boolean isAfter(Mark other) {
    return version.compareTo(other.version) > 0;
  }
}
