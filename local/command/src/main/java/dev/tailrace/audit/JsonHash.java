package dev.tailrace.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Hashes JSON by what it says: neither the order of keys nor white space nor the form of a number
/// or of an escape counts, and of a key that is there twice the last one does. So a text and what
/// `jsonb` made of it have one hash. Not thread-safe.
final class JsonHash {
  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxStringLength(Integer.MAX_VALUE)
                          .maxNameLength(Integer.MAX_VALUE)
                          .maxNumberLength(1_000_000)
                          .maxNestingDepth(10_000)
                          .build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
          .build();

  private final CanonicalText text = new CanonicalText();

  /// The members of an object that are strings, as they are, and those that are numbers or
  /// booleans, as their JSON text.
  static Map<String, String> scalars(String object) {
    Map<String, String> scalars = new HashMap<>();
    try (JsonParser in = JSON.createParser(object)) {
      boolean _ = in.nextToken() == JsonToken.START_OBJECT;
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        JsonToken value = in.nextToken();
        if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
          scalars.put(name, in.getText());
        } else {
          scalars.remove(name);
          var _ = in.skipChildren();
        }
      }
      return scalars;
    } catch (IOException e) {
      throw new AuditException("a state is no JSON: " + e.getMessage(), e);
    }
  }

  long hash(String json) {
    try {
      text.reset();
      text.append(canonical(JSON.readTree(json)));
      return text.hash();
    } catch (JsonProcessingException e) {
      throw new AuditException("a state is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  /// Each value as a list of texts, which [CanonicalText] writes with their lengths.
  private static Object canonical(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> {
        List<Object> members = new ArrayList<>();
        members.add("{");
        TreeSet<String> names = new TreeSet<>();
        node.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
          members.add(name);
          members.add(canonical(node.get(name)));
        }
        yield members;
      }
      case ARRAY -> {
        List<Object> elements = new ArrayList<>();
        elements.add("[");
        node.forEach(element -> elements.add(canonical(element)));
        yield elements;
      }
      case NUMBER -> "#" + plain(node.decimalValue());
      case STRING -> "\"" + node.textValue();
      case BOOLEAN, NULL, MISSING, BINARY, POJO -> node.asText();
    };
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toString();
  }
}
