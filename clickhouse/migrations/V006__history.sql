-- History: what changed, and how things and relationships stood at a time. Views of events, so they cost no storage and cannot disagree with it.
-- They answer by the rule of the Postgres sink: of one (ns, id) the highest version (ulid, as text) counts, in whatever order mutations came in.
--
-- ns and id are entity_ns and entity_id under other names, and no expressions of them: so a condition on them reaches the index of entity_id,
-- through every view and below every GROUP BY. All rows of mutations have the severity info, and severity is first in the sorting key.

-- thing_history: every mutation.
--
-- member(json, 'name') is the text of a member of a JSON object as it was written, and '' when there is none. JSONExtractRaw would be shorter,
-- but it rounds numbers, and of a text that holds one number too large for it, it gives nothing. A name that stands there once is cut out as
-- it is; only where a name comes twice (then the last counts, as in the topology), or may be written with escapes, or where the engine cannot
-- read the text, are its tokens counted, which is ten times slower. member takes JSON without white space, as the topology writes it.
--
-- type, visibility, content and code are those of the row in Postgres after this mutation. A member that is no string, number or boolean is
-- as good as absent for them.
--
-- Rows from before V005 do not say whether a thing or a relationship changed: four ends in data make a relationship.
CREATE VIEW IF NOT EXISTS {{database}}.thing_history{{on_cluster}} AS
WITH
    tokens -> arraySplit(
        (token, depth) -> token = ',' AND depth = 0,
        tokens,
        arrayCumSum(token -> (token IN ('{', '[')) - (token IN ('}', ']')), tokens)) AS members,
    (json, name) -> arrayStringConcat(
        arraySlice(
            arrayLast(
                member -> JSONExtractString(member[2]) = name,
                arrayMap(
                    tokens -> members(arrayPushFront(arrayPopFront(arrayPopBack(tokens)), ',')),
                    [extractAll(json, '"(?:[^"\\\\]|\\\\.)*"|[\\[\\]{},:]|[^\\[\\]{},:"\\s]+')])[1]),
            4)) AS searched,
    -- An arrayMap over one value gives it a name. Without it the whole text of what it is stands wherever it is used, and reading this
    -- view begins with a quarter of a second of planning.
    (object, name) -> arrayMap(
        json -> multiIf(
            position(json, '\\u00') = 0 AND countSubstrings(json, concat('"', name, '":')) = 1 AND JSONHas(json, name),
            simpleJSONExtractRaw(json, name),
            position(json, '\\u00') = 0
                AND (position(json, concat('"', name, '":')) = 0
                    OR (countSubstrings(json, concat('"', name, '":')) = 1 AND JSONType(json) = 'Object')),
            '',
            searched(json, name)),
        [object])[1] AS member,
    json -> if(startsWith(json, '{'), json, '') AS object,
    json -> if(startsWith(json, '"'), JSONExtractString(json), NULL) AS string,
    json -> if(match(json, '^[-0-9tf]'), json, string(json)) AS scalar,
    -- An id may be a number and is then its decimal text, as dev.tailrace.event.EntityKey writes it: 4.20e1 is 42. Of its digits the last so
    -- many stand behind the point as the scale says.
    (digits, scale) -> if(
        scale <= 0,
        concat(digits, repeat('0', least(-scale, 1000))),
        concat(substring(digits, 1, length(digits) - scale), '.', substring(digits, length(digits) - scale + 1))) AS placed,
    (digits, scale) -> placed(leftPad(digits, greatest(length(digits), least(scale, 1000) + 1), '0'), scale) AS padded,
    (digits, scale) -> padded(trim(BOTH '0' FROM digits), scale - length(extract(digits, '(0*)$'))) AS stripped,
    number -> multiIf(
        NOT match(number, '^-?[0.]*[1-9]'),
        '0',
        concat(
            if(startsWith(number, '-'), '-', ''),
            stripped(
                replaceOne(extract(number, '^-?([0-9.]+)'), '.', ''),
                length(extract(number, '\\.([0-9]+)')) - toInt64OrZero(extract(number, '[eE]\\+?(-?[0-9]+)$'))))) AS decimal,
    json -> if(match(json, '^[-0-9]'), decimal(json), string(json)) AS identifier
SELECT
    ns,
    id,
    kind,
    version,
    event_timestamp,
    mutation_type,
    entity_type,
    nullIf(state, '') AS after,
    nullIf(object(member(data, 'before')), '') AS before,
    string(from_ns_text) AS from_ns,
    identifier(from_id_text) AS from_id,
    string(to_ns_text) AS to_ns,
    identifier(to_id_text) AS to_id,
    metadata,
    script_name,
    source_topic,
    source_partition,
    source_offset,
    if(state = '', NULL, coalesce(scalar(member(state, 'type')), entity_type, '')) AS type,
    if(state = '', NULL, ifNull(scalar(member(state, 'visibility')), 'public')) AS visibility,
    scalar(member(state, 'content')) AS content,
    scalar(member(state, 'code')) AS code
FROM
(
    -- A step of its own: what is named here is worked out once, and else would be written out anew wherever it is used.
    SELECT
        *,
        if(mutation_type = 'delete', '', object(member(data, 'after'))) AS state,
        if(kind = 'relationship', member(data, 'from_ns'), '') AS from_ns_text,
        if(kind = 'relationship', member(data, 'from_id'), '') AS from_id_text,
        if(kind = 'relationship', member(data, 'to_ns'), '') AS to_ns_text,
        if(kind = 'relationship', member(data, 'to_id'), '') AS to_id_text
    FROM
    (
        SELECT
            e.entity_ns AS ns,
            e.entity_id AS id,
            ifNull(
                e.entity_kind,
                if(
                    JSONHas(data, 'from_ns') AND JSONHas(data, 'from_id') AND JSONHas(data, 'to_ns') AND JSONHas(data, 'to_id'),
                    'relationship',
                    'thing')) AS kind,
            e.ulid AS version,
            e.event_timestamp AS event_timestamp,
            e.mutation_type AS mutation_type,
            e.entity_type AS entity_type,
            ifNull(e.data, '') AS data,
            e.metadata AS metadata,
            e.script_name AS script_name,
            e.source_topic AS source_topic,
            e.source_partition AS source_partition,
            e.source_offset AS source_offset
        FROM {{database}}.events AS e
        WHERE e.severity = 'info' AND e.event_type = 'mutation'
    )
);

