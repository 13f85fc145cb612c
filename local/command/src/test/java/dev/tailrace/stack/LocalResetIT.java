package dev.tailrace.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `tailrace reset` and `tailrace clean` on the directory of a local stack.
final class LocalResetIT {
  private static final int EVENTS = 50;

  @TempDir Path temp;

  @Test
  void everythingIsMadeAnewFromTheRawTopic_andNothingIsThereTwice() throws Exception {
    Path data = temp.resolve("data");
    Path file = temp.resolve("events.jsonl");
    List<byte[]> lines = Samples.lines("tail-events-prodlike.jsonl").subList(0, EVENTS);
    try (var out = Files.newOutputStream(file)) {
      for (byte[] line : lines) {
        out.write(line);
        out.write('\n');
      }
    }
    JsonNode first = json(run(0, "process", file.toString(), "--data", data.toString(), "--json"));

    String plan = run(0, "reset", "--data", data.toString());
    assertThat(plan)
        .contains("would delete topic events\n", "would delete topic partials\n")
        .contains("would delete group tailrace\n", "nothing was deleted; --execute does it")
        .doesNotContain("topic tail.raw\n", "topic tail.produced\n");
    assertThat(data.resolve("clickhouse")).isDirectory();

    assertThat(run(0, "reset", "--data", data.toString(), "--execute"))
        .contains("deleting topic events\n", "done");
    assertThat(data.resolve("clickhouse")).doesNotExist();

    // The file is on the raw topic and is not published again; the check covers every store.
    JsonNode again = json(run(0, "process", file.toString(), "--data", data.toString(), "--json"));
    assertThat(first.path("in").asLong()).isEqualTo(EVENTS);
    for (String counts : List.of("in", "invocations", "mutations", "clickHouse", "parquet")) {
      assertThat(ofRows(again, counts)).as(counts).isEqualTo(ofRows(first, counts));
    }

    assertThat(run(0, "clean", data.toString())).contains("data of a stopped stack");
    assertThat(data).isDirectory();
    assertThat(run(0, "clean", "--execute", data.toString())).contains("removed");
    assertThat(data).doesNotExist();
  }

  @Test
  void resetThatWasCutShort_isFinishedBeforeAnyStart() throws Exception {
    Path data = temp.resolve("data");
    Files.createDirectories(data);
    try (DataDirectory directory = DataDirectory.lock(data)) {
      directory.markUnfinished();
    }
    try (TailraceProcess up = TailraceProcess.start(temp, "up", "--data", data.toString())) {
      assertThat(up.exitCode()).isEqualTo(1);
      assertThat(up.errors()).contains("was cut short", "tailrace reset --execute");
    }
  }

  private String run(int exitCode, String... arguments) throws Exception {
    try (TailraceProcess process = TailraceProcess.start(temp, arguments)) {
      assertThat(process.exitCode()).as(process::toString).isEqualTo(exitCode);
      return process.output();
    }
  }

  /// Counts of a report without the number of files, which depends on the moment.
  private static JsonNode ofRows(JsonNode report, String name) {
    JsonNode counts = report.path(name).deepCopy();
    if (counts instanceof ObjectNode fields) {
      fields.remove("files");
    }
    return counts;
  }

  private static JsonNode json(String text) throws Exception {
    return new ObjectMapper().readTree(text);
  }
}
