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

  /// The value of the column.
  public String text() {
    return text;
  }
}
