package dev.tailrace.engines;

import java.util.List;

/// Keeps Kafka's log at warnings: a broker writes hundreds of lines of its own affairs per start.
final class KafkaLogs {
  private static final List<String> WARNINGS =
      List.of("kafka", "org.apache.kafka", "state.change.logger");

  /// They warn of what is usual for a broker of one node: that it is the first to write to its
  /// log, and that two requests want an internal topic created.
  private static final List<String> ERRORS =
      List.of(
          "org.apache.kafka.controller.QuorumController",
          "kafka.server.DefaultAutoTopicCreationManager");

  private KafkaLogs() {}

  static void quiet() {
    LogLimits.toWarnings(WARNINGS);
    LogLimits.toErrors(ERRORS);
    LogLimits.inLogback(DoubleCloseFilter::addTo);
  }
}
