-- Which windows differ from a recount of the stored events?
--
-- None should. Counters must be equal; percentiles must lie within 1 %, below 50 ms be exact; distinct messages must be exact below 2,048 and lie within
-- 12 % (five standard errors) above. Reads every event of the time asked for.
--
-- Parameters:
--   from: DateTime64(3, 'UTC'): first event time, a full hour, e.g. 2026-11-19 11:00:00
--   to: DateTime64(3, 'UTC'): end of the event time, a full hour, itself not in it, e.g. 2026-11-20 11:00:00
-- Columns:
--   kind: hour (of a script) or errors (five minutes of a type of error)
--   window_start: start of the window
--   script_name: the Worker
--   detail: its dispatch namespace, or the type of the error
--   events_say: total, failed, critical, error, warning, 2xx, 3xx, 4xx, 5xx, CPU time, wall time; or the number of errors
--   window_says: the same, as it stands in the window
--   exact: 50th, 95th, 99th percentile of CPU time and of wall time; or the number of different messages
--   sketched: the same, as it stands in the window
SELECT
    kind,
    window_start,
    script_name,
    detail,
    e.counters AS events_say,
    w.counters AS window_says,
    e.measures AS exact,
    w.measures AS sketched
FROM
(
    SELECT
        'hour' AS kind,
        fromUnixTimestamp64Milli(intDiv(toUnixTimestamp64Milli(event_timestamp), 3600000) * 3600000, 'UTC') AS window_start,
        toString(script_name) AS script_name,
        ifNull(toString(dispatch_namespace), '') AS detail,
        [
            count(),
            countIf(severity IN ('critical', 'error')),
            countIf(severity = 'critical'),
            countIf(severity = 'error'),
            countIf(severity = 'warning'),
            countIf(status BETWEEN 200 AND 299),
            countIf(status BETWEEN 300 AND 399),
            countIf(status BETWEEN 400 AND 499),
            countIf(status BETWEEN 500 AND 599),
            sum(cpu_time),
            sum(wall_time)
        ] AS counters,
        arrayMap(
            x -> toFloat64(x),
            arrayConcat(quantilesExact(0.5, 0.95, 0.99)(cpu_time), quantilesExact(0.5, 0.95, 0.99)(wall_time))
        ) AS measures
    FROM events
    WHERE event_type IN ('log', 'error')
        AND event_timestamp >= {from:DateTime64(3, 'UTC')} AND event_timestamp < {to:DateTime64(3, 'UTC')}
    GROUP BY window_start, script_name, detail
    UNION ALL
    SELECT
        'errors' AS kind,
        fromUnixTimestamp64Milli(intDiv(toUnixTimestamp64Milli(event_timestamp), 300000) * 300000, 'UTC') AS window_start,
        toString(script_name) AS script_name,
        ifNull(toString(error_type), '') AS detail,
        [count()] AS counters,
        [toFloat64(uniqExact(ifNull(error_message, '')))] AS measures
    FROM events
    WHERE event_type = 'error'
        AND event_timestamp >= {from:DateTime64(3, 'UTC')} AND event_timestamp < {to:DateTime64(3, 'UTC')}
    GROUP BY window_start, script_name, detail
) AS e
FULL OUTER JOIN
(
    SELECT
        'hour' AS kind,
        toDateTime64(hour, 3, 'UTC') AS window_start,
        toString(script_name) AS script_name,
        toString(dispatch_namespace) AS detail,
        [
            total_requests,
            failed_requests,
            critical_errors,
            errors,
            warnings,
            status_2xx,
            status_3xx,
            status_4xx,
            status_5xx,
            total_cpu_time,
            total_wall_time
        ] AS counters,
        [p50_cpu_time, p95_cpu_time, p99_cpu_time, p50_wall_time, p95_wall_time, p99_wall_time] AS measures
    FROM service_metrics_hourly_latest
    WHERE total_requests > 0 AND hour >= {from:DateTime64(3, 'UTC')} AND hour < {to:DateTime64(3, 'UTC')}
    UNION ALL
    SELECT
        'errors' AS kind,
        toDateTime64(bucket, 3, 'UTC') AS window_start,
        toString(script_name) AS script_name,
        toString(error_type) AS detail,
        [error_count] AS counters,
        [toFloat64(unique_messages)] AS measures
    FROM error_trends_5min_latest
    WHERE error_count > 0 AND bucket >= {from:DateTime64(3, 'UTC')} AND bucket < {to:DateTime64(3, 'UTC')}
) AS w
USING (kind, window_start, script_name, detail)
WHERE e.counters != w.counters
    OR arrayExists(
        (x, y) -> abs(x - y) > multiIf(kind = 'hour' AND x < 50, 0, kind = 'hour', x * 0.01001, x < 2048, 0, x * 0.12),
        e.measures,
        arrayResize(w.measures, length(e.measures))
    )
ORDER BY kind, window_start, script_name, detail;
