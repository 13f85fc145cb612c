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

CREATE VIEW IF NOT EXISTS tailrace.thing_history ON CLUSTER 'analytics' AS
WITH
    tokens -> arraySplit(
        (token, depth) -> token = ',' AND depth = 0,
        tokens,
        arrayCumSum(token -> (token IN ('{', '[')) - (token IN ('}', ']')), tokens)) AS members,
    (json, name) -> arrayStringConcat(
        arraySlice(
            arrayLast(
                member -> JSONExtractString(member[2]) = name,
                arrayMap(
                    tokens -> members(arrayPushFront(arrayPopFront(arrayPopBack(tokens)), ',')),
                    [extractAll(json, '"(?:[^"\\\\]|\\\\.)*"|[\\[\\]{},:]|[^\\[\\]{},:"\\s]+')])[1]),
            4)) AS searched,
    (object, name) -> arrayMap(
        json -> multiIf(
            position(json, '\\u00') = 0 AND countSubstrings(json, concat('"', name, '":')) = 1 AND JSONHas(json, name),
            simpleJSONExtractRaw(json, name),
            position(json, '\\u00') = 0
                AND (position(json, concat('"', name, '":')) = 0
                    OR (countSubstrings(json, concat('"', name, '":')) = 1 AND JSONType(json) = 'Object')),
            '',
            searched(json, name)),
        [object])[1] AS member,
    json -> if(startsWith(json, '{'), json, '') AS object,
    json -> if(startsWith(json, '"'), JSONExtractString(json), NULL) AS string,
    json -> if(match(json, '^[-0-9tf]'), json, string(json)) AS scalar,
    (digits, scale) -> if(
        scale <= 0,
        concat(digits, repeat('0', least(-scale, 1000))),
        concat(substring(digits, 1, length(digits) - scale), '.', substring(digits, length(digits) - scale + 1))) AS placed,
    (digits, scale) -> placed(leftPad(digits, greatest(length(digits), least(scale, 1000) + 1), '0'), scale) AS padded,
    (digits, scale) -> padded(trim(BOTH '0' FROM digits), scale - length(extract(digits, '(0*)$'))) AS stripped,
    number -> multiIf(
        NOT match(number, '^-?[0.]*[1-9]'),
        '0',
        concat(
            if(startsWith(number, '-'), '-', ''),
            stripped(
                replaceOne(extract(number, '^-?([0-9.]+)'), '.', ''),
                length(extract(number, '\\.([0-9]+)')) - toInt64OrZero(extract(number, '[eE]\\+?(-?[0-9]+)$'))))) AS decimal,
    json -> if(match(json, '^[-0-9]'), decimal(json), string(json)) AS identifier
SELECT
    ns,
    id,
    kind,
    version,
    event_timestamp,
    mutation_type,
    entity_type,
    nullIf(state, '') AS after,
    nullIf(object(member(data, 'before')), '') AS before,
    string(from_ns_text) AS from_ns,
    identifier(from_id_text) AS from_id,
    string(to_ns_text) AS to_ns,
    identifier(to_id_text) AS to_id,
    metadata,
    script_name,
    source_topic,
    source_partition,
    source_offset,
    if(state = '', NULL, coalesce(scalar(member(state, 'type')), entity_type, '')) AS type,
    if(state = '', NULL, ifNull(scalar(member(state, 'visibility')), 'public')) AS visibility,
    scalar(member(state, 'content')) AS content,
    scalar(member(state, 'code')) AS code
FROM
(
    SELECT
        *,
        if(mutation_type = 'delete', '', object(member(data, 'after'))) AS state,
        if(kind = 'relationship', member(data, 'from_ns'), '') AS from_ns_text,
        if(kind = 'relationship', member(data, 'from_id'), '') AS from_id_text,
        if(kind = 'relationship', member(data, 'to_ns'), '') AS to_ns_text,
        if(kind = 'relationship', member(data, 'to_id'), '') AS to_id_text
    FROM
    (
        SELECT
            e.entity_ns AS ns,
            e.entity_id AS id,
            ifNull(
                e.entity_kind,
                if(
                    JSONHas(data, 'from_ns') AND JSONHas(data, 'from_id') AND JSONHas(data, 'to_ns') AND JSONHas(data, 'to_id'),
                    'relationship',
                    'thing')) AS kind,
            e.ulid AS version,
            e.event_timestamp AS event_timestamp,
            e.mutation_type AS mutation_type,
            e.entity_type AS entity_type,
            ifNull(e.data, '') AS data,
            e.metadata AS metadata,
            e.script_name AS script_name,
            e.source_topic AS source_topic,
            e.source_partition AS source_partition,
            e.source_offset AS source_offset
        FROM tailrace.events AS e
        WHERE e.severity = 'info' AND e.event_type = 'mutation'
    )
);

