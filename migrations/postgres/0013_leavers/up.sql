-- Who is deactivated and since when, so that it costs nothing to know; kept with the change that deactivates or brings back.
CREATE TABLE leavers (
    tenant_id     TEXT COLLATE "C" NOT NULL,
    resource_id   BYTEA  NOT NULL,
    left_at       BIGINT NOT NULL,
    anonymised_at BIGINT, -- since when nothing personal is left of them
    PRIMARY KEY (tenant_id, resource_id)
);
CREATE INDEX leavers_left_at ON leavers (tenant_id, left_at, resource_id);

-- Whose values are yet to be taken out of the change log: up to which change, and how far that has come.
CREATE TABLE forgotten (
    tenant_id   TEXT COLLATE "C" NOT NULL,
    resource_id BYTEA  NOT NULL,
    until_seq   BIGINT NOT NULL,
    position    BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, resource_id)
);

-- Which replica works on a tenant's leavers, and when the table above was last compared with the people.
CREATE TABLE leaver_work (
    tenant_id   TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    lease_until BIGINT NOT NULL,
    compared_at BIGINT NOT NULL
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
        FOREACH new_table IN ARRAY ARRAY['leavers', 'forgotten', 'leaver_work'] LOOP
            PERFORM create_distributed_table(new_table::regclass, 'tenant_id', colocate_with => 'resources');
        END LOOP;
    END IF;
END $$;

ALTER TABLE leavers ADD FOREIGN KEY (tenant_id, resource_id) REFERENCES resources (tenant_id, id) ON DELETE CASCADE;
ALTER TABLE forgotten ADD FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id);
ALTER TABLE leaver_work ADD FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id);

-- Those who are deactivated now. When they left is not known any more; they have not changed since then.
INSERT INTO leavers (tenant_id, resource_id, left_at)
    SELECT tenant_id, id, modified_at FROM resources WHERE resource_type = 'User' AND active = FALSE;
