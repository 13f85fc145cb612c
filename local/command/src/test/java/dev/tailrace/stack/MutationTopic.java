package dev.tailrace.stack;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tailrace.serde.AvroDeserializer;
import dev.tailrace.things.Mutation;
import dev.tailrace.things.MutationFields;
import dev.tailrace.things.MutationRules;
import dev.tailrace.things.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Reads every mutation on `things.mutations`.
final class MutationTopic {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private MutationTopic() {}

  /// In the order of partitions and offsets; states as `jsonb` shows them.
  static List<Mutation> read(StackState stack) {
    List<Mutation> mutations = new ArrayList<>();
    MutationRules rules = new MutationRules(MutationRules.STANDARD_DOCUMENT_BYTES);
    try (AvroDeserializer<dev.tailrace.schema.Mutation> values = new AvroDeserializer<>();
        TopicScan scan = new TopicScan(stack.bootstrapServers(), StackTopics.MUTATIONS)) {
      values.configure(
          Map.of("schema.registry.url", stack.registryUrl(), "specific.avro.reader", "true"),
          false);
      scan.forEach(
          taken -> {
            var avro = values.deserialize(StackTopics.MUTATIONS, taken.value());
            mutations.add(asStored(rules.check(fields(avro))));
          });
    }
    return mutations;
  }

  private static MutationFields fields(dev.tailrace.schema.Mutation avro) {
    return new MutationFields(
        avro.getVersion(),
        avro.getEventTimestamp().toEpochMilli(),
        avro.getMutationType(),
        avro.getEntityKind(),
        avro.getEntityNs(),
        avro.getEntityId(),
        avro.getEntityType(),
        avro.getFromNs(),
        avro.getFromId(),
        avro.getToNs(),
        avro.getToId(),
        avro.getAfter());
  }

  private static Mutation asStored(Mutation mutation) {
    return switch (mutation) {
      case Mutation.PutThing put ->
          new Mutation.PutThing(put.key(), put.mark(), asStored(put.state()));
      case Mutation.PutRelationship put ->
          new Mutation.PutRelationship(put.key(), put.mark(), asStored(put.state()), put.ends());
      case Mutation.DeleteThing _, Mutation.DeleteRelationship _ -> mutation;
    };
  }

  private static State asStored(State state) {
    return new State(
        state.type(), state.visibility(), state.content(), state.code(), asJsonb(state.data()));
  }

  /// A JSON text as `jsonb` prints it: keys by length, then by their bytes, and a space after colon
  /// and comma.
  static String asJsonb(String json) {
    try {
      return print(JSON.readTree(json));
    } catch (IOException e) {
      throw new UncheckedIOException(json, e);
    }
  }

  private static String print(JsonNode node) {
    if (node.isObject()) {
      List<String> names = new ArrayList<>();
      node.fieldNames().forEachRemaining(names::add);
      names.sort(Comparator.comparing(String::length).thenComparing(Comparator.naturalOrder()));
      return names.stream()
          .map(name -> JSON.valueToTree(name) + ": " + print(node.get(name)))
          .collect(java.util.stream.Collectors.joining(", ", "{", "}"));
    }
    if (node.isArray()) {
      List<String> items = new ArrayList<>();
      node.forEach(item -> items.add(print(item)));
      return "[" + String.join(", ", items) + "]";
    }
    return node.isNumber() ? node.decimalValue().toPlainString() : node.toString();
  }
}
