package dev.tailrace.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The schemas and parsers of `src/test/npm`, which npm installs by its lock file.
final class NodeChecks {
  private static final String REMEDY = "install Node.js 20 or newer, which brings npm";
  private static final Duration INSTALL_LIMIT = Duration.ofMinutes(3);
  private static final Path FOLDER = installed();

  private NodeChecks() {}

  /// What a cluster would refuse of each object.
  static JsonNode kubernetes(ArrayNode objects) {
    return answer("kubernetes", objects.toString());
  }

  /// Names of metrics and mistakes of each expression.
  static JsonNode promql(List<String> expressions) {
    return answer("promql", Repository.JSON.valueToTree(expressions).toString());
  }

  static JsonNode dockerfile(String text) {
    return answer("dockerfile", text);
  }

  private static JsonNode answer(String check, String input) {
    List<String> command = List.of("node", "check.mjs", check);
    return Repository.json(Run.piped(command, FOLDER, input, REMEDY));
  }

  /// Installs once for each lock file; `mvn clean` removes it.
  private static Path installed() {
    Path source = Repository.DEPLOY.resolve("src/test/npm");
    Path folder = Repository.DEPLOY.resolve("target/npm");
    Path done = folder.resolve("node_modules/.installed");
    String lock = Repository.text(source.resolve("package-lock.json"));
    try {
      Files.createDirectories(folder);
      Files.writeString(
          folder.resolve("package.json"), Repository.text(source.resolve("package.json")));
      Files.writeString(folder.resolve("check.mjs"), Repository.text(source.resolve("check.mjs")));
      if (Files.exists(done) && Files.readString(done).equals(lock)) {
        return folder;
      }
      Files.writeString(folder.resolve("package-lock.json"), lock);
      List<String> command =
          List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline");
      Run run = Run.of(command, folder, Map.of(), INSTALL_LIMIT);
      if (run.code() != 0) {
        throw new AssertionError("npm ci failed; " + REMEDY + ":\n" + run.output());
      }
      Files.writeString(done, lock);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(REMEDY, e);
    }
  }
}
