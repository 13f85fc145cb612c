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

CREATE TABLE IF NOT EXISTS tailrace.service_metrics_hourly ON CLUSTER 'analytics'
(
    script_name         LowCardinality(String),
    dispatch_namespace  LowCardinality(String),
    hour                DateTime64(0, 'UTC') CODEC(Delta(8), ZSTD(1)),
    pane                DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    version             UInt64 CODEC(Delta(8), ZSTD(1)),

    total_requests      UInt64 CODEC(T64, ZSTD(1)),
    successful_requests UInt64 CODEC(T64, ZSTD(1)),
    failed_requests     UInt64 CODEC(T64, ZSTD(1)),
    critical_errors     UInt64 CODEC(T64, ZSTD(1)),
    errors              UInt64 CODEC(T64, ZSTD(1)),
    warnings            UInt64 CODEC(T64, ZSTD(1)),

    avg_cpu_time        Float64 CODEC(ZSTD(1)),
    p50_cpu_time        Float64 CODEC(ZSTD(1)),
    p95_cpu_time        Float64 CODEC(ZSTD(1)),
    p99_cpu_time        Float64 CODEC(ZSTD(1)),
    avg_wall_time       Float64 CODEC(ZSTD(1)),
    p50_wall_time       Float64 CODEC(ZSTD(1)),
    p95_wall_time       Float64 CODEC(ZSTD(1)),
    p99_wall_time       Float64 CODEC(ZSTD(1)),

    status_2xx          UInt64 CODEC(T64, ZSTD(1)),
    status_3xx          UInt64 CODEC(T64, ZSTD(1)),
    status_4xx          UInt64 CODEC(T64, ZSTD(1)),
    status_5xx          UInt64 CODEC(T64, ZSTD(1)),
    total_cpu_time      UInt64 CODEC(T64, ZSTD(1)),
    total_wall_time     UInt64 CODEC(T64, ZSTD(1)),

    late_events         UInt64 CODEC(T64, ZSTD(1)),
    incomplete          Bool,

    sketch_accuracy     Float64 CODEC(ZSTD(1)),
    cpu_time_zeros      UInt64 CODEC(T64, ZSTD(1)),
    cpu_time_bins       Array(Int32) CODEC(Delta(4), ZSTD(1)),
    cpu_time_counts     Array(UInt64) CODEC(T64, ZSTD(1)),
    wall_time_zeros     UInt64 CODEC(T64, ZSTD(1)),
    wall_time_bins      Array(Int32) CODEC(Delta(4), ZSTD(1)),
    wall_time_counts    Array(UInt64) CODEC(T64, ZSTD(1))
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version)
PARTITION BY toYYYYMM(hour)
ORDER BY (script_name, dispatch_namespace, hour, pane)
TTL toDateTime(intDiv(version, 1000)) + INTERVAL 400 DAY DELETE
SETTINGS
    min_age_to_force_merge_seconds = 86400,
    ttl_only_drop_parts = 1,
    materialize_ttl_recalculate_only = 1;

CREATE TABLE IF NOT EXISTS tailrace.error_trends_5min ON CLUSTER 'analytics'
(
    script_name     LowCardinality(String),
    error_type      LowCardinality(String),
    bucket          DateTime64(0, 'UTC') CODEC(Delta(8), ZSTD(1)),
    pane            DateTime64(3, 'UTC') CODEC(Delta(8), ZSTD(1)),
    version         UInt64 CODEC(Delta(8), ZSTD(1)),
    error_count     UInt64 CODEC(T64, ZSTD(1)),
    unique_messages UInt64 CODEC(T64, ZSTD(1)),
    avg_frequency   Float64 CODEC(ZSTD(1)),
    late_events     UInt64 CODEC(T64, ZSTD(1)),
    incomplete      Bool,
    sketch_size     UInt32 CODEC(T64, ZSTD(1)),
    message_hashes  Array(UInt64) CODEC(ZSTD(1))
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}', version)
PARTITION BY toYYYYMM(bucket)
ORDER BY (script_name, error_type, bucket, pane)
TTL toDateTime(intDiv(version, 1000)) + INTERVAL 400 DAY DELETE
SETTINGS
    min_age_to_force_merge_seconds = 86400,
    ttl_only_drop_parts = 1,
    materialize_ttl_recalculate_only = 1;

