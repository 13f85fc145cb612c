-- How long rows are kept. Run again whenever the settings change it: files V… stay as they were applied.
-- A day's partition is dropped as a whole when its last row is past the limit; no row is rewritten.

ALTER TABLE {{database}}.events{{on_cluster}} MODIFY TTL toDateTime(timestamp) + INTERVAL {{retention_days}} DAY DELETE;

ALTER TABLE {{database}}.logs_by_service{{on_cluster}} MODIFY TTL hour + INTERVAL {{summary_retention_days}} DAY DELETE;

ALTER TABLE {{database}}.errors_by_type{{on_cluster}} MODIFY TTL hour + INTERVAL {{summary_retention_days}} DAY DELETE;
