-- events: one row per invocation of a Worker, and one per mutation it announced.
-- The columns are those of the Avro record Event, in its order and with its names.
--
-- Types: unsigned integers as wide as Avro's, so that no count overflows. Text that repeats is LowCardinality. A column is Nullable only where
-- "absent" and "empty" or "zero" are two things (the Avro field is nullable); script_tags cannot be Nullable in ClickHouse, absent is [].
--
-- Partitions follow the capture time: a sealed batch then touches one or two of them, whatever event times it carries.
--
-- The sorting key was measured. 10 million rows repeat the recorded events in time order, half over the last 24 hours and half over the 29
-- days before, 60 scripts; ClickHouse 26.7 on 2 cores. Rows read in thousands / megabytes read / CPU milliseconds, the least of 9 runs:
--
--   key                                  on disk   query 1: severities   query 2: errors per        query 3: messages        one script,
--                                                  of the last hour      service, 5 min, 24 h       of 24 h                  24 h
--   timestamp, script, severity           425 MB   213 / 2.1 /  9.7      5003 / 55.0 / 125.9        5003 / 133.0 / 253.3     5003 / 15.2 / 44.4
--   script, timestamp                     361 MB   574 / 5.7 / 12.3      5085 / 53.4 / 100.8        5085 / 134.0 / 200.8       80 /  1.4 /  6.4
--   script, severity, timestamp           328 MB   883 / 8.8 / 15.6      1434 / 15.3 /  41.4        5085 / 102.2 / 142.1       80 /  1.4 /  6.9
--   severity, script, timestamp (chosen)  317 MB   894 / 8.9 / 14.8       664 /  7.3 /  26.0        5085 /  96.6 / 121.0      151 /  2.2 /  7.5
--   hour, severity, script, ms            375 MB   376 / 3.8 /  9.8       830 /  9.1 /  31.3        5011 /  97.9 / 130.5      964 /  7.3 / 18.2
--   hour, script, severity, ms            380 MB   376 / 3.8 / 10.0      4135 / 43.5 /  73.9        5011 / 126.6 / 161.0      432 /  3.2 / 11.4
--
-- Severity first is the smallest on disk and the cheapest for queries 2 and 3 and for all three together; query 1 pays 5 ms more than with
-- the time in front, and a question about one script still reads four short runs. It has few values, so the primary key prunes on what
-- follows. The documented key, timestamp first, makes every question about one service read the day.
-- SortingKeyMeasurement (src/test/java) makes this table anew: its main takes the URL of a server and the number of rows.

