-- logs_by_service and errors_by_type: hourly sums kept while rows arrive, by capture time.
--
-- A SummingMergeTree adds rows of one key when parts merge, sooner or later: always read with sum() and GROUP BY, never row by row.
-- The views insert into named tables, so that the tables can carry a deduplication window: a batch sent twice is then summed once.
-- severity is part of both keys; left out of the key, merging would add up rows of different severities under one of them.

CREATE TABLE IF NOT EXISTS {{database}}.logs_by_service{{on_cluster}}
(
    script_name     LowCardinality(String),
    hour            DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    severity        LowCardinality(String),
    event_count     UInt64,
    total_cpu_time  UInt64,
    total_wall_time UInt64,
    exception_count UInt64
)
ENGINE = {{engine:SummingMergeTree((event_count, total_cpu_time, total_wall_time, exception_count))}}
PARTITION BY toYYYYMMDD(hour)
ORDER BY (script_name, hour, severity)
TTL hour + INTERVAL {{summary_retention_days}} DAY DELETE
SETTINGS
    ttl_only_drop_parts = 1,
    materialize_ttl_recalculate_only = 1,
    non_replicated_deduplication_window = 10000,
    replicated_deduplication_window = 10000,
    replicated_deduplication_window_seconds = 604800;

CREATE MATERIALIZED VIEW IF NOT EXISTS {{database}}.logs_by_service_mv{{on_cluster}} TO {{database}}.logs_by_service AS
SELECT
    script_name,
    toStartOfHour(toDateTime(timestamp, 'UTC')) AS hour,
    severity,
    count() AS event_count,
    sum(cpu_time) AS total_cpu_time,
    sum(wall_time) AS total_wall_time,
    countIf(has_exception) AS exception_count
FROM {{database}}.events
WHERE event_type IN ('log', 'error')
GROUP BY script_name, hour, severity;

CREATE TABLE IF NOT EXISTS {{database}}.errors_by_type{{on_cluster}}
(
    error_type  LowCardinality(String),
    hour        DateTime('UTC') CODEC(Delta(4), ZSTD(1)),
    severity    LowCardinality(String),
    error_count UInt64
)
ENGINE = {{engine:SummingMergeTree(error_count)}}
PARTITION BY toYYYYMMDD(hour)
ORDER BY (error_type, hour, severity)
TTL hour + INTERVAL {{summary_retention_days}} DAY DELETE
SETTINGS
    ttl_only_drop_parts = 1,
    materialize_ttl_recalculate_only = 1,
    non_replicated_deduplication_window = 10000,
    replicated_deduplication_window = 10000,
    replicated_deduplication_window_seconds = 604800;

CREATE MATERIALIZED VIEW IF NOT EXISTS {{database}}.errors_by_type_mv{{on_cluster}} TO {{database}}.errors_by_type AS
SELECT
    assumeNotNull(e.error_type) AS error_type,
    toStartOfHour(toDateTime(timestamp, 'UTC')) AS hour,
    severity,
    count() AS error_count
FROM {{database}}.events AS e
WHERE e.event_type IN ('log', 'error') AND e.error_type IS NOT NULL
GROUP BY error_type, hour, severity;
