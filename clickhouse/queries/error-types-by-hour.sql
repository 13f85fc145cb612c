-- Which types of error occur, hour by hour?
--
-- Reads the hourly sums, not the events, so it is quick over weeks.
--
-- Parameters:
--   from: DateTime('UTC'): start of the first hour, e.g. 2026-11-19 11:00:00
--   to: DateTime('UTC'): end of the last hour, e.g. 2026-11-20 11:00:00
-- Columns:
--   hour: its start
--   error_type: refined type of the error
--   severity: of these errors
--   errors: invocations
SELECT
    hour,
    error_type,
    severity,
    sum(error_count) AS errors
FROM errors_by_type
WHERE hour >= {from:DateTime('UTC')} AND hour < {to:DateTime('UTC')}
GROUP BY hour, error_type, severity
ORDER BY hour, errors DESC, error_type, severity;
