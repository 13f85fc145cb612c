-- logs_by_service and errors_by_type: hourly sums by capture time. Views, so they cannot disagree with events.
--
-- They cost no scan of events: the engine answers them from its projections hourly_by_service and hourly_by_error_type (V001), also through
-- conditions and a further GROUP BY around them. For that their expressions are written exactly as the projections write them. A row is
-- final, one per key; who sums rows up again over hours or severities gets what the events give.

CREATE VIEW IF NOT EXISTS {{database}}.logs_by_service{{on_cluster}} AS
SELECT
    script_name,
    toStartOfHour(toDateTime(timestamp, 'UTC')) AS hour,
    severity,
    count() AS event_count,
    sum(cpu_time) AS total_cpu_time,
    sum(wall_time) AS total_wall_time,
    countIf(has_exception) AS exception_count
FROM {{database}}.events
WHERE event_type IN ('log', 'error')
GROUP BY script_name, hour, severity;

CREATE VIEW IF NOT EXISTS {{database}}.errors_by_type{{on_cluster}} AS
SELECT
    assumeNotNull(e.error_type) AS error_type,
    toStartOfHour(toDateTime(timestamp, 'UTC')) AS hour,
    severity,
    count() AS error_count
FROM {{database}}.events AS e
WHERE e.event_type IN ('log', 'error') AND e.error_type IS NOT NULL
GROUP BY error_type, hour, severity;
