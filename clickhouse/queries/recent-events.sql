-- What did a service do last?
--
-- Parameters:
--   script_name: String: the Worker, e.g. gateway
--   from: DateTime64(3, 'UTC'): first capture time; the nearer, the less is read, e.g. 2026-11-20 10:45:00
--   limit: UInt32: at most so many, newest first, e.g. 100
-- Columns:
--   event_timestamp: when it happened
--   ulid: id of the event
--   event_name: script, kind and outcome
--   severity: critical, error, warning or info
--   status: of the response
--   url: of the request
--   wall_time: milliseconds
--   error_message: what went wrong
SELECT
    event_timestamp,
    ulid,
    event_name,
    severity,
    status,
    url,
    wall_time,
    error_message
FROM events
WHERE script_name = {script_name:String} AND timestamp >= {from:DateTime64(3, 'UTC')}
ORDER BY timestamp DESC, ulid DESC
LIMIT {limit:UInt32};