CREATE VIEW IF NOT EXISTS tailrace.service_metrics_per ON CLUSTER 'analytics' AS
WITH
    (values, zeros, bins, upto, accuracy) -> arrayMap(
        milliseconds -> if(milliseconds < 50, round(milliseconds), milliseconds),
        arrayMap(
            rank -> if(
                rank < zeros,
                0,
                pow((1 + accuracy) / (1 - accuracy), arrayFirst((_, last) -> rank < zeros + last, bins, upto)) * (1 + accuracy)),
            arrayMap(level -> least(toInt64(floor(level * values)), toInt64(values) - 1), [0.5, 0.95, 0.99]))) AS percentiles
SELECT
    script_name,
    dispatch_namespace,
    start,
    panes,
    version,
    total_requests,
    successful_requests,
    failed_requests,
    critical_errors,
    errors,
    warnings,
    total_cpu_time / total_requests AS avg_cpu_time,
    cpu_time[1] AS p50_cpu_time,
    cpu_time[2] AS p95_cpu_time,
    cpu_time[3] AS p99_cpu_time,
    total_wall_time / total_requests AS avg_wall_time,
    wall_time[1] AS p50_wall_time,
    wall_time[2] AS p95_wall_time,
    wall_time[3] AS p99_wall_time,
    status_2xx,
    status_3xx,
    status_4xx,
    status_5xx,
    total_cpu_time,
    total_wall_time,
    late_events,
    toBool(late_events > 0) AS incomplete
FROM
(
    SELECT
        *,
        arraySort(arrayZip(arrayFlatten(cpu_time_sketches.1), arrayFlatten(cpu_time_sketches.2))) AS cpu_time_sketch,
        arrayCumSum(cpu_time_sketch.2) AS cpu_time_upto,
        arraySort(arrayZip(arrayFlatten(wall_time_sketches.1), arrayFlatten(wall_time_sketches.2))) AS wall_time_sketch,
        arrayCumSum(wall_time_sketch.2) AS wall_time_upto,
        if(
            panes = 1,
            stored_cpu_time,
            percentiles(cpu_time_zeros + cpu_time_upto[-1], cpu_time_zeros, cpu_time_sketch.1, cpu_time_upto, accuracy)) AS cpu_time,
        if(
            panes = 1,
            stored_wall_time,
            percentiles(wall_time_zeros + wall_time_upto[-1], wall_time_zeros, wall_time_sketch.1, wall_time_upto, accuracy)) AS wall_time
    FROM
    (
        SELECT
            t.script_name,
            t.dispatch_namespace,
            dateTrunc({unit:String}, t.hour) AS start,
            countIf(t.total_requests > 0) AS panes,
            max(t.version) AS version,
            sum(t.total_requests) AS total_requests,
            sum(t.successful_requests) AS successful_requests,
            sum(t.failed_requests) AS failed_requests,
            sum(t.critical_errors) AS critical_errors,
            sum(t.errors) AS errors,
            sum(t.warnings) AS warnings,
            sum(t.status_2xx) AS status_2xx,
            sum(t.status_3xx) AS status_3xx,
            sum(t.status_4xx) AS status_4xx,
            sum(t.status_5xx) AS status_5xx,
            sum(t.total_cpu_time) AS total_cpu_time,
            sum(t.total_wall_time) AS total_wall_time,
            sum(t.late_events) AS late_events,
            anyIf([t.p50_cpu_time, t.p95_cpu_time, t.p99_cpu_time], t.total_requests > 0) AS stored_cpu_time,
            anyIf([t.p50_wall_time, t.p95_wall_time, t.p99_wall_time], t.total_requests > 0) AS stored_wall_time,
            if(
                minIf(t.sketch_accuracy, t.total_requests > 0) = maxIf(t.sketch_accuracy, t.total_requests > 0),
                maxIf(t.sketch_accuracy, t.total_requests > 0),
                nan) AS accuracy,
            sum(t.cpu_time_zeros) AS cpu_time_zeros,
            sumMap(mapFromArrays(t.cpu_time_bins, t.cpu_time_counts)) AS cpu_time_map,
            if(
                {unit:String} = 'hour',
                if(panes = 1, [], groupArray((t.cpu_time_bins, t.cpu_time_counts))),
                [(mapKeys(cpu_time_map), mapValues(cpu_time_map))]) AS cpu_time_sketches,
            sum(t.wall_time_zeros) AS wall_time_zeros,
            sumMap(mapFromArrays(t.wall_time_bins, t.wall_time_counts)) AS wall_time_map,
            if(
                {unit:String} = 'hour',
                if(panes = 1, [], groupArray((t.wall_time_bins, t.wall_time_counts))),
                [(mapKeys(wall_time_map), mapValues(wall_time_map))]) AS wall_time_sketches
        FROM tailrace.service_metrics_hourly AS t FINAL
        GROUP BY t.script_name, t.dispatch_namespace, start
        HAVING panes > 0
    )
);

