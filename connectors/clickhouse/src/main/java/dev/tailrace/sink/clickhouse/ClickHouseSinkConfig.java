package dev.tailrace.sink.clickhouse;

import dev.tailrace.sink.SinkSettings;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/// The keys of the sink of sealed batches; docs/sinks.md lists them.
final class ClickHouseSinkConfig extends ClickHouseConfig {
  static final String BATCH_ID_COLUMN = "clickhouse.batch.id.column";
  static final String PARTITION_COLUMN = "clickhouse.partition.column";

  static final ConfigDef DEFINITION = SinkSettings.define(columns(define(new ConfigDef())));

  private static ConfigDef columns(ConfigDef definition) {
    return definition
        .define(
            BATCH_ID_COLUMN,
            ConfigDef.Type.STRING,
            "pipeline_batch_id",
            Importance.LOW,
            "Column that holds the batch id. Replays are recognised by it.")
        .define(
            PARTITION_COLUMN,
            ConfigDef.Type.STRING,
            "source_partition",
            Importance.LOW,
            "Column that holds the partition. Replays are recognised by it.");
  }

  ClickHouseSinkConfig(Map<String, String> properties) {
    super(DEFINITION, properties);
  }

  /// One for each batch in flight, and one to ask while all are writing.
  @Override
  int connections() {
    return SinkSettings.of(this).batchesInFlight() + 1;
  }

  BatchColumns batchColumns() {
    return new BatchColumns(getString(BATCH_ID_COLUMN), getString(PARTITION_COLUMN));
  }
}
