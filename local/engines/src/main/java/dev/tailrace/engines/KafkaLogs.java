package dev.tailrace.engines;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.List;
import org.slf4j.LoggerFactory;

/// Keeps Kafka's log at warnings: a broker writes hundreds of lines of its own affairs per start.
///
/// A logger that the program has given a level keeps it, and under a logging system other than
/// Logback nothing is changed.
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
    if (!hasLogback()) {
      return;
    }
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      WARNINGS.forEach(name -> limit(context.getLogger(name), Level.WARN));
      ERRORS.forEach(name -> limit(context.getLogger(name), Level.ERROR));
      DoubleCloseFilter.addTo(context);
    }
  }

  private static void limit(Logger logger, Level level) {
    if (logger.getLevel() == null) {
      logger.setLevel(level);
    }
  }

  private static boolean hasLogback() {
    try {
      Class.forName(
          "ch.qos.logback.classic.LoggerContext", false, KafkaLogs.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException _) {
      // Without Logback the levels are not ours to set.
      return false;
    }
  }
}
