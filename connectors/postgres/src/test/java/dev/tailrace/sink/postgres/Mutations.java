package dev.tailrace.sink.postgres;

import dev.tailrace.schema.Mutation;
import dev.tailrace.sink.avro.Framed;
import dev.tailrace.sink.avro.WriterSchemas;
import dev.tailrace.things.Version;
import java.time.Instant;

/// Makes values of `things.mutations` as the topology writes them.
final class Mutations {
  static final byte SCHEMA_ID = 7;

  private final Framed framed = new Framed().with(SCHEMA_ID, Mutation.getClassSchema());

  WriterSchemas schemas() {
    return framed;
  }

  byte[] update(Version version, String ns, String id, String after) {
    Mutation update = of("update", version, ns, id);
    update.setAfter(after);
    return value(update);
  }

  byte[] delete(Version version, String ns, String id) {
    return value(of("delete", version, ns, id));
  }

  byte[] value(Mutation mutation) {
    return framed.value(SCHEMA_ID, mutation);
  }

  /// A mutation of a thing without a state.
  static Mutation of(String type, Version version, String ns, String id) {
    Mutation mutation = new Mutation();
    mutation.setVersion(version.toString());
    mutation.setEventTimestamp(Instant.ofEpochMilli(version.high() >>> 16));
    mutation.setMutationType(type);
    mutation.setEntityKind("thing");
    mutation.setEntityNs(ns);
    mutation.setEntityId(id);
    mutation.setEntityType("Thing");
    mutation.setScriptName("test");
    mutation.setSourceTopic("tail.raw");
    mutation.setSourcePartition(0);
    mutation.setSourceOffset(0L);
    return mutation;
  }
}
