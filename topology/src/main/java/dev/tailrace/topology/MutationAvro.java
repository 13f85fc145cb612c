package dev.tailrace.topology;

import dev.tailrace.event.EntityMutation;
import dev.tailrace.event.JsonText;
import dev.tailrace.schema.Mutation;
import java.time.Instant;
import java.util.Optional;

/// A mutation as the record and the key of `things.mutations`.
final class MutationAvro {
  private MutationAvro() {}

  /// `ns|id`. A namespace cannot hold a bar, so the key tells both apart whatever the id is.
  static String key(EntityMutation mutation) {
    return mutation.entityNs() + '|' + mutation.entityId();
  }

  static Mutation record(EntityMutation mutation) {
    Mutation avro = new Mutation();
    avro.setVersion(mutation.version());
    avro.setEventTimestamp(Instant.ofEpochMilli(mutation.eventTimestamp()));
    avro.setMutationType(mutation.mutationType().text());
    avro.setEntityKind(mutation.entityKind());
    avro.setEntityNs(mutation.entityNs());
    avro.setEntityId(mutation.entityId());
    avro.setEntityType(mutation.entityType());
    Optional.ofNullable(mutation.ends())
        .ifPresent(
            ends -> {
              avro.setFromNs(ends.fromNs());
              avro.setFromId(ends.fromId());
              avro.setToNs(ends.toNs());
              avro.setToId(ends.toId());
            });
    avro.setAfter(text(mutation.after()));
    avro.setBefore(text(mutation.before()));
    avro.setMetadata(text(mutation.metadata()));
    avro.setScriptName(mutation.scriptName());
    avro.setSourceTopic(mutation.source().topic());
    avro.setSourcePartition(mutation.source().partition());
    avro.setSourceOffset(mutation.source().offset());
    return avro;
  }

  private static String text(JsonText json) {
    return json == null ? null : json.toString();
  }
}
