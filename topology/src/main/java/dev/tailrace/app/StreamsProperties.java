package dev.tailrace.app;

import static org.apache.kafka.clients.consumer.ConsumerConfig.FETCH_MAX_BYTES_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.FETCH_MIN_BYTES_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.GROUP_INSTANCE_ID_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.MAX_POLL_RECORDS_CONFIG;
import static org.apache.kafka.clients.consumer.ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.BATCH_SIZE_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.BUFFER_MEMORY_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.COMPRESSION_TYPE_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.LINGER_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION;
import static org.apache.kafka.clients.producer.ProducerConfig.MAX_REQUEST_SIZE_CONFIG;
import static org.apache.kafka.streams.StreamsConfig.mainConsumerPrefix;
import static org.apache.kafka.streams.StreamsConfig.producerPrefix;

import dev.tailrace.topology.TopicCatalog;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;

/// The properties of Kafka Streams and its clients: our defaults, then what the configuration says,
/// then what correctness does not leave open.
public final class StreamsProperties {
  /// How long a commit is put off: it bounds how late an event is visible.
  private static final int COMMIT_MILLIS = 100;

  /// Raw records waiting in one partition's buffer; together with the fetch sizes it bounds memory.
  private static final int BUFFERED_RECORDS = 5_000;

  /// Who is silent for as long has died: the others take its partitions. The least that brokers
  /// accept by default.
  private static final int SESSION_MILLIS = 6_000;

  private static final int HEARTBEAT_MILLIS = 1_500;

  private static final int KIB = 1_024;
  private static final int MIB = 1_024 * KIB;

  private StreamsProperties() {}

  /// What the application gives to Kafka Streams.
  public static Properties of(TailraceConfig config) {
    Properties properties = new Properties();
    properties.putAll(defaults());
    properties.putAll(config.kafka());
    properties.putAll(config.streams());
    properties.putAll(fixed(config));
    return properties;
  }

  /// Properties for an admin client: all of the Kafka section but what is meant for other clients.
  static Map<String, Object> admin(TailraceConfig config) {
    Properties all = new Properties();
    all.putAll(defaults());
    all.putAll(config.kafka());
    all.putAll(config.streams());
    all.putAll(fixed(config));
    return new StreamsConfig(all).getAdminConfigs(config.applicationId() + "-setup");
  }

  private static Map<String, Object> defaults() {
    return Map.ofEntries(
        Map.entry(
            StreamsConfig.NUM_STREAM_THREADS_CONFIG, Runtime.getRuntime().availableProcessors()),
        Map.entry(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_MILLIS),
        // Each task reads one partition, so it never has others to wait for. Streams would look at
        // every record whether it has, and make sets and texts to do so.
        Map.entry(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED),
        Map.entry(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, BUFFERED_RECORDS),
        Map.entry(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 64 * MIB),
        Map.entry(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class),
        // A new instance first copies the state it will get. Streams looks this often whether it is
        // done; its own default of ten minutes would leave a new instance idle for as long.
        Map.entry(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, 60_000L),
        Map.entry(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic"),
        Map.entry(mainConsumerPrefix(SESSION_TIMEOUT_MS_CONFIG), SESSION_MILLIS),
        Map.entry(mainConsumerPrefix(HEARTBEAT_INTERVAL_MS_CONFIG), HEARTBEAT_MILLIS),
        Map.entry(mainConsumerPrefix(MAX_POLL_RECORDS_CONFIG), BUFFERED_RECORDS),
        Map.entry(mainConsumerPrefix(FETCH_MIN_BYTES_CONFIG), 64 * KIB),
        // What does not fill the least size is answered after this time: it adds to the latency.
        Map.entry(mainConsumerPrefix("fetch.max.wait.ms"), 50),
        Map.entry(mainConsumerPrefix(MAX_PARTITION_FETCH_BYTES_CONFIG), 4 * MIB),
        Map.entry(mainConsumerPrefix(FETCH_MAX_BYTES_CONFIG), 32 * MIB),
        // What a commit interval brings for a partition fits into one batch. While a second one
        // waits for the first, which is sent alone (see below), every single record wakes the
        // producer's network thread.
        Map.entry(producerPrefix(BATCH_SIZE_CONFIG), MIB),
        // Nobody reads a record before its transaction is committed, which sends all that waits. To
        // send sooner makes more and smaller batches, each with buffers of its own.
        Map.entry(producerPrefix(LINGER_MS_CONFIG), COMMIT_MILLIS),
        Map.entry(producerPrefix(COMPRESSION_TYPE_CONFIG), "lz4"),
        Map.entry(producerPrefix(BUFFER_MEMORY_CONFIG), 96 * MIB),
        // A transaction may begin while the markers of the one before are still being written; then
        // the broker turns its first request away, and every request behind that one fails for its
        // sequence number. With one request at a time only that one is repeated.
        Map.entry(producerPrefix(MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION), 1),
        Map.entry(producerPrefix(MAX_REQUEST_SIZE_CONFIG), TopicCatalog.MAX_MESSAGE_SIZE));
  }

  private static Map<String, Object> fixed(TailraceConfig config) {
    return Map.of(
        StreamsConfig.APPLICATION_ID_CONFIG,
        config.applicationId(),
        StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
        StreamsConfig.EXACTLY_ONCE_V2,
        mainConsumerPrefix(GROUP_INSTANCE_ID_CONFIG),
        config.instance(),
        StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG,
        StopOnLostOutput.class);
  }
}
