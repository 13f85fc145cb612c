package dev.tailrace.sink.clickhouse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tailrace.engines.KafkaBroker;
import dev.tailrace.engines.SchemaRegistryServer;
import dev.tailrace.exposition.Scrape;
import dev.tailrace.schema.ErrorTrends5Min;
import dev.tailrace.schema.ServiceMetricsHourly;
import dev.tailrace.serde.AvroSerializer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kafka, the registry, a Connect worker and ClickHouse, all real: windows that rise from version
/// to version, one of them taken back; then the connector anew, and everything from offset zero.
class UpsertEndToEndIT {
  private static final String CONNECTOR = "windows-to-clickhouse";
  private static final String HOURS = "service-metrics.hourly";
  private static final String TRENDS = "error-trends.5min";
  private static final String DEAD_LETTERS = "windows.unreadable";
  private static final int PARTITIONS = 2;
  private static final int SCRIPTS = 40;
  private static final int VERSIONS = 25;

  /// The tables of the records' own fields, in the types of the store.
  private static final List<String> DDL =
      List.of(
          """
          CREATE TABLE service_metrics_hourly
          (
            script_name LowCardinality(String), dispatch_namespace LowCardinality(String),
            hour DateTime64(0, 'UTC'), pane DateTime64(3, 'UTC'), version UInt64,
            total_requests UInt64, p95_cpu_time Float64, incomplete Bool,
            cpu_time_bins Array(Int32), cpu_time_counts Array(UInt64)
          )
          ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(hour)
          ORDER BY (script_name, dispatch_namespace, hour, pane)
          """,
          """
          CREATE TABLE error_trends_5min
          (
            script_name LowCardinality(String), error_type LowCardinality(String),
            bucket DateTime64(0, 'UTC'), pane DateTime64(3, 'UTC'), version UInt64,
            error_count UInt64, sketch_size UInt32, message_hashes Array(UInt64)
          )
          ENGINE = ReplacingMergeTree(version) PARTITION BY toYYYYMM(bucket)
          ORDER BY (script_name, error_type, bucket, pane)
          """);

  @TempDir Path directory;

