-- entity_kind: whether a mutation changed a thing or a relationship. The message says so beside data, and the delete of a relationship may have
-- no data at all, so no other column can tell. Rows written before have null: the history then judges by data.

ALTER TABLE {{database}}.events{{on_cluster}} ADD COLUMN IF NOT EXISTS entity_kind LowCardinality(Nullable(String)) AFTER entity_type;
