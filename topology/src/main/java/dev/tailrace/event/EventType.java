package dev.tailrace.event;

/// Column `event_type`: what a row of `events` is about.
public enum EventType {
  /// An invocation of severity info or warning.
  LOG("log"),
  /// An invocation of severity critical or error.
  ERROR("error"),
  /// A change of an entity that an invocation announced.
  MUTATION("mutation");

  private final String text;

  EventType(String text) {
    this.text = text;
  }

  /// The value of the column.
  public String text() {
    return text;
  }
}
