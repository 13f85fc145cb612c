-- things: the current state of every entity, and tombstones: what is known of those that are gone.
--
-- The sink writes both from the topic things.mutations. For one (ns, id) the mutation with the highest version is valid, in whatever order
-- mutations arrive; see docs/things.md for the whole rule.
--
-- Keys and versions compare byte by byte (COLLATE "C"), in every database and in the sink alike.

CREATE TABLE things
(
    ns         text COLLATE "C" NOT NULL,
    id         text COLLATE "C" NOT NULL,
    type       text             NOT NULL,
    visibility text             NOT NULL DEFAULT 'public',
    content    text,
    code       text,
    data       jsonb            NOT NULL DEFAULT '{}',
    created_at timestamptz      NOT NULL,
    updated_at timestamptz      NOT NULL,
    version    text COLLATE "C" NOT NULL,
    lineage    bytea            NOT NULL,

    -- Words of the content weigh more than words of the other texts in the data. Both are cut so that a tsvector, which holds 1 MiB, never
    -- overflows: a document that is stored is found by its beginning at least. At worst, with letters of 4 bytes in hyphenated words, which
    -- count whole and in parts, a tsvector takes 8 bytes for each character. The first branch is half as dear and serves most rows.
    search_vector tsvector GENERATED ALWAYS AS (
        CASE
            WHEN content IS NULL AND length(data::text) <= 64000 THEN
                setweight(jsonb_to_tsvector('english', data, '["string"]'), 'B')
            WHEN length((data - 'content')::text) <= 64000 THEN
                setweight(to_tsvector('english', left(coalesce(content, ''), 64000)), 'A') ||
                setweight(jsonb_to_tsvector('english', data - 'content', '["string"]'), 'B')
            ELSE
                setweight(to_tsvector('english', left(coalesce(content, ''), 64000)), 'A') ||
                setweight(to_tsvector('english', left((data - 'content')::text, 64000)), 'B')
        END) STORED,

    CONSTRAINT things_key PRIMARY KEY (ns, id),
    CONSTRAINT valid_ns CHECK (ns ~ '^[a-z0-9.-]+(/[a-z0-9.-]+)*$'),
    CONSTRAINT valid_id CHECK (length(id) BETWEEN 1 AND 2048),
    CONSTRAINT valid_data CHECK (jsonb_typeof(data) = 'object'),
    CONSTRAINT valid_version CHECK (length(version) = 26)
);

CREATE INDEX things_type ON things (type);
-- A hash, because code may be longer than a B-tree takes.
CREATE INDEX things_code ON things USING hash (code) WHERE code IS NOT NULL;
CREATE INDEX things_not_public ON things (visibility) WHERE visibility <> 'public';
CREATE INDEX things_updated ON things (updated_at DESC);
-- The list of what waits for the index is larger than the default, so that a batch seldom has to merge it; vacuum does.
CREATE INDEX things_search ON things USING gin (search_vector) WITH (gin_pending_list_limit = 16384);

COMMENT ON TABLE things IS 'The current state of every entity that a Worker announced.';
COMMENT ON COLUMN things.ns IS 'Namespace: a domain, perhaps with a path.';
COMMENT ON COLUMN things.id IS 'Id within the namespace; may hold spaces and slashes. id#variant names a variant.';
COMMENT ON COLUMN things.type IS 'after.type, else the mutation''s entity_type, else empty.';
COMMENT ON COLUMN things.data IS 'The complete state, as the last mutation announced it.';
COMMENT ON COLUMN things.created_at IS 'Time of the first mutation since the last delete.';
COMMENT ON COLUMN things.updated_at IS 'Time of the last mutation.';
COMMENT ON COLUMN things.version IS 'ULID of the last mutation; that of its row in events.';
COMMENT ON COLUMN things.lineage IS 'For the sink alone: versions and times of the mutations since the last delete, 24 bytes each.';

CREATE TABLE tombstones
(
    kind       text             NOT NULL,
    ns         text COLLATE "C" NOT NULL,
    id         text COLLATE "C" NOT NULL,
    version    text COLLATE "C" NOT NULL,
    deleted_at timestamptz      NOT NULL,
    stored_at  timestamptz      NOT NULL DEFAULT now(),
    CONSTRAINT tombstones_key PRIMARY KEY (kind, ns, id),
    CONSTRAINT valid_kind CHECK (kind IN ('thing', 'relationship'))
);

CREATE INDEX tombstones_stored ON tombstones (stored_at);

COMMENT ON TABLE tombstones IS 'The last delete of each entity, so that a mutation that comes late does not bring back what is gone. Kept for a set time.';
COMMENT ON COLUMN tombstones.version IS 'No mutation up to this version counts any more.';
COMMENT ON COLUMN tombstones.deleted_at IS 'Time of the delete, as the Worker announced it.';
COMMENT ON COLUMN tombstones.stored_at IS 'When the sink learned of it; its age counts from here.';
