package dev.tailrace.secure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tailrace.app.Main;
import dev.tailrace.app.TailraceApplication;
import dev.tailrace.app.TailraceConfig;
import dev.tailrace.engines.SchemaRegistryServer;
import dev.tailrace.event.DeadLetterReason;
import dev.tailrace.postgres.PostgresAddress;
import dev.tailrace.stack.ConnectWorker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Topology and sink with TLS, passwords from files, and the rights that docs/security.md lists.
class SecuredPipelineIT {
  private static final String TOPOLOGY = "topology";
  private static final String SINKS = "sinks";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private static Path directory;
  private static Certificates certificates;
  private static SecurityPage page;
  private static SecuredKafka kafka;
  private static SchemaRegistryServer registry;

  @BeforeAll
  static void start() throws Exception {
    certificates = Certificates.make(directory);
    page = SecurityPage.read();
    kafka = SecuredKafka.start(directory.resolve("kafka"), certificates);
    registry = SchemaRegistryServer.start(0, directory.resolve("journal"));
    kafka.addUser(TOPOLOGY, "topology-secret");
    kafka.addUser(SINKS, "sinks-secret");
    Files.createDirectory(directory.resolve("secrets"));
    Files.writeString(directory.resolve("secrets/kafka-password"), "topology-secret\n");
    Files.writeString(directory.resolve("secrets/sinks-password"), "sinks-secret");
    Files.writeString(directory.resolve("secrets/postgres-password"), "postgres-secret");
    Files.writeString(directory.resolve("secrets/clickhouse-password"), "clickhouse-secret");
    kafka.allow(page.rights(TOPOLOGY));
    kafka.allow(page.rights(SINKS));
  }

  @AfterAll
  static void stop() {
    registry.close();
    kafka.close();
  }

  private static Map<String, String> config(String password) {
    Map<String, String> config = new HashMap<>();
    kafka
        .clientProperties(TOPOLOGY, password)
        .forEach((key, value) -> config.put("tailrace.kafka." + key, value));
    config.put("tailrace.serde.schema.registry.url", registry.url());
    config.put("tailrace.instance", "pod-0");
    config.put("tailrace.http.port", "off");
    config.put("tailrace.topics.mode", "check");
    config.put("tailrace.streams.num.stream.threads", "1");
    config.put("tailrace.streams.state.dir", directory.resolve("state").toString());
    return config;
  }

  private static Map<String, String> config() {
    return config(secret("kafka-password"));
  }

  @Test
  void pipeline_runsWithTheDocumentedRightsAndKeysAlone() throws Exception {
    try (SecuredPostgres postgres =
            SecuredPostgres.start(
                directory.resolve("postgres"),
                certificates,
                "postgres-secret",
                page.grants("Postgres: least privileges"));
        SecuredClickHouse clickHouse =
            SecuredClickHouse.start(
                directory.resolve("clickhouse"),
                "clickhouse-secret",
                page.grants("ClickHouse: least privileges"));
        TailraceApplication application = TailraceApplication.start(TailraceConfig.of(config()));
        ConnectWorker worker = worker()) {
      worker.put("things", things(postgres));
      worker.put("batches", batches(clickHouse));
      worker.put("windows", windows(clickHouse));
      publish(kafka, mutation("order-1"), "no event".getBytes(UTF_8));
      await()
          .atMost(PATIENCE)
          .failFast(() -> assertThat(application.failure()).isEmpty())
          .untilAsserted(
              () -> {
                for (String connector : List.of("things", "batches", "windows")) {
                  assertThat(worker.tasks(connector))
                      .allSatisfy(task -> assertThat(task.trace()).isNullOrEmpty());
                }
                assertThat(
                        clickHouse.one(
                            "SELECT count() FROM events WHERE script_name = 'by-order-1'"))
                    .isEqualTo("2");
                assertThat(
                        clickHouse.one(
                            "SELECT count() FROM service_metrics_hourly FINAL WHERE script_name ="
                                + " 'by-order-1'"))
                    .isEqualTo("1");
                assertThat(
                        clickHouse.one(
                            "SELECT count() FROM error_trends_5min FINAL WHERE script_name ="
                                + " 'by-order-1'"))
                    .isEqualTo("1");
                assertThat(postgres.one("SELECT id FROM things WHERE id = 'order-1'"))
                    .isEqualTo("order-1");
              });
      assertThat(application.counts().deadLetters()).containsKey(DeadLetterReason.NOT_JSON);
      assertThat(
              postgres.one(
                  "SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename = '%s'"
                      .formatted(SecuredPostgres.SINK)))
          .as("the sink's connections are encrypted")
          .isEqualTo("t");
      assertThatThrownBy(
              () ->
                  new PostgresAddress(
                          postgres.urlWithoutTls(), SecuredPostgres.SINK, "postgres-secret")
                      .connect())
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("no encryption");
      assertThatThrownBy(
              () -> clickHouse.asSink("clickhouse-secret").row("SELECT count() FROM logs"))
          .hasMessageContaining("Not enough privileges");
    }
  }

