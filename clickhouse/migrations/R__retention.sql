-- How long rows are kept, and with them their hourly sums. Run again whenever the setting changes it: files V… stay as they were applied.
-- A day's partition is dropped as a whole when its last row is past the limit; no row is rewritten for it.

ALTER TABLE {{database}}.events{{on_cluster}} MODIFY TTL toDateTime(timestamp) + INTERVAL {{retention_days}} DAY DELETE;
