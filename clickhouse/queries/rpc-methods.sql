-- Which RPC methods are called, how often do they fail, how long do they take?
--
-- A method that throws is recorded as ok; the exception is with its caller.
--
-- Parameters:
--   from: DateTime64(3, 'UTC'): first capture time, e.g. 2026-11-19 11:00:00
--   to: DateTime64(3, 'UTC'): end of the window, itself not in it, e.g. 2026-11-20 11:00:00
-- Columns:
--   worker_name: the Worker, with its entrypoint when that is not the default one
--   rpc_method: the method
--   calls: in the window
--   errors: of severity critical or error
--   wall_p50: milliseconds
--   wall_p95: milliseconds
SELECT
    worker_name,
    rpc_method,
    count() AS calls,
    countIf(severity IN ('critical', 'error')) AS errors,
    quantile(0.5)(wall_time) AS wall_p50,
    quantile(0.95)(wall_time) AS wall_p95
FROM logs
WHERE timestamp >= {from:DateTime64(3, 'UTC')} AND timestamp < {to:DateTime64(3, 'UTC')}
    AND rpc_method IS NOT NULL
GROUP BY worker_name, rpc_method
ORDER BY calls DESC, worker_name, rpc_method;
