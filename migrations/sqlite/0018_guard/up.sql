-- What a provider did to a person and nobody here has decided on: deactivated or removed. Until then the row says what counts
-- (active, in its groups), and only the provider is shown what it did.
ALTER TABLE resources ADD COLUMN held TEXT;

-- Who is held: since when, by which connection, in which request. Goes with the person.
CREATE TABLE held (
    tenant_id     TEXT    NOT NULL,
    resource_id   BLOB    NOT NULL,
    kind          TEXT    NOT NULL, -- as resources.held
    at            INTEGER NOT NULL,
    connection_id BLOB    NOT NULL,
    request_id    TEXT    NOT NULL,
    PRIMARY KEY (tenant_id, resource_id),
    FOREIGN KEY (tenant_id, resource_id) REFERENCES resources (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX held_at ON held (tenant_id, at, resource_id);

-- From how many people on what a provider does is held; of a tenant (connection 0) and of single connections.
CREATE TABLE guards (
    tenant_id      TEXT    NOT NULL REFERENCES tenants (tenant_id),
    connection_id  BLOB    NOT NULL,
    enabled        INTEGER NOT NULL,
    people_max     INTEGER NOT NULL,
    percent_max    INTEGER NOT NULL,
    window_minutes INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, connection_id)
) STRICT, WITHOUT ROWID;

-- How many people a connection has let go of late. One row, so that two at once are counted one after the other.
CREATE TABLE guard_windows (
    tenant_id     TEXT    NOT NULL REFERENCES tenants (tenant_id),
    connection_id BLOB    NOT NULL,
    counts        TEXT    NOT NULL, -- JSON: [[since when, how many], …], the latest last
    people        INTEGER NOT NULL, -- how many were active when that was last counted
    counted_at    INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, connection_id)
) STRICT, WITHOUT ROWID;

ALTER TABLE connections ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE connections ADD COLUMN paused_at INTEGER;
ALTER TABLE connections ADD COLUMN paused_by TEXT;
ALTER TABLE connections ADD COLUMN disconnected_at INTEGER;
ALTER TABLE connections ADD COLUMN disconnected_by TEXT;

-- What becomes of whom a disconnected connection made, and how far that has come.
CREATE TABLE disconnections (
    tenant_id     TEXT    NOT NULL,
    connection_id BLOB    NOT NULL,
    people        TEXT    NOT NULL, -- keep, deactivate, delete
    request_id    TEXT    NOT NULL,
    stage         TEXT    NOT NULL, -- the endpoint that is worked on; done
    position      BLOB,             -- everybody of the stage up to this id was looked at
    seen          INTEGER NOT NULL,
    changed       INTEGER NOT NULL,
    kept          INTEGER NOT NULL, -- others had written them
    lease_until   INTEGER NOT NULL,
    finished_at   INTEGER,
    PRIMARY KEY (tenant_id, connection_id),
    FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('held', 'held', '500 100 1'),
    ('held', 'held_at', '500 100 2 1'),
    ('guards', 'guards', '10 2 1'),
    ('guard_windows', 'guard_windows', '10 2 1'),
    ('disconnections', 'disconnections', '5 1 1');
