package dev.tailrace.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Our serde on a real Apicurio Registry, through its Confluent-compatible API. Part of the build
/// with profile `apicurio` only.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApicurioIT {
  private Process apicurio;
  private SchemaRegistryClient client;
  private String url;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    Path home = Path.of(System.getProperty("apicurio.directory"));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    int port = freePort();
    ProcessBuilder builder =
        new ProcessBuilder(java, "-Xmx192m", "-jar", home.resolve("quarkus-run.jar").toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("apicurio.log").toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "QUARKUS_HTTP_HOST", "127.0.0.1",
                "QUARKUS_HTTP_PORT", String.valueOf(port),
                "QUARKUS_MANAGEMENT_HOST", "127.0.0.1",
                "QUARKUS_MANAGEMENT_PORT", "0",
                "APICURIO_DATASOURCE_URL", "jdbc:h2:file:" + folder.resolve("db")));
    apicurio = builder.start();
    url = "http://127.0.0.1:" + port + "/apis/ccompat/v7";
    await().atMost(Duration.ofSeconds(90)).until(() -> status(get("/subjects")) == 200);
    client = SchemaRegistryClient.of(Map.of("schema.registry.url", url));
  }

  @AfterAll
  void stop() throws Exception {
    client.close();
    apicurio.destroy();
    apicurio.waitFor();
  }

  @ParameterizedTest
  @MethodSource("dev.tailrace.serde.Records#all")
  void generatedRecord_comesBackEqual(SpecificRecord original) {
    String topic = original.getSchema().getName();

    byte[] bytes = new AvroSerializer(client).serialize(topic, original);

    assertThat(AvroDeserializer.of(client, original.getClass()).deserialize(topic, bytes))
        .isEqualTo(original);
  }

  @Test
  void registeredSchema_isFoundAndIsTheNewest() {
    Schema schema = Records.mutation().getSchema();
    int id = client.register("found-value", schema);
    try (SchemaRegistryClient another =
        SchemaRegistryClient.of(Map.of("schema.registry.url", url))) {
      assertThat(another.id("found-value", schema)).isEqualTo(id);
      assertThat(another.latest("found-value").id()).isEqualTo(id);
      assertThat(another.schema(id)).isEqualTo(schema);
    }
  }

  @Test
  void unknownId_isPermanent() {
    assertThatThrownBy(() -> client.schema(1_000_000)).isInstanceOf(SchemaNotFoundException.class);
  }

  @Test
  void unregisteredSchema_isRefused() {
    Schema schema = SchemaBuilder.record("Never").fields().requiredInt("a").endRecord();

    assertThatThrownBy(() -> client.id("never-value", schema))
        .isInstanceOf(RegistryRefusedException.class)
        .hasMessageContaining("auto.register.schemas=true");
    assertThatThrownBy(() -> client.latest("never-value"))
        .isInstanceOf(RegistryRefusedException.class);
  }

  @Test
  void incompatibleChange_isRefusedWhereTheLevelForbidsIt() throws Exception {
    Schema first = SchemaBuilder.record("R").fields().requiredInt("a").endRecord();
    Schema second = SchemaBuilder.record("R").fields().requiredString("a").endRecord();
    client.register("strict-value", first);
    HttpRequest strict = put("/config/strict-value", "{\"compatibility\":\"FULL\"}");
    assertThat(status(strict)).isEqualTo(200);

    assertThatThrownBy(() -> client.register("strict-value", second))
        .isInstanceOf(RegistryRefusedException.class)
        .hasMessageContaining("strict-value");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private HttpRequest get(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).build();
  }

  private HttpRequest put(String path, String body) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .header("Content-Type", "application/vnd.schemaregistry.v1+json")
        .PUT(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  /// Zero while nobody answers.
  private static int status(HttpRequest request) throws InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, BodyHandlers.discarding()).statusCode();
    } catch (IOException _) {
      return 0;
    }
  }
}
