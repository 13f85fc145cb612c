-- How was one thing at a time?
--
-- The row that the Postgres table things had then; no row when there was no such thing.
--
-- Parameters:
--   entity_ns: String: its namespace, e.g. shop.example.com/orders
--   entity_id: String: its id within the namespace, e.g. 1001
--   at: DateTime64(3, 'UTC'): the time, e.g. 2026-11-20 11:00:00
-- Columns:
--   ns: its namespace
--   id: its id
--   type: type of its state, else the type the Worker gave it
--   visibility: of its state, else public
--   content: of its state
--   code: of its state
--   data: JSON text, its complete state
--   created_at: first mutation since it was deleted last
--   updated_at: last mutation
--   version: of the last mutation
SELECT
    ns,
    id,
    type,
    visibility,
    content,
    code,
    data,
    created_at,
    updated_at,
    version
FROM thing_as_of(ns = {entity_ns:String}, id = {entity_id:String}, t = {at:DateTime64(3, 'UTC')});
