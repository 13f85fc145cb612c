-- How long rows are kept, and with those of events their hourly sums. Run again whenever a setting changes it: files V… stay as applied.
-- A part of a table is dropped as a whole when its last row is past the limit; no row is rewritten for it.

ALTER TABLE {{database}}.events{{on_cluster}} MODIFY TTL toDateTime(timestamp) + INTERVAL {{retention_days}} DAY DELETE;

-- A row of a window counts from its last change (version), whatever hour it tells of.
ALTER TABLE {{database}}.service_metrics_hourly{{on_cluster}} MODIFY TTL toDateTime(intDiv(version, 1000)) + INTERVAL {{window_retention_days}} DAY DELETE;

ALTER TABLE {{database}}.error_trends_5min{{on_cluster}} MODIFY TTL toDateTime(intDiv(version, 1000)) + INTERVAL {{window_retention_days}} DAY DELETE;