CREATE TABLE IF NOT EXISTS {{database}}.events{{on_cluster}}
(
    ulid               String CODEC(ZSTD(1)),
    timestamp          DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    event_timestamp    DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),

    event_type         LowCardinality(String),
    event_name         LowCardinality(String),
    mutation_type      LowCardinality(Nullable(String)),
    entity_ns          LowCardinality(Nullable(String)),
    entity_id          Nullable(String) CODEC(ZSTD(1)),
    entity_type        LowCardinality(Nullable(String)),

    script_name        LowCardinality(String),
    dispatch_namespace LowCardinality(Nullable(String)),
    worker_name        LowCardinality(String),
    entrypoint         LowCardinality(Nullable(String)),
    script_version     LowCardinality(Nullable(String)),
    durable_object_id  Nullable(String) CODEC(ZSTD(1)),
    execution_model    LowCardinality(Nullable(String)),
    script_tags        Array(LowCardinality(String)),

    url                Nullable(String) CODEC(ZSTD(1)),
    method             LowCardinality(Nullable(String)),
    cf_ray             Nullable(String) CODEC(ZSTD(1)),
    user_agent         LowCardinality(Nullable(String)),
    ip                 Nullable(String) CODEC(ZSTD(1)),
    colo               LowCardinality(Nullable(String)),
    country            LowCardinality(Nullable(String)),

    status             Nullable(UInt16) CODEC(ZSTD(1)),
    outcome            LowCardinality(String),

    rpc_method         LowCardinality(Nullable(String)),
    queue_name         LowCardinality(Nullable(String)),
    queue_batch_size   Nullable(UInt32) CODEC(ZSTD(1)),
    email_to           Nullable(String) CODEC(ZSTD(1)),
    scheduled_time     Nullable(DateTime64(3, 'UTC')) CODEC(ZSTD(1)),
    cron               LowCardinality(Nullable(String)),

    severity           LowCardinality(String),
    category           LowCardinality(String),
    error_type         LowCardinality(Nullable(String)),
    error_message      Nullable(String) CODEC(ZSTD(1)),
    classified_by      LowCardinality(String),
    has_exception      Bool,

    cpu_time           UInt64 CODEC(T64, ZSTD(1)),
    wall_time          UInt64 CODEC(T64, ZSTD(1)),

    data               Nullable(String) CODEC(ZSTD(3)),
    metadata           Nullable(String) CODEC(ZSTD(3)),
    log_count          UInt32 CODEC(T64, ZSTD(1)),
    logs               Nullable(String) CODEC(ZSTD(3)),
    exception_count    UInt32 CODEC(T64, ZSTD(1)),
    exceptions         Nullable(String) CODEC(ZSTD(3)),
    truncated          Bool,

    pipeline_instance  LowCardinality(String),
    pipeline_batch_id  LowCardinality(String),
    retry_count        UInt32 CODEC(T64, ZSTD(1)),
    source_topic       LowCardinality(String),
    source_partition   UInt32 CODEC(ZSTD(1)),
    source_offset      UInt64 CODEC(Delta(8), ZSTD(1)),

    -- One event or one request by its id.
    INDEX ulid_bloom ulid TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX cf_ray_bloom cf_ray TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX entity_id_bloom entity_id TYPE bloom_filter(0.01) GRANULARITY 1,
    -- Batch ids rise with insertion: the sink asks for those from one id on and must not scan the table.
    INDEX pipeline_batch_id_minmax pipeline_batch_id TYPE minmax GRANULARITY 1,
    -- Questions by event time while the key holds the capture time.
    INDEX event_timestamp_minmax event_timestamp TYPE minmax GRANULARITY 1,
    -- Words of error messages, whatever their case: hasAllTokens(error_message, 'connection reset').
    INDEX error_message_text error_message TYPE text(tokenizer = splitByNonAlpha, preprocessor = lower(error_message)),

    -- The hourly sums of logs_by_service and errors_by_type (V003). They are projections and no tables of their own, because a projection is
    -- written in the same part as its rows: an insert that dies half way leaves both or neither, and a DELETE changes both. A sum kept in
    -- another table could lose a batch, and nobody would see it. The engine takes a projection only for a question whose keys, conditions
    -- and functions it holds: event_type is a key because the views leave out mutations. A change here is a change in V003.
    PROJECTION hourly_by_service
    (
        SELECT
            toStartOfHour(toDateTime(timestamp, 'UTC')) AS hour,
            script_name,
            severity,
            event_type,
            count(),
            sum(cpu_time),
            sum(wall_time),
            countIf(has_exception)
        GROUP BY hour, script_name, severity, event_type
    ),
    PROJECTION hourly_by_error_type
    (
        SELECT
            toStartOfHour(toDateTime(timestamp, 'UTC')) AS hour,
            error_type,
            severity,
            event_type,
            count()
        GROUP BY hour, error_type, severity, event_type
    )
)
ENGINE = {{engine:MergeTree}}
PARTITION BY toYYYYMMDD(timestamp)
ORDER BY (severity, script_name, timestamp)
TTL toDateTime(timestamp) + INTERVAL {{retention_days}} DAY DELETE
SETTINGS
    ttl_only_drop_parts = 1,
    materialize_ttl_recalculate_only = 1,
    non_replicated_deduplication_window = 10000,
    replicated_deduplication_window = 10000,
    replicated_deduplication_window_seconds = 604800;
