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
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Topology and sink with TLS, passwords from files, and the rights that docs/security.md lists.
class SecuredPipelineIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private static Path directory;
  private static Certificates certificates;
  private static SecurityPage page;
  private static SecuredKafka kafka;
  private static SchemaRegistryServer registry;
  private static PasswordFiles secrets;

  @BeforeAll
  static void start() throws Exception {
    certificates = Certificates.make(directory);
    page = SecurityPage.read();
    kafka = SecuredKafka.start(directory.resolve("kafka"), certificates);
    registry = SchemaRegistryServer.start(0, directory.resolve("journal"));
    kafka.addUser(SecuredTopology.USER, SecuredTopology.PASSWORD);
    kafka.addUser(SecuredSinks.USER, "sinks-secret");
    secrets = PasswordFiles.in(directory.resolve("secrets"));
    secrets.write("kafka-password", SecuredTopology.PASSWORD + "\n");
    secrets.write("sinks-password", "sinks-secret");
    secrets.write("postgres-password", "postgres-secret");
    secrets.write("clickhouse-password", "clickhouse-secret");
    kafka.allow(page.rights(SecuredTopology.USER));
    kafka.allow(page.rights(SecuredSinks.USER));
  }

  @AfterAll
  static void stop() {
    registry.close();
    kafka.close();
  }

  private static Map<String, String> config(String password) {
    return SecuredTopology.config(kafka, registry, password, directory.resolve("state"));
  }

  private static Map<String, String> config() {
    return config(secrets.reference("kafka-password"));
  }

  @Test
  void pipeline_runsWithTheDocumentedRightsAndKeysAlone() throws Exception {
    SecuredSinks sinks =
        new SecuredSinks(directory.resolve("connect"), kafka, registry, certificates, secrets);
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
        ConnectWorker worker = sinks.worker()) {
      worker.put("things", sinks.things(postgres));
      worker.put("batches", sinks.batches(clickHouse));
      worker.put("windows", sinks.windows(clickHouse));
      kafka.publish(OrderEvent.json("order-1"), "no event".getBytes(UTF_8));
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
        page.rights(SecuredTopology.USER).stream()
            .filter(binding -> binding.pattern().resourceType() == ResourceType.TRANSACTIONAL_ID)
            .filter(binding -> binding.entry().operation() == AclOperation.WRITE)
            .findFirst()
            .orElseThrow();
    assertThat(MissingRight.failureWithout(right, kafka, config()))
        .contains("the brokers do not allow it", "Transactional Id", "docs/security.md");
  }
}
