package dev.tailrace.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// SIGKILL in the middle of a run: nothing is lost and nothing is there twice.
final class KillIT {
  private static final int COPIES = 20;
  private static final long EVENTS = COPIES * 5_896L;
  private static final long MUTATIONS = COPIES * 1_157L;

  @TempDir Path temp;
  private Path data;
  private Path input;

  @BeforeEach
  void input() throws IOException {
    data = temp.resolve("data");
    input = temp.resolve("events.jsonl");
    List<byte[]> lines = Samples.lines("tail-events-prodlike.jsonl");
    try (OutputStream out = Files.newOutputStream(input)) {
      for (int copy = 0; copy < COPIES; copy++) {
        for (byte[] line : lines) {
          out.write(line);
          out.write('\n');
        }
      }
    }
  }

  @Test
  void killedProcess_goesOnWhereItEnded() throws Exception {
    for (long stored : new long[] {1, EVENTS / 4, EVENTS / 2}) {
      try (TailraceProcess process = start()) {
        awaitStored(stored, process);
        process.kill();
      }
    }

    assertComplete();
  }

  @Test
  void killedClickHouse_delaysAndLosesNothing() throws Exception {
    try (TailraceProcess process = start()) {
      for (long stored : new long[] {1, EVENTS / 3}) {
        awaitStored(stored, process);
        long pid = StackState.read(data).orElseThrow().clickHousePid();
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      }
      assertThat(process.exitCode()).as(process::toString).isZero();
      assertReport(process);
    }
  }

  private void assertComplete() throws Exception {
    try (TailraceProcess process = start()) {
      assertThat(process.exitCode()).as(process::toString).isZero();
      assertReport(process);
    }
  }

  private static void assertReport(TailraceProcess process) throws IOException {
    JsonNode report = new ObjectMapper().readTree(process.output());
    assertThat(report.get("in").asLong()).isEqualTo(EVENTS);
    assertThat(report.get("invocations").asLong()).isEqualTo(EVENTS);
    assertThat(
            report.get("mutations").asLong()
                + report.get("deadLetters").path("invalid-mutation").asLong())
        .isEqualTo(MUTATIONS);
    assertThat(report.get("clickHouse").get("lost").asLong()).isZero();
    assertThat(report.get("clickHouse").get("duplicated").asLong()).isZero();
  }

  private TailraceProcess start() throws IOException {
    return TailraceProcess.start(
        temp, "process", "--data", data.toString(), "--json", input.toString());
  }

  /// Waits until ClickHouse holds this many rows, or the process has ended by itself.
  private void awaitStored(long rows, TailraceProcess process) {
    await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> !process.isAlive() || StoredRows.count(data).map(n -> n >= rows).orElse(false));
  }
}
