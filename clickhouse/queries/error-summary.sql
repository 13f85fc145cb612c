-- How many invocations ended in each severity?
--
-- Documented query 1 (there over the last hour). Mutations and metrics are not counted.
--
-- Parameters:
--   from: DateTime64(3, 'UTC'): first capture time, e.g. 2026-11-20 10:00:00
--   to: DateTime64(3, 'UTC'): end of the window, itself not in it, e.g. 2026-11-20 11:00:00
-- Columns:
--   severity: critical, error, warning or info
--   count: invocations
SELECT
    severity,
    count() AS count
FROM logs
WHERE timestamp >= {from:DateTime64(3, 'UTC')} AND timestamp < {to:DateTime64(3, 'UTC')}
GROUP BY severity
ORDER BY count DESC, severity;
