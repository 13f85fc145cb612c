-- Which error messages are the most frequent?
--
-- Documented query 3 (there over the last 24 hours).
--
-- Parameters:
--   from: DateTime64(3, 'UTC'): first capture time, e.g. 2026-11-19 11:00:00
--   to: DateTime64(3, 'UTC'): end of the window, itself not in it, e.g. 2026-11-20 11:00:00
--   limit: UInt32: at most so many messages, e.g. 100
-- Columns:
--   error_type: refined type of the error; warnings have one too
--   error_message: at most 1,000 characters
--   count: invocations with this type and message
SELECT
    error_type,
    error_message,
    count() AS count
FROM logs
WHERE timestamp >= {from:DateTime64(3, 'UTC')} AND timestamp < {to:DateTime64(3, 'UTC')}
    AND error_type IS NOT NULL
GROUP BY error_type, error_message
ORDER BY count DESC, error_type, error_message
LIMIT {limit:UInt32};
