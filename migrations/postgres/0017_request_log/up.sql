-- Requests as they came, so that somebody can be told what happened. The tenant is empty where nobody knows whose they were.
CREATE TABLE request_log (
    tenant_id     TEXT COLLATE "C" NOT NULL,
    id            BYTEA NOT NULL, -- UUIDv7, so its order is that in which they came
    at            BIGINT NOT NULL,
    outcome       TEXT COLLATE "C",             -- info, refused, failed; none: carried out
    cause         TEXT COLLATE "C",
    connection_id BYTEA,
    subject_id    BYTEA,             -- whom or what it was about
    subject_key   TEXT COLLATE "C",             -- their folded name, first 255 characters
    bytes         BIGINT NOT NULL, -- of this row, about
    about         TEXT COLLATE "C" NOT NULL, -- JSON: everything else
    bodies        BYTEA,             -- of request and answer, encrypted
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX request_log_outcome ON request_log (tenant_id, outcome, id) WHERE outcome IS NOT NULL;
CREATE INDEX request_log_connection ON request_log (tenant_id, connection_id, id) WHERE connection_id IS NOT NULL;
CREATE INDEX request_log_subject ON request_log (tenant_id, subject_id, id) WHERE subject_id IS NOT NULL;
CREATE INDEX request_log_subject_key ON request_log (tenant_id, subject_key, id) WHERE subject_key IS NOT NULL;

-- How many bytes each tenant's requests take there.
CREATE TABLE request_log_sizes (
    tenant_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    bytes     BIGINT NOT NULL
);

-- How many requests there were each hour, so that nobody has to count them.
CREATE TABLE request_counts (
    tenant_id TEXT COLLATE "C" NOT NULL,
    hour      BIGINT NOT NULL, -- its beginning
    outcome   TEXT COLLATE "C" NOT NULL, -- ok, info, refused, failed
    cause     TEXT COLLATE "C" NOT NULL, -- empty where there is none
    number    BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, hour, outcome, cause)
);

-- The connections whose changes are only tried.
CREATE TABLE connections_in_test (
    tenant_id     TEXT COLLATE "C" NOT NULL,
    connection_id BYTEA NOT NULL,
    PRIMARY KEY (tenant_id, connection_id)
);

-- Where the other tables are distributed by tenant (Citus, docs/SCALE.md), these are too, before a key refers to one of those.
DO $$
DECLARE
    new_table TEXT;
BEGIN
    IF to_regclass('pg_catalog.pg_dist_partition') IS NULL THEN
        RETURN;
    END IF;
    IF EXISTS (SELECT 1 FROM pg_catalog.pg_dist_partition WHERE logicalrel = 'resources'::regclass) THEN
        FOREACH new_table IN ARRAY ARRAY['request_log', 'request_log_sizes', 'request_counts', 'connections_in_test'] LOOP
            PERFORM create_distributed_table(new_table::regclass, 'tenant_id', colocate_with => 'resources');
        END LOOP;
    END IF;
END $$;

ALTER TABLE connections_in_test ADD FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id) ON DELETE CASCADE;
