-- Requests of the API that carry an Idempotency-Key, and what they were answered, so that a repeated one is not done again.
CREATE TABLE idempotency_keys (
    tenant_id   TEXT    NOT NULL, -- empty for what is about no tenant
    digest      BLOB    NOT NULL, -- of the caller and their key
    request     BLOB    NOT NULL, -- digest of what is asked
    begun_at    INTEGER NOT NULL,
    lease_until INTEGER NOT NULL, -- of whoever carries it out; it tells them apart
    answer      BLOB,             -- encrypted, once there is one; empty where it was too long to be kept
    PRIMARY KEY (tenant_id, digest)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_keys_begun ON idempotency_keys (tenant_id, begun_at);

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('idempotency_keys', 'idempotency_keys', '1000 500 1'),
    ('idempotency_keys', 'idempotency_keys_begun', '1000 500 1 1');
