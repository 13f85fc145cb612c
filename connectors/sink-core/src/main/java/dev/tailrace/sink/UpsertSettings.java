package dev.tailrace.sink;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;

/// The settings every sink of upserts has.
///
/// @param flushInterval age of the oldest collected record at which a topic is written
/// @param maxRows collected rows of a topic that are written before that age
/// @param maxBytes collected bytes of a topic that are written before that age
public record UpsertSettings(
    Duration flushInterval, int maxRows, long maxBytes, FailureSettings failures) {
  public static final String FLUSH_INTERVAL_MS = "upsert.flush.interval.ms";
  public static final String MAX_ROWS = "upsert.max.rows";
  public static final String MAX_BYTES = "upsert.max.bytes";

  private static final long MIB = 1L << 20;

  /// Adds the keys to the definition of a connector.
  public static ConfigDef define(ConfigDef definition) {
    definition
        .define(
            FLUSH_INTERVAL_MS,
            ConfigDef.Type.LONG,
            1_000L,
            Range.between(1, 3_600_000),
            Importance.MEDIUM,
            "How long the oldest collected record of a topic may wait before all collected ones are"
                + " written together. Longer means fewer and larger inserts, and later rows.")
        .define(
            MAX_ROWS,
            ConfigDef.Type.INT,
            100_000,
            Range.atLeast(1),
            Importance.LOW,
            "Collected rows of a topic that are written at once, however young they are. While they"
                + " cannot be written, reading of the topic pauses.")
        .define(
            MAX_BYTES,
            ConfigDef.Type.LONG,
            64 * MIB,
            Range.between(1, 1024 * MIB),
            Importance.LOW,
            "Collected bytes of a topic that are written at once, as with " + MAX_ROWS + ".");
    return FailureSettings.define(definition);
  }

  /// Reads the keys that [#define] added.
  public static UpsertSettings of(AbstractConfig config) {
    return new UpsertSettings(
        Duration.ofMillis(config.getLong(FLUSH_INTERVAL_MS)),
        config.getInt(MAX_ROWS),
        config.getLong(MAX_BYTES),
        FailureSettings.of(config));
  }

  static UpsertSettings of(Map<String, String> properties) {
    return of(new AbstractConfig(define(new ConfigDef()), properties, false));
  }
}
