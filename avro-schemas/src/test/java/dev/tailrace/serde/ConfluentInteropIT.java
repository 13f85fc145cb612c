package dev.tailrace.serde;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.engines.SchemaRegistryServer;
import dev.tailrace.schema.Event;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Our serde against Confluent's real classes, on one registry: equal bytes, and each reads what
/// the other wrote. Confluent's are named as a configuration names them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConfluentInteropIT {
  private static final String PACKAGE = "io.confluent.kafka.serializers.";

  private SchemaRegistryServer registry;
  private Serializer<Object> ours;
  private Serializer<Object> theirs;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    registry = SchemaRegistryServer.start(0, folder.resolve("registry.jsonl"));
    ours = ourSerializer(Map.of());
    theirs = theirSerializer(Map.of());
  }

  @AfterAll
  void stop() {
    ours.close();
    theirs.close();
    registry.close();
  }

  @ParameterizedTest
  @MethodSource("dev.tailrace.serde.Records#all")
  void generatedRecord_hasEqualBytes(SpecificRecord data) {
    String topic = topicOf(data);

    assertThat(ours.serialize(topic, data)).isEqualTo(theirs.serialize(topic, data));
  }

  @ParameterizedTest
  @MethodSource("dev.tailrace.serde.Records#all")
  void generatedRecord_isReadByTheOther(SpecificRecord data) throws Exception {
    String topic = topicOf(data);
    Map<String, Object> specific = Map.of("specific.avro.reader", true);
    byte[] bytes = theirs.serialize(topic, data);

    assertThat(ourDeserializer(specific).deserialize(topic, bytes)).isEqualTo(data);
    assertThat(theirDeserializer(specific).deserialize(topic, ours.serialize(topic, data)))
        .isEqualTo(data);
  }

  @ParameterizedTest
  @MethodSource("dev.tailrace.serde.Records#all")
  void genericRecord_isReadAlikeAndHasEqualBytes(SpecificRecord data) throws Exception {
    String topic = topicOf(data);
    byte[] bytes = theirs.serialize(topic, data);

    Object read = ourDeserializer(Map.of()).deserialize(topic, bytes);

    assertThat(read).isEqualTo(theirDeserializer(Map.of()).deserialize(topic, bytes));
    assertThat(ours.serialize(topic, read)).isEqualTo(theirs.serialize(topic, read));
  }

  @Test
  void halfASurrogatePair_hasEqualBytes() {
    Event event = Records.fullEvent();
    event.setErrorMessage("cut \uD83D");
    event.setLogs(Records.LONG_ASCII + "cut \uDE80");

    assertThat(ours.serialize("half", event)).isEqualTo(theirs.serialize("half", event));
  }

  @Test
  void mapWithManyKeys_hasEqualBytes() {
    Schema schema =
        SchemaBuilder.record("Headers")
            .fields()
            .name("h")
            .type()
            .map()
            .values()
            .stringType()
            .noDefault()
            .endRecord();
    Map<String, String> headers = new TreeMap<>();
    for (int i = 0; i < 200; i++) {
      headers.put("header-" + i, Records.HARD_TEXT);
    }
    GenericRecord data = new GenericRecordBuilder(schema).set("h", headers).build();

    assertThat(ours.serialize("map", data)).isEqualTo(theirs.serialize("map", data));
  }

  @Test
  void typesWithoutAWriterOfOurOwn_haveEqualBytes() throws Exception {
    Schema schema =
        SchemaBuilder.record("Odd")
            .fields()
            .name("suit")
            .type()
            .enumeration("Suit")
            .symbols("A", "B")
            .noDefault()
            .name("hash")
            .type()
            .fixed("Hash")
            .size(2)
            .noDefault()
            .name("raw")
            .type()
            .bytesType()
            .noDefault()
            .name("mixed")
            .type()
            .unionOf()
            .stringType()
            .and()
            .intType()
            .endUnion()
            .noDefault()
            .name("ratio")
            .type()
            .doubleType()
            .noDefault()
            .name("small")
            .type()
            .floatType()
            .noDefault()
            .endRecord();
    GenericRecord data =
        new GenericRecordBuilder(schema)
            .set("suit", new GenericData.EnumSymbol(schema.getField("suit").schema(), "B"))
            .set("hash", new GenericData.Fixed(schema.getField("hash").schema(), new byte[] {1, 2}))
            .set("raw", ByteBuffer.wrap(new byte[] {3, 4, 5}))
            .set("mixed", 7)
            .set("ratio", Math.PI)
            .set("small", -0.5f)
            .build();

    byte[] bytes = ours.serialize("odd", data);

    assertThat(bytes).isEqualTo(theirs.serialize("odd", data));
    assertThat(ourDeserializer(Map.of()).deserialize("odd", bytes))
        .isEqualTo(theirDeserializer(Map.of()).deserialize("odd", bytes));
  }

  @Test
  void recordOfAnOlderSchema_isReadWithTheAddedFieldsDefault() throws Exception {
    Event original = Records.fullEvent();
    GenericRecord older = Evolution.without("country", original);
    Map<String, Object> specific = Map.of("specific.avro.reader", true);
    original.setCountry(null);

    byte[] bytes = theirs.serialize("older", older);

    assertThat(ours.serialize("older", older)).isEqualTo(bytes);
    assertThat(ourDeserializer(specific).deserialize("older", bytes)).isEqualTo(original);
    assertThat(theirDeserializer(specific).deserialize("older", bytes)).isEqualTo(original);
  }

  @Test
  void registeredSchema_isUsedByBothWithoutRegistering() throws Exception {
    Event event = Records.fullEvent();
    theirs.serialize("registered", event);
    Map<String, Object> off = Map.of("auto.register.schemas", false);
    Map<String, Object> latest = Map.of("auto.register.schemas", false, "use.latest.version", true);

    for (Map<String, Object> settings : List.of(off, latest)) {
      try (var our = ourSerializer(settings);
          var their = theirSerializer(settings)) {
        assertThat(our.serialize("registered", event))
            .isEqualTo(their.serialize("registered", event));
      }
    }
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(
      strings = {"TopicNameStrategy", "RecordNameStrategy", "TopicRecordNameStrategy"})
  void subjectNameStrategies_chooseTheSameSubject(String strategy) throws Exception {
    Map<String, Object> settings =
        Map.of("value.subject.name.strategy", PACKAGE + "subject." + strategy);
    Map<String, Object> lookUp = new TreeMap<>(settings);
    lookUp.put("auto.register.schemas", false);
    String topic = "strategy-" + strategy;

    try (var their = theirSerializer(settings);
        var our = ourSerializer(lookUp)) {
      byte[] bytes = their.serialize(topic, Records.deadLetter());
      assertThat(our.serialize(topic, Records.deadLetter())).isEqualTo(bytes);
    }
  }

  private static String topicOf(SpecificRecord data) {
    return data.getSchema().getName();
  }

  private Serializer<Object> ourSerializer(Map<String, Object> settings) {
    AvroSerializer serializer = new AvroSerializer();
    serializer.configure(withUrl(settings), false);
    return serializer;
  }

  private Deserializer<Object> ourDeserializer(Map<String, Object> settings) {
    AvroDeserializer<Object> deserializer = new AvroDeserializer<>();
    deserializer.configure(withUrl(settings), false);
    return deserializer;
  }

  @SuppressWarnings("unchecked")
  private Serializer<Object> theirSerializer(Map<String, Object> settings) throws Exception {
    var serializer = (Serializer<Object>) instance("KafkaAvroSerializer");
    serializer.configure(withUrl(settings), false);
    return serializer;
  }

  @SuppressWarnings("unchecked")
  private Deserializer<Object> theirDeserializer(Map<String, Object> settings) throws Exception {
    var deserializer = (Deserializer<Object>) instance("KafkaAvroDeserializer");
    deserializer.configure(withUrl(settings), false);
    return deserializer;
  }

  private static Object instance(String name) throws ReflectiveOperationException {
    return Class.forName(PACKAGE + name).getConstructor().newInstance();
  }

  private Map<String, Object> withUrl(Map<String, Object> settings) {
    Map<String, Object> all = new TreeMap<>(settings);
    all.put("schema.registry.url", registry.url());
    return all;
  }
}
