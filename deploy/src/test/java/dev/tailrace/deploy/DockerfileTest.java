package dev.tailrace.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The Dockerfile, which no test builds: a linter reads it, and here are the rules of this house.
class DockerfileTest {
  private static final Path FILE = Repository.DEPLOY.resolve("docker/Dockerfile");

  @Test
  void theLinter_findsNothing() {
    assertThat(NodeChecks.dockerfile(Repository.text(FILE))).isEmpty();
    assertThat(NodeChecks.dockerfile("FROM scratch\nRUNN true\n")).isNotEmpty();
  }

  @Test
  void bases_arePinnedOrStagesBefore() {
    Set<String> names =
        Dockerfile.FILE.stages().stream().map(Dockerfile.Stage::name).collect(Collectors.toSet());
    for (Dockerfile.Stage stage : Dockerfile.FILE.stages()) {
      if (!names.contains(stage.base()) && !stage.base().equals("scratch")) {
        assertThat(Pinned.problems(stage.base())).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"topology", "connect", "tools"})
  void whatRuns_isNobodyAndTellsItsHealth(String target) {
    Dockerfile.Stage stage = Dockerfile.FILE.stage(target);

    assertThat(stage.last("USER")).isEqualTo("10001:10001");
    assertThat(stage.words("ENTRYPOINT")).startsWith("java").contains("-jar");
    assertThat(stage.words("VOLUME")).contains("/tmp");
    assertThat(stage.last("HEALTHCHECK")).matches("NONE|.* CMD \\[.*]");
    assertThat(stage.base()).isEqualTo("base");
    assertThat(Dockerfile.FILE.stage("base").last("STOPSIGNAL")).isEqualTo("SIGTERM");
    assertThat(stage.all("RUN")).as("nothing is run as root in what is shipped").isEmpty();
  }

  /// A cache fits only the virtual machine, the jar and the options it was made with.
  @ParameterizedTest
  @ValueSource(strings = {"topology", "connect", "tools"})
  void theCache_isMadeAsItIsUsed(String target) {
    List<String> entry = Dockerfile.FILE.stage(target).words("ENTRYPOINT");
    Dockerfile.Stage trained = Dockerfile.FILE.stage(target + "-trained");

    String used = String.join(" ", entry).replace("-XX:AOTCache=", "-XX:AOTCacheOutput=");
    assertThat(trained.last("RUN")).contains(used);
    assertThat(trained.base()).isEqualTo(Dockerfile.FILE.stage(target).base());
  }

  @Test
  void whatIsCopiedFromHere_isHere() {
    for (Dockerfile.Stage stage : Dockerfile.FILE.stages()) {
      stage
          .all("COPY")
          .filter(copy -> !copy.contains("--from=") && !copy.equals(". ."))
          .map(copy -> copy.replaceAll("--\\S+\\s+", "").split("\\s+", -1)[0])
          .forEach(
              source ->
                  assertThat(Files.exists(Repository.ROOT.resolve(source))).as(source).isTrue());
    }
  }
}
