package dev.tailrace.serde;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.engines.SchemaRegistryServer;
import java.nio.file.Path;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RoundTripTest {
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

  @ParameterizedTest
  @MethodSource("dev.tailrace.serde.Records#all")
  void generatedRecord_comesBackEqual(SpecificRecord original) {
    byte[] bytes = new AvroSerializer(client).serialize("t", original);

    SpecificRecord read = AvroDeserializer.of(client, original.getClass()).deserialize("t", bytes);

    assertThat(read).isEqualTo(original);
  }

  @ParameterizedTest
  @MethodSource("dev.tailrace.serde.Records#all")
  void genericRecord_comesBackEqual(SpecificRecord original) {
    byte[] bytes = new AvroSerializer(client).serialize("t", original);

    GenericRecord read = new AvroDeserializer<GenericRecord>(client).deserialize("t", bytes);

    byte[] again = new AvroSerializer(client).serialize("t", read);
    assertThat(again).hasSameSizeAs(bytes);
    assertThat(new AvroDeserializer<GenericRecord>(client).deserialize("t", again)).isEqualTo(read);
  }

  @Test
  void null_staysNull() {
    assertThat(new AvroSerializer(client).serialize("t", null)).isNull();
    assertThat(new AvroDeserializer<GenericRecord>(client).deserialize("t", null)).isNull();
  }
}
