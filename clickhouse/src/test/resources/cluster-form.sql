CREATE TABLE IF NOT EXISTS tailrace.events ON CLUSTER 'analytics'
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

    INDEX ulid_bloom ulid TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX cf_ray_bloom cf_ray TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX entity_id_bloom entity_id TYPE bloom_filter(0.01) GRANULARITY 1,
    INDEX pipeline_batch_id_minmax pipeline_batch_id TYPE minmax GRANULARITY 1,
    INDEX event_timestamp_minmax event_timestamp TYPE minmax GRANULARITY 1,
    INDEX error_message_text error_message TYPE text(tokenizer = splitByNonAlpha, preprocessor = lower(error_message)),

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
ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}')
PARTITION BY toYYYYMMDD(timestamp)
ORDER BY (severity, script_name, timestamp)
TTL toDateTime(timestamp) + INTERVAL 30 DAY DELETE
SETTINGS
    ttl_only_drop_parts = 1,
    materialize_ttl_recalculate_only = 1,
    non_replicated_deduplication_window = 10000,
    replicated_deduplication_window = 10000,
    replicated_deduplication_window_seconds = 604800;

CREATE VIEW IF NOT EXISTS tailrace.logs ON CLUSTER 'analytics' AS
SELECT
    ulid,
    timestamp,
    event_timestamp,
    script_name,
    dispatch_namespace,
    worker_name,
    event_name AS event_type,
    url,
    method,
    cf_ray,
    user_agent,
    ip,
    status,
    outcome,
    rpc_method,
    queue_name,
    email_to,
    scheduled_time,
    cron,
    severity,
    category,
    error_type,
    error_message,
    has_exception,
    cpu_time,
    wall_time,
    log_count,
    logs,
    exception_count,
    exceptions,
    pipeline_instance,
    pipeline_batch_id,
    retry_count
FROM tailrace.events AS e
WHERE e.event_type IN ('log', 'error');

CREATE VIEW IF NOT EXISTS tailrace.logs_by_service ON CLUSTER 'analytics' AS
SELECT
    script_name,
    toStartOfHour(toDateTime(timestamp, 'UTC')) AS hour,
    severity,
    count() AS event_count,
    sum(cpu_time) AS total_cpu_time,
    sum(wall_time) AS total_wall_time,
    countIf(has_exception) AS exception_count
FROM tailrace.events
WHERE event_type IN ('log', 'error')
GROUP BY script_name, hour, severity;

CREATE VIEW IF NOT EXISTS tailrace.errors_by_type ON CLUSTER 'analytics' AS
SELECT
    assumeNotNull(e.error_type) AS error_type,
    toStartOfHour(toDateTime(timestamp, 'UTC')) AS hour,
    severity,
    count() AS error_count
FROM tailrace.events AS e
WHERE e.event_type IN ('log', 'error') AND e.error_type IS NOT NULL
GROUP BY error_type, hour, severity;

ALTER TABLE tailrace.events ON CLUSTER 'analytics' MODIFY TTL toDateTime(timestamp) + INTERVAL 30 DAY DELETE;
