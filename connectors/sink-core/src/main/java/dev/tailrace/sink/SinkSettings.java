package dev.tailrace.sink;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;

/// The settings every sink has.
///
/// @param batchesInFlight batches written at the same time, over all partitions of a task
/// @param backlogBytes sealed bytes that may wait before reading pauses
/// @param limits largest batch the store takes
/// @param backoff waits between tries while the store fails
/// @param rejectedInARow rejected rows without a good one between them before the sink stops
/// @param stopLimit how long a stopping task waits for writes that are under way
public record SinkSettings(
    int batchesInFlight,
    long backlogBytes,
    BatchLimits limits,
    Backoff backoff,
    int rejectedInARow,
    Duration stopLimit) {
  public static final String BATCHES_IN_FLIGHT = "batches.in.flight";
  public static final String BACKLOG_BYTES = "backlog.max.bytes";
  public static final String BATCH_MAX_ROWS = "batch.max.rows";
  public static final String BATCH_MAX_BYTES = "batch.max.bytes";
  public static final String RETRY_BACKOFF_MS = "retry.backoff.ms";
  public static final String RETRY_BACKOFF_MAX_MS = "retry.backoff.max.ms";
  public static final String REJECTED_MAX_IN_A_ROW = "rejected.max.in.a.row";
  public static final String STOP_LIMIT_MS = "stop.limit.ms";

  private static final long MIB = 1L << 20;

  /// Adds the keys to the definition of a connector.
  public static ConfigDef define(ConfigDef definition) {
    return definition
        .define(
            BATCHES_IN_FLIGHT,
            ConfigDef.Type.INT,
            3,
            Range.between(1, 64),
            Importance.MEDIUM,
            "Batches a task writes at the same time, over its partitions. Within one partition"
                + " batches are always written one after the other.")
        .define(
            BACKLOG_BYTES,
            ConfigDef.Type.LONG,
            128 * MIB,
            Range.atLeast(1),
            Importance.MEDIUM,
            "Bytes of sealed batches that may wait for the store before the task pauses reading.")
        .define(
            BATCH_MAX_ROWS,
            ConfigDef.Type.INT,
            1_048_449,
            Range.between(1, 1_048_449),
            Importance.LOW,
            "Rows of the largest batch that is accepted. A larger one stops the sink.")
        .define(
            BATCH_MAX_BYTES,
            ConfigDef.Type.LONG,
            256 * MIB,
            Range.between(1, 1024 * MIB),
            Importance.LOW,
            "Bytes of the largest batch that is accepted. A larger one stops the sink.")
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
            "Rows of a partition that may go to the dead letters without one good row between them."
                + " One more stops the sink: then the code or the registry is bad, not the data.")
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
  public static SinkSettings of(AbstractConfig config) {
    return new SinkSettings(
        config.getInt(BATCHES_IN_FLIGHT),
        config.getLong(BACKLOG_BYTES),
        new BatchLimits(config.getInt(BATCH_MAX_ROWS), config.getLong(BATCH_MAX_BYTES)),
        new Backoff(
            Duration.ofMillis(config.getLong(RETRY_BACKOFF_MS)),
            Duration.ofMillis(config.getLong(RETRY_BACKOFF_MAX_MS))),
        config.getInt(REJECTED_MAX_IN_A_ROW),
        Duration.ofMillis(config.getLong(STOP_LIMIT_MS)));
  }

  static SinkSettings of(Map<String, String> properties) {
    return of(new AbstractConfig(define(new ConfigDef()), properties, false));
  }
}
