package dev.tailrace.sink;

import java.util.OptionalLong;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.common.TopicPartition;

/// How many offsets follow what Connect's consumer has read of a partition, by its own metrics:
/// unlike the lag of committed offsets it becomes 0, because a consumer reads past the markers of
/// transactions.
final class ConsumerLag {
  private static final String CLIENT = "connector-consumer-";
  private static final String ATTRIBUTE = "records-lag";

  private ConsumerLag() {}

  /// Empty while the consumer has asked for nothing of the partition, or tells JMX nothing.
  static OptionalLong of(String connector, TopicPartition partition) {
    MBeanServer server = SinkBeans.server();
    // Before Kafka 4.1 the metrics had no dots in the names of topics.
    return Stream.of(partition.topic(), partition.topic().replace('.', '_'))
        .distinct()
        .flatMap(topic -> server.queryNames(name(topic, partition.partition()), null).stream())
        .filter(name -> isOf(connector, name))
        .flatMapToLong(name -> value(server, name).stream())
        .max();
  }

  private static ObjectName name(String topic, int partition) {
    try {
      return new ObjectName(
          "kafka.consumer:type=consumer-fetch-manager-metrics,client-id=*,topic=%s,partition=%d"
              .formatted(topic, partition));
    } catch (JMException e) {
      throw new IllegalArgumentException("no topic of Kafka is called " + topic, e);
    }
  }

  private static boolean isOf(String connector, ObjectName name) {
    String client = SinkBeans.label(name, "client-id");
    return client.startsWith(CLIENT + connector + "-")
        && client.substring((CLIENT + connector + "-").length()).matches("[0-9]+");
  }

  private static OptionalLong value(MBeanServer server, ObjectName name) {
    try {
      return server.getAttribute(name, ATTRIBUTE) instanceof Double lag && !lag.isNaN()
          ? OptionalLong.of(lag.longValue())
          : OptionalLong.empty();
    } catch (JMException _) {
      return OptionalLong.empty(); // the partition was just given up
    }
  }
}
