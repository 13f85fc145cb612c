-- Which share of a service's invocations fails, minute by minute or in any other step?
--
-- Parameters:
--   script_name: String: the Worker, e.g. gateway
--   from: DateTime64(3, 'UTC'): first time, by the event's own clock, e.g. 2026-11-19 11:00:00
--   to: DateTime64(3, 'UTC'): end of the window, itself not in it, e.g. 2026-11-20 11:00:00
--   step_seconds: UInt32: length of a bucket, e.g. 300
-- Columns:
--   bucket: its start
--   events: invocations
--   errors: of severity critical or error
--   error_rate_pct: errors of 100 invocations
SELECT
    toStartOfInterval(event_timestamp, toIntervalSecond({step_seconds:UInt32})) AS bucket,
    count() AS events,
    countIf(severity IN ('critical', 'error')) AS errors,
    100 * errors / events AS error_rate_pct
FROM logs
WHERE script_name = {script_name:String}
    AND event_timestamp >= {from:DateTime64(3, 'UTC')} AND event_timestamp < {to:DateTime64(3, 'UTC')}
GROUP BY bucket
ORDER BY bucket;
