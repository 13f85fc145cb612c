package dev.tailrace.event;

/// Column `severity`, worst first.
public enum Severity {
  CRITICAL("critical"),
  ERROR("error"),
  WARNING("warning"),
  INFO("info");

  private final String text;

  Severity(String text) {
    this.text = text;
  }

  /// The severity with this text.
  ///
  /// @throws IllegalArgumentException when there is none
  public static Severity of(String text) {
    for (Severity severity : values()) {
      if (severity.text.equals(text)) {
        return severity;
      }
    }
    throw new IllegalArgumentException("no severity is called '" + text + "'");
  }

  /// The value of the column.
  public String text() {
    return text;
  }
}
