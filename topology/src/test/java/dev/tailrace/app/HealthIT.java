package dev.tailrace.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tailrace.app.TailraceApplication.State;
import dev.tailrace.exposition.Scrape;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What whoever watches the process is told, in good times and bad.
class HealthIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private Cluster cluster;

  @BeforeEach
  void start() throws Exception {
    cluster = Cluster.start(directory);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private record Seen(State before, int status, State after) {}

  @Test
  void ready_onlyWhileItRuns() throws Exception {
    List<Seen> seen = new ArrayList<>();
    TailraceApplication application = TailraceApplication.start(cluster.config(Map.of()));
    try (application) {
      await()
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .until(
              () -> {
                State before = application.state();
                HttpResponse<String> answer = Scrape.get(Cluster.url(application), "/health/ready");
                seen.add(new Seen(before, answer.statusCode(), application.state()));
                return answer.statusCode() == 200;
              });
      assertThat(seen.getFirst()).isEqualTo(new Seen(State.STARTING, 503, State.STARTING));
      assertThat(seen)
          .filteredOn(one -> one.status() == 200)
          .allMatch(one -> one.after() == State.RUNNING);
      assertThat(Scrape.get(Cluster.url(application), "/health/ready").body())
          .isEqualTo("{\"ready\":true,\"state\":\"running\"}");
      assertThat(Scrape.get(Cluster.url(application), "/health/live").statusCode()).isEqualTo(200);
    }
    assertThatThrownBy(() -> Scrape.get(Cluster.url(application), "/health/live"))
        .as("after the end")
        .isInstanceOf(IOException.class);
  }

  @Test
  void failed_isNeitherLiveNorReady() throws Exception {
    try (TailraceApplication application =
        cluster.startTopology(Map.of("tailrace.dead-letter.max-consecutive", "5"))) {
      assertThat(Scrape.get(Cluster.url(application), "/health/live").statusCode()).isEqualTo(200);
      cluster.publish(Collections.nCopies(30, "no json".getBytes(UTF_8)));
      await().atMost(PATIENCE).until(() -> application.state() == State.FAILED);
      HttpResponse<String> live = Scrape.get(Cluster.url(application), "/health/live");
      assertThat(live.statusCode()).isEqualTo(503);
      assertThat(live.body()).contains("6 records in a row were refused");
      HttpResponse<String> ready = Scrape.get(Cluster.url(application), "/health/ready");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).contains("\"state\":\"failed\"").contains("6 records in a row");
      Scrape scrape = Scrape.of(Cluster.url(application));
      assertThat(scrape.value("tailrace_state{state=\"failed\"}")).isEqualTo(1);
      assertThat(scrape.value("tailrace_thread_failures_total")).isPositive();
    }
  }

  /// A registry that takes the connection and says nothing holds the thread that asks it.
  @Test
  void hangingThread_isNotLiveUntilItGoesOn() throws Exception {
    List<byte[]> events = Samples.lines("tail-events-prodlike.jsonl").subList(0, 30);
    ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Map<String, String> options =
        Map.of(
            "tailrace.serde.schema.registry.url",
            "http://127.0.0.1:" + silent.getLocalPort(),
            "tailrace.health.poll-limit",
            "2s");
    try (TailraceApplication application = cluster.startTopology(options)) {
      cluster.publish(events);
      await().atMost(PATIENCE).until(() -> live(application) == 503);
      assertThat(Scrape.get(Cluster.url(application), "/health/live").body())
          .contains("A stream thread hangs")
          .contains("tailrace.health.poll-limit is 2 s");
      Scrape scrape = Scrape.of(Cluster.url(application));
      assertThat(scrape.value("tailrace_poll_age_seconds")).isGreaterThan(2);
      assertThat(scrape.sum("tailrace_time_lag_seconds")).isGreaterThan(2);
      silent.close();
      await().atMost(PATIENCE).until(() -> live(application) == 200);
    } finally {
      silent.close();
    }
  }

  @Test
  void takenPort_isSaidBeforeTheGroupIsJoined() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      assertThatThrownBy(
              () -> TailraceApplication.start(cluster.config(Map.of("tailrace.http.port", port))))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("cannot listen on 127.0.0.1:" + port)
          .hasMessageContaining("tailrace.http.port");
    }
    assertThat(cluster.admin().listTopics().names().get()).isEmpty();
  }

  @Test
  void off_servesNothing() {
    try (TailraceApplication application =
        cluster.startTopology(Map.of("tailrace.http.port", "off"))) {
      assertThat(application.httpPort()).isEmpty();
    }
  }

  private static int live(TailraceApplication application) throws Exception {
    return Scrape.get(Cluster.url(application), "/health/live").statusCode();
  }
}
