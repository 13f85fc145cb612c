-- Which errors have all of these words in their message?
--
-- Words are runs of letters and digits, in any case and order. An index finds them without reading the messages.
--
-- Parameters:
--   words: String: one or more words, e.g. database timeout
--   from: DateTime64(3, 'UTC'): first capture time, e.g. 2026-11-19 11:00:00
--   to: DateTime64(3, 'UTC'): end of the window, itself not in it, e.g. 2026-11-20 11:00:00
--   limit: UInt32: at most so many, newest first, e.g. 100
-- Columns:
--   event_timestamp: when it happened
--   ulid: id of the event
--   worker_name: the Worker
--   severity: critical, error or warning
--   error_type: refined type
--   error_message: at most 1,000 characters
--   cf_ray: Ray ID of the request
SELECT
    event_timestamp,
    ulid,
    worker_name,
    severity,
    error_type,
    error_message,
    cf_ray
FROM events
WHERE timestamp >= {from:DateTime64(3, 'UTC')} AND timestamp < {to:DateTime64(3, 'UTC')}
    AND hasAllTokens(error_message, {words:String})
ORDER BY event_timestamp DESC, ulid DESC
LIMIT {limit:UInt32};
