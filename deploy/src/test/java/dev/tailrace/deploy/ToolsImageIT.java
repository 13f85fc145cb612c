package dev.tailrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command line of the tools' image, outside of a container.
class ToolsImageIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final List<String> HELP = List.of("schema", "apply", "--help");

  @TempDir static Path temporary;
  private static ImageFolder image;

  @BeforeAll
  static void build() {
    Path target = Repository.ROOT.resolve("local/command/target");
    image =
        ImageFolder.of(
            "tools",
            temporary.resolve("image"),
            Map.of(
                "tailrace-command.jar", target.resolve("tailrace-command.jar"),
                "lib", target.resolve("lib")));
    Run training = image.train(Map.of());
    assertThat(training.code()).as(training.output()).isZero();
  }

  @Test
  void theSchemaThatIsDeployed_isACommandWithTheseOptionsAndVariables() {
    List<String> compose = new ArrayList<>();
    JsonNode service = Compose.FILE.services().get("schema");
    service.get("command").forEach(word -> compose.add(word.asText()));
    assertThatItIsKnown(compose, Compose.FILE.environment("schema"));

    Overlay production = Overlay.rendered("production");
    Manifest job = production.one("Job", "tailrace-schema");
    Map<String, String> environment = Environments.of(production, job);
    List<String> kubernetes = new ArrayList<>();
    for (JsonNode word : job.containers().getFirst().get("args")) {
      String text = word.asText();
      for (Map.Entry<String, String> variable : environment.entrySet()) {
        text = text.replace("$(" + variable.getKey() + ")", variable.getValue());
      }
      kubernetes.add(text);
    }
    assertThat(kubernetes).noneMatch(word -> word.contains("$("));
    assertThatItIsKnown(kubernetes, environment);
  }

  /// Stores that are not there are a failure, options that are not there wrong use.
  private static void assertThatItIsKnown(List<String> arguments, Map<String, String> environment) {
    List<String> nowhere =
        arguments.stream().map(word -> word.replaceAll("//[^/:]+:\\d+", "//127.0.0.1:9")).toList();
    Map<String, String> all = new HashMap<>(image.environment());
    all.putAll(environment);

    Run run = Run.of(image.command(nowhere), image.folder(), all, LIMIT);

    assertThat(run.code()).as(run.output()).isEqualTo(1);
    assertThat(run.output()).contains("127.0.0.1:9").doesNotContain("[aot]");
    Run help = Run.of(image.command(HELP), image.folder(), image.environment(), LIMIT);
    environment.keySet().stream()
        .filter(name -> name.startsWith("TAILRACE_"))
        .forEach(name -> assertThat(help.output()).contains("$" + name));
  }

  @Test
  void anOptionThatIsNone_endsWithTwo() {
    List<String> arguments = List.of("schema", "apply", "--clickhouse-host=x");

    Run run = Run.of(image.command(arguments), image.folder(), image.environment(), LIMIT);

    assertThat(run.code()).as(run.output()).isEqualTo(2);
  }
}
