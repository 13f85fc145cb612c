-- Which status codes does each service answer with?
--
-- Parameters:
--   from: DateTime64(3, 'UTC'): first capture time, e.g. 2026-11-19 11:00:00
--   to: DateTime64(3, 'UTC'): end of the window, itself not in it, e.g. 2026-11-20 11:00:00
-- Columns:
--   script_name: the Worker
--   requests: HTTP requests, whether answered or not
--   status_2xx: answered with 200 to 299; the others likewise
--   status_3xx: see status_2xx
--   status_4xx: see status_2xx
--   status_5xx: see status_2xx
--   no_status: no answer: an exception, a WebSocket, or a client that left
SELECT
    script_name,
    count() AS requests,
    countIf(status BETWEEN 200 AND 299) AS status_2xx,
    countIf(status BETWEEN 300 AND 399) AS status_3xx,
    countIf(status BETWEEN 400 AND 499) AS status_4xx,
    countIf(status >= 500) AS status_5xx,
    countIf(status IS NULL) AS no_status
FROM logs
WHERE timestamp >= {from:DateTime64(3, 'UTC')} AND timestamp < {to:DateTime64(3, 'UTC')}
    AND method IS NOT NULL
GROUP BY script_name
ORDER BY requests DESC, script_name;
