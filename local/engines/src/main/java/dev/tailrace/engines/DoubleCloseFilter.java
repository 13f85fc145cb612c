package dev.tailrace.engines;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import org.slf4j.Marker;

/// Drops one warning that Kafka 4.3 gives at every clean stop of a broker: it closes a client of
/// its own twice. The other warnings of that logger are about lost connections and stay.
final class DoubleCloseFilter extends TurboFilter {
  private static final String NAME = "kafka-double-close";
  private static final String LOGGER = "org.apache.kafka.clients.NetworkClient";
  private static final String MESSAGE =
      "Attempting to close NetworkClient that has already been closed";

  static synchronized void addTo(LoggerContext context) {
    if (context.getTurboFilterList().stream().noneMatch(each -> NAME.equals(each.getName()))) {
      DoubleCloseFilter filter = new DoubleCloseFilter();
      filter.setName(NAME);
      filter.start();
      context.addTurboFilter(filter);
    }
  }

  @Override
  public FilterReply decide(
      Marker marker, Logger logger, Level level, String format, Object[] params, Throwable cause) {
    return format != null && logger.getName().equals(LOGGER) && format.contains(MESSAGE)
        ? FilterReply.DENY
        : FilterReply.NEUTRAL;
  }
}
