-- Which hours got events after they were closed?
--
-- Whoever read such an hour before its last change saw less than it holds now.
--
-- Parameters:
--   from: DateTime64(0, 'UTC'): start of the first hour, e.g. 2026-11-19 11:00:00
--   to: DateTime64(0, 'UTC'): end of the last hour, e.g. 2026-11-20 11:00:00
-- Columns:
--   script_name: the Worker
--   dispatch_namespace: of the Worker, empty when it has none
--   hour: its start
--   total_requests: invocations, the late ones included
--   late_events: of them came late
--   late_ratio: late_events / total_requests, 0 to 1
--   panes: parts of the hour that hold events
--   last_change: when the hour was changed last
SELECT
    script_name,
    dispatch_namespace,
    hour,
    total_requests,
    late_events,
    late_events / total_requests AS late_ratio,
    panes,
    fromUnixTimestamp64Milli(toInt64(version), 'UTC') AS last_change
FROM service_metrics_hourly_latest
WHERE hour >= {from:DateTime64(0, 'UTC')} AND hour < {to:DateTime64(0, 'UTC')}
    AND incomplete
ORDER BY script_name, dispatch_namespace, hour;
