-- What goes wrong, from when to when, and what was told of it last; one row for each thing that goes wrong.
CREATE TABLE alerts (
    tenant_id    TEXT COLLATE "C"    NOT NULL,
    kind         TEXT COLLATE "C"    NOT NULL,
    subject_id   TEXT COLLATE "C"    NOT NULL, -- of what; empty for the tenant itself
    subject_kind TEXT COLLATE "C"    NOT NULL,
    subject_name TEXT COLLATE "C"    NOT NULL,
    text         TEXT COLLATE "C"    NOT NULL,
    level        BIGINT NOT NULL, -- how far it has come, where that is told anew
    opened_at    BIGINT NOT NULL,
    closed_at    BIGINT,
    mailed_at    BIGINT,
    mailed_as    TEXT COLLATE "C",             -- open and the level, or closed
    hooked_at    BIGINT,          -- the same by webhook
    hooked_as    TEXT COLLATE "C",
    PRIMARY KEY (tenant_id, kind, subject_id)
);

-- Who is told, and from when on something is wrong.
CREATE TABLE alert_settings (
    tenant_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    settings  TEXT COLLATE "C" NOT NULL, -- JSON
    secret    BYTEA           -- what the webhook's messages are signed with, encrypted
);

-- Which replica looks at a tenant, and how complete its fields were when that was last counted.
CREATE TABLE alert_work (
    tenant_id    TEXT COLLATE "C"    NOT NULL PRIMARY KEY,
    lease_until  BIGINT NOT NULL,
    counted_at   BIGINT NOT NULL,
    completeness TEXT COLLATE "C"    NOT NULL -- JSON
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
        FOREACH new_table IN ARRAY ARRAY['alerts', 'alert_settings', 'alert_work'] LOOP
            PERFORM create_distributed_table(new_table::regclass, 'tenant_id', colocate_with => 'resources');
        END LOOP;
    END IF;
END $$;

ALTER TABLE alerts ADD FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id);
ALTER TABLE alert_settings ADD FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id);
ALTER TABLE alert_work ADD FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id);