CREATE VIEW IF NOT EXISTS tailrace.service_metrics_hourly_latest ON CLUSTER 'analytics' AS
SELECT script_name, dispatch_namespace, start AS hour, * EXCEPT (script_name, dispatch_namespace, start)
FROM tailrace.service_metrics_per(unit = 'hour');

CREATE VIEW IF NOT EXISTS tailrace.service_metrics_daily ON CLUSTER 'analytics' AS
SELECT script_name, dispatch_namespace, toDate32(start) AS day, * EXCEPT (script_name, dispatch_namespace, start)
FROM tailrace.service_metrics_per(unit = 'day');

CREATE VIEW IF NOT EXISTS tailrace.service_metrics_weekly ON CLUSTER 'analytics' AS
SELECT script_name, dispatch_namespace, start AS week, * EXCEPT (script_name, dispatch_namespace, start)
FROM tailrace.service_metrics_per(unit = 'week');

CREATE VIEW IF NOT EXISTS tailrace.error_trends_per ON CLUSTER 'analytics' AS
SELECT
    script_name,
    error_type,
    start,
    panes,
    version,
    error_count,
    if(
        length(hashes) < size,
        length(hashes),
        toUInt64(round((size - 1) / (arrayPartialSort(size, hashes)[size] / exp2(63))))) AS unique_messages,
    late_events,
    toBool(late_events > 0) AS incomplete
FROM
(
    SELECT
        t.script_name,
        t.error_type,
        dateTrunc({unit:String}, t.bucket) AS start,
        countIf(t.error_count > 0) AS panes,
        max(t.version) AS version,
        sum(t.error_count) AS error_count,
        sum(t.late_events) AS late_events,
        minIf(t.sketch_size, t.error_count > 0) AS size,
        groupUniqArrayArray(t.message_hashes) AS hashes
    FROM tailrace.error_trends_5min AS t FINAL
    GROUP BY t.script_name, t.error_type, start
    HAVING panes > 0
);

CREATE VIEW IF NOT EXISTS tailrace.error_trends_5min_latest ON CLUSTER 'analytics' AS
SELECT script_name, error_type, start AS bucket, panes, version, error_count, unique_messages, error_count / 5 AS avg_frequency, late_events, incomplete
FROM tailrace.error_trends_per(unit = 'minute');

CREATE VIEW IF NOT EXISTS tailrace.error_trends_hourly ON CLUSTER 'analytics' AS
SELECT script_name, error_type, start AS hour, panes, version, error_count, unique_messages, error_count / 60 AS avg_frequency, late_events, incomplete
FROM tailrace.error_trends_per(unit = 'hour');

CREATE VIEW IF NOT EXISTS tailrace.error_trends_daily ON CLUSTER 'analytics' AS
SELECT script_name, error_type, toDate32(start) AS day, panes, version, error_count, unique_messages, error_count / 1440 AS avg_frequency, late_events, incomplete
FROM tailrace.error_trends_per(unit = 'day');

ALTER TABLE tailrace.events ON CLUSTER 'analytics' ADD COLUMN IF NOT EXISTS entity_kind LowCardinality(Nullable(String)) AFTER entity_type;

ALTER TABLE tailrace.events ON CLUSTER 'analytics' MODIFY TTL toDateTime(timestamp) + INTERVAL 30 DAY DELETE;

ALTER TABLE tailrace.service_metrics_hourly ON CLUSTER 'analytics' MODIFY TTL toDateTime(intDiv(version, 1000)) + INTERVAL 400 DAY DELETE;

ALTER TABLE tailrace.error_trends_5min ON CLUSTER 'analytics' MODIFY TTL toDateTime(intDiv(version, 1000)) + INTERVAL 400 DAY DELETE;
