package dev.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the process writes to its standard output, when asked for JSON.
class JsonLogIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  @Test
  void everyLine_isAnObject() throws Exception {
    Path config = directory.resolve("tailrace.properties");
    Files.writeString(
        config,
        """
        tailrace.log.format=json
        tailrace.instance=test-1
        tailrace.http.port=0
        tailrace.kafka.bootstrap.servers=127.0.0.1:1
        tailrace.kafka.admin.default.api.timeout.ms=1500
        tailrace.kafka.admin.request.timeout.ms=1000
        tailrace.serde.schema.registry.url=http://127.0.0.1:1
        """);
    Path output = directory.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classPathWithoutTests(),
            Main.class.getName(),
            config.toString());
    builder.environment().keySet().removeIf(name -> name.startsWith("TAILRACE_"));
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    Process process = builder.start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).isEqualTo(1);
    List<String> lines = Files.readAllLines(output);
    assertThat(lines).isNotEmpty();
    for (String line : lines) {
      JsonNode object = JSON.readTree(line);
      assertThat(object.get("timestamp").asLong()).isPositive();
      assertThat(object.has("loggerName") && object.has("threadName")).isTrue();
      assertThat(object.get("formattedMessage").asText()).isNotBlank();
    }
    assertThat(JSON.readTree(lines.getLast()).get("level").asText()).isEqualTo("ERROR");
    assertThat(JSON.readTree(lines.getLast()).get("formattedMessage").asText())
        .startsWith("Tailrace does not start");
  }

  /// The tests have a Logback file, which would take precedence.
  private static String classPathWithoutTests() {
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(System.getProperty("java.class.path"))
        .filter(entry -> !entry.endsWith("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
