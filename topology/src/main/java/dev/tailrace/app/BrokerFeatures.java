package dev.tailrace.app;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.common.KafkaException;

/// Checks what the cluster must be able to do.
final class BrokerFeatures {
  private static final String TRANSACTION_VERSION = "transaction.version";
  private static final short LEAST_LEVEL = 2;

  private BrokerFeatures() {}

  /// @throws UnfitBrokerException when transactions could be lost or torn
  static void check(Admin admin) throws InterruptedException {
    problem(admin)
        .ifPresent(
            message -> {
              throw new UnfitBrokerException(message);
            });
  }

  /// What the cluster lacks, with the remedy.
  static Optional<String> problem(Admin admin) throws InterruptedException {
    try {
      return problem(admin.describeFeatures().featureMetadata().get().finalizedFeatures());
    } catch (ExecutionException e) {
      throw new KafkaException(
          "cannot ask the brokers for their features: " + e.getCause().getMessage(), e.getCause());
    }
  }

  static Optional<String> problem(Map<String, FinalizedVersionRange> finalized) {
    FinalizedVersionRange range = finalized.get(TRANSACTION_VERSION);
    short level = range == null ? 0 : range.maxVersionLevel();
    return level >= LEAST_LEVEL
        ? Optional.empty()
        : Optional.of(
            "the cluster's transaction.version is "
                + level
                + ", Tailrace needs 2 or more (KIP-890): below it a transaction can be lost or torn"
                + " when a client hangs, and exactly-once would be a promise only. With brokers of"
                + " Kafka 4.0 or newer run: kafka-features --bootstrap-server BROKER upgrade"
                + " --feature transaction.version=2");
  }
}
