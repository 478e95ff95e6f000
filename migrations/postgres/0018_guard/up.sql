-- What a provider did to a person and nobody here has decided on: deactivated or removed. Until then the row says what counts
-- (active, in its groups), and only the provider is shown what it did.
ALTER TABLE resources ADD COLUMN held TEXT COLLATE "C";

-- Who is held: since when, by which connection, in which request. Goes with the person.
CREATE TABLE held (
    tenant_id     TEXT COLLATE "C"    NOT NULL,
    resource_id   BYTEA    NOT NULL,
    kind          TEXT COLLATE "C"    NOT NULL, -- as resources.held
    at            BIGINT NOT NULL,
    connection_id BYTEA    NOT NULL,
    request_id    TEXT COLLATE "C"    NOT NULL,
    PRIMARY KEY (tenant_id, resource_id)
);
CREATE INDEX held_at ON held (tenant_id, at, resource_id);

-- From how many people on what a provider does is held; of a tenant (connection 0) and of single connections.
CREATE TABLE guards (
    tenant_id      TEXT COLLATE "C"    NOT NULL,
    connection_id  BYTEA    NOT NULL,
    enabled        BOOLEAN NOT NULL,
    people_max     BIGINT NOT NULL,
    percent_max    BIGINT NOT NULL,
    window_minutes BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, connection_id)
);

-- How many people a connection has let go of late. One row, so that two at once are counted one after the other.
CREATE TABLE guard_windows (
    tenant_id     TEXT COLLATE "C"    NOT NULL,
    connection_id BYTEA    NOT NULL,
    counts        TEXT COLLATE "C"    NOT NULL, -- JSON: [[since when, how many], …], the latest last
    people        BIGINT NOT NULL, -- how many were active when that was last counted
    counted_at    BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, connection_id)
);

ALTER TABLE connections ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE connections ADD COLUMN paused_at BIGINT;
ALTER TABLE connections ADD COLUMN paused_by TEXT COLLATE "C";
ALTER TABLE connections ADD COLUMN disconnected_at BIGINT;
ALTER TABLE connections ADD COLUMN disconnected_by TEXT COLLATE "C";

-- What becomes of whom a disconnected connection made, and how far that has come.
CREATE TABLE disconnections (
    tenant_id     TEXT COLLATE "C"    NOT NULL,
    connection_id BYTEA    NOT NULL,
    people        TEXT COLLATE "C"    NOT NULL, -- keep, deactivate, delete
    request_id    TEXT COLLATE "C"    NOT NULL,
    stage         TEXT COLLATE "C"    NOT NULL, -- the endpoint that is worked on; done
    position      BYTEA,             -- everybody of the stage up to this id was looked at
    seen          BIGINT NOT NULL,
    changed       BIGINT NOT NULL,
    kept          BIGINT NOT NULL, -- others had written them
    lease_until   BIGINT NOT NULL,
    finished_at   BIGINT,
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
        FOREACH new_table IN ARRAY ARRAY['held', 'guards', 'guard_windows', 'disconnections'] LOOP
            PERFORM create_distributed_table(new_table::regclass, 'tenant_id', colocate_with => 'resources');
        END LOOP;
    END IF;
END $$;

ALTER TABLE held ADD FOREIGN KEY (tenant_id, resource_id) REFERENCES resources (tenant_id, id) ON DELETE CASCADE;
ALTER TABLE guards ADD FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id);
ALTER TABLE guard_windows ADD FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id);
ALTER TABLE disconnections ADD FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id) ON DELETE CASCADE;
