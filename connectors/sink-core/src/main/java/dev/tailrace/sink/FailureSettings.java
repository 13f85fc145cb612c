package dev.tailrace.sink;

import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;

/// What every sink does when something fails, whatever it writes.
///
/// @param backoff waits between tries while the store fails
/// @param rejectedInARow rejected rows without a good one between them before the sink stops
/// @param stopLimit how long a stopping task waits for writes that are under way
public record FailureSettings(Backoff backoff, int rejectedInARow, Duration stopLimit) {
  public static final String RETRY_BACKOFF_MS = "retry.backoff.ms";
  public static final String RETRY_BACKOFF_MAX_MS = "retry.backoff.max.ms";
  public static final String REJECTED_MAX_IN_A_ROW = "rejected.max.in.a.row";
  public static final String STOP_LIMIT_MS = "stop.limit.ms";

  /// Adds the keys to the definition of a connector.
  public static ConfigDef define(ConfigDef definition) {
    return definition
        .define(
            RETRY_BACKOFF_MS,
            ConfigDef.Type.LONG,
            250L,
            Range.atLeast(1),
            Importance.LOW,
            "First wait after a write that failed and will be tried again; it doubles each time.")
        .define(
            RETRY_BACKOFF_MAX_MS,
            ConfigDef.Type.LONG,
            10_000L,
            Range.atLeast(1),
            Importance.LOW,
            "Longest wait between two tries.")
        .define(
            REJECTED_MAX_IN_A_ROW,
            ConfigDef.Type.INT,
            1_000,
            Range.atLeast(0),
            Importance.LOW,
            "Rows that may go to the dead letters without one good row between them, counted for"
                + " each partition of sealed batches and each topic of upserts. One more stops the"
                + " sink: then the code or the registry is bad, not the data.")
        .define(
            STOP_LIMIT_MS,
            ConfigDef.Type.LONG,
            2_000L,
            Range.atLeast(0),
            Importance.LOW,
            "How long a stopping task waits for writes that are under way. What is not stored by"
                + " then is read again by the next task.");
  }

  /// Reads the keys that [#define] added.
  public static FailureSettings of(AbstractConfig config) {
    return new FailureSettings(
        new Backoff(
            Duration.ofMillis(config.getLong(RETRY_BACKOFF_MS)),
            Duration.ofMillis(config.getLong(RETRY_BACKOFF_MAX_MS))),
        config.getInt(REJECTED_MAX_IN_A_ROW),
        Duration.ofMillis(config.getLong(STOP_LIMIT_MS)));
  }
}
