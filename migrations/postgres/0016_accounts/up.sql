-- Who works with the console and the API. They belong to no tenant, and have a role in some: tenant_id is ''.
CREATE TABLE admins (
    tenant_id             TEXT COLLATE "C" NOT NULL,
    id                    BYTEA NOT NULL,
    email                 TEXT COLLATE "C" NOT NULL, -- as it was typed
    email_key             TEXT COLLATE "C" NOT NULL, -- folded
    name                  TEXT COLLATE "C" NOT NULL,
    language              TEXT COLLATE "C",
    password_hash         TEXT COLLATE "C", -- Argon2id in PHC form; none for whoever signs in elsewhere
    roles                 TEXT COLLATE "C" NOT NULL, -- JSON: a role for each tenant
    is_installation_owner BOOLEAN NOT NULL,
    second_factor         TEXT COLLATE "C", -- JSON: the secret of one-time codes, encrypted; the last one taken; hashes of recovery codes
    failed_attempts       BIGINT NOT NULL, -- since the last success
    blocked_until         BIGINT NOT NULL,
    created_at            BIGINT NOT NULL,
    last_seen_at          BIGINT,
    disabled_at           BIGINT,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX admins_email ON admins (tenant_id, email_key);

-- Who is signed in. The token itself is nowhere.
CREATE TABLE admin_sessions (
    tenant_id  TEXT COLLATE "C" NOT NULL,
    token_hash BYTEA NOT NULL, -- SHA-256
    admin_id   BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL, -- whatever happens
    seen_at    BIGINT NOT NULL, -- up to a minute
    address    TEXT COLLATE "C",
    agent      TEXT COLLATE "C",
    PRIMARY KEY (tenant_id, token_hash)
);
CREATE INDEX admin_sessions_admin ON admin_sessions (tenant_id, admin_id);

-- Links that open something to whoever has them. The code itself is nowhere.
CREATE TABLE one_time_links (
    tenant_id     TEXT COLLATE "C" NOT NULL,
    id            BYTEA NOT NULL,
    code_hash     BYTEA NOT NULL, -- SHA-256
    kind          TEXT COLLATE "C" NOT NULL, -- set_up, invitation, password_reset, connection
    for_tenant    TEXT COLLATE "C" NOT NULL, -- '' where it is for none
    connection_id BYTEA,
    admin_id      BYTEA,
    email         TEXT COLLATE "C",
    role          TEXT COLLATE "C",
    created_at    BIGINT NOT NULL,
    created_by    TEXT COLLATE "C" NOT NULL,
    expires_at    BIGINT NOT NULL,
    used_at       BIGINT,
    revoked_at    BIGINT,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX one_time_links_code ON one_time_links (tenant_id, code_hash);
CREATE INDEX one_time_links_of ON one_time_links (tenant_id, for_tenant, kind, id);

-- What admins did, and the program in their name. What is about no tenant has the tenant_id ''.
CREATE TABLE audit (
    tenant_id    TEXT COLLATE "C" NOT NULL,
    id           BYTEA NOT NULL, -- UUIDv7: the order in time
    at           BIGINT NOT NULL,
    actor_kind   TEXT COLLATE "C" NOT NULL,
    actor_id     TEXT COLLATE "C",
    actor_name   TEXT COLLATE "C" NOT NULL,
    address      TEXT COLLATE "C",
    action       TEXT COLLATE "C" NOT NULL,
    subject_kind TEXT COLLATE "C" NOT NULL,
    subject_id   TEXT COLLATE "C",
    subject_name TEXT COLLATE "C",
    before       TEXT COLLATE "C", -- JSON, without secrets
    after        TEXT COLLATE "C", -- JSON, without secrets
    request_id   TEXT COLLATE "C",
    PRIMARY KEY (tenant_id, id)
);

-- What an API key may do; a key without a role is an admin's.
ALTER TABLE tokens ADD COLUMN role TEXT COLLATE "C";

-- Where the other tables are distributed by tenant (Citus, docs/SCALE.md), these are too, before a key refers to one of those.
DO $$
DECLARE
    new_table TEXT;
BEGIN
    IF to_regclass('pg_catalog.pg_dist_partition') IS NULL THEN
        RETURN;
    END IF;
    IF EXISTS (SELECT 1 FROM pg_catalog.pg_dist_partition WHERE logicalrel = 'resources'::regclass) THEN
        FOREACH new_table IN ARRAY ARRAY['admins', 'admin_sessions', 'one_time_links', 'audit'] LOOP
            PERFORM create_distributed_table(new_table::regclass, 'tenant_id', colocate_with => 'resources');
        END LOOP;
    END IF;
END $$;

ALTER TABLE admin_sessions ADD FOREIGN KEY (tenant_id, admin_id) REFERENCES admins (tenant_id, id) ON DELETE CASCADE;
