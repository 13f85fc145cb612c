-- Where does the runtime drop part of what Workers tell?
--
-- Above 256 KiB of logs, exceptions and request data the runtime cuts an event and marks it truncated.
--
-- Parameters:
--   from: DateTime64(3, 'UTC'): first capture time, e.g. 2026-11-19 11:00:00
--   to: DateTime64(3, 'UTC'): end of the window, itself not in it, e.g. 2026-11-20 11:00:00
-- Columns:
--   script_name: the Worker
--   events: invocations
--   truncated_events: of them
--   truncated_ratio: truncated_events / events, 0 to 1
--   most_logs: the largest number of log entries in one invocation
--   largest_logs_bytes: the largest logs of one invocation, as JSON
--   retries: retries the producers say they needed
SELECT
    script_name,
    count() AS events,
    countIf(truncated) AS truncated_events,
    truncated_events / events AS truncated_ratio,
    max(log_count) AS most_logs,
    max(length(ifNull(logs, ''))) AS largest_logs_bytes,
    sum(retry_count) AS retries
FROM events
WHERE timestamp >= {from:DateTime64(3, 'UTC')} AND timestamp < {to:DateTime64(3, 'UTC')}
    AND event_type IN ('log', 'error')
GROUP BY script_name
ORDER BY truncated_ratio DESC, script_name;
