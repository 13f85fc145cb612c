package dev.tailrace.sink.clickhouse;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tailrace.schema.ErrorTrends5Min;
import dev.tailrace.schema.ServiceMetricsHourly;
import dev.tailrace.serde.AvroSerializer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/// Writes windows as the topology does: keyed, framed, in transactions.
final class PublishedWindows implements AutoCloseable {
  static final String HOURS = "service-metrics.hourly";
  static final String TRENDS = "error-trends.5min";
  static final int SCRIPTS = 40;

  /// Of each window, one after the other.
  static final int VERSIONS = 25;

  private final AvroSerializer serializer = new AvroSerializer();
  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<TopicPartition, Long> ends = new ConcurrentHashMap<>();

  PublishedWindows(ConnectStack stack) {
    serializer.configure(stack.serde(), false);
    producer = stack.publisher();
    producer.initTransactions();
  }

  /// A window in a month of its own.
  static ServiceMetricsHourly hour(int script, int version) {
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

  static ErrorTrends5Min trend(int script, int version) {
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
            (sent, _) -> ends.put(new TopicPartition(topic, sent.partition()), sent.offset() + 1));
  }

  @Override
  public void close() {
    producer.close();
    serializer.close();
  }
}