  private static ConnectWorker worker() {
    Map<String, String> overrides = new HashMap<>();
    overrides.put("config.providers", "dir");
    overrides.put(
        "config.providers.dir.class",
        "org.apache.kafka.common.config.provider.DirectoryConfigProvider");
    overrides.put(
        "config.providers.dir.param.allowed.paths", directory.resolve("secrets").toString());
    Map<String, String> client = kafka.clientProperties(SINKS, secret("sinks-password"));
    for (String prefix : List.of("", "consumer.", "producer.", "admin.")) {
      client.forEach((key, value) -> overrides.put(prefix + key, value));
    }
    return ConnectWorker.start(
        "local", kafka.bootstrapServers(), 0, directory.resolve("connect"), overrides);
  }

  private static Map<String, String> things(SecuredPostgres postgres) {
    Map<String, String> config = sink("things", "things.mutations");
    config.put("connector.class", "dev.tailrace.sink.postgres.PostgresSinkConnector");
    config.put("postgres.url", postgres.url(certificates));
    config.put("postgres.user", SecuredPostgres.SINK);
    config.put("postgres.password", secret("postgres-password"));
    return config;
  }

  private static Map<String, String> batches(SecuredClickHouse clickHouse) {
    Map<String, String> config = sink("batches", "events");
    config.put("connector.class", "dev.tailrace.sink.clickhouse.ClickHouseSinkConnector");
    putClickHouse(config, clickHouse);
    return config;
  }

  private static Map<String, String> windows(SecuredClickHouse clickHouse) {
    Map<String, String> config = sink("windows", "service-metrics.hourly,error-trends.5min");
    config.put("connector.class", "dev.tailrace.sink.clickhouse.ClickHouseUpsertSinkConnector");
    config.put(
        "clickhouse.tables",
        "service-metrics.hourly=service_metrics_hourly,error-trends.5min=error_trends_5min");
    putClickHouse(config, clickHouse);
    return config;
  }

  private static void putClickHouse(Map<String, String> config, SecuredClickHouse clickHouse) {
    config.put("clickhouse.url", clickHouse.url());
    config.put("clickhouse.database", SecuredClickHouse.DATABASE);
    config.put("clickhouse.user", SecuredClickHouse.SINK);
    config.put("clickhouse.password", secret("clickhouse-password"));
  }

  private static String secret(String name) {
    return "${dir:%s:%s}".formatted(directory.resolve("secrets"), name);
  }

  private static Map<String, String> sink(String name, String topics) {
    Map<String, String> config = new HashMap<>();
    config.put("name", name);
    config.put("tasks.max", "1");
    config.put("topics", topics);
    config.put("consumer.override.isolation.level", "read_committed");
    config.put("consumer.override.auto.offset.reset", "earliest");
    config.put("registry.schema.registry.url", registry.url());
    config.put("errors.tolerance", "all");
    config.put("errors.deadletterqueue.topic.name", "tail.dead-letter");
    config.put("errors.deadletterqueue.context.headers.enable", "true");
    return config;
  }

  static void publish(SecuredKafka kafka, byte[]... values) throws Exception {
    Map<String, Object> properties = new HashMap<>(kafka.ofAdmin());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (byte[] value : values) {
        producer.send(new ProducerRecord<>("tail.raw", value)).get(30, TimeUnit.SECONDS);
      }
    }
  }

  /// An event whose Worker announced that a thing changed, and that is an error, so that every
  /// topic
  /// is written.
  static byte[] mutation(String id) {
    return """
    {"wallTime":3,"cpuTime":1,"truncated":false,"outcome":"exception","scriptName":"by-%1$s","logs":[],
     "exceptions":[{"name":"TypeError","message":"no","timestamp":1789999999000}],
     "diagnosticsChannelEvents":[{"channel":"things","timestamp":1789999999000,"message":
       {"event_type":"mutation","mutation_type":"create","entity_kind":"thing","entity_ns":"shop.example.com",
        "entity_id":"%1$s","entity_type":"Order","data":{"after":{"type":"Order"}}}}],
     "eventTimestamp":1789999999000,"event":{"rpcMethod":"save"}}
    """
        .formatted(id)
        .getBytes(UTF_8);
  }

  @Test
  void wrongPassword_endsTheProcessWithItsReason() throws Exception {
    Path file = directory.resolve("wrong.properties");
    StringBuilder text = new StringBuilder();
    config("wrong")
        .forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
    Files.writeString(file, text);
    Path log = directory.resolve("wrong.log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(Files.readString(log))
        .contains("Tailrace does not start: ", "Authentication failed")
        .doesNotContain("password=\"wrong\"");
  }

  @Test
  void missingRight_stopsTheTopologyWithItsName() throws Exception {
    AclBinding right =
        page.rights(TOPOLOGY).stream()
            .filter(binding -> binding.pattern().resourceType() == ResourceType.TRANSACTIONAL_ID)
            .filter(binding -> binding.entry().operation() == AclOperation.WRITE)
            .findFirst()
            .orElseThrow();
    assertThat(MissingRight.failureWithout(right, kafka, config()))
        .contains("the brokers do not allow it", "Transactional Id", "docs/security.md");
  }
}
