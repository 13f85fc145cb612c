package dev.tailrace.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.metrics.TopologyMetric;
import dev.tailrace.schema.ErrorTrends5Min;
import dev.tailrace.schema.PartialWindow;
import dev.tailrace.schema.ServiceMetricsHourly;
import dev.tailrace.window.WindowLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The way of an event into its windows, with both stages and the topics between them.
class WindowsTopologyTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:20:00Z");
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final WindowLimits LIMITS =
      new WindowLimits(Duration.ofHours(2), Duration.ofMinutes(10), TICK);

  private final TopologyCounts counts = new TopologyCounts();
  private final TopologyTestDriver driver = driver(counts);
  private final TestInputTopic<byte[], byte[]> raw =
      driver.createInputTopic("tail.raw", new ByteArraySerializer(), new ByteArraySerializer());
  private final TestOutputTopic<String, ServiceMetricsHourly> services =
      driver.createOutputTopic(
          "service-metrics.hourly",
          new StringDeserializer(),
          new PlainAvro.Reader<>(ServiceMetricsHourly.getClassSchema()));
  private final TestOutputTopic<String, ErrorTrends5Min> errors =
      driver.createOutputTopic(
          "error-trends.5min",
          new StringDeserializer(),
          new PlainAvro.Reader<>(ErrorTrends5Min.getClassSchema()));

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void invocations_areCountedInTheHourOfTheirScript() {
    pipe(ok("shop", "2026-11-20T12:00:00Z", 3), NOW);
    pipe(ok("shop", "2026-11-20T12:59:59.999Z", 5), NOW);
    pipe(ok("shop", "2026-11-20T11:59:59.999Z", 7), NOW);
    pipe(failed("shop", "2026-11-20T12:30:00Z", "broken"), NOW);
    tick();
    tick();

    List<KeyValue<String, ServiceMetricsHourly>> rows = services.readKeyValuesToList();
    assertThat(rows)
        .extracting(row -> row.value.getHour() + " " + row.value.getTotalRequests())
        .containsExactlyInAnyOrder("2026-11-20T12:00:00Z 3", "2026-11-20T11:00:00Z 1");
    ServiceMetricsHourly noon =
        rows.stream()
            .map(row -> row.value)
            .filter(row -> row.getTotalRequests() == 3)
            .findFirst()
            .orElseThrow();
    assertThat(noon.getScriptName()).isEqualTo("shop");
    assertThat(noon.getDispatchNamespace()).isEmpty();
    assertThat(noon.getSuccessfulRequests()).isEqualTo(2);
    assertThat(noon.getFailedRequests()).isEqualTo(1);
    assertThat(noon.getCriticalErrors()).isEqualTo(1);
    assertThat(noon.getTotalCpuTime()).isEqualTo(9);
    assertThat(noon.getAvgCpuTime()).isEqualTo(3);
    assertThat(noon.getP50CpuTime()).isEqualTo(3);
    assertThat(noon.getP99CpuTime()).isEqualTo(5);
    assertThat(noon.getIncomplete()).isFalse();
    assertThat(rows.getFirst().key).startsWith("hour|2026-11-20T1").contains("||shop|");
  }

  @Test
  void errors_areCountedInTheirFiveMinutes() {
    pipe(failed("shop", "2026-11-20T12:05:00Z", "one"), NOW);
    pipe(failed("shop", "2026-11-20T12:09:59.999Z", "two"), NOW);
    pipe(failed("shop", "2026-11-20T12:07:00Z", "one"), NOW);
    pipe(failed("shop", "2026-11-20T12:10:00Z", "one"), NOW);
    pipe(ok("shop", "2026-11-20T12:06:00Z", 1), NOW);
    tick();
    tick();

    assertThat(errors.readValuesToList())
        .extracting(
            row ->
                row.getBucket()
                    + " "
                    + row.getErrorType()
                    + " "
                    + row.getErrorCount()
                    + " "
                    + row.getUniqueMessages()
                    + " "
                    + row.getAvgFrequency())
        .containsExactlyInAnyOrder(
            "2026-11-20T12:05:00Z TypeError 3 2 0.6", "2026-11-20T12:10:00Z TypeError 1 1 0.2");
  }

  @Test
  void updates_comeAtMostOncePerIntervalWithRisingVersions() {
    for (int i = 0; i < 5; i++) {
      pipe(ok("shop", "2026-11-20T12:00:00Z", 1), NOW);
    }
    tick();
    tick();
    pipe(ok("shop", "2026-11-20T12:00:00Z", 1), NOW);
    tick();
    tick();
    tick();
    tick();

    List<ServiceMetricsHourly> rows = services.readValuesToList();
    assertThat(rows).extracting(ServiceMetricsHourly::getTotalRequests).containsExactly(5L, 6L);
    assertThat(rows.getLast().getVersion()).isGreaterThan(rows.getFirst().getVersion());
    assertThat(rows.getLast().getPane()).isEqualTo(rows.getFirst().getPane());
  }

  @Test
  void lateEvent_isCountedAndItsWindowMarked() {
    pipe(ok("shop", "2026-11-20T09:59:59Z", 1), NOW);
    tick();
    tick();

    ServiceMetricsHourly row = services.readValue();
    assertThat(row.getTotalRequests()).isEqualTo(1);
    assertThat(row.getLateEvents()).isEqualTo(1);
    assertThat(row.getIncomplete()).isTrue();
    assertThat(counts.sums(TopologyMetric.LATE_EVENTS)).containsOnly(Map.entry("", 1L));
    assertThat(counts.lateness().counts())
        .as("between one and six hours")
        .containsExactly(0, 0, 0, 0, 1, 0, 0, 0, 0);
  }

  @Test
  void eventAfterItsWindowWasClosed_opensAnotherPaneAndLosesNothing() {
    pipe(ok("shop", "2026-11-20T12:00:00Z", 1), NOW);
    tick();
    tick();
    Duration untilClosed = Duration.ofHours(3);
    driver.advanceWallClockTime(untilClosed);
    pipe(ok("shop", "2026-11-20T12:00:00Z", 1), NOW.plus(untilClosed));
    tick();
    tick();

    List<ServiceMetricsHourly> rows = services.readValuesToList();
    assertThat(rows).extracting(ServiceMetricsHourly::getTotalRequests).containsExactly(1L, 1L);
    assertThat(rows.getLast().getPane()).isAfter(rows.getFirst().getPane());
    assertThat(rows.getLast().getIncomplete()).isTrue();
    assertThat(rows.getFirst().getIncomplete()).isFalse();
  }

  @Test
  void closedWindows_leaveNoState() {
    pipe(failed("shop", "2026-11-20T12:00:00Z", "one"), NOW);
    pipe(ok("shop", "2099-01-01T00:00:00Z", 1), NOW);
    tick();
    tick();
    assertThat(size(MergeProcessor.PANES)).isEqualTo(3);
    driver.advanceWallClockTime(Duration.ofHours(4));
    assertThat(size(MergeProcessor.PANES)).isZero();
    assertThat(size(MergeProcessor.CLOSINGS)).isZero();
    assertThat(size(FoldProcessor.STORE)).isZero();
  }

  @Test
  void windowThatIsClosedBeforeItsUpdate_isPublishedFirst() {
    pipe(ok("shop", "2026-11-20T12:00:00Z", 1), NOW);
    tick();
    driver.advanceWallClockTime(Duration.ofHours(4));
    assertThat(services.readValuesToList())
        .extracting(ServiceMetricsHourly::getTotalRequests)
        .containsExactly(1L);
  }

  private void tick() {
    driver.advanceWallClockTime(TICK);
  }

  private void pipe(byte[] event, Instant captured) {
    raw.pipeInput("shop".getBytes(UTF_8), event, captured);
  }

  private int size(String store) {
    int[] size = {0};
    try (var all = driver.getKeyValueStore(store).all()) {
      all.forEachRemaining(_ -> size[0]++);
    }
    return size[0];
  }

  private static byte[] ok(String script, String time, int cpu) {
    return event(script, time, cpu, "'outcome':'ok','exceptions':[]");
  }

  private static byte[] failed(String script, String time, String message) {
    return event(
        script,
        time,
        1,
        "'outcome':'exception','exceptions':[{'name':'TypeError','message':'%s','timestamp':1}]"
            .formatted(message));
  }

  private static byte[] event(String script, String time, int cpu, String rest) {
    return ("{'wallTime':2,'cpuTime':%d,'truncated':false,'scriptName':'%s','logs':[],"
            + "'diagnosticsChannelEvents':[],'eventTimestamp':%d,'event':{'rpcMethod':'buy'},%s}")
        .formatted(cpu, script, Instant.parse(time).toEpochMilli(), rest)
        .replace('\'', '"')
        .getBytes(UTF_8);
  }

  private static TopologyTestDriver driver(TopologyCounts counts) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "windows-test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:9");
    TopologySettings settings =
        new TopologySettings(
            TopicNames.DEFAULT,
            SealLimits.defaults(1),
            DeadLetterLimits.DEFAULT,
            LIMITS,
            new RecordFormat(
                PlainAvro.Writer::new,
                () -> new PlainAvro.Reader<>(PartialWindow.getClassSchema())),
            "one",
            counts);
    return new TopologyTestDriver(TailraceTopology.build(settings), properties, NOW);
  }
}
