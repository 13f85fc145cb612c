-- service_metrics_hourly and error_trends_5min: what a script did in one hour, and how often one error came in five minutes, by event time.
-- The columns are those of the Avro records ServiceMetricsHourly and ErrorTrends5Min, in their order and with their names.
--
-- A row is one state of one pane (part) of a window. Of one pane the row with the highest version is valid; the panes of a window add up:
-- counters by their sum, sketches by merging. Rows are never updated, so a sink may insert the same row twice and an old one after a new one.
-- Reading the tables themselves takes FINAL and adding up: read the views below instead.
--
-- Event times may lie beyond 2106, where DateTime ends; so DateTime64(0), and of the functions that cut it only those that keep its range.
-- Rows go by the time of their last change, not by their hour: the hour is what a script said. A part of the table is dropped when all of
-- its rows are past the limit. An outdated row must not outlive the valid one in another part and count again: so parts older than a day
-- are merged, however few they are. That also keeps FINAL cheap.
--
-- Delta and T64 make the sketches of times a quarter smaller than ZSTD alone does (26 and 28 MB instead of 35 and 39, 744,000 rows of 70
-- bins). Hashes stay as they are: they are random, and what can be compressed is that the same messages come again in the next rows.

CREATE TABLE IF NOT EXISTS {{database}}.service_metrics_hourly{{on_cluster}}
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
ENGINE = {{engine:ReplacingMergeTree(version)}}
PARTITION BY toYYYYMM(hour)
ORDER BY (script_name, dispatch_namespace, hour, pane)
TTL toDateTime(intDiv(version, 1000)) + INTERVAL {{window_retention_days}} DAY DELETE
SETTINGS
    min_age_to_force_merge_seconds = 86400,
    ttl_only_drop_parts = 1,
    materialize_ttl_recalculate_only = 1;

CREATE TABLE IF NOT EXISTS {{database}}.error_trends_5min{{on_cluster}}
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
ENGINE = {{engine:ReplacingMergeTree(version)}}
PARTITION BY toYYYYMM(bucket)
ORDER BY (script_name, error_type, bucket, pane)
TTL toDateTime(intDiv(version, 1000)) + INTERVAL {{window_retention_days}} DAY DELETE
SETTINGS
    min_age_to_force_merge_seconds = 86400,
    ttl_only_drop_parts = 1,
    materialize_ttl_recalculate_only = 1;

-- service_metrics_per(unit = 'day'): windows added up over each hour, day, week, month, quarter or year. The one place that knows how.
--
-- Where all events are in one pane the percentiles are those it stores. Else they come from the merged sketch: the values sorted, zeros
-- first, the one of rank floor(level * n), counted from 0, as quantileExact takes it. Bin i stands for g^i * (1 + a), with
-- g = (1 + a) / (1 - a) and a = sketch_accuracy. Times are whole milliseconds and below 50 the error is less than half of one, so rounding
-- gives the exact value. Sketches of different accuracy have different bins: then a percentile that is not 0 is NaN rather than wrong.
--
-- Few panes make an hour, hundreds make a week: those of an hour are gathered as they are, those of longer units summed into a map. The
-- unit is a constant, so one of the two ways is left out, and both are for a question without percentiles.
--
-- A window whose panes hold no event any more, since a rebuild took them back, has no row.
CREATE VIEW IF NOT EXISTS {{database}}.service_metrics_per{{on_cluster}} AS
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
        FROM {{database}}.service_metrics_hourly AS t FINAL
        GROUP BY t.script_name, t.dispatch_namespace, start
        HAVING panes > 0
    )
);

CREATE VIEW IF NOT EXISTS {{database}}.service_metrics_hourly_latest{{on_cluster}} AS
SELECT script_name, dispatch_namespace, start AS hour, * EXCEPT (script_name, dispatch_namespace, start)
FROM {{database}}.service_metrics_per(unit = 'hour');

CREATE VIEW IF NOT EXISTS {{database}}.service_metrics_daily{{on_cluster}} AS
SELECT script_name, dispatch_namespace, toDate32(start) AS day, * EXCEPT (script_name, dispatch_namespace, start)
FROM {{database}}.service_metrics_per(unit = 'day');

-- A week starts on Monday.
CREATE VIEW IF NOT EXISTS {{database}}.service_metrics_weekly{{on_cluster}} AS
SELECT script_name, dispatch_namespace, start AS week, * EXCEPT (script_name, dispatch_namespace, start)
FROM {{database}}.service_metrics_per(unit = 'week');

-- error_trends_per(unit = 'day'): the same for the windows of errors; with unit = 'minute' each window for itself.
--
-- Distinct messages come from the union of the sketches: fewer hashes than the sketch size k are all there are, so their number is exact.
-- Of more the k smallest count: if the kth of them has come as far as a share s of all 2^63 possible ones, there are (k - 1) / s.
-- Sketches of different size merge to the smaller one.
CREATE VIEW IF NOT EXISTS {{database}}.error_trends_per{{on_cluster}} AS
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
    FROM {{database}}.error_trends_5min AS t FINAL
    GROUP BY t.script_name, t.error_type, start
    HAVING panes > 0
);

CREATE VIEW IF NOT EXISTS {{database}}.error_trends_5min_latest{{on_cluster}} AS
SELECT script_name, error_type, start AS bucket, panes, version, error_count, unique_messages, error_count / 5 AS avg_frequency, late_events, incomplete
FROM {{database}}.error_trends_per(unit = 'minute');

CREATE VIEW IF NOT EXISTS {{database}}.error_trends_hourly{{on_cluster}} AS
SELECT script_name, error_type, start AS hour, panes, version, error_count, unique_messages, error_count / 60 AS avg_frequency, late_events, incomplete
FROM {{database}}.error_trends_per(unit = 'hour');

CREATE VIEW IF NOT EXISTS {{database}}.error_trends_daily{{on_cluster}} AS
SELECT script_name, error_type, toDate32(start) AS day, panes, version, error_count, unique_messages, error_count / 1440 AS avg_frequency, late_events, incomplete
FROM {{database}}.error_trends_per(unit = 'day');
