-- How is each service doing: load, share of errors, mean times?
--
-- Reads the hourly sums, not the events, so it is quick over weeks.
--
-- Parameters:
--   from: DateTime('UTC'): start of the first hour, e.g. 2026-11-19 11:00:00
--   to: DateTime('UTC'): end of the last hour, e.g. 2026-11-20 11:00:00
-- Columns:
--   script_name: the Worker
--   events: invocations
--   errors: of severity critical or error
--   error_ratio: errors / events, 0 to 1
--   exceptions: invocations with an exception
--   mean_cpu_time: milliseconds
--   mean_wall_time: milliseconds
SELECT
    script_name,
    sum(event_count) AS events,
    sumIf(event_count, severity IN ('critical', 'error')) AS errors,
    errors / events AS error_ratio,
    sum(exception_count) AS exceptions,
    sum(total_cpu_time) / events AS mean_cpu_time,
    sum(total_wall_time) / events AS mean_wall_time
FROM logs_by_service
WHERE hour >= {from:DateTime('UTC')} AND hour < {to:DateTime('UTC')}
GROUP BY script_name
ORDER BY error_ratio DESC, script_name;
