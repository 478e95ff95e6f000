-- Who wants to be told when what is made of people changes. A tenant without a row pays nothing.
CREATE TABLE feeds (
    tenant_id       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    position        BIGINT NOT NULL, -- every change up to this number was looked at
    last_seq        BIGINT NOT NULL, -- the number of the last announcement
    forgotten_seq   BIGINT NOT NULL, -- announcements up to this number were kept long enough
    mapping_version BIGINT NOT NULL, -- everybody is, or is being, looked at as this version
    definitions     BIGINT NOT NULL, -- and these schemas see them
    names           TEXT COLLATE "C" NOT NULL, -- JSON: the names of values, in the order of their numbers in announced.digests
    ready_at        BIGINT,          -- since when it announces; before, it notes what holds
    lease_until     BIGINT NOT NULL, -- of whoever works on it
    created_at      BIGINT NOT NULL
);

-- Whom to look at, beside those that changes name: many at a time, or later.
CREATE TABLE feed_tasks (
    tenant_id TEXT COLLATE "C" NOT NULL,
    id        BYTEA NOT NULL,
    whom      TEXT COLLATE "C" NOT NULL, -- JSON
    cause     TEXT COLLATE "C" NOT NULL, -- JSON: why, as the announcements will say
    position  BYTEA,             -- everybody of them up to this id was looked at
    due_at    BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX feed_tasks_due ON feed_tasks (tenant_id, due_at, id);

-- What of each person was announced last: a few bytes a value. No foreign key: it tells of whom is gone that they were there.
CREATE TABLE announced (
    tenant_id   TEXT COLLATE "C" NOT NULL,
    resource_id BYTEA NOT NULL,
    digests     BYTEA NOT NULL,
    PRIMARY KEY (tenant_id, resource_id)
);

-- What was announced.
CREATE TABLE announcements (
    tenant_id   TEXT COLLATE "C" NOT NULL,
    seq         BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    resource_id BYTEA NOT NULL,
    kind        TEXT COLLATE "C" NOT NULL, -- created, changed, left
    changed     TEXT COLLATE "C" NOT NULL, -- JSON: the names of the values that differ
    cause       TEXT COLLATE "C" NOT NULL, -- JSON
    PRIMARY KEY (tenant_id, seq)
);

-- Who is sent them.
CREATE TABLE webhooks (
    tenant_id       TEXT COLLATE "C" NOT NULL,
    id              BYTEA NOT NULL,
    name            TEXT COLLATE "C" NOT NULL,
    url             TEXT COLLATE "C" NOT NULL,
    secret          BYTEA NOT NULL, -- encrypted
    position        BIGINT NOT NULL, -- every announcement up to this number was taken
    again           TEXT COLLATE "C" NOT NULL, -- JSON: numbers that are to be sent once more
    disabled_at     BIGINT,
    failing_since   BIGINT,
    attempts        BIGINT NOT NULL, -- failed ones in a row
    last_error      TEXT COLLATE "C",
    next_attempt_at BIGINT NOT NULL,
    lease_until     BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX webhooks_name ON webhooks (tenant_id, name);

-- What became of each attempt; the last ones of each webhook.
CREATE TABLE webhook_attempts (
    tenant_id    TEXT COLLATE "C" NOT NULL,
    webhook_id   BYTEA NOT NULL,
    id           BYTEA NOT NULL,
    seq          BIGINT,          -- of which announcement; none for a test
    at           BIGINT NOT NULL,
    milliseconds BIGINT NOT NULL,
    status       BIGINT,          -- what the receiver answered
    error        TEXT COLLATE "C",             -- why it did not take it
    PRIMARY KEY (tenant_id, webhook_id, id)
);

-- The Gophish that groups are kept in step with.
CREATE TABLE gophish (
    tenant_id  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    url        TEXT COLLATE "C" NOT NULL,
    api_key    BYTEA NOT NULL, -- encrypted
    settings   TEXT COLLATE "C" NOT NULL, -- JSON
    lease_until BIGINT NOT NULL, -- of whoever brings it into step
    last_run   TEXT COLLATE "C",             -- JSON: when, what was done, what went wrong
    created_at BIGINT NOT NULL
);

-- The groups there that are ours; nobody else's is touched.
CREATE TABLE gophish_groups (
    tenant_id TEXT COLLATE "C" NOT NULL,
    name      TEXT COLLATE "C" NOT NULL,
    group_id  BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, name)
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
        FOREACH new_table IN ARRAY ARRAY['feeds', 'feed_tasks', 'announced', 'announcements', 'webhooks', 'webhook_attempts', 'gophish', 'gophish_groups'] LOOP
            PERFORM create_distributed_table(new_table::regclass, 'tenant_id', colocate_with => 'resources');
        END LOOP;
    END IF;
END $$;

ALTER TABLE feeds ADD FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id);
ALTER TABLE feed_tasks ADD FOREIGN KEY (tenant_id) REFERENCES feeds (tenant_id);
ALTER TABLE webhooks ADD FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id);
ALTER TABLE webhook_attempts ADD FOREIGN KEY (tenant_id, webhook_id) REFERENCES webhooks (tenant_id, id) ON DELETE CASCADE;
ALTER TABLE gophish ADD FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id);
ALTER TABLE gophish_groups ADD FOREIGN KEY (tenant_id) REFERENCES gophish (tenant_id) ON DELETE CASCADE;
