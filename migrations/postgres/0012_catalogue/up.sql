-- Which attributes each connection sent, and how often; values are kept as shapes only. Takes the place of observations, which
-- had only those that were not kept; what older versions count there from now on is not taken over.
CREATE TABLE received_attributes (
    tenant_id     TEXT COLLATE "C" NOT NULL,
    connection_id BYTEA  NOT NULL,
    resource_type TEXT COLLATE "C" NOT NULL, -- '': from before it was noted
    path          TEXT COLLATE "C" NOT NULL, -- first 255 characters
    fate          TEXT COLLATE "C" NOT NULL, -- kept, withheld (a secret), dropped (no schema has it)
    seen_count    BIGINT NOT NULL,           -- requests
    first_seen_at BIGINT NOT NULL,
    last_seen_at  BIGINT NOT NULL,
    sample        TEXT COLLATE "C",          -- the shape of one value: Xxxxx 999
    PRIMARY KEY (tenant_id, connection_id, resource_type, path)
);

-- Fields whose first value stays: what the sources said before they said something else.
CREATE TABLE first_values (
    tenant_id   TEXT COLLATE "C" NOT NULL,
    resource_id BYTEA   NOT NULL,
    field       TEXT COLLATE "C" NOT NULL,
    value       TEXT COLLATE "C" NOT NULL, -- before transforms, as JSON
    kept_at     BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, resource_id, field)
);

-- The version of the mapping in force if it has such fields: every write reads this row anyway.
ALTER TABLE schema_versions ADD COLUMN first_values BIGINT NOT NULL DEFAULT 0;

-- Where the other tables are distributed by tenant (Citus, docs/SCALE.md), these are too, before a key refers to one of those.
DO $$
DECLARE
    new_table TEXT;
BEGIN
    IF to_regclass('pg_catalog.pg_dist_partition') IS NULL THEN
        RETURN;
    END IF;
    IF EXISTS (SELECT 1 FROM pg_catalog.pg_dist_partition WHERE logicalrel = 'resources'::regclass) THEN
        FOREACH new_table IN ARRAY ARRAY['received_attributes', 'first_values'] LOOP
            PERFORM create_distributed_table(new_table::regclass, 'tenant_id', colocate_with => 'resources');
        END LOOP;
    END IF;
END $$;

INSERT INTO received_attributes (tenant_id, connection_id, resource_type, path, fate, seen_count, first_seen_at, last_seen_at)
    SELECT tenant_id, connection_id, '', path, 'dropped', seen_count, first_seen_at, last_seen_at FROM observations;
ALTER TABLE received_attributes
    ADD FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id) ON DELETE CASCADE;
ALTER TABLE first_values ADD FOREIGN KEY (tenant_id, resource_id) REFERENCES resources (tenant_id, id) ON DELETE CASCADE;

-- What happened to one resource: when a value last changed, and by which request.
-- Writers wait while it is made, some seconds for each ten million changes; where that is too long, make it beforehand under this
-- name by CREATE INDEX CONCURRENTLY. Not here: it would wait for the replicas that wait for this migration.
CREATE INDEX IF NOT EXISTS changes_resource ON changes (tenant_id, resource_id, seq);
