package dev.tailrace.lookup;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What differs between two states of a thing: names of top-level members, in the order in which
/// the states have them.
public record StateChange(List<String> added, List<String> changed, List<String> removed) {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(2_000)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  public StateChange {
    added = List.copyOf(added);
    changed = List.copyOf(changed);
    removed = List.copyOf(removed);
  }

  /// A number as it is written: no digit is computed, and an exponent costs nothing.
  private record NumberText(String digits) {}

  private enum Null {
    NULL
  }

  /// Compares two states. The order of members does not matter, nor that of members within them; of
  /// one that is there twice the last counts.
  ///
  /// @param before a JSON object; null when the thing was not there
  /// @param after likewise
  /// @return empty when one of them is no JSON object
  static Optional<StateChange> between(String before, String after) {
    try {
      return Optional.of(between(members(before), members(after)));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static StateChange between(Map<?, ?> before, Map<?, ?> after) {
    List<String> added = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    after.forEach(
        (name, value) -> {
          if (!before.containsKey(name)) {
            added.add(name.toString());
          } else if (!before.get(name).equals(value)) {
            changed.add(name.toString());
          }
        });
    List<String> removed =
        before.keySet().stream()
            .filter(name -> !after.containsKey(name))
            .map(Object::toString)
            .toList();
    return new StateChange(added, changed, removed);
  }

  private static Map<?, ?> members(String state) throws IOException {
    if (state == null) {
      return Map.of();
    }
    try (JsonParser in = JSON.createParser(state)) {
      if (in.nextToken() == JsonToken.START_OBJECT && value(in) instanceof Map<?, ?> members) {
        return members;
      }
      throw new IOException("no JSON object");
    }
  }

  private static Object value(JsonParser in) throws IOException {
    return switch (in.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> members = new LinkedHashMap<>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
          String name = in.currentName();
          in.nextToken();
          members.put(name, value(in));
        }
        yield members;
      }
      case START_ARRAY -> {
        List<Object> elements = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
          elements.add(value(in));
        }
        yield elements;
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new NumberText(in.getText());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> Null.NULL;
      case null -> throw new IOException("the object does not end");
      default -> in.getText();
    };
  }
}
