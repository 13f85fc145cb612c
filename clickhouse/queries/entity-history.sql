-- How did one entity change?
--
-- Things and relationships alike. An index finds the entity without reading the table.
--
-- Parameters:
--   entity_ns: String: its namespace, e.g. shop.example.com/orders
--   entity_id: String: its id within the namespace, e.g. 1001
-- Columns:
--   version: id of the change, its ulid in events; their order is the order of the changes
--   event_timestamp: when it happened
--   kind: thing or relationship
--   mutation_type: create, update or delete
--   entity_type: of the entity
--   script_name: the Worker that made the change
--   after: JSON text, the complete state after the change; null for a delete
--   before: JSON text, the state before, if the Worker gave it
--   metadata: JSON text
SELECT
    version,
    event_timestamp,
    kind,
    mutation_type,
    entity_type,
    script_name,
    after,
    before,
    metadata
FROM thing_history
WHERE ns = {entity_ns:String} AND id = {entity_id:String}
ORDER BY version;
