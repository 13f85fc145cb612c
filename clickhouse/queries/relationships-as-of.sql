-- What was one thing joined with at a time?
--
-- The rows that the Postgres table relationships had then of it, from it or to it. Reads the mutations of all relationships.
--
-- Parameters:
--   entity_ns: String: namespace of the thing, e.g. shop.example.com/orders
--   entity_id: String: its id within the namespace, e.g. 1001
--   at: DateTime64(3, 'UTC'): the time, e.g. 2026-11-20 11:00:00
-- Columns:
--   ns: namespace of the relationship
--   id: its id
--   type: type of its state, else the type the Worker gave it
--   visibility: of its state, else public
--   from_ns: namespace of the thing it starts from
--   from_id: id of that thing
--   to_ns: namespace of the thing it leads to
--   to_id: id of that thing
--   code: of its state
--   data: JSON text, its complete state
--   created_at: first mutation since it, or a thing it joins, was deleted last
--   updated_at: last mutation
--   version: of the last mutation
SELECT
    ns,
    id,
    type,
    visibility,
    from_ns,
    from_id,
    to_ns,
    to_id,
    code,
    data,
    created_at,
    updated_at,
    version
FROM relationships_as_of(ns = {entity_ns:String}, id = {entity_id:String}, t = {at:DateTime64(3, 'UTC')})
ORDER BY ns, id;
