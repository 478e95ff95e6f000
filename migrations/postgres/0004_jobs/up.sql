-- A token may belong to a person, and then opens only what is theirs (/Me).
ALTER TABLE tokens ADD COLUMN person_id BYTEA;
ALTER TABLE tokens ADD COLUMN may_write BOOLEAN NOT NULL DEFAULT FALSE;

-- Requests that are answered later (RFC 9967). Whoever works on one holds its lease; `attempts` counts the leases
-- and tells a holder that lost its own. The request is encrypted, and gone when it is finished.
CREATE TABLE jobs (
    tenant_id     TEXT COLLATE "C" NOT NULL,
    id            BYTEA  NOT NULL,
    connection_id BYTEA  NOT NULL,
    created_at    BIGINT NOT NULL,
    lease_until   BIGINT NOT NULL,
    attempts      BIGINT NOT NULL,
    request       BYTEA,
    progress      TEXT COLLATE "C" NOT NULL,
    finished_at   BIGINT,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id)
);
CREATE INDEX jobs_open ON jobs (tenant_id, id) WHERE finished_at IS NULL;
