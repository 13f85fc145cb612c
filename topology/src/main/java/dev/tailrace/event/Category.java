package dev.tailrace.event;

/// Column `category`: which part of an invocation decided its classification.
public enum Category {
  EXCEPTION("exception"),
  RUNTIME("runtime"),
  HTTP("http"),
  APPLICATION("application"),
  SUCCESS("success");

  private final String text;

  Category(String text) {
    this.text = text;
  }

  /// The value of the column.
  public String text() {
    return text;
  }
}
