package dev.tailrace.things;

import java.util.Objects;

/// The complete state of an entity after a mutation, as the columns of its row.
///
/// @param content null when the state has none
/// @param code null when the state has none
/// @param data the whole state, a JSON object
public record State(String type, String visibility, String content, String code, String data) {
  public State {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(visibility, "visibility");
    Objects.requireNonNull(data, "data");
  }
}
