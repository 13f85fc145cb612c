-- Is the new version of a service worse than the one before?
--
-- Parameters:
--   script_name: String: the Worker, e.g. gateway
--   from: DateTime64(3, 'UTC'): first capture time, e.g. 2026-11-19 11:00:00
--   to: DateTime64(3, 'UTC'): end of the window, itself not in it, e.g. 2026-11-20 11:00:00
-- Columns:
--   script_version: id of the version; null when the runtime gave none
--   first_seen: event time of its first invocation in the window
--   last_seen: event time of its last
--   events: invocations
--   errors: of severity critical or error
--   error_ratio: errors / events, 0 to 1
--   cpu_p50: milliseconds
--   cpu_p95: milliseconds
--   wall_p50: milliseconds
--   wall_p95: milliseconds
SELECT
    script_version,
    min(event_timestamp) AS first_seen,
    max(event_timestamp) AS last_seen,
    count() AS events,
    countIf(severity IN ('critical', 'error')) AS errors,
    errors / events AS error_ratio,
    quantile(0.5)(cpu_time) AS cpu_p50,
    quantile(0.95)(cpu_time) AS cpu_p95,
    quantile(0.5)(wall_time) AS wall_p50,
    quantile(0.95)(wall_time) AS wall_p95
FROM events
WHERE script_name = {script_name:String}
    AND timestamp >= {from:DateTime64(3, 'UTC')} AND timestamp < {to:DateTime64(3, 'UTC')}
    AND event_type IN ('log', 'error')
GROUP BY script_version
ORDER BY first_seen, script_version;