-- entities_as_of(kind, t): of each thing, or of each relationship, what its last mutation up to a time made of it, deletes too, with what the
-- views below need to judge it. The last is the one with the highest version, whatever the clocks of the Workers said.
CREATE VIEW IF NOT EXISTS {{database}}.entities_as_of{{on_cluster}} AS
SELECT
    h.ns AS ns,
    h.id AS id,
    argMax(tuple(h.mutation_type), h.version).1 AS mutation_type,
    argMax(tuple(h.type), h.version).1 AS type,
    argMax(tuple(h.visibility), h.version).1 AS visibility,
    argMax(tuple(h.from_ns), h.version).1 AS from_ns,
    argMax(tuple(h.from_id), h.version).1 AS from_id,
    argMax(tuple(h.to_ns), h.version).1 AS to_ns,
    argMax(tuple(h.to_id), h.version).1 AS to_id,
    argMax(tuple(h.content), h.version).1 AS content,
    argMax(tuple(h.code), h.version).1 AS code,
    argMax(tuple(h.after), h.version).1 AS data,
    argMax(h.event_timestamp, h.version) AS updated_at,
    max(h.version) AS version,
    maxIf(h.version, h.mutation_type = 'delete') AS deleted,
    arraySort(groupArray((h.version, h.event_timestamp))) AS changes
FROM {{database}}.thing_history AS h
WHERE h.kind = {kind:String} AND h.event_timestamp <= {t:DateTime64(3, 'UTC')}
GROUP BY h.ns, h.id;

-- things_as_of(t): the table things of Postgres as it was at a time. A thing that was deleted and made again is as old as its second life.
CREATE VIEW IF NOT EXISTS {{database}}.things_as_of{{on_cluster}} AS
SELECT
    e.ns AS ns,
    e.id AS id,
    assumeNotNull(e.type) AS type,
    assumeNotNull(e.visibility) AS visibility,
    e.content AS content,
    e.code AS code,
    assumeNotNull(e.data) AS data,
    arrayFirst(change -> change.1 > e.deleted, e.changes).2 AS created_at,
    e.updated_at AS updated_at,
    e.version AS version
FROM {{database}}.entities_as_of(kind = 'thing', t = {t:DateTime64(3, 'UTC')}) AS e
WHERE e.mutation_type != 'delete';

-- thing_as_of(ns, id, t): one of them, or no row.
CREATE VIEW IF NOT EXISTS {{database}}.thing_as_of{{on_cluster}} AS
SELECT *
FROM {{database}}.things_as_of(t = {t:DateTime64(3, 'UTC')})
WHERE ns = {ns:String} AND id = {id:String};

-- relationships_as_of(ns, id, t): the relationships from and to a thing as they were at a time. Deleting a thing deletes its relationships, so
-- one counts only if both its ends are there and neither was deleted after it changed last; and it is not older than the last such delete.
--
-- No index knows the ends, so all relationships are read, twice: once to find those of the thing, and once to find the ends to look for.
CREATE VIEW IF NOT EXISTS {{database}}.relationships_as_of{{on_cluster}} AS
SELECT
    r.ns AS ns,
    r.id AS id,
    assumeNotNull(any(r.type)) AS type,
    assumeNotNull(any(r.visibility)) AS visibility,
    assumeNotNull(any(r.from_ns)) AS from_ns,
    assumeNotNull(any(r.from_id)) AS from_id,
    assumeNotNull(any(r.to_ns)) AS to_ns,
    assumeNotNull(any(r.to_id)) AS to_id,
    any(r.code) AS code,
    assumeNotNull(any(r.data)) AS data,
    arrayFirst(change -> change.1 > greatest(any(r.deleted), max(e.deleted)), any(r.changes)).2 AS created_at,
    any(r.updated_at) AS updated_at,
    any(r.version) AS version
FROM
(
    SELECT *, arrayJoin([(from_ns, from_id), (to_ns, to_id)]) AS end
    FROM {{database}}.entities_as_of(kind = 'relationship', t = {t:DateTime64(3, 'UTC')})
    WHERE mutation_type != 'delete'
        AND ((from_ns = {ns:String} AND from_id = {id:String}) OR (to_ns = {ns:String} AND to_id = {id:String}))
) AS r
INNER JOIN
(
    SELECT ns, id, deleted
    FROM {{database}}.entities_as_of(kind = 'thing', t = {t:DateTime64(3, 'UTC')})
    WHERE mutation_type != 'delete'
        AND id IN
        (
            SELECT arrayJoin([from_id, to_id])
            FROM {{database}}.entities_as_of(kind = 'relationship', t = {t:DateTime64(3, 'UTC')})
            WHERE mutation_type != 'delete'
                AND ((from_ns = {ns:String} AND from_id = {id:String}) OR (to_ns = {ns:String} AND to_id = {id:String}))
        )
) AS e ON e.ns = r.end.1 AND e.id = r.end.2
GROUP BY r.ns, r.id
HAVING count() = 2 AND version > max(e.deleted);
