-- How did a service do, hour by hour?
--
-- By event time. The hour that is not over yet is counted so far.
--
-- Parameters:
--   script_name: String: the Worker, e.g. gateway
--   from: DateTime64(0, 'UTC'): start of the first hour, e.g. 2026-11-19 11:00:00
--   to: DateTime64(0, 'UTC'): end of the last hour, e.g. 2026-11-20 11:00:00
-- Columns:
--   hour: its start
--   dispatch_namespace: of the Worker, empty when it has none
--   total_requests: invocations
--   failed_requests: of severity critical or error
--   error_ratio: failed_requests / total_requests, 0 to 1
--   status_5xx: answered with 500 to 599
--   p50_cpu_time: milliseconds, within 1 %, exact below 50; so are the other percentiles
--   p99_cpu_time: see p50_cpu_time
--   p50_wall_time: see p50_cpu_time
--   p95_wall_time: see p50_cpu_time
--   p99_wall_time: see p50_cpu_time
--   incomplete: whether events came after the hour was closed; they are counted
SELECT
    hour,
    dispatch_namespace,
    total_requests,
    failed_requests,
    failed_requests / total_requests AS error_ratio,
    status_5xx,
    p50_cpu_time,
    p99_cpu_time,
    p50_wall_time,
    p95_wall_time,
    p99_wall_time,
    incomplete
FROM service_metrics_hourly_latest
WHERE script_name = {script_name:String}
    AND hour >= {from:DateTime64(0, 'UTC')} AND hour < {to:DateTime64(0, 'UTC')}
ORDER BY hour, dispatch_namespace;
