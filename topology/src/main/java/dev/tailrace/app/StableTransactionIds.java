package dev.tailrace.app;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;

/// Gives every stream thread a transactional id that is the same after a restart.
///
/// Streams keeps the process id its transactional ids are made of on disk, but only for topologies
/// with stores on disk. Ours are in memory, so after a crash the new process would not know the
/// open transaction of the old one, and readers of committed records, itself among them, would wait
/// until the broker times it out. With the same id the first thing the new producer does is to
/// abort it.
///
/// Two processes of one instance name fence each other off, as their static membership demands
/// anyway.
///
/// The clients it makes tell how far the work has come.
final class StableTransactionIds extends DefaultKafkaClientSupplier {
  private final String prefix;
  private final RawProgress progress;

  StableTransactionIds(String applicationId, String instance, RawProgress progress) {
    this.progress = progress;
    this.prefix = applicationId + "-" + instance + "-";
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    return new TransactionSteps(stable(config), progress);
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    return new WatchedConsumer(config, progress);
  }

  Map<String, Object> stable(Map<String, Object> config) {
    Object given = config.get(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
    if (given == null) {
      return config;
    }
    String id = given.toString();
    Map<String, Object> stable = new HashMap<>(config);
    // Streams ends it with the index of the thread.
    stable.put(
        ProducerConfig.TRANSACTIONAL_ID_CONFIG, prefix + id.substring(id.lastIndexOf('-') + 1));
    return stable;
  }
}
