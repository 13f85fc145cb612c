-- thing_embeddings: vectors of things, for search by meaning. A table of its own, because an index over vectors makes every update of its
-- table thirty times dearer, and mutations do not change vectors.
--
-- With the extension pgvector the column is vector(N), with an HNSW index. Without it the column is real[], and the operator <=> (cosine
-- distance) is made here, so that a question is written the same way:
--     SELECT ns, id FROM thing_embeddings WHERE model = … ORDER BY embedding <=> … LIMIT 10

DO
$$
BEGIN
    IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector') THEN
        CREATE EXTENSION IF NOT EXISTS vector;
        CREATE TABLE thing_embeddings
        (
            ns        text COLLATE "C" NOT NULL,
            id        text COLLATE "C" NOT NULL,
            model     text             NOT NULL,
            embedding vector(${embedding_dimensions}) NOT NULL,
            version   text COLLATE "C" NOT NULL
        );
        CREATE INDEX thing_embeddings_nearest ON thing_embeddings USING hnsw (embedding vector_cosine_ops);
    ELSE
        CREATE FUNCTION cosine_distance(a real[], b real[]) RETURNS double precision
            LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
            RETURN (SELECT 1 - sum(x * y) / nullif(sqrt(sum(x * x)) * sqrt(sum(y * y)), 0)
                    FROM unnest(a::double precision[], b::double precision[]) AS pair(x, y));
        CREATE OPERATOR <=> (LEFTARG = real[], RIGHTARG = real[], FUNCTION = cosine_distance);
        CREATE TABLE thing_embeddings
        (
            ns        text COLLATE "C" NOT NULL,
            id        text COLLATE "C" NOT NULL,
            model     text             NOT NULL,
            embedding real[]           NOT NULL,
            version   text COLLATE "C" NOT NULL,
            CONSTRAINT valid_embedding CHECK (array_ndims(embedding) = 1 AND cardinality(embedding) = ${embedding_dimensions})
        );
    END IF;
    ALTER TABLE thing_embeddings
        ADD CONSTRAINT thing_embeddings_key PRIMARY KEY (ns, id, model),
        ADD CONSTRAINT thing_embeddings_thing FOREIGN KEY (ns, id) REFERENCES things (ns, id) ON DELETE CASCADE;
    COMMENT ON TABLE thing_embeddings IS 'Vectors of things by model, for search by meaning.';
    COMMENT ON COLUMN thing_embeddings.version IS 'Version of the thing whose text was embedded; older than the thing''s own when it changed since.';
END
$$;
