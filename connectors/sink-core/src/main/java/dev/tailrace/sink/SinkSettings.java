package dev.tailrace.sink;

import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;

/// The settings every sink of sealed batches has.
///
/// @param batchesInFlight batches written at the same time, over all partitions of a task
/// @param backlogBytes sealed bytes that may wait before reading pauses
/// @param limits largest batch the store takes
public record SinkSettings(
    int batchesInFlight, long backlogBytes, BatchLimits limits, FailureSettings failures) {
  public static final String BATCHES_IN_FLIGHT = "batches.in.flight";
  public static final String BACKLOG_BYTES = "backlog.max.bytes";
  public static final String BATCH_MAX_ROWS = "batch.max.rows";
  public static final String BATCH_MAX_BYTES = "batch.max.bytes";

  private static final long MIB = 1L << 20;

  /// Adds the keys to the definition of a connector.
  public static ConfigDef define(ConfigDef definition) {
    definition
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
            "Bytes of the largest batch that is accepted. A larger one stops the sink.");
    return FailureSettings.define(definition);
  }

  /// Reads the keys that [#define] added.
  public static SinkSettings of(AbstractConfig config) {
    return new SinkSettings(
        config.getInt(BATCHES_IN_FLIGHT),
        config.getLong(BACKLOG_BYTES),
        new BatchLimits(config.getInt(BATCH_MAX_ROWS), config.getLong(BATCH_MAX_BYTES)),
        FailureSettings.of(config));
  }

  static SinkSettings of(Map<String, String> properties) {
    return of(new AbstractConfig(define(new ConfigDef()), properties, false));
  }
}
