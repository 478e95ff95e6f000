-- Every primary key, unique index and foreign key begins with tenant_id: tenants cannot meet.
-- Ids are 16 bytes (UUIDv7), times are microseconds since the Unix epoch, documents are JSON as text.
-- Text that is compared without its case is folded before it comes here; comparison is by bytes, hence COLLATE "C".

CREATE TABLE tenants (
    tenant_id  TEXT COLLATE "C"    NOT NULL PRIMARY KEY,
    name       TEXT COLLATE "C"    NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE connections (
    tenant_id     TEXT COLLATE "C"    NOT NULL REFERENCES tenants (tenant_id),
    id            BYTEA    NOT NULL,
    name          TEXT COLLATE "C"    NOT NULL,
    kind          TEXT COLLATE "C"    NOT NULL,
    profile       TEXT COLLATE "C"    NOT NULL,
    basic_allowed BOOLEAN NOT NULL,
    created_at    BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX connections_name ON connections (tenant_id, name);

-- The secret itself is nowhere: a token proves itself by its signature, and is looked up by its id.
CREATE TABLE tokens (
    tenant_id         TEXT COLLATE "C"    NOT NULL,
    id                BYTEA    NOT NULL,
    connection_id     BYTEA    NOT NULL,
    name              TEXT COLLATE "C"    NOT NULL,
    scope             TEXT COLLATE "C"    NOT NULL,
    created_at        BIGINT NOT NULL,
    expires_at        BIGINT,
    revoked_at        BIGINT,
    revoked_by        TEXT COLLATE "C",
    last_used_at      BIGINT,
    last_used_address TEXT COLLATE "C",
    last_used_agent   TEXT COLLATE "C",
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id)
);

-- No foreign key to tenants: every insert would lock the same row of it.
CREATE TABLE resources (
    tenant_id     TEXT COLLATE "C"    NOT NULL,
    id            BYTEA    NOT NULL,
    resource_type TEXT COLLATE "C"    NOT NULL,
    version       BIGINT NOT NULL,
    created_at    BIGINT NOT NULL,
    modified_at   BIGINT NOT NULL,
    unique_key    TEXT COLLATE "C",             -- folded value that no other of this type may have
    external_id   TEXT COLLATE "C",             -- as sent
    display_name  TEXT COLLATE "C",             -- folded, first 255 characters
    active        BOOLEAN,
    email         TEXT COLLATE "C",             -- folded, the primary one
    label         TEXT COLLATE "C",             -- what members lists show
    document      TEXT COLLATE "C"    NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX resources_type ON resources (tenant_id, resource_type, id);
CREATE UNIQUE INDEX resources_unique_key ON resources (tenant_id, resource_type, unique_key);
CREATE INDEX resources_external_id ON resources (tenant_id, resource_type, external_id)
    WHERE external_id IS NOT NULL;
CREATE INDEX resources_display_name ON resources (tenant_id, resource_type, display_name)
    WHERE display_name IS NOT NULL;

-- Values of further attributes that are filtered by; folded, first 255 characters.
CREATE TABLE attribute_values (
    tenant_id     TEXT COLLATE "C" NOT NULL,
    resource_type TEXT COLLATE "C" NOT NULL,
    path          TEXT COLLATE "C" NOT NULL,
    value         TEXT COLLATE "C" NOT NULL,
    resource_id   BYTEA NOT NULL,
    PRIMARY KEY (tenant_id, resource_type, path, value, resource_id),
    FOREIGN KEY (tenant_id, resource_id) REFERENCES resources (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX attribute_values_resource ON attribute_values (tenant_id, resource_id);

CREATE TABLE memberships (
    tenant_id TEXT COLLATE "C" NOT NULL,
    group_id  BYTEA NOT NULL,
    member_id BYTEA NOT NULL,
    PRIMARY KEY (tenant_id, group_id, member_id),
    FOREIGN KEY (tenant_id, group_id) REFERENCES resources (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, member_id) REFERENCES resources (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX memberships_member ON memberships (tenant_id, member_id, group_id);

-- One row for each committed change. Numbers are drawn in one order and committed in another:
-- conn.rs says how a reader still skips nothing.
CREATE SEQUENCE changes_seq;
CREATE TABLE changes (
    tenant_id     TEXT COLLATE "C"    NOT NULL,
    seq           BIGINT NOT NULL,
    at            BIGINT NOT NULL,
    resource_type TEXT COLLATE "C"    NOT NULL,
    resource_id   BYTEA    NOT NULL,
    operation     TEXT COLLATE "C"    NOT NULL,
    version       BIGINT NOT NULL,
    connection_id BYTEA,
    request_id    TEXT COLLATE "C",
    "before"      TEXT COLLATE "C",
    "after"       TEXT COLLATE "C",
    PRIMARY KEY (tenant_id, seq)
);

-- Attributes that were received and not kept.
CREATE TABLE observations (
    tenant_id     TEXT COLLATE "C"    NOT NULL,
    connection_id BYTEA    NOT NULL,
    path          TEXT COLLATE "C"    NOT NULL,
    seen_count    BIGINT NOT NULL,
    first_seen_at BIGINT NOT NULL,
    last_seen_at  BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, connection_id, path),
    FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id) ON DELETE CASCADE
);
