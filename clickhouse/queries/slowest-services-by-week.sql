-- Which services were the slowest, week by week?
--
-- By event time. Percentiles are those of all invocations of the week, not means of hourly ones.
--
-- Parameters:
--   from: Date: Monday of the first week, e.g. 2026-11-09
--   to: Date: Monday after the last week, e.g. 2026-11-23
--   min_requests: UInt64: leave out services with fewer invocations in the week, e.g. 10
--   limit: UInt32: at most so many services of each week, e.g. 10
-- Columns:
--   week: its Monday
--   script_name: the Worker
--   dispatch_namespace: of the Worker, empty when it has none
--   total_requests: invocations
--   p50_wall_time: milliseconds, within 1 %, exact below 50; so are the other percentiles
--   p95_wall_time: see p50_wall_time
--   p99_wall_time: see p50_wall_time
--   p95_cpu_time: see p50_wall_time
SELECT
    week,
    script_name,
    dispatch_namespace,
    total_requests,
    p50_wall_time,
    p95_wall_time,
    p99_wall_time,
    p95_cpu_time
FROM service_metrics_weekly
WHERE week >= {from:Date} AND week < {to:Date} AND total_requests >= {min_requests:UInt64}
ORDER BY week, p95_wall_time DESC, script_name, dispatch_namespace
LIMIT {limit:UInt32} BY week;
