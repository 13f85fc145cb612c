package dev.tailrace.bench;

import dev.tailrace.stack.ClickHouseHttp;

/// What somebody would take instead of the pipeline: ClickHouse's own table engine for Kafka, and a
/// materialized view that takes the columns out of the JSON and classifies. It delivers at least
/// once, in blocks whose borders change with every retry, and has no dead letters, windows, files
/// or things.
final class KafkaEngine {
  static final String TABLE = "kafka_engine_events";
  private static final String GROUP = "kafka-engine";

  private static final String VIEW =
      """
      CREATE MATERIALIZED VIEW kafka_engine_view TO kafka_engine_events AS
      WITH
        JSONExtractRaw(raw, 'event', 'request') AS request,
        JSONExtractRaw(request, 'headers') AS headers
      SELECT
        fromUnixTimestamp64Milli(JSONExtractInt(raw, 'eventTimestamp')) AS event_timestamp,
        _timestamp_ms AS timestamp,
        JSONExtractString(raw, 'scriptName') AS script_name,
        JSONExtractString(raw, 'outcome') AS outcome,
        JSONExtractString(raw, 'executionModel') AS execution_model,
        JSONExtractString(raw, 'scriptVersion', 'id') AS script_version,
        JSONExtractString(raw, 'entrypoint') AS entrypoint,
        JSONExtractString(request, 'url') AS url,
        JSONExtractString(request, 'method') AS method,
        toUInt16(JSONExtractUInt(raw, 'event', 'response', 'status')) AS status,
        JSONExtractString(headers, 'cf-ray') AS cf_ray,
        JSONExtractString(headers, 'cf-connecting-ip') AS ip,
        JSONExtractString(request, 'cf', 'colo') AS colo,
        JSONExtractString(request, 'cf', 'country') AS country,
        JSONExtractString(headers, 'user-agent') AS user_agent,
        toUInt32(JSONExtractUInt(raw, 'cpuTime')) AS cpu_time,
        toUInt32(JSONExtractUInt(raw, 'wallTime')) AS wall_time,
        JSONExtractRaw(raw, 'logs') AS logs,
        JSONExtractRaw(raw, 'exceptions') AS exceptions,
        JSONExtractBool(raw, 'truncated') AS truncated,
        multiIf(
          outcome IN ('exceededCpu', 'exceededMemory', 'scriptNotFound'), 'critical',
          outcome = 'exception' OR exceptions != '[]' OR status >= 500, 'error',
          outcome = 'canceled' OR status >= 400 OR logs LIKE '%"level":"warn"%', 'warning',
          'info') AS severity,
        multiIf(
          JSONHas(raw, 'event', 'cron'), 'scheduled', JSONHas(raw, 'event', 'queue'), 'queue',
          JSONHas(raw, 'event', 'mailFrom'), 'email', JSONHas(raw, 'event', 'rpcMethod'), 'rpc',
          request != '', 'http', 'other') AS category,
        toUInt32(_partition) AS source_partition,
        _offset AS source_offset
      FROM kafka_engine_raw
      """;

  private KafkaEngine() {}

  /// Makes its tables; with the last of them it begins to read.
  static void start(ClickHouseHttp clickHouse, String bootstrapServers, String topic) {
    run(
        clickHouse,
        """
        CREATE TABLE kafka_engine_raw (raw String) ENGINE = Kafka
        SETTINGS kafka_broker_list = '%s', kafka_topic_list = '%s', kafka_group_name = '%s',
          kafka_format = 'RawBLOB', kafka_num_consumers = 2, kafka_thread_per_consumer = 1,
          kafka_max_block_size = 65536, kafka_flush_interval_ms = 1000
        """
            .formatted(bootstrapServers, topic, GROUP));
    run(
        clickHouse,
        """
        CREATE TABLE kafka_engine_events (
          event_timestamp DateTime64(3), timestamp DateTime64(3), script_name LowCardinality(String),
          outcome LowCardinality(String), execution_model LowCardinality(String),
          script_version String, entrypoint LowCardinality(String), url String,
          method LowCardinality(String), status UInt16, cf_ray String, ip String,
          colo LowCardinality(String), country LowCardinality(String), user_agent String,
          cpu_time UInt32, wall_time UInt32, logs String, exceptions String, truncated Bool,
          severity LowCardinality(String), category LowCardinality(String),
          source_partition UInt32, source_offset UInt64)
        ENGINE = MergeTree PARTITION BY toYYYYMM(event_timestamp)
        ORDER BY (script_name, event_timestamp)
        """);
    run(clickHouse, VIEW);
  }

  private static void run(ClickHouseHttp clickHouse, String sql) {
    clickHouse.rows(sql);
  }
}
