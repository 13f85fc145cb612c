package dev.tailrace.things;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;

/// Reads the state after a mutation: checks that it is a JSON object that Postgres can hold, and
/// takes out what has a column of its own.
///
/// `type`, `visibility`, `content` and `code` fill their columns when they are strings, as they
/// are, or numbers or booleans, as their JSON text. Null, an object, an array and a missing key are
/// alike: then the type is the mutation's `entity_type`, else empty; the visibility `public`; the
/// others null. Of a key that is there twice the last counts, as in `jsonb`.
///
/// Not thread-safe.
final class StateReader {
  private static final String FIELD = "after";
  private static final String DEFAULT_VISIBILITY = "public";
  private static final int DEEPEST = 2_000;
  private static final int LONGEST_NUMBER = 100_000;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNumberLength(LONGEST_NUMBER)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final int maxBytes;

  private String typeWithoutOne;
  private String type;
  private String visibility;
  private String content;
  private String code;

  /// @param maxBytes the largest state, in bytes of UTF-8
  StateReader(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /// @param json the state; null when the mutation has none
  /// @param entityType type as the worker announced it; null when it did not
  /// @throws InvalidMutation when Postgres could not hold it
  State read(String json, String entityType) {
    if (json == null) {
      throw new InvalidMutation(
          FIELD, "it is missing: a create or an update has the complete state there");
    }
    requireSize(json);
    typeWithoutOne = entityType == null ? "" : entityType;
    KeyRules.requireStorable("entity_type", typeWithoutOne);
    type = typeWithoutOne;
    visibility = DEFAULT_VISIBILITY;
    content = null;
    code = null;
    try (JsonParser parser = JSON.createParser(json)) {
      // Only what is escaped can be a character that Postgres refuses.
      readObject(parser, json.contains("\\u"));
    } catch (JsonProcessingException e) {
      throw new InvalidMutation(FIELD, "it is no JSON object: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("a String cannot fail to be read", e);
    }
    return new State(type, visibility, content, code, json);
  }

  private void requireSize(String json) {
    // A char is at least one byte of UTF-8 and at most three.
    if (json.length() * 3L > maxBytes) {
      long bytes = utf8Length(json);
      if (bytes > maxBytes) {
        throw new InvalidMutation(
            FIELD,
            "it has %,d bytes: postgres.document.max.bytes=%d is the most"
                .formatted(bytes, maxBytes));
      }
    }
  }

  private static long utf8Length(String text) {
    return text.codePoints().mapToLong(StateReader::utf8Length).sum();
  }

  private static int utf8Length(int codePoint) {
    if (codePoint < 0x80) {
      return 1;
    }
    if (codePoint < 0x800) {
      return 2;
    }
    return codePoint < 0x10000 ? 3 : 4;
  }

  private void readObject(JsonParser parser, boolean suspicious) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new InvalidMutation(FIELD, "it is no JSON object");
    }
    int depth = 1;
    String field = "";
    while (depth > 0) {
      JsonToken token = parser.nextToken();
      switch (token) {
        case START_OBJECT, START_ARRAY -> {
          take(depth, field, null);
          depth++;
        }
        case END_OBJECT, END_ARRAY -> depth--;
        case FIELD_NAME -> {
          field = depth == 1 ? parser.currentName() : field;
          if (suspicious) {
            requireStorable(parser.currentName());
          }
        }
        case VALUE_STRING -> {
          if (suspicious) {
            requireStorable(parser.getText());
          }
          if (depth == 1 && isColumn(field)) {
            take(depth, field, parser.getText());
          }
        }
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE -> {
          if (depth == 1 && isColumn(field)) {
            take(depth, field, parser.getText());
          }
        }
        case VALUE_NULL -> take(depth, field, null);
        case null, default -> throw new InvalidMutation(FIELD, "its JSON object does not end");
      }
    }
    if (parser.nextToken() != null) {
      throw new InvalidMutation(FIELD, "something follows its JSON object");
    }
  }

  private static boolean isColumn(String field) {
    return switch (field) {
      case "type", "visibility", "content", "code" -> true;
      default -> false;
    };
  }

  /// @param value null when it is nothing that a column can hold
  private void take(int depth, String field, String value) {
    if (depth != 1) {
      return;
    }
    switch (field) {
      case "type" -> type = value == null ? typeWithoutOne : value;
      case "visibility" -> visibility = value == null ? DEFAULT_VISIBILITY : value;
      case "content" -> content = value;
      case "code" -> code = value;
      default -> {} // lies in the data only
    }
  }

  private static void requireStorable(String text) {
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int codePoint = text.codePointAt(i);
      if (codePoint == 0) {
        throw new InvalidMutation(FIELD, "it holds U+0000, which Postgres cannot store");
      }
      // What is left of a pair when its other half is missing.
      if (Character.getType(codePoint) == Character.SURROGATE) {
        throw new InvalidMutation(
            FIELD,
            "it holds half a surrogate pair (\\u%04x), which Postgres cannot store"
                .formatted(codePoint));
      }
    }
  }
}
