-- What a tenant decided about its people, version by version: JSON (rollcall_mapping::Definition). The greatest version is in
-- force; a tenant without any has the built-in one.
CREATE TABLE mappings (
    tenant_id    TEXT COLLATE "C" NOT NULL,
    version      BIGINT NOT NULL,
    definition   TEXT COLLATE "C" NOT NULL,
    note         TEXT COLLATE "C" NOT NULL,
    published_at BIGINT NOT NULL,
    published_by TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, version)
);

-- What it is about to decide.
CREATE TABLE mapping_drafts (
    tenant_id    TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    base_version BIGINT NOT NULL, -- the version that it was made from; 0 for the built-in one
    revision     BIGINT NOT NULL, -- counts its changes, so that two who edit it notice
    definition   TEXT COLLATE "C" NOT NULL,
    changed_at   BIGINT NOT NULL,
    changed_by   TEXT COLLATE "C" NOT NULL
);

-- Values of fields that were set by hand.
CREATE TABLE overrides (
    tenant_id   TEXT COLLATE "C" NOT NULL,
    resource_id BYTEA   NOT NULL,
    field       TEXT COLLATE "C" NOT NULL,
    value       TEXT COLLATE "C", -- NULL: empty by hand
    locked      BOOLEAN NOT NULL,
    instead_of  TEXT COLLATE "C", -- what the sources said then, as JSON
    set_at      BIGINT  NOT NULL,
    set_by      TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, resource_id, field)
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
        FOREACH new_table IN ARRAY ARRAY['mappings', 'mapping_drafts', 'overrides'] LOOP
            PERFORM create_distributed_table(new_table::regclass, 'tenant_id', colocate_with => 'resources');
        END LOOP;
    END IF;
END $$;

ALTER TABLE mappings ADD FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id);
ALTER TABLE mapping_drafts ADD FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id);
ALTER TABLE overrides ADD FOREIGN KEY (tenant_id, resource_id) REFERENCES resources (tenant_id, id) ON DELETE CASCADE;
