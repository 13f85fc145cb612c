-- How did one entity change?
--
-- Parameters:
--   entity_ns: String: its namespace, e.g. shop.example.com/orders
--   entity_id: String: its id within the namespace, e.g. 1001
-- Columns:
--   ulid: id of the change; their order is the order of the changes
--   event_timestamp: when it happened
--   mutation_type: create, update or delete
--   entity_type: of the entity
--   script_name: the Worker that made the change
--   data: JSON text with after and, if the Worker gave it, before
--   metadata: JSON text
SELECT
    ulid,
    event_timestamp,
    mutation_type,
    entity_type,
    script_name,
    data,
    metadata
FROM events
WHERE event_type = 'mutation' AND entity_ns = {entity_ns:String} AND entity_id = {entity_id:String}
ORDER BY ulid;
