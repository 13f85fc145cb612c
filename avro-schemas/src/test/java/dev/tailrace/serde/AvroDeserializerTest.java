package dev.tailrace.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tailrace.engines.SchemaRegistryServer;
import dev.tailrace.schema.Event;
import dev.tailrace.schema.Mutation;
import dev.tailrace.schema.TailEvent;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AvroDeserializerTest {
  private static final long SEED = 20_261_120;

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
  void olderWriter_getsTheAddedFieldsDefault() {
    Event original = Records.fullEvent();
    byte[] bytes =
        new AvroSerializer(client).serialize("t", Evolution.without("country", original));
    original.setCountry(null);

    assertThat(AvroDeserializer.of(client, Event.class).deserialize("t", bytes))
        .isEqualTo(original);
  }

  @Test
  void newerWriter_isReadWithoutItsNewField() {
    Schema newer = Evolution.with("added", Records.mutation().getSchema());
    GenericRecord data = Evolution.copy(Records.mutation(), newer);
    data.put("added", "x");

    byte[] bytes = new AvroSerializer(client).serialize("t", data);

    assertThat(AvroDeserializer.of(client, Mutation.class).deserialize("t", bytes))
        .isEqualTo(Records.mutation());
  }

  @ParameterizedTest
  @MethodSource("dev.tailrace.serde.Records#all")
  void damagedBytes_giveARecordOrASerializationException(SpecificRecord original) {
    byte[] bytes = new AvroSerializer(client).serialize("t", original);
    var specific = AvroDeserializer.of(client, original.getClass());
    var generic = new AvroDeserializer<GenericRecord>(client);
    Random random = new Random(SEED);

    for (int i = 0; i < 300; i++) {
      byte[] damaged = damaged(bytes, random);
      for (var deserializer : Arrays.asList(specific, generic)) {
        try {
          assertThat((Object) deserializer.deserialize("t", damaged)).isNotNull();
        } catch (SerializationException e) {
          assertThat(e).hasMessageContaining("schema id");
        }
      }
    }
  }

  @Test
  void cutPayload_isDamaged() {
    byte[] bytes = new AvroSerializer(client).serialize("t", Records.fullEvent());
    var deserializer = AvroDeserializer.of(client, Event.class);

    for (int length = WireFormat.HEADER_LENGTH; length < bytes.length; length += 7) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> deserializer.deserialize("t", cut))
          .isInstanceOf(SerializationException.class)
          .hasMessageContaining("damaged Avro on topic t");
    }
  }

  @Test
  void lengthBeyondTheBytes_allocatesNothing() {
    int id =
        client.register("s", SchemaBuilder.record("S").fields().requiredBytes("b").endRecord());
    byte[] twoGigabytes = {-2, -1, -1, -1, 15};
    byte[] bytes = ByteBuffer.allocate(10).put((byte) 0).putInt(id).put(twoGigabytes).array();

    assertThatThrownBy(() -> new AvroDeserializer<GenericRecord>(client).deserialize("t", bytes))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("2147483647 bytes wanted");
  }

  @Test
  void arrayOfMoreItemsThanBytes_isDamaged() {
    Schema schema =
        SchemaBuilder.record("A")
            .fields()
            .name("a")
            .type()
            .array()
            .items()
            .nullType()
            .noDefault()
            .endRecord();
    int id = client.register("a", schema);
    byte[] twoMilliards = {-2, -1, -1, -1, 15};
    byte[] bytes = ByteBuffer.allocate(10).put((byte) 0).putInt(id).put(twoMilliards).array();

    assertThatThrownBy(() -> new AvroDeserializer<GenericRecord>(client).deserialize("t", bytes))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("2147483647 items");
  }

  @Test
  void bytesAfterTheRecord_areDamage() {
    byte[] bytes = new AvroSerializer(client).serialize("t", Records.deadLetter());

    assertThatThrownBy(
            () ->
                new AvroDeserializer<GenericRecord>(client)
                    .deserialize("t", Arrays.copyOf(bytes, bytes.length + 3)))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("3 bytes too many");
  }

  @Test
  void unframedBytes_areRefused() {
    var deserializer = new AvroDeserializer<GenericRecord>(client);
    for (byte[] bytes : new byte[][] {{}, {0, 0, 0, 1}, {'{', '}', ' ', ' ', ' '}}) {
      assertThatThrownBy(() -> deserializer.deserialize("t", bytes))
          .isInstanceOf(SerializationException.class)
          .hasMessageContaining(bytes.length + " bytes");
    }
  }

  @Test
  void recordOfAnotherType_isRefused() {
    byte[] bytes = new AvroSerializer(client).serialize("t", Records.fullEvent());

    assertThatThrownBy(() -> AvroDeserializer.of(client, TailEvent.class).deserialize("t", bytes))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("cannot be read as dev.tailrace.schema.TailEvent");
  }

  @ParameterizedTest
  @ValueSource(strings = {"com.example.Gone", "java.lang.Thread"})
  void classThatIsNoGeneratedOne_isNamedWithTheRemedy(String name) {
    Schema schema = SchemaBuilder.record(name).fields().requiredInt("a").endRecord();
    int id = client.register("s", schema);
    byte[] bytes = ByteBuffer.allocate(6).put((byte) 0).putInt(id).put((byte) 2).array();
    AvroDeserializer<Object> deserializer = new AvroDeserializer<>(client);
    deserializer.configure(Map.of("specific.avro.reader", true), false);

    assertThatThrownBy(() -> deserializer.deserialize("t", bytes))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining(name)
        .hasMessageContaining("specific.avro.reader=false");
  }

  @Test
  void registryDown_isNotTakenForADamagedRecord() {
    byte[] bytes = new AvroSerializer(client).serialize("t", Records.deadLetter());
    registry.close();
    Map<String, Object> config = Map.of("schema.registry.url", registry.url(), "max.retries", 0);

    try (SchemaRegistryClient other = SchemaRegistryClient.of(config)) {
      assertThatThrownBy(() -> new AvroDeserializer<>(other).deserialize("t", bytes))
          .isInstanceOf(RegistryUnavailableException.class);
    }
  }

  private static byte[] damaged(byte[] bytes, Random random) {
    byte[] damaged = bytes.clone();
    int flips = 1 + random.nextInt(4);
    for (int i = 0; i < flips; i++) {
      int at = WireFormat.HEADER_LENGTH + random.nextInt(bytes.length - WireFormat.HEADER_LENGTH);
      damaged[at] = (byte) random.nextInt();
    }
    return damaged;
  }
}
