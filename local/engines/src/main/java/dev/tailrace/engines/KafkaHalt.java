package dev.tailrace.engines;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.utils.Exit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What Kafka does when it gives up: by itself it halts the JVM at once, without a word and
/// without shutdown hooks. Here other services live in the same JVM, so it is reported instead.
///
/// Kafka knows one procedure per JVM and does not say which broker calls it; with several brokers
/// all are told.
final class KafkaHalt {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaHalt.class);
  private static final Set<KafkaBroker> RUNNING = ConcurrentHashMap.newKeySet();

  private KafkaHalt() {}

  /// From now on a halt is reported. Doing it again changes nothing.
  static void intercept() {
    Exit.setHaltProcedure(KafkaHalt::halted);
  }

  static void report(KafkaBroker broker) {
    RUNNING.add(broker);
  }

  static void forget(KafkaBroker broker) {
    RUNNING.remove(broker);
  }

  private static void halted(int status, String message) {
    String reason =
        "Kafka gave up with status %d%s; its log above says why. A full or lost disk is the usual reason: free some space and start again"
            .formatted(status, message == null ? "" : " (" + message + ")");
    // Kafka calls this several times for one reason.
    if (RUNNING.isEmpty() || RUNNING.stream().filter(broker -> broker.fail(reason)).count() > 0) {
      LOG.error(reason);
    }
  }
}
