package dev.tailrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tailrace.engines.KafkaBroker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command line of the Connect image, outside of a container.
///
/// The worker finds our plugins, each by a class loader of its own, and takes the configurations
/// that are deployed.
class ConnectImageIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Pattern ADDRESS = Pattern.compile("Advertised URI: http://127.0.0.1:(\\d+)");
  private static final String SECRETS = "/mnt/tailrace-secrets";

  @TempDir static Path temporary;
  private static KafkaBroker broker;
  private static Process worker;
  private static URI url;
  private static Path output;

  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws IOException {
    ImageFolder image =
        ImageFolder.of(
            "connect",
            temporary.resolve("image"),
            Map.of(
                "", Repository.ROOT.resolve("connectors/worker/target/image"),
                "plugins/clickhouse",
                    Repository.ROOT.resolve("connectors/clickhouse/target/plugin"),
                "plugins/postgres", Repository.ROOT.resolve("connectors/postgres/target/plugin"),
                "plugins/r2", Repository.ROOT.resolve("connectors/r2/target/plugin")));
    Path properties = temporary.resolve("connect.properties");
    Files.writeString(
        properties,
        Repository.text(Repository.DEPLOY.resolve("k8s/connect/connect.properties"))
            .replace("/opt/tailrace/plugins", image.folder().resolve("plugins").toString())
            .replace("http://0.0.0.0:8083", "http://127.0.0.1:0")
            .replace(SECRETS, secrets()));
    Run training =
        image.train(
            Map.of(
                "/etc/tailrace/connect.properties", properties.toString(),
                "/tmp/connect.properties", temporary.resolve("training.properties").toString()));
    assertThat(training.code()).as(training.output()).isZero();

    broker = KafkaBroker.start(KafkaBroker.Settings.of(temporary.resolve("kafka")));
    output = temporary.resolve("connect.log");
    Map<String, String> environment = new HashMap<>(Compose.FILE.environment("connect"));
    environment.put("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
    environment.put("ADVERTISED_HOST", "127.0.0.1");
    worker = image.start(List.of(properties.toString()), environment, output);
    await().atMost(LIMIT).until(() -> !worker.isAlive() || port().find());
    assertThat(worker.isAlive()).as(Repository.text(output)).isTrue();
    Matcher port = port();
    assertThat(port.find()).isTrue();
    url = URI.create("http://127.0.0.1:" + port.group(1));
    assertThat(Repository.text(output)).as("the cache fits").doesNotContain("[aot]");
    List<String> healthy =
        List.of(Repository.DEPLOY.resolve("docker/healthy").toString(), port.group(1), "/health");
    await()
        .atMost(LIMIT)
        .until(() -> !worker.isAlive() || Run.of(healthy, temporary, Map.of(), LIMIT).code() == 0);
    assertThat(worker.isAlive()).as(Repository.text(output)).isTrue();
  }

  private static Matcher port() {
    return ADDRESS.matcher(Repository.text(output));
  }

  private static String secrets() {
    return Repository.DEPLOY.resolve("docker/secrets").toString();
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (worker != null) {
      worker.destroyForcibly().waitFor();
    }
    if (broker != null) {
      broker.close();
    }
  }

  @Test
  void theWorker_findsOurConnectors() throws Exception {
    JsonNode plugins = get("/connector-plugins");

    assertThat(plugins.findValuesAsText("class"))
        .contains(
            "dev.tailrace.sink.clickhouse.ClickHouseSinkConnector",
            "dev.tailrace.sink.clickhouse.ClickHouseUpsertSinkConnector",
            "dev.tailrace.sink.postgres.PostgresSinkConnector",
            "dev.tailrace.sink.r2.R2SinkConnector");
    assertThat(Repository.text(output))
        .as("each plugin is loaded from its own folder")
        .contains("plugins/clickhouse", "plugins/postgres", "plugins/r2");
  }

  @Test
  void theConfigurations_areTakenAndTheirTasksRun() throws Exception {
    Path folder = Files.createDirectory(temporary.resolve("connectors"));
    for (Path file : ConnectorsTest.files()) {
      String text = Repository.text(file).replace(SECRETS, secrets());
      Files.writeString(folder.resolve(file.getFileName()), text);
      JsonNode report = validate(text, file.getFileName().toString().replace(".json", ""));
      assertThat(report.get("error_count").asInt()).as("%s: %s", file, report).isZero();
    }
    List<String> apply =
        List.of(
            "sh", Repository.DEPLOY.resolve("connectors/apply.sh").toString(), folder.toString());

    Run run = Run.of(apply, temporary, Map.of("CONNECT_URL", url.toString()), LIMIT);

    assertThat(run.code()).as(run.output()).isZero();
    assertThat(run.output())
        .contains("clickhouse: runs", "postgres: runs", "r2-dead-letters: runs");
    assertThat(get("/connectors")).hasSize(ConnectorsTest.files().size());
  }

  @Test
  void theMetricsOfTheSinks_areServedByTheWorker() throws Exception {
    assertThat(text("/health/live")).startsWith("The worker answers");
    assertThat(text("/metrics")).contains("# TYPE tailrace_sink_tasks gauge");
  }

  private JsonNode validate(String text, String name) throws Exception {
    JsonNode config = Repository.json(text);
    ((com.fasterxml.jackson.databind.node.ObjectNode) config).put("name", name);
    String path =
        "/connector-plugins/" + config.get("connector.class").asText() + "/config/validate";
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve(path))
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(config.toString()))
            .build();
    return Repository.json(client.send(request, BodyHandlers.ofString()).body());
  }

  private JsonNode get(String path) throws Exception {
    return Repository.json(text(path));
  }

  private String text(String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(url.resolve(path)).build();
    return client.send(request, BodyHandlers.ofString()).body();
  }
}
