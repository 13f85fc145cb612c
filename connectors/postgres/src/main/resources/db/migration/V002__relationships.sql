-- relationships: what joins two things. A relationship of which a thing is missing waits in relationships_parked, and moves over in the
-- transaction that brings the last one; the two tables have the same columns, in the same order.

CREATE TABLE relationships
(
    ns         text COLLATE "C" NOT NULL,
    id         text COLLATE "C" NOT NULL,
    type       text             NOT NULL,
    visibility text             NOT NULL DEFAULT 'public',
    from_ns    text COLLATE "C" NOT NULL,
    from_id    text COLLATE "C" NOT NULL,
    to_ns      text COLLATE "C" NOT NULL,
    to_id      text COLLATE "C" NOT NULL,
    code       text,
    data       jsonb            NOT NULL DEFAULT '{}',
    created_at timestamptz      NOT NULL,
    updated_at timestamptz      NOT NULL,
    version    text COLLATE "C" NOT NULL,
    lineage    bytea            NOT NULL,

    CONSTRAINT relationships_key PRIMARY KEY (ns, id),
    CONSTRAINT valid_ns CHECK (ns ~ '^[a-z0-9.-]+(/[a-z0-9.-]+)*$'),
    CONSTRAINT valid_id CHECK (length(id) BETWEEN 1 AND 2048),
    CONSTRAINT valid_data CHECK (jsonb_typeof(data) = 'object'),
    CONSTRAINT valid_version CHECK (length(version) = 26)
);

-- INCLUDING CONSTRAINTS takes the checks along, INCLUDING DEFAULTS the defaults; foreign keys are never copied.
CREATE TABLE relationships_parked
(
    LIKE relationships INCLUDING CONSTRAINTS INCLUDING DEFAULTS,
    CONSTRAINT relationships_parked_key PRIMARY KEY (ns, id)
);

ALTER TABLE relationships
    ADD CONSTRAINT relationships_from FOREIGN KEY (from_ns, from_id) REFERENCES things (ns, id) ON DELETE CASCADE,
    ADD CONSTRAINT relationships_to FOREIGN KEY (to_ns, to_id) REFERENCES things (ns, id) ON DELETE CASCADE;

CREATE INDEX relationships_type ON relationships (type);
CREATE INDEX relationships_by_from ON relationships (from_ns, from_id);
CREATE INDEX relationships_by_to ON relationships (to_ns, to_id);
CREATE INDEX relationships_parked_by_from ON relationships_parked (from_ns, from_id);
CREATE INDEX relationships_parked_by_to ON relationships_parked (to_ns, to_id);

COMMENT ON TABLE relationships IS 'What joins two things, both of which exist.';
COMMENT ON COLUMN relationships.created_at IS 'Time of the first mutation since the last delete of it, or of a thing that it joins.';
COMMENT ON COLUMN relationships.version IS 'ULID of the last mutation; that of its row in events.';
COMMENT ON COLUMN relationships.lineage IS 'For the sink alone: versions and times of the mutations since the last delete, 24 bytes each.';
COMMENT ON TABLE relationships_parked IS 'Relationships of which a thing has not arrived yet, or is deleted at the moment.';
