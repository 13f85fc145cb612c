-- Where do requests come from, and which data centres serve them?
--
-- Parameters:
--   from: DateTime64(3, 'UTC'): first capture time, e.g. 2026-11-19 11:00:00
--   to: DateTime64(3, 'UTC'): end of the window, itself not in it, e.g. 2026-11-20 11:00:00
--   limit: UInt32: at most so many pairs, e.g. 50
-- Columns:
--   country: of the client
--   colo: the data centre
--   requests: in the window
--   clients: different IP addresses
--   errors: of severity critical or error
--   wall_p95: wall-clock time in milliseconds
SELECT
    country,
    colo,
    count() AS requests,
    uniqExact(ip) AS clients,
    countIf(severity IN ('critical', 'error')) AS errors,
    quantile(0.95)(wall_time) AS wall_p95
FROM events
WHERE timestamp >= {from:DateTime64(3, 'UTC')} AND timestamp < {to:DateTime64(3, 'UTC')}
    AND colo IS NOT NULL
GROUP BY country, colo
ORDER BY requests DESC, country, colo
LIMIT {limit:UInt32};