  private static void assertNothingLags(ConnectWorker connect) throws Exception {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Scrape.of(connect.url()).sum("tailrace_sink_time_lag_seconds") == 0);
    Scrape scrape = Scrape.of(connect.url());
    for (String topic : List.of(HOURS, TRENDS)) {
      String labels = "{connector=\"" + CONNECTOR + "\",topic=\"" + topic + "\"}";
      assertThat(scrape.value("tailrace_sink_rows_total" + labels)).isPositive();
      assertThat(scrape.value("tailrace_sink_batches_total" + labels)).isPositive();
    }
    assertThat(scrape.samples().keySet())
        .filteredOn(series -> series.startsWith("tailrace_sink_freshness_seconds"))
        .hasSize(2 * PARTITIONS);
  }

  @Test
  void newestStates_areStored_alsoWhenReplayedFromTheStart() throws Exception {
    try (LocalClickHouse clickHouse = new LocalClickHouse(directory.resolve("clickhouse"));
        KafkaBroker kafka = KafkaBroker.start(directory.resolve("kafka"), 0, Map.of());
        SchemaRegistryServer registry =
            SchemaRegistryServer.start(0, directory.resolve("registry.journal"));
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
        Windows windows = new Windows(kafka, registry)) {
      DDL.forEach(clickHouse::query);
      admin
          .createTopics(
              List.of(
                  new NewTopic(HOURS, PARTITIONS, (short) 1),
                  new NewTopic(TRENDS, PARTITIONS, (short) 1),
                  new NewTopic(DEAD_LETTERS, 1, (short) 1)))
          .all()
          .get();
      windows.publishAll();
      Map<String, String> settings = settings(registry, clickHouse);

      try (ConnectWorker connect = new ConnectWorker(directory, kafka.bootstrapServers())) {
        connect.put(CONNECTOR, settings);
        awaitNewestStates(clickHouse, connect);
        assertThat(clickHouse.query("SELECT uniq(toYYYYMM(hour)) FROM service_metrics_hourly"))
            .isEqualTo(Integer.toString(SCRIPTS));

        // One more, and nothing after it.
        windows.publish(hour(0, VERSIONS + 1));
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(
                () ->
                    assertThat(
                            clickHouse.query(
                                "SELECT max(total_requests) FROM service_metrics_hourly"))
                        .isEqualTo(Integer.toString(VERSIONS + 1)));
        assertNothingLags(connect);
      }
      windows.publish(hour(0, VERSIONS + 2));
      windows.publishUnreadable();
      windows.publish(trend(SCRIPTS, 1));
      admin.deleteConsumerGroups(List.of("connect-" + CONNECTOR)).all().get();

      try (ConnectWorker connect = new ConnectWorker(directory, kafka.bootstrapServers())) {
        connect.put(CONNECTOR, settings);
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () -> {
                  assertThat(connect.tasks(CONNECTOR)).doesNotContain("FAILED");
                  assertThat(hours(clickHouse)).isEqualTo(expected(SCRIPTS, 2));
                  assertThat(trends(clickHouse)).isEqualTo(expected(SCRIPTS + 1, 1 - VERSIONS));
                  assertThat(committed(admin)).isEqualTo(windows.ends());
                });
        assertThat(deadLetters(admin)).isEqualTo(1);
        assertThat(
                clickHouse.query(
                    """
                    SELECT p95_cpu_time, incomplete, cpu_time_bins, cpu_time_counts, hour
                    FROM service_metrics_hourly FINAL WHERE script_name = 'script-3'
                    """))
            .isEqualTo("3.5\ttrue\t[-1,3]\t[1,25]\t2020-04-01 05:00:00");
      }
    }
  }

  private static void awaitNewestStates(LocalClickHouse clickHouse, ConnectWorker connect) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              assertThat(connect.tasks(CONNECTOR)).doesNotContain("FAILED");
              assertThat(hours(clickHouse)).isEqualTo(expected(SCRIPTS, 0));
              assertThat(trends(clickHouse)).isEqualTo(expected(SCRIPTS, 0));
            });
  }

  /// Rows and the sum of their counts, each of which is its version; `more` came on top.
  private static String expected(int rows, int more) {
    return rows + "\t" + (rows * VERSIONS + more);
  }

  private static String hours(LocalClickHouse clickHouse) {
    return clickHouse.query(
        "SELECT count(), sum(total_requests) FROM service_metrics_hourly FINAL");
  }

  private static String trends(LocalClickHouse clickHouse) {
    return clickHouse.query("SELECT count(), sum(error_count) FROM error_trends_5min FINAL");
  }

  private static Map<TopicPartition, Long> committed(Admin admin) throws Exception {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    admin
        .listConsumerGroupOffsets("connect-" + CONNECTOR)
        .partitionsToOffsetAndMetadata()
        .get()
        .forEach((partition, offset) -> offsets.put(partition, offset.offset()));
    return offsets;
  }

  private static long deadLetters(Admin admin) throws Exception {
    TopicPartition partition = new TopicPartition(DEAD_LETTERS, 0);
    return admin
        .listOffsets(Map.of(partition, OffsetSpec.latest()))
        .partitionResult(partition)
        .get()
        .offset();
  }

  private static Map<String, String> settings(
      SchemaRegistryServer registry, LocalClickHouse clickHouse) {
    Map<String, String> settings = new HashMap<>();
    settings.put("name", CONNECTOR);
    settings.put("connector.class", ClickHouseUpsertSinkConnector.class.getName());
    settings.put("tasks.max", "2");
    settings.put("topics", HOURS + "," + TRENDS);
    settings.put("consumer.override.isolation.level", "read_committed");
    settings.put("consumer.override.auto.offset.reset", "earliest");
    settings.put("errors.tolerance", "all");
    settings.put("errors.deadletterqueue.topic.name", DEAD_LETTERS);
    settings.put("errors.deadletterqueue.topic.replication.factor", "1");
    settings.put("errors.deadletterqueue.context.headers.enable", "true");
    settings.put(ClickHouseConfig.URL, clickHouse.url());
    settings.put(
        ClickHouseConfig.TABLES,
        HOURS + "=service_metrics_hourly," + TRENDS + "=error_trends_5min");
    settings.put(ClickHouseConfig.REGISTRY_PREFIX + "schema.registry.url", registry.url());
    return settings;
  }

  /// A window in a month of its own.
  private static ServiceMetricsHourly hour(int script, int version) {
    ServiceMetricsHourly window = new ServiceMetricsHourly();
    window.setScriptName("script-" + script);
    window.setDispatchNamespace("");
    window.setHour(
        Instant.parse("%d-%02d-01T05:00:00Z".formatted(2020 + script / 12, script % 12 + 1)));
    window.setPane(window.getHour());
    window.setVersion(version);
    window.setTotalRequests(version);
    window.setP95CpuTime(3.5);
    window.setIncomplete(true);
    window.setCpuTimeBins(List.of(-1, 3));
    window.setCpuTimeCounts(List.of(1L, (long) version));
    window.setWallTimeBins(List.of());
    window.setWallTimeCounts(List.of());
    return window;
  }

  private static ErrorTrends5Min trend(int script, int version) {
    ErrorTrends5Min window = new ErrorTrends5Min();
    window.setScriptName("script-" + script);
    window.setErrorType("TypeError");
    window.setBucket(Instant.parse("2026-11-20T12:05:00Z"));
    window.setPane(window.getBucket());
    window.setVersion(version);
    window.setErrorCount(version);
    window.setSketchSize(1_024);
    window.setMessageHashes(List.of(1L, Long.MAX_VALUE));
    return window;
  }

  /// Writes windows as the topology does: keyed, framed, in transactions.
  private static final class Windows implements AutoCloseable {
    private final AvroSerializer serializer = new AvroSerializer();
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<TopicPartition, Long> ends = new ConcurrentHashMap<>();

    Windows(KafkaBroker kafka, SchemaRegistryServer registry) {
      serializer.configure(Map.of("schema.registry.url", registry.url()), false);
      producer =
          new KafkaProducer<>(
              Map.of(
                  "bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "publisher"),
              new ByteArraySerializer(),
              new ByteArraySerializer());
      producer.initTransactions();
    }

    void publishAll() {
      for (int version = 1; version <= VERSIONS; version++) {
        producer.beginTransaction();
        for (int script = 0; script < SCRIPTS; script++) {
          send(hour(script, version));
          send(trend(script, version));
        }
        producer.commitTransaction();
      }
      Map<TopicPartition, Long> ofCommitted = Map.copyOf(ends);
      producer.beginTransaction();
      send(hour(0, 1_000));
      producer.flush();
      producer.abortTransaction();
      ends.putAll(ofCommitted);
    }

    /// Behind the last valid record of each partition.
    Map<TopicPartition, Long> ends() {
      return ends;
    }

    void publish(SpecificRecord window) {
      producer.beginTransaction();
      send(window);
      producer.commitTransaction();
    }

    void publishUnreadable() {
      producer.beginTransaction();
      send(TRENDS, "broken", new byte[] {0, 0, 0, 0, 1, 42});
      producer.commitTransaction();
    }

    private void send(SpecificRecord window) {
      switch (window) {
        case ServiceMetricsHourly hour ->
            send(HOURS, hour.getScriptName(), serializer.serialize(HOURS, hour));
        case ErrorTrends5Min trend ->
            send(TRENDS, trend.getScriptName(), serializer.serialize(TRENDS, trend));
        default -> throw new IllegalArgumentException(window.toString());
      }
    }

    /// A send that fails fails the transaction's commit.
    private void send(String topic, String key, byte[] value) {
      Future<RecordMetadata> _ =
          producer.send(
              new ProducerRecord<>(topic, key.getBytes(UTF_8), value),
              (sent, _) ->
                  ends.put(new TopicPartition(topic, sent.partition()), sent.offset() + 1));
    }

    @Override
    public void close() {
      producer.close();
      serializer.close();
    }
  }
}
