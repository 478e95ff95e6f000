-- Who works with the console and the API. They belong to no tenant, and have a role in some: tenant_id is ''.
CREATE TABLE admins (
    tenant_id             TEXT    NOT NULL,
    id                    BLOB    NOT NULL,
    email                 TEXT    NOT NULL, -- as it was typed
    email_key             TEXT    NOT NULL, -- folded
    name                  TEXT    NOT NULL,
    language              TEXT,
    password_hash         TEXT,             -- Argon2id in PHC form; none for whoever signs in elsewhere
    roles                 TEXT    NOT NULL, -- JSON: a role for each tenant
    is_installation_owner INTEGER NOT NULL,
    second_factor         TEXT,    -- JSON: the secret of one-time codes, encrypted; the last one taken; hashes of recovery codes
    failed_attempts       INTEGER NOT NULL, -- since the last success
    blocked_until         INTEGER NOT NULL,
    created_at            INTEGER NOT NULL,
    last_seen_at          INTEGER,
    disabled_at           INTEGER,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX admins_email ON admins (tenant_id, email_key);

-- Who is signed in. The token itself is nowhere.
CREATE TABLE admin_sessions (
    tenant_id  TEXT    NOT NULL,
    token_hash BLOB    NOT NULL, -- SHA-256
    admin_id   BLOB    NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL, -- whatever happens
    seen_at    INTEGER NOT NULL, -- up to a minute
    address    TEXT,
    agent      TEXT,
    PRIMARY KEY (tenant_id, token_hash),
    FOREIGN KEY (tenant_id, admin_id) REFERENCES admins (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX admin_sessions_admin ON admin_sessions (tenant_id, admin_id);

-- Links that open something to whoever has them. The code itself is nowhere.
CREATE TABLE one_time_links (
    tenant_id     TEXT    NOT NULL,
    id            BLOB    NOT NULL,
    code_hash     BLOB    NOT NULL, -- SHA-256
    kind          TEXT    NOT NULL, -- set_up, invitation, password_reset, connection
    for_tenant    TEXT    NOT NULL, -- '' where it is for none
    connection_id BLOB,
    admin_id      BLOB,
    email         TEXT,
    role          TEXT,
    created_at    INTEGER NOT NULL,
    created_by    TEXT    NOT NULL,
    expires_at    INTEGER NOT NULL,
    used_at       INTEGER,
    revoked_at    INTEGER,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX one_time_links_code ON one_time_links (tenant_id, code_hash);
CREATE INDEX one_time_links_of ON one_time_links (tenant_id, for_tenant, kind, id);

-- What admins did, and the program in their name. What is about no tenant has the tenant_id ''.
CREATE TABLE audit (
    tenant_id    TEXT    NOT NULL,
    id           BLOB    NOT NULL, -- UUIDv7: the order in time
    at           INTEGER NOT NULL,
    actor_kind   TEXT    NOT NULL,
    actor_id     TEXT,
    actor_name   TEXT    NOT NULL,
    address      TEXT,
    action       TEXT    NOT NULL,
    subject_kind TEXT    NOT NULL,
    subject_id   TEXT,
    subject_name TEXT,
    before       TEXT,             -- JSON, without secrets
    after        TEXT,             -- JSON, without secrets
    request_id   TEXT,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- What an API key may do; a key without a role is an admin's.
ALTER TABLE tokens ADD COLUMN role TEXT;

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('admins', 'admins', '100 100 1'),
    ('admins', 'admins_email', '100 100 1'),
    ('admin_sessions', 'admin_sessions', '500 500 1'),
    ('admin_sessions', 'admin_sessions_admin', '500 500 5 1'),
    ('one_time_links', 'one_time_links', '500 500 1'),
    ('one_time_links', 'one_time_links_code', '500 500 1'),
    ('one_time_links', 'one_time_links_of', '500 500 50 20 1'),
    ('audit', 'audit', '100000 20000 1');
