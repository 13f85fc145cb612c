-- Which scheduled jobs fail?
--
-- A job failed when its invocation is of severity critical or error. Jobs that never failed are listed too, last.
--
-- Parameters:
--   from: DateTime64(3, 'UTC'): first capture time, e.g. 2026-11-13 11:00:00
--   to: DateTime64(3, 'UTC'): end of the window, itself not in it, e.g. 2026-11-20 11:00:00
-- Columns:
--   script_name: the Worker
--   cron: the cron expression
--   runs: in the window
--   failures: of them
--   last_failure: scheduled time of the last run that failed; null if none did
--   last_message: its error message
SELECT
    script_name,
    cron,
    count() AS runs,
    countIf(severity IN ('critical', 'error')) AS failures,
    maxIf(scheduled_time, severity IN ('critical', 'error')) AS last_failure,
    argMaxIf(error_message, (scheduled_time, ulid), severity IN ('critical', 'error')) AS last_message
FROM logs
WHERE timestamp >= {from:DateTime64(3, 'UTC')} AND timestamp < {to:DateTime64(3, 'UTC')}
    AND cron IS NOT NULL
GROUP BY script_name, cron
ORDER BY failures DESC, script_name, cron;
