package dev.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tailrace.app.TailraceConfig.EffectiveValue;
import dev.tailrace.topology.TopicSetup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TailraceConfigTest {
  @TempDir private Path directory;

  @Test
  void defaults_needOnlyTheBrokers() {
    TailraceConfig config = TailraceConfig.of(with());
    assertThat(config.applicationId()).isEqualTo("tailrace");
    assertThat(config.instance()).isNotEmpty().isNotEqualTo("auto");
    assertThat(config.topics().names().raw()).isEqualTo("tail.raw");
    assertThat(config.topics().mode()).isEqualTo(TopicSetup.Mode.CREATE);
    assertThat(config.batch().maxRows()).isEqualTo(50_000);
    assertThat(config.batch().maxBytes()).isEqualTo(16_000_000);
    assertThat(config.batch().limits(3).maxAge()).isEqualTo(Duration.ofMillis(500));
    assertThat(config.batch().limits(30).maxAge()).isEqualTo(Duration.ofSeconds(3));
    assertThat(config.deadLetters().maxConsecutive()).isEqualTo(1_000);
  }

  @Test
  void laterSources_win() throws IOException {
    Path file = file("tailrace.batch.max-rows=1", "tailrace.batch.max-age=1s", "other=ignored");
    TailraceConfig config =
        TailraceConfig.load(
            Optional.of(file),
            Map.of("TAILRACE_BATCH_MAX_ROWS", "2", "TAILRACE_BATCH_MAX_BYTES", "2KiB"),
            with("tailrace.batch.max-rows", "3"));
    assertThat(config.batch().maxRows()).isEqualTo(3);
    assertThat(config.batch().maxBytes()).isEqualTo(2_048);
    assertThat(config.batch().maxAge()).contains(Duration.ofSeconds(1));
    assertThat(config.effective())
        .contains(
            new EffectiveValue("tailrace.batch.max-rows", "3", "option"),
            new EffectiveValue("tailrace.batch.max-bytes", "2KiB", "environment"),
            new EffectiveValue("tailrace.batch.max-age", "1s", "file"),
            new EffectiveValue("tailrace.batch.tick-interval", "10s", "default"));
  }

  @Test
  void sections_passTheirKeysOn() {
    TailraceConfig config =
        TailraceConfig.load(
            Optional.empty(),
            Map.of("TAILRACE_KAFKA_SECURITY_PROTOCOL", "SSL"),
            with(
                "tailrace.streams.num.stream.threads", "4",
                "tailrace.serde.schema.registry.url", "http://127.0.0.1:1"));
    assertThat(config.kafka())
        .containsOnly(
            Map.entry("bootstrap.servers", "127.0.0.1:9"), Map.entry("security.protocol", "SSL"));
    assertThat(config.streams()).containsOnly(Map.entry("num.stream.threads", "4"));
    assertThat(config.serde().properties())
        .containsOnly(Map.entry("schema.registry.url", "http://127.0.0.1:1"));
  }

  @Test
  void allProblems_areReportedAtOnce() {
    ConfigurationException thrown =
        refused(
            Map.of(
                "tailrace.batch.max-rows", "many",
                "tailrace.batch.max-age", "1 week",
                "tailrace.topics.mode", "maybe",
                "tailrace.dead-letter.max-ratio", "2"));
    assertThat(thrown.problems())
        .containsExactlyInAnyOrder(
            "tailrace.batch.max-rows (option): 'many' is not a whole number of 1 or more",
            "tailrace.batch.max-age (option): '1 week' is not a duration such as 250ms, 10s, 5m,"
                + " 24h or 7d",
            "tailrace.topics.mode (option): 'maybe' is not create or check",
            "tailrace.dead-letter.max-ratio (option): '2' is not a number from 0 to 1, such as"
                + " 0.25",
            "tailrace.kafka.bootstrap.servers is missing: give the brokers as host:port,host:port");
  }

  @Test
  void unknownKey_isRefusedWithTheNearestRightOne() {
    assertThat(refused(with("tailrace.batch.max-row", "5")).problems())
        .containsExactly(
            "tailrace.batch.max-row (option) is no setting of Tailrace; the nearest is"
                + " tailrace.batch.max-rows");
  }

  @Test
  void equalTopicNames_areAProblem() {
    assertThat(refused(with("tailrace.topics.raw", "events")).getMessage())
        .contains("two of the topics have the same name");
  }

  @Test
  void secrets_areNeverShown() {
    TailraceConfig config =
        TailraceConfig.of(
            with(
                "tailrace.kafka.sasl.jaas.config", "hush-1",
                "tailrace.kafka.ssl.keystore.password", "hush-2",
                "tailrace.serde.basic.auth.user.info", "me:hush-3",
                "tailrace.serde.bearer.auth.token", "hush-4",
                "tailrace.serde.schema.registry.url", "http://me:hush-5@registry:8081"));
    assertThat(config.toString())
        .doesNotContain("hush")
        .contains("***")
        .contains("http://***@registry:8081");
    assertThat(config.kafka()).containsEntry("sasl.jaas.config", "hush-1");
  }

  @Test
  void secretInAFile_isTakenFromThere_andOnlyItsPlaceCanBeShown() throws Exception {
    Files.writeString(directory.resolve("password"), "hush-1\n");
    Files.writeString(directory.resolve("registry.properties"), "user=me:hush-2\n");
    TailraceConfig config =
        TailraceConfig.of(
            with(
                "tailrace.kafka.sasl.jaas.config",
                "Login required password=\"${dir:%s:password}\";".formatted(directory),
                "tailrace.serde.basic.auth.user.info",
                "${file:%s:user}".formatted(directory.resolve("registry.properties")),
                "tailrace.streams.state.dir",
                "/a/${other:left}"));
    assertThat(config.kafka())
        .containsEntry("sasl.jaas.config", "Login required password=\"hush-1\";");
    assertThat(config.serde().properties()).containsEntry("basic.auth.user.info", "me:hush-2");
    assertThat(config.streams()).containsEntry("state.dir", "/a/${other:left}");
    assertThat(config.toString()).doesNotContain("hush");
  }

  @Test
  void secretThatIsNotThere_isAProblem() {
    assertThat(
            refused(
                    with(
                        "tailrace.kafka.ssl.keystore.password",
                        "${dir:%s:nowhere}".formatted(directory),
                        "tailrace.kafka.ssl.key.password",
                        "${file:%s/nowhere.properties:key}".formatted(directory)))
                .problems())
        .hasSize(2)
        .anySatisfy(
            problem ->
                assertThat(problem)
                    .startsWith("tailrace.kafka.ssl.keystore.password (option): '${dir:")
                    .contains("stands for nothing"))
        .anySatisfy(
            problem ->
                assertThat(problem)
                    .startsWith("tailrace.kafka.ssl.key.password (option): '${file:")
                    .contains("cannot be read"));
  }

  @Test
  void missingFile_isAProblem() {
    Path missing = directory.resolve("nowhere.properties");
    ConfigurationException thrown =
        catchThrowableOfType(
            ConfigurationException.class,
            () -> TailraceConfig.load(Optional.of(missing), Map.of(), with()));
    assertThat(thrown.getMessage()).contains("cannot read the configuration file " + missing);
  }

  private static ConfigurationException refused(Map<String, String> options) {
    return catchThrowableOfType(ConfigurationException.class, () -> TailraceConfig.of(options));
  }

  private Path file(String... lines) throws IOException {
    return Files.write(directory.resolve("tailrace.properties"), List.of(lines));
  }

  private static Map<String, String> with(String... more) {
    Map<String, String> options = new HashMap<>();
    options.put("tailrace.kafka.bootstrap.servers", "127.0.0.1:9");
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    return options;
  }
}