CREATE VIEW IF NOT EXISTS tailrace.entities_as_of ON CLUSTER 'analytics' AS
SELECT
    h.ns AS ns,
    h.id AS id,
    argMax(tuple(h.mutation_type), h.version).1 AS mutation_type,
    argMax(tuple(h.type), h.version).1 AS type,
    argMax(tuple(h.visibility), h.version).1 AS visibility,
    argMax(tuple(h.from_ns), h.version).1 AS from_ns,
    argMax(tuple(h.from_id), h.version).1 AS from_id,
    argMax(tuple(h.to_ns), h.version).1 AS to_ns,
    argMax(tuple(h.to_id), h.version).1 AS to_id,
    argMax(tuple(h.content), h.version).1 AS content,
    argMax(tuple(h.code), h.version).1 AS code,
    argMax(tuple(h.after), h.version).1 AS data,
    argMax(h.event_timestamp, h.version) AS updated_at,
    max(h.version) AS version,
    maxIf(h.version, h.mutation_type = 'delete') AS deleted,
    arraySort(groupArray((h.version, h.event_timestamp))) AS changes
FROM tailrace.thing_history AS h
WHERE h.kind = {kind:String} AND h.event_timestamp <= {t:DateTime64(3, 'UTC')}
GROUP BY h.ns, h.id;

CREATE VIEW IF NOT EXISTS tailrace.things_as_of ON CLUSTER 'analytics' AS
SELECT
    e.ns AS ns,
    e.id AS id,
    assumeNotNull(e.type) AS type,
    assumeNotNull(e.visibility) AS visibility,
    e.content AS content,
    e.code AS code,
    assumeNotNull(e.data) AS data,
    arrayFirst(change -> change.1 > e.deleted, e.changes).2 AS created_at,
    e.updated_at AS updated_at,
    e.version AS version
FROM tailrace.entities_as_of(kind = 'thing', t = {t:DateTime64(3, 'UTC')}) AS e
WHERE e.mutation_type != 'delete';

CREATE VIEW IF NOT EXISTS tailrace.thing_as_of ON CLUSTER 'analytics' AS
SELECT *
FROM tailrace.things_as_of(t = {t:DateTime64(3, 'UTC')})
WHERE ns = {ns:String} AND id = {id:String};

CREATE VIEW IF NOT EXISTS tailrace.relationships_as_of ON CLUSTER 'analytics' AS
SELECT
    r.ns AS ns,
    r.id AS id,
    assumeNotNull(any(r.type)) AS type,
    assumeNotNull(any(r.visibility)) AS visibility,
    assumeNotNull(any(r.from_ns)) AS from_ns,
    assumeNotNull(any(r.from_id)) AS from_id,
    assumeNotNull(any(r.to_ns)) AS to_ns,
    assumeNotNull(any(r.to_id)) AS to_id,
    any(r.code) AS code,
    assumeNotNull(any(r.data)) AS data,
    arrayFirst(change -> change.1 > greatest(any(r.deleted), max(e.deleted)), any(r.changes)).2 AS created_at,
    any(r.updated_at) AS updated_at,
    any(r.version) AS version
FROM
(
    SELECT *, arrayJoin([(from_ns, from_id), (to_ns, to_id)]) AS end
    FROM tailrace.entities_as_of(kind = 'relationship', t = {t:DateTime64(3, 'UTC')})
    WHERE mutation_type != 'delete'
        AND ((from_ns = {ns:String} AND from_id = {id:String}) OR (to_ns = {ns:String} AND to_id = {id:String}))
) AS r
INNER JOIN
(
    SELECT ns, id, deleted
    FROM tailrace.entities_as_of(kind = 'thing', t = {t:DateTime64(3, 'UTC')})
    WHERE mutation_type != 'delete'
        AND id IN
        (
            SELECT arrayJoin([from_id, to_id])
            FROM tailrace.entities_as_of(kind = 'relationship', t = {t:DateTime64(3, 'UTC')})
            WHERE mutation_type != 'delete'
                AND ((from_ns = {ns:String} AND from_id = {id:String}) OR (to_ns = {ns:String} AND to_id = {id:String}))
        )
) AS e ON e.ns = r.end.1 AND e.id = r.end.2
GROUP BY r.ns, r.id
HAVING count() = 2 AND version > max(e.deleted);
ALTER TABLE tailrace.events ON CLUSTER 'analytics' MODIFY SETTING merge_selector_base = 10;

ALTER TABLE tailrace.events ON CLUSTER 'analytics' MODIFY TTL toDateTime(timestamp) + INTERVAL 30 DAY DELETE;

ALTER TABLE tailrace.service_metrics_hourly ON CLUSTER 'analytics' MODIFY TTL toDateTime(intDiv(version, 1000)) + INTERVAL 400 DAY DELETE;

ALTER TABLE tailrace.error_trends_5min ON CLUSTER 'analytics' MODIFY TTL toDateTime(intDiv(version, 1000)) + INTERVAL 400 DAY DELETE;
