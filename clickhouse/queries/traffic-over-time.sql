-- How much traffic is there, and from how many clients?
--
-- Parameters:
--   from: DateTime64(3, 'UTC'): first capture time, e.g. 2026-11-19 11:00:00
--   to: DateTime64(3, 'UTC'): end of the window, itself not in it, e.g. 2026-11-20 11:00:00
--   step_seconds: UInt32: length of a bucket, e.g. 3600
-- Columns:
--   bucket: its start
--   invocations: of every kind
--   requests: HTTP requests
--   clients: different IP addresses
--   mutations: changes of entities
SELECT
    toStartOfInterval(timestamp, toIntervalSecond({step_seconds:UInt32})) AS bucket,
    countIf(event_type IN ('log', 'error')) AS invocations,
    countIf(method IS NOT NULL) AS requests,
    uniqExact(ip) AS clients,
    countIf(event_type = 'mutation') AS mutations
FROM events
WHERE timestamp >= {from:DateTime64(3, 'UTC')} AND timestamp < {to:DateTime64(3, 'UTC')}
GROUP BY bucket
ORDER BY bucket;
