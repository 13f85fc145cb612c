-- Which endpoints are the slowest?
--
-- An endpoint is method, host and path; query strings and fragments are left out.
--
-- Parameters:
--   from: DateTime64(3, 'UTC'): first capture time, e.g. 2026-11-19 11:00:00
--   to: DateTime64(3, 'UTC'): end of the window, itself not in it, e.g. 2026-11-20 11:00:00
--   min_requests: UInt64: leave out endpoints with fewer requests, e.g. 10
--   limit: UInt32: at most so many endpoints, e.g. 50
-- Columns:
--   script_name: the Worker
--   method: of the request
--   endpoint: host and path
--   requests: in the window
--   errors: of severity critical or error
--   cpu_p50: CPU time in milliseconds; so are cpu_p95 and cpu_p99
--   cpu_p95: see cpu_p50
--   cpu_p99: see cpu_p50
--   wall_p50: wall-clock time in milliseconds; so are wall_p95 and wall_p99
--   wall_p95: see wall_p50
--   wall_p99: see wall_p50
WITH
    quantiles(0.5, 0.95, 0.99)(cpu_time) AS cpu,
    quantiles(0.5, 0.95, 0.99)(wall_time) AS wall
SELECT
    script_name,
    method,
    concat(domain(assumeNotNull(url)), path(assumeNotNull(url))) AS endpoint,
    count() AS requests,
    countIf(severity IN ('critical', 'error')) AS errors,
    cpu[1] AS cpu_p50,
    cpu[2] AS cpu_p95,
    cpu[3] AS cpu_p99,
    wall[1] AS wall_p50,
    wall[2] AS wall_p95,
    wall[3] AS wall_p99
FROM logs
WHERE timestamp >= {from:DateTime64(3, 'UTC')} AND timestamp < {to:DateTime64(3, 'UTC')}
    AND method IS NOT NULL AND url IS NOT NULL
GROUP BY script_name, method, endpoint
HAVING requests >= {min_requests:UInt64}
ORDER BY wall_p95 DESC, script_name, method, endpoint
LIMIT {limit:UInt32};
