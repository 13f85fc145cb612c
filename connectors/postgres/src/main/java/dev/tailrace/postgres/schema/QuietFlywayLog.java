package dev.tailrace.postgres.schema;

import org.flywaydb.core.api.logging.Log;
import org.flywaydb.core.api.logging.LogCreator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes what Flyway says to SLF4J, a level lower: what it calls information is its edition, and
/// each step that [ThingsSchema.Applied] tells anyway.
///
/// Public, as is its constructor, because Flyway makes it by name.
public final class QuietFlywayLog implements LogCreator {
  /// Made by Flyway.
  public QuietFlywayLog() {}

  @Override
  public Log createLogger(Class<?> of) {
    return new Quiet(LoggerFactory.getLogger(of));
  }

  private record Quiet(Logger log) implements Log {
    @Override
    public void debug(String message) {
      log.trace(message);
    }

    @Override
    public void info(String message) {
      log.debug(message);
    }

    @Override
    public void notice(String message) {
      log.debug(message);
    }

    @Override
    public void warn(String message) {
      log.warn(message);
    }

    /// Every error is thrown too, and told by whoever catches it.
    @Override
    public void error(String message) {
      log.debug(message);
    }

    @Override
    public void error(String message, Exception e) {
      log.debug(message, e);
    }
  }
}
