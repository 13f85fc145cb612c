package dev.tailrace.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tailrace.schema.ErrorTrends5Min;
import dev.tailrace.schema.Event;
import dev.tailrace.schema.ServiceMetricsHourly;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The windows on the topics against a recount of the events on theirs, whatever happens to the
/// application in between.
class WindowsIT {
  private static final int KILLS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final List<byte[]> SAMPLE = Samples.lines("tail-events-prodlike.jsonl");

  @TempDir Path directory;

  @Test
  void killsAndMoves_changeNoCount() throws Exception {
    try (Cluster cluster = Cluster.start(directory)) {
      cluster.startTopology().close();
      for (int kill = 0; kill < KILLS; kill++) {
        killWhileItCounts(cluster, part(kill));
      }
      try (TailraceApplication one = cluster.startTopology()) {
        cluster.publish(part(KILLS));
        Map<String, String> second = cluster.options();
        second.put("tailrace.instance", "test-2");
        // An instance that stops keeps its partitions for this long, in case it comes back.
        second.put("tailrace.kafka.main.consumer.session.timeout.ms", "6000");
        second.put("tailrace.streams.state.dir", directory.resolve("state-2").toString());
        try (TailraceApplication two = cluster.startTopology(second)) {
          Cluster.awaitRunning(two);
          cluster.publish(part(KILLS + 1));
        }
        cluster.awaitProcessed();
        awaitCounted(cluster);
        assertThat(one.state()).isEqualTo(TailraceApplication.State.RUNNING);
      }
      assertEqualToRecount(cluster);
    }
  }

  /// kill -9 at some moment while the part is being counted, with partial windows noted and windows
  /// changed but not published.
  private void killWhileItCounts(Cluster cluster, List<byte[]> part) throws Exception {
    long before = cluster.committedSum();
    try (TopologyProcess process = TopologyProcess.start(cluster.options(), directory)) {
      cluster.publish(part);
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> cluster.committedSum() > before + part.size() / 2);
      process.kill();
    }
  }

  private static void awaitCounted(Cluster cluster) {
    long invocations =
        cluster.events().stream().filter(event -> event.getMutationType() == null).count();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () ->
                assertThat(
                        services(cluster).values().stream()
                            .mapToLong(ServiceMetricsHourly::getTotalRequests)
                            .sum())
                    .isEqualTo(invocations));
  }

  private static void assertEqualToRecount(Cluster cluster) {
    List<Event> events =
        cluster.events().stream().filter(event -> event.getMutationType() == null).toList();
    assertThat(events).hasSize(SAMPLE.size());
    assertThat(sums(services(cluster).values(), WindowsIT::window, WindowsIT::counters))
        .isEqualTo(sums(events, WindowsIT::hour, WindowsIT::counters));
    assertThat(
            sums(errors(cluster).values(), WindowsIT::window, e -> new long[] {e.getErrorCount()}))
        .isEqualTo(
            sums(
                events.stream().filter(event -> event.getEventType().equals("error")).toList(),
                WindowsIT::fiveMinutes,
                _ -> new long[] {1}));
  }

  /// The newest version of each pane.
  private static Map<String, ServiceMetricsHourly> services(Cluster cluster) {
    return newest(
        cluster.<ServiceMetricsHourly>values("service-metrics.hourly"),
        row -> window(row) + row.getPane(),
        ServiceMetricsHourly::getVersion);
  }

  private static Map<String, ErrorTrends5Min> errors(Cluster cluster) {
    return newest(
        cluster.<ErrorTrends5Min>values("error-trends.5min"),
        row -> window(row) + row.getPane(),
        ErrorTrends5Min::getVersion);
  }

  private static <T> Map<String, T> newest(
      List<T> rows, Function<T, String> key, Function<T, Long> version) {
    BinaryOperator<T> later =
        (former, row) -> {
          assertThat(version.apply(row)).isGreaterThan(version.apply(former));
          return row;
        };
    return rows.stream().collect(Collectors.toMap(key, Function.identity(), later));
  }

  private static <T> Map<String, List<Long>> sums(
      Iterable<T> rows, Function<T, String> key, Function<T, long[]> counters) {
    Map<String, List<Long>> sums = new HashMap<>();
    for (T row : rows) {
      List<Long> added = java.util.Arrays.stream(counters.apply(row)).boxed().toList();
      sums.merge(
          key.apply(row),
          added,
          (a, b) -> {
            List<Long> sum = new java.util.ArrayList<>();
            for (int i = 0; i < a.size(); i++) {
              sum.add(a.get(i) + b.get(i));
            }
            return sum;
          });
    }
    return sums;
  }

  private static String window(ServiceMetricsHourly row) {
    return row.getHour() + "/" + row.getDispatchNamespace() + "/" + row.getScriptName();
  }

  private static String window(ErrorTrends5Min row) {
    return row.getBucket() + "/" + row.getErrorType() + "/" + row.getScriptName();
  }

  private static long[] counters(ServiceMetricsHourly row) {
    return new long[] {
      row.getTotalRequests(),
      row.getFailedRequests(),
      row.getCriticalErrors(),
      row.getWarnings(),
      row.getStatus2xx(),
      row.getStatus4xx(),
      row.getStatus5xx(),
      row.getTotalCpuTime(),
      row.getTotalWallTime(),
      row.getCpuTimeZeros() + row.getCpuTimeCounts().stream().mapToLong(Long::longValue).sum(),
      row.getWallTimeZeros() + row.getWallTimeCounts().stream().mapToLong(Long::longValue).sum()
    };
  }

  private static long[] counters(Event event) {
    int status = event.getStatus() == null ? 0 : event.getStatus();
    return new long[] {
      1,
      event.getEventType().equals("error") ? 1 : 0,
      event.getSeverity().equals("critical") ? 1 : 0,
      event.getSeverity().equals("warning") ? 1 : 0,
      status >= 200 && status < 300 ? 1 : 0,
      status >= 400 && status < 500 ? 1 : 0,
      status >= 500 && status < 600 ? 1 : 0,
      event.getCpuTime(),
      event.getWallTime(),
      1,
      1
    };
  }

  private static String hour(Event event) {
    String namespace = event.getDispatchNamespace();
    return start(event, 3_600_000)
        + "/"
        + (namespace == null ? "" : namespace)
        + "/"
        + event.getScriptName();
  }

  private static String fiveMinutes(Event event) {
    return start(event, 300_000) + "/" + event.getErrorType() + "/" + event.getScriptName();
  }

  private static Instant start(Event event, long length) {
    long time = event.getEventTimestamp().toEpochMilli();
    return Instant.ofEpochMilli(time - time % length);
  }

  private static List<byte[]> part(int number) {
    int parts = KILLS + 2;
    int size = SAMPLE.size() / parts;
    int end = number == parts - 1 ? SAMPLE.size() : (number + 1) * size;
    return SAMPLE.subList(number * size, end);
  }
}
