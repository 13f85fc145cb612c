-- Which services failed, and when, in buckets of five minutes?
--
-- Documented query 2 (there over the last 24 hours).
--
-- Parameters:
--   from: DateTime64(3, 'UTC'): first capture time, e.g. 2026-11-19 11:00:00
--   to: DateTime64(3, 'UTC'): end of the window, itself not in it, e.g. 2026-11-20 11:00:00
-- Columns:
--   bucket: start of the five minutes
--   script_name: the Worker
--   error_count: invocations of severity critical or error; a bucket without any has no row
SELECT
    toStartOfInterval(timestamp, INTERVAL 5 MINUTE) AS bucket,
    script_name,
    count() AS error_count
FROM logs
WHERE timestamp >= {from:DateTime64(3, 'UTC')} AND timestamp < {to:DateTime64(3, 'UTC')}
    AND severity IN ('critical', 'error')
GROUP BY bucket, script_name
ORDER BY bucket, error_count DESC, script_name;
