-- Where a connection's people are pulled from; one row for each connection that pulls.
CREATE TABLE pulls (
    tenant_id     TEXT COLLATE "C"    NOT NULL,
    connection_id BYTEA    NOT NULL,
    source        TEXT COLLATE "C"    NOT NULL, -- okta, scim, rippling, payfit
    settings      TEXT COLLATE "C"    NOT NULL, -- JSON
    secrets       BYTEA,             -- JSON, encrypted: what the source is asked with
    secrets_at    BIGINT NOT NULL, -- when they were last written
    state         TEXT COLLATE "C"    NOT NULL, -- new, connected, needs_sign_in, failing
    problem       TEXT COLLATE "C",             -- JSON: what is wrong, and what to do
    seen_until    BIGINT,          -- the newest change at the source that was taken over, by its clock
    full_at       BIGINT,          -- when everybody was last read
    next_at       BIGINT NOT NULL, -- when it is to be asked again
    wanted        TEXT COLLATE "C",             -- full or changes, where somebody asked for it
    lease_until   BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, connection_id)
);

-- Runs, and how far each has come.
CREATE TABLE pull_runs (
    tenant_id     TEXT COLLATE "C"    NOT NULL,
    id            BYTEA    NOT NULL, -- UUIDv7
    connection_id BYTEA    NOT NULL,
    kind          TEXT COLLATE "C"    NOT NULL, -- full or changes
    began_at      BIGINT NOT NULL,
    ended_at      BIGINT,
    outcome       TEXT COLLATE "C",             -- done, failed, held, stopped; none while it runs
    progress      TEXT COLLATE "C"    NOT NULL, -- JSON: position, counts, problems
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX pull_runs_connection ON pull_runs (tenant_id, connection_id, id);

-- Whom a connection wrote, by the source's ids, and what the source said of them then.
CREATE TABLE pulled_people (
    tenant_id     TEXT COLLATE "C"    NOT NULL,
    connection_id BYTEA    NOT NULL,
    external_id   TEXT COLLATE "C"    NOT NULL,
    resource_id   BYTEA    NOT NULL,
    fingerprint   TEXT COLLATE "C"    NOT NULL,
    active        BOOLEAN,         -- as the source has it
    changed_at    BIGINT,          -- by the source's clock
    seen_in       BYTEA,             -- the last full run in which the source had them
    PRIMARY KEY (tenant_id, connection_id, external_id)
);
CREATE INDEX pulled_people_resource ON pulled_people (tenant_id, resource_id);
CREATE INDEX pulled_people_seen_in ON pulled_people (tenant_id, connection_id, seen_in);

-- Who is at a source to sign in, until they are back: tenant_id is '', since the source does not say whose they are.
CREATE TABLE pull_sign_ins (
    tenant_id  TEXT COLLATE "C"    NOT NULL,
    state_hash BYTEA    NOT NULL, -- SHA-256
    held       BYTEA    NOT NULL, -- JSON, encrypted
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, state_hash)
);

-- Of whom a source told by itself, so that they are read at once.
CREATE TABLE pull_told (
    tenant_id     TEXT COLLATE "C"    NOT NULL,
    connection_id BYTEA    NOT NULL,
    external_id   TEXT COLLATE "C"    NOT NULL,
    published_at  BIGINT NOT NULL, -- by the source's clock; 0 where it does not say
    told_at       BIGINT NOT NULL,
    read_at       BIGINT,          -- since when they need not be read any more
    PRIMARY KEY (tenant_id, connection_id, external_id)
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
        FOREACH new_table IN ARRAY ARRAY['pulls', 'pull_runs', 'pulled_people', 'pull_sign_ins', 'pull_told'] LOOP
            PERFORM create_distributed_table(new_table::regclass, 'tenant_id', colocate_with => 'resources');
        END LOOP;
    END IF;
END $$;

ALTER TABLE pulls ADD FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id) ON DELETE CASCADE;
ALTER TABLE pull_runs ADD FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id) ON DELETE CASCADE;
ALTER TABLE pulled_people ADD FOREIGN KEY (tenant_id, resource_id) REFERENCES resources (tenant_id, id) ON DELETE CASCADE;
ALTER TABLE pulled_people ADD FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id) ON DELETE CASCADE;
ALTER TABLE pull_told ADD FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id) ON DELETE CASCADE;
