-- Who came by a list (a connection of kind import), and as what the list knows them.
CREATE TABLE imported_people (
    tenant_id     TEXT COLLATE "C" NOT NULL,
    id            BYTEA NOT NULL, -- of the entry; in the userName of whom it makes
    connection_id BYTEA NOT NULL,
    resource_id   BYTEA NOT NULL, -- the person; once linked, the one whom a provider pushes
    row_id        TEXT COLLATE "C", -- what the list's own column of ids has
    address       TEXT COLLATE "C" NOT NULL, -- folded
    linked_at     BIGINT,
    linked_by     TEXT COLLATE "C",
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX imported_people_row_id ON imported_people (tenant_id, connection_id, row_id);
CREATE INDEX imported_people_address ON imported_people (tenant_id, connection_id, address);
CREATE INDEX imported_people_resource ON imported_people (tenant_id, resource_id);

-- Imported people who are known not to be somebody whom a provider pushes.
CREATE TABLE kept_apart (
    tenant_id   TEXT COLLATE "C" NOT NULL,
    imported_id BYTEA NOT NULL,
    person_id   BYTEA NOT NULL,
    decided_at  BIGINT NOT NULL,
    decided_by  TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, imported_id, person_id)
);
CREATE INDEX kept_apart_person ON kept_apart (tenant_id, person_id);

-- Where the other tables are distributed by tenant (Citus, docs/SCALE.md), these are too, before a key refers to one of those.
DO $$
DECLARE
    new_table TEXT;
BEGIN
    IF to_regclass('pg_catalog.pg_dist_partition') IS NULL THEN
        RETURN;
    END IF;
    IF EXISTS (SELECT 1 FROM pg_catalog.pg_dist_partition WHERE logicalrel = 'resources'::regclass) THEN
        FOREACH new_table IN ARRAY ARRAY['imported_people', 'kept_apart'] LOOP
            PERFORM create_distributed_table(new_table::regclass, 'tenant_id', colocate_with => 'resources');
        END LOOP;
    END IF;
END $$;

ALTER TABLE imported_people ADD FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id) ON DELETE CASCADE;
ALTER TABLE imported_people ADD FOREIGN KEY (tenant_id, resource_id) REFERENCES resources (tenant_id, id) ON DELETE CASCADE;
ALTER TABLE kept_apart ADD FOREIGN KEY (tenant_id, imported_id) REFERENCES resources (tenant_id, id) ON DELETE CASCADE;
ALTER TABLE kept_apart ADD FOREIGN KEY (tenant_id, person_id) REFERENCES resources (tenant_id, id) ON DELETE CASCADE;
