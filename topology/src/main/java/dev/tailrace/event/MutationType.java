package dev.tailrace.event;

/// Column `mutation_type`: what happened to the entity.
public enum MutationType {
  CREATE("create"),
  UPDATE("update"),
  DELETE("delete");

  private final String text;
  private final String eventKind;

  MutationType(String text) {
    this.text = text;
    this.eventKind = "mutation." + text;
  }

  /// What stands for it in `event_name`.
  String eventKind() {
    return eventKind;
  }

  /// The value of the column.
  public String text() {
    return text;
  }
}
