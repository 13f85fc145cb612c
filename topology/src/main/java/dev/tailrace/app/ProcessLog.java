package dev.tailrace.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/// The log of the process: everything from INFO on, to standard output.
///
/// Configured here and not by a file, so that one setting chooses the format. Whoever gives Logback
/// a file of his own decides alone.
final class ProcessLog {
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{36}: %msg%n";

  private ProcessLog() {}

  static void use(LogFormat format) {
    if (isConfiguredByOthers()) {
      return;
    }
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    root.setLevel(Level.INFO);
    Encoder<ILoggingEvent> encoder =
        switch (format) {
          case TEXT -> pattern();
          case JSON -> json();
        };
    encoder.setContext(context);
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setEncoder(encoder);
    console.start();
    root.addAppender(console);
  }

  private static PatternLayoutEncoder pattern() {
    PatternLayoutEncoder pattern = new PatternLayoutEncoder();
    pattern.setPattern(PATTERN);
    return pattern;
  }

  /// Messages as people read them; without what makes the lines longer and says nothing more.
  private static JsonEncoder json() {
    JsonEncoder json = new JsonEncoder();
    json.setWithFormattedMessage(true);
    json.setWithMessage(false);
    json.setWithArguments(false);
    json.setWithContext(false);
    json.setWithSequenceNumber(false);
    json.setWithNanoseconds(false);
    return json;
  }

  private static boolean isConfiguredByOthers() {
    return System.getProperty("logback.configurationFile") != null
        || Stream.of("logback.xml", "logback-test.xml")
            .anyMatch(file -> ProcessLog.class.getClassLoader().getResource(file) != null);
  }
}
