package dev.tailrace.command;

import static dev.tailrace.letters.Letters.bytes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tailrace.engines.S3Server;
import dev.tailrace.letters.Letters;
import dev.tailrace.produce.LocalKafka;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// `tailrace dlq` as it is typed, on a real broker.
class DlqCommandIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path directory;
  private static LocalKafka kafka;

  private record Run(int exitCode, String out, String err) {}

  @BeforeAll
  static void bury() throws Exception {
    kafka = LocalKafka.start(directory);
    Letters.publish(
        kafka,
        List.of(
            Letters.ofPipeline("unknown-form", 10, bytes("{\"hello\":\"world\"}")),
            Letters.ofPipeline("not-json", 11, new byte[] {0x1b, '[', '2', 'J', (byte) 0xff}),
            Letters.ofPipeline("invalid-mutation", 12, bytes("{}")),
            Letters.ofSink("events", new byte[] {0, 1})));
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  private static Run run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        Tailrace.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    String[] all = new String[arguments.length + 3];
    all[0] = "dlq";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[arguments.length + 1] = "--bootstrap-server";
    all[arguments.length + 2] = kafka.bootstrapServers();
    return new Run(command.execute(all), out.toString(), err.toString());
  }

  @Test
  void list_isATable() {
    Run run = run("list", "--limit", "3");
    assertThat(run.exitCode).isZero();
    assertThat(run.out.lines())
        .hasSize(4)
        .element(1)
        .asString()
        .contains("0-0", "2026-11-20T11:30:00.123Z", "unknown-form", "tail.raw-1@10", "17");
    assertThat(run.err).contains("1 more");
  }

  @Test
  void list_asJsonLines() throws Exception {
    Run run = run("list", "--json", "--reason", "refused-by-sink");
    assertThat(run.out.lines()).hasSize(1);
    JsonNode letter = JSON.readTree(run.out);
    assertThat(letter.get("id").asText()).isEqualTo("0-3");
    assertThat(letter.at("/source/topic").asText()).isEqualTo("events");
    assertThat(letter.get("size").asInt()).isEqualTo(2);
  }

  @Test
  void list_summary_countsByReason() throws Exception {
    assertThat(run("list", "--summary").out.lines()).hasSize(5);
    Run run = run("list", "--summary", "--json", "--source-topic", "tail.raw");
    assertThat(run.out.lines()).hasSize(3);
    JsonNode first = JSON.readTree(run.out.lines().findFirst().orElseThrow());
    assertThat(first.get("reason").asText()).isEqualTo("invalid-mutation");
    assertThat(first.get("letters").asInt()).isEqualTo(1);
    assertThat(first.get("first").asText()).isEqualTo("2026-11-20T11:30:00.123Z");
  }

  @Test
  void list_nothing_saysSo() {
    Run run = run("list", "--reason", "batch");
    assertThat(run.exitCode).isZero();
    assertThat(run.err).contains("no dead letter", "matches");
  }

  @Test
  void list_asksTheBucket_whenOneIsNamed() {
    try (S3Server server = S3Server.start(0, directory.resolve("s3"), List.of("errors"))) {
      Run run =
          run(
              "list",
              "--bucket",
              "s3://errors/tail",
              "--endpoint",
              server.url(),
              "--access-key",
              S3Server.ACCESS_KEY,
              "--secret-key",
              S3Server.SECRET_KEY);
      assertThat(run.err).contains("no dead letter on the bucket s3://errors/tail/");
      assertThat(run.exitCode).isZero();
    }
  }

  @Test
  void show_printsHeadersAndBytes() {
    Run run = run("show", "0-0", "0-1");
    assertThat(run.exitCode).isZero();
    assertThat(run.out)
        .contains("dead letter 0-0", "reason", "no good: unknown-form", "instance-1", "worker")
        .contains("  \"hello\" : \"world\"")
        .contains("00000000  1b 5b 32 4a ff")
        .doesNotContain("\u001b");
  }

  @Test
  void show_ofWhatIsNotThere_fails() {
    Run run = run("show", "0-0", "0-999");
    assertThat(run.exitCode).isEqualTo(ExitCode.FAILED);
    assertThat(run.out).contains("dead letter 0-0");
    assertThat(run.err).contains("0-999", "tail.dead-letter");
  }

  @Test
  void show_raw_writesExactlyTheBytes() {
    PrintStream standardOut = System.out;
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    System.setOut(new PrintStream(written, true, UTF_8));
    try {
      assertThat(run("show", "--raw", "0-1").exitCode).isZero();
    } finally {
      System.setOut(standardOut);
    }
    assertThat(written.toByteArray()).isEqualTo(new byte[] {0x1b, '[', '2', 'J', (byte) 0xff});
  }

  @Test
  void replay_tellsWhatBecameOfEach() throws Exception {
    Run dry = run("replay", "--all", "--dry-run");
    assertThat(dry.out).contains("2 dead letters would be replayed");

    Run first = run("replay", "--all");
    assertThat(first.exitCode).as("some were refused").isEqualTo(ExitCode.FAILED);
    assertThat(first.out)
        .contains("2 dead letters replayed, 0 left out as already replayed, 2 refused");
    assertThat(first.err).contains("invalid-mutation", "0-2", "refused-by-sink", "0-3");

    Run second = run("replay", "--reason", "not-json", "--json");
    assertThat(second.exitCode).isZero();
    assertThat(JSON.readTree(second.out).get("leftOut").asInt()).isEqualTo(1);

    Run missing = run("replay", "0-0", "0-999");
    assertThat(missing.exitCode).isEqualTo(ExitCode.FAILED);
    assertThat(missing.err).contains("0-999");
    assertThat(kafka.committed("tail.raw")).hasSize(2);
  }
}
