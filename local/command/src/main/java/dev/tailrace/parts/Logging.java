package dev.tailrace.parts;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.spi.FilterReply;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/// Where the log goes: warnings to stderr, and everything of interest to a file if a command asks.
///
/// Configured here and not by a file, because only the command line knows how much is wanted.
public final class Logging {
  /// How much of the log stderr shows.
  public enum Detail {
    /// Warnings and errors of Tailrace itself.
    QUIET,
    /// Everything.
    VERBOSE;

    private Level level() {
      return this == QUIET ? Level.WARN : Level.DEBUG;
    }
  }

  private static final String CONSOLE_PATTERN =
      "%d{HH:mm:ss.SSS} %-5level %logger{20}: %msg%n%rEx{short}";
  private static final String FILE_PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{36}: %msg%n";
  private static final int FILES = 3;
  private static final String MOST_PER_FILE = "10MB";

  private Logging() {}

  /// Shows the log on stderr, and nowhere else.
  public static void toConsole(Detail detail) {
    Logger root = root();
    root.detachAndStopAllAppenders();
    root.setLevel(detail.level());
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setTarget("System.err");
    addFilter(console, detail.level());
    if (detail == Detail.QUIET) {
      console.addFilter(new OwnEvents());
    }
    attach(console, CONSOLE_PATTERN);
  }

  /// Adds a log file with everything from INFO on; the console stays as it is.
  public static void alsoTo(Path file) {
    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    appender.setFile(file.toString());
    appender.setRollingPolicy(rolling(file, appender));
    SizeBasedTriggeringPolicy<ILoggingEvent> bySize = new SizeBasedTriggeringPolicy<>();
    bySize.setMaxFileSize(FileSize.valueOf(MOST_PER_FILE));
    bySize.setContext(context());
    bySize.start();
    appender.setTriggeringPolicy(bySize);
    attach(appender, FILE_PATTERN);
    if (root().getLevel().isGreaterOrEqual(Level.INFO)) {
      root().setLevel(Level.INFO);
    }
    java.util.logging.LogManager.getLogManager().reset();
    SLF4JBridgeHandler.install();
  }

  private static FixedWindowRollingPolicy rolling(
      Path file, RollingFileAppender<ILoggingEvent> appender) {
    FixedWindowRollingPolicy window = new FixedWindowRollingPolicy();
    window.setFileNamePattern(file + ".%i");
    window.setMinIndex(1);
    window.setMaxIndex(FILES);
    window.setParent(appender);
    window.setContext(context());
    window.start();
    return window;
  }

  /// What libraries warn of (a retry, a broker that is away for a moment) is for the log file: what
  /// matters to the user, Tailrace says itself.
  private static final class OwnEvents extends Filter<ILoggingEvent> {
    @Override
    public FilterReply decide(ILoggingEvent event) {
      return event.getLoggerName().startsWith("dev.tailrace.")
          ? FilterReply.NEUTRAL
          : FilterReply.DENY;
    }
  }

  private static void addFilter(Appender<ILoggingEvent> appender, Level level) {
    ThresholdFilter filter = new ThresholdFilter();
    filter.setLevel(level.toString());
    filter.start();
    appender.addFilter(filter);
  }

  private static void attach(OutputStreamAppender<ILoggingEvent> appender, String pattern) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context());
    encoder.setPattern(pattern);
    encoder.start();
    appender.setContext(context());
    appender.setEncoder(encoder);
    appender.start();
    root().addAppender(appender);
  }

  private static Logger root() {
    return context().getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  private static LoggerContext context() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }
}
