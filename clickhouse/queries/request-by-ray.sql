-- What happened in one request?
--
-- Every invocation that carried the Ray ID, callee and caller, with what it logged. An index finds it without reading the table.
--
-- Parameters:
--   cf_ray: String: the Ray ID with its data centre, e.g. e078e23106cc0134-FRA
-- Columns:
--   event_timestamp: when it happened
--   worker_name: the Worker
--   event_name: script, kind and outcome
--   method: of the request
--   url: of the request
--   status: of the response
--   severity: critical, error, warning or info
--   error_message: what went wrong
--   cpu_time: milliseconds
--   wall_time: milliseconds
--   logs: JSON array of its log entries
--   exceptions: JSON array of its exceptions
SELECT
    event_timestamp,
    worker_name,
    event_name,
    method,
    url,
    status,
    severity,
    error_message,
    cpu_time,
    wall_time,
    logs,
    exceptions
FROM events
WHERE cf_ray = {cf_ray:String}
ORDER BY event_timestamp, ulid;
