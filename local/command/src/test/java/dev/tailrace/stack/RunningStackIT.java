package dev.tailrace.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a running stack shows to the outside, and what the doctor says of it.
final class RunningStackIT {
  @TempDir Path temp;

  @Test
  void nothingListensBeyondLoopback_andTheDoctorFindsNothing_untilItIsKilled() throws Exception {
    Path data = temp.resolve("data");
    List<Integer> quiet = Ports.quiet(1);
    // Eight in a row are rarely taken where one is free.
    int base = quiet.getFirst();
    try (TailraceProcess up =
        TailraceProcess.start(
            temp, "up", "--data", data.toString(), "--port-base", String.valueOf(base))) {
      StackState state = awaitReady(data, up);
      List<ListeningSocket> sockets = ListeningSocket.of(family(state.pid()));
      assertThat(sockets)
          .extracting(ListeningSocket::port)
          .as("the eight ports are among those that were looked at")
          .containsAll(IntStream.range(base, base + 8).boxed().toList());
      assertThat(sockets).allMatch(ListeningSocket::isLoopback);
      assertThat(metrics(state.topologyUrl())).contains("tailrace_events_in_total");
      assertThat(metrics(state.connectUrl())).contains("tailrace_sink_tasks");

      assertThat(doctor(data)).contains("a stack runs on", "0 problems");
      up.kill();
      // The ClickHouse process notices that its parent is gone, Postgres does not.
      assertThat(doctor(data))
          .contains("no stack runs on", "left behind: ", "Postgres process " + state.postgresPid());
    }
  }

  private String doctor(Path data) throws Exception {
    try (TailraceProcess doctor =
        TailraceProcess.start(temp, "doctor", "--data", data.toString())) {
      assertThat(doctor.exitCode()).as(doctor::toString).isZero();
      return doctor.output();
    }
  }

  private static String metrics(String url) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(url).resolve("/metrics")).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  private static List<Long> family(long pid) {
    ProcessHandle stack = ProcessHandle.of(pid).orElseThrow();
    return Stream.concat(Stream.of(stack), stack.descendants()).map(ProcessHandle::pid).toList();
  }

  private static StackState awaitReady(Path data, TailraceProcess up) {
    return await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(50))
        .failFast("up ended by itself", () -> !up.isAlive())
        .until(() -> StackState.read(data), Optional::isPresent)
        .orElseThrow();
  }
}
