-- Who wants to be told when what is made of people changes. A tenant without a row pays nothing.
CREATE TABLE feeds (
    tenant_id       TEXT    NOT NULL PRIMARY KEY REFERENCES tenants (tenant_id),
    position        INTEGER NOT NULL, -- every change up to this number was looked at
    last_seq        INTEGER NOT NULL, -- the number of the last announcement
    forgotten_seq   INTEGER NOT NULL, -- announcements up to this number were kept long enough
    mapping_version INTEGER NOT NULL, -- everybody is, or is being, looked at as this version
    definitions     INTEGER NOT NULL, -- and these schemas see them
    names           TEXT    NOT NULL, -- JSON: the names of values, in the order of their numbers in announced.digests
    ready_at        INTEGER,          -- since when it announces; before, it notes what holds
    lease_until     INTEGER NOT NULL, -- of whoever works on it
    created_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Whom to look at, beside those that changes name: many at a time, or later.
CREATE TABLE feed_tasks (
    tenant_id TEXT    NOT NULL,
    id        BLOB    NOT NULL,
    whom      TEXT    NOT NULL, -- JSON
    cause     TEXT    NOT NULL, -- JSON: why, as the announcements will say
    position  BLOB,             -- everybody of them up to this id was looked at
    due_at    INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id) REFERENCES feeds (tenant_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX feed_tasks_due ON feed_tasks (tenant_id, due_at, id);

-- What of each person was announced last: a few bytes a value. No foreign key: it tells of whom is gone that they were there.
CREATE TABLE announced (
    tenant_id   TEXT NOT NULL,
    resource_id BLOB NOT NULL,
    digests     BLOB NOT NULL,
    PRIMARY KEY (tenant_id, resource_id)
) STRICT, WITHOUT ROWID;

-- What was announced.
CREATE TABLE announcements (
    tenant_id   TEXT    NOT NULL,
    seq         INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    resource_id BLOB    NOT NULL,
    kind        TEXT    NOT NULL, -- created, changed, left
    changed     TEXT    NOT NULL, -- JSON: the names of the values that differ
    cause       TEXT    NOT NULL, -- JSON
    PRIMARY KEY (tenant_id, seq)
) STRICT, WITHOUT ROWID;

-- Who is sent them.
CREATE TABLE webhooks (
    tenant_id       TEXT    NOT NULL REFERENCES tenants (tenant_id),
    id              BLOB    NOT NULL,
    name            TEXT    NOT NULL,
    url             TEXT    NOT NULL,
    secret          BLOB    NOT NULL, -- encrypted
    position        INTEGER NOT NULL, -- every announcement up to this number was taken
    again           TEXT    NOT NULL, -- JSON: numbers that are to be sent once more
    disabled_at     INTEGER,
    failing_since   INTEGER,
    attempts        INTEGER NOT NULL, -- failed ones in a row
    last_error      TEXT,
    next_attempt_at INTEGER NOT NULL,
    lease_until     INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX webhooks_name ON webhooks (tenant_id, name);

-- What became of each attempt; the last ones of each webhook.
CREATE TABLE webhook_attempts (
    tenant_id    TEXT    NOT NULL,
    webhook_id   BLOB    NOT NULL,
    id           BLOB    NOT NULL,
    seq          INTEGER,          -- of which announcement; none for a test
    at           INTEGER NOT NULL,
    milliseconds INTEGER NOT NULL,
    status       INTEGER,          -- what the receiver answered
    error        TEXT,             -- why it did not take it
    PRIMARY KEY (tenant_id, webhook_id, id),
    FOREIGN KEY (tenant_id, webhook_id) REFERENCES webhooks (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- The Gophish that groups are kept in step with.
CREATE TABLE gophish (
    tenant_id  TEXT    NOT NULL PRIMARY KEY REFERENCES tenants (tenant_id),
    url        TEXT    NOT NULL,
    api_key    BLOB    NOT NULL, -- encrypted
    settings   TEXT    NOT NULL, -- JSON
    lease_until INTEGER NOT NULL, -- of whoever brings it into step
    last_run   TEXT,             -- JSON: when, what was done, what went wrong
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The groups there that are ours; nobody else's is touched.
CREATE TABLE gophish_groups (
    tenant_id TEXT    NOT NULL,
    name      TEXT    NOT NULL,
    group_id  INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, name),
    FOREIGN KEY (tenant_id) REFERENCES gophish (tenant_id) ON DELETE CASCADE
) STRICT;

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('feeds', 'feeds', '5 1'),
    ('feed_tasks', 'feed_tasks', '50 10 1'),
    ('feed_tasks', 'feed_tasks_due', '50 10 2 1'),
    ('announced', 'announced', '100000 20000 1'),
    ('announcements', 'announcements', '100000 20000 1'),
    ('webhooks', 'webhooks', '20 5 1'),
    ('webhooks', 'webhooks_name', '20 5 1'),
    ('webhook_attempts', 'webhook_attempts', '2000 500 100 1'),
    ('gophish', 'gophish', '5 1'),
    ('gophish_groups', 'sqlite_autoindex_gophish_groups_1', '100 20 1');
