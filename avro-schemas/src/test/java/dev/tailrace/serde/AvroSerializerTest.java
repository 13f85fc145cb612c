package dev.tailrace.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.engines.SchemaRegistryServer;
import dev.tailrace.schema.Event;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AvroSerializerTest {
  private static final Schema OLD =
      SchemaBuilder.record("R").fields().requiredString("a").requiredInt("b").endRecord();
  private static final Schema NEW =
      SchemaBuilder.record("R")
          .fields()
          .requiredInt("b")
          .name("c")
          .type()
          .stringType()
          .stringDefault("added")
          .requiredString("a")
          .endRecord();

  @TempDir Path folder;
  private SchemaRegistryServer registry;
  private SchemaRegistryClient client;

  @BeforeEach
  void start() throws Exception {
    registry = SchemaRegistryServer.start(0, folder.resolve("registry.jsonl"));
    client = SchemaRegistryClient.of(Map.of("schema.registry.url", registry.url()));
  }

  @AfterEach
  void stop() {
    client.close();
    registry.close();
  }

  @Test
  void configuredByKafka_registersUnderTheTopicsSubject() {
    try (AvroSerializer key = new AvroSerializer()) {
      key.configure(Map.of("schema.registry.url", registry.url()), true);
      key.serialize("t", Records.deadLetter());
    }

    assertThat(client.latest("t-key").schema()).isEqualTo(Records.deadLetter().getSchema());
  }

  @Test
  void newestVersion_writesOlderRecordsInItsTerms() {
    client.register("t-value", OLD);
    client.register("t-value", NEW);
    GenericRecord old = new GenericRecordBuilder(OLD).set("a", "x").set("b", 1).build();

    byte[] bytes = serializer(Map.of("use.latest.version", true)).serialize("t", old);

    GenericRecord read = new AvroDeserializer<GenericRecord>(client).deserialize("t", bytes);
    assertThat(read.getSchema()).isEqualTo(NEW);
    assertThat(read).hasToString("{\"b\": 1, \"c\": \"added\", \"a\": \"x\"}");
  }

  @Test
  void newestVersionThatCannotTakeTheRecord_isRefused() {
    Schema other = SchemaBuilder.record("R").fields().requiredLong("z").endRecord();
    client.register("t-value", other);
    GenericRecord old = new GenericRecordBuilder(OLD).set("a", "x").set("b", 1).build();

    assertThatThrownBy(() -> serializer(Map.of("use.latest.version", true)).serialize("t", old))
        .isInstanceOf(RegistryRefusedException.class)
        .hasMessageContaining("t-value")
        .hasMessageContaining("use.latest.version=false");
  }

  @Test
  void switchedOffRegistering_refusesAnUnknownSchema() {
    assertThatThrownBy(
            () ->
                serializer(Map.of("auto.register.schemas", "false"))
                    .serialize("t", Records.deadLetter()))
        .isInstanceOf(RegistryRefusedException.class)
        .hasMessageContaining("t-value");
  }

  @Test
  void nullInAFieldThatMayNotBeNull_isNamed() {
    Event event = Records.emptyEvent();
    GenericRecord generic = Evolution.without("country", event);
    generic.put("outcome", null);

    assertThatThrownBy(() -> new AvroSerializer(client).serialize("t", generic))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("Event.outcome is null")
        .hasMessageContaining("topic t");
  }

  @Test
  void brokenRecord_leavesTheSerializerUsable() {
    Event event = Records.emptyEvent();
    GenericRecord broken = Evolution.without("country", event);
    broken.put("outcome", null);
    AvroSerializer serializer = new AvroSerializer(client);
    byte[] before = serializer.serialize("t", event);

    assertThatThrownBy(() -> serializer.serialize("t", broken));

    assertThat(serializer.serialize("t", event)).isEqualTo(before);
  }

  @Test
  void recordBeyondTheKeptBuffer_isWrittenWhole() {
    Event event = Records.emptyEvent();
    event.setLogs("x".repeat(20_000_000));
    AvroSerializer serializer = new AvroSerializer(client);

    byte[] bytes = serializer.serialize("t", event);
    serializer.serialize("t", Records.fullEvent());

    assertThat(AvroDeserializer.of(client, Event.class).deserialize("t", bytes)).isEqualTo(event);
  }

  @Test
  void otherThanARecord_isRefused() {
    assertThatThrownBy(() -> new AvroSerializer(client).serialize("t", "text"))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("java.lang.String");
  }

  @Test
  void recursiveSchema_isWritten() {
    Schema list =
        SchemaBuilder.record("Chain")
            .fields()
            .requiredInt("head")
            .name("tail")
            .type()
            .optional()
            .type("Chain")
            .endRecord();
    IndexedRecord end = new GenericRecordBuilder(list).set("head", 2).build();
    IndexedRecord start = new GenericRecordBuilder(list).set("head", 1).set("tail", end).build();

    byte[] bytes = new AvroSerializer(client).serialize("t", start);

    assertThat(new AvroDeserializer<>(client).deserialize("t", bytes)).isEqualTo(start);
  }

  @Test
  void unionWithNullAtItsEnd_isWritten() {
    Schema schema =
        SchemaBuilder.record("NullLast")
            .fields()
            .name("a")
            .type()
            .unionOf()
            .stringType()
            .and()
            .nullType()
            .endUnion()
            .noDefault()
            .endRecord();
    IndexedRecord full = new GenericRecordBuilder(schema).set("a", "x").build();
    IndexedRecord empty = new GenericRecordBuilder(schema).set("a", null).build();
    AvroSerializer serializer = new AvroSerializer(client);

    assertThat(serializer.serialize("t", full)).endsWith(0, 2, 'x');
    assertThat(serializer.serialize("t", empty)).endsWith(2);
  }

  @Test
  void twoSchemasInTurns_keepTheirIds() {
    AvroSerializer serializer = new AvroSerializer(client);
    List<IndexedRecord> turns =
        List.of(Records.deadLetter(), Records.mutation(), Records.deadLetter());

    List<Integer> ids =
        turns.stream()
            .map(it -> WireFormat.schemaId(serializer.serialize(it.getSchema().getName(), it)))
            .toList();

    assertThat(ids.get(0)).isEqualTo(ids.get(2)).isNotEqualTo(ids.get(1));
  }

  @Test
  void serde_isConfiguredByKafkaAndReadsWhatItWrites() {
    Map<String, Object> config = new HashMap<>();
    config.put("schema.registry.url", registry.url());
    config.put("specific.avro.reader", "true");
    try (AvroSerde<Event> serde = new AvroSerde<>()) {
      serde.configure(config, false);
      byte[] bytes = serde.serializer().serialize("t", Records.fullEvent());
      assertThat(serde.deserializer().deserialize("t", bytes)).isEqualTo(Records.fullEvent());
    }
  }

  private AvroSerializer serializer(Map<String, Object> settings) {
    AvroSerializer serializer = new AvroSerializer(client);
    serializer.configure(settings, false);
    return serializer;
  }
}
