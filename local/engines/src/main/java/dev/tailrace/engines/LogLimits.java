package dev.tailrace.engines;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/// Keeps libraries from logging their own affairs.
///
/// A logger that the program has given a level keeps it, and under a logging system other than
/// Logback nothing is changed.
final class LogLimits {
  private LogLimits() {}

  static void toWarnings(List<String> names) {
    inLogback(context -> names.forEach(name -> limit(context.getLogger(name), Level.WARN)));
  }

  static void toErrors(List<String> names) {
    inLogback(context -> names.forEach(name -> limit(context.getLogger(name), Level.ERROR)));
  }

  static void inLogback(Consumer<LoggerContext> change) {
    if (hasLogback() && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      change.accept(context);
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
          "ch.qos.logback.classic.LoggerContext", false, LogLimits.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException _) {
      // Without Logback the levels are not ours to set.
      return false;
    }
  }
}
