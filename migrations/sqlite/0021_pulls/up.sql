-- Where a connection's people are pulled from; one row for each connection that pulls.
CREATE TABLE pulls (
    tenant_id     TEXT    NOT NULL,
    connection_id BLOB    NOT NULL,
    source        TEXT    NOT NULL, -- okta, scim, rippling, payfit
    settings      TEXT    NOT NULL, -- JSON
    secrets       BLOB,             -- JSON, encrypted: what the source is asked with
    secrets_at    INTEGER NOT NULL, -- when they were last written
    state         TEXT    NOT NULL, -- new, connected, needs_sign_in, failing
    problem       TEXT,             -- JSON: what is wrong, and what to do
    seen_until    INTEGER,          -- the newest change at the source that was taken over, by its clock
    full_at       INTEGER,          -- when everybody was last read
    next_at       INTEGER NOT NULL, -- when it is to be asked again
    wanted        TEXT,             -- full or changes, where somebody asked for it
    lease_until   INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, connection_id),
    FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Runs, and how far each has come.
CREATE TABLE pull_runs (
    tenant_id     TEXT    NOT NULL,
    id            BLOB    NOT NULL, -- UUIDv7
    connection_id BLOB    NOT NULL,
    kind          TEXT    NOT NULL, -- full or changes
    began_at      INTEGER NOT NULL,
    ended_at      INTEGER,
    outcome       TEXT,             -- done, failed, held, stopped; none while it runs
    progress      TEXT    NOT NULL, -- JSON: position, counts, problems
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX pull_runs_connection ON pull_runs (tenant_id, connection_id, id);

-- Whom a connection wrote, by the source's ids, and what the source said of them then.
CREATE TABLE pulled_people (
    tenant_id     TEXT    NOT NULL,
    connection_id BLOB    NOT NULL,
    external_id   TEXT    NOT NULL,
    resource_id   BLOB    NOT NULL,
    fingerprint   TEXT    NOT NULL,
    active        INTEGER,          -- as the source has it
    changed_at    INTEGER,          -- by the source's clock
    seen_in       BLOB,             -- the last full run in which the source had them
    PRIMARY KEY (tenant_id, connection_id, external_id),
    FOREIGN KEY (tenant_id, resource_id) REFERENCES resources (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX pulled_people_resource ON pulled_people (tenant_id, resource_id);
CREATE INDEX pulled_people_seen_in ON pulled_people (tenant_id, connection_id, seen_in);

-- Who is at a source to sign in, until they are back: tenant_id is '', since the source does not say whose they are.
CREATE TABLE pull_sign_ins (
    tenant_id  TEXT    NOT NULL,
    state_hash BLOB    NOT NULL, -- SHA-256
    held       BLOB    NOT NULL, -- JSON, encrypted
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, state_hash)
) STRICT, WITHOUT ROWID;

-- Of whom a source told by itself, so that they are read at once.
CREATE TABLE pull_told (
    tenant_id     TEXT    NOT NULL,
    connection_id BLOB    NOT NULL,
    external_id   TEXT    NOT NULL,
    published_at  INTEGER NOT NULL, -- by the source's clock; 0 where it does not say
    told_at       INTEGER NOT NULL,
    read_at       INTEGER,          -- since when they need not be read any more
    PRIMARY KEY (tenant_id, connection_id, external_id),
    FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('pulls', 'pulls', '5 1 1'),
    ('pull_runs', 'pull_runs', '1000 200 1'),
    ('pull_runs', 'pull_runs_connection', '1000 200 200 1'),
    ('pulled_people', 'pulled_people', '50000 10000 10000 1'),
    ('pulled_people', 'pulled_people_resource', '50000 10000 1'),
    ('pulled_people', 'pulled_people_seen_in', '50000 10000 10000 5000 1'),
    ('pull_sign_ins', 'pull_sign_ins', '5 5 1'),
    ('pull_told', 'pull_told', '100 20 20 1');
