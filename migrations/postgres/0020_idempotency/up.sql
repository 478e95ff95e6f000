-- Requests of the API that carry an Idempotency-Key, and what they were answered, so that a repeated one is not done again.
CREATE TABLE idempotency_keys (
    tenant_id   TEXT COLLATE "C" NOT NULL, -- empty for what is about no tenant
    digest      BYTEA NOT NULL, -- of the caller and their key
    request     BYTEA NOT NULL, -- digest of what is asked
    begun_at    BIGINT NOT NULL,
    lease_until BIGINT NOT NULL, -- of whoever carries it out; it tells them apart
    answer      BYTEA,           -- encrypted, once there is one; empty where it was too long to be kept
    PRIMARY KEY (tenant_id, digest)
);
CREATE INDEX idempotency_keys_begun ON idempotency_keys (tenant_id, begun_at);

-- Where the other tables are distributed by tenant (Citus, docs/SCALE.md), this one is too.
DO $$
BEGIN
    IF to_regclass('pg_catalog.pg_dist_partition') IS NULL THEN
        RETURN;
    END IF;
    IF EXISTS (SELECT 1 FROM pg_catalog.pg_dist_partition WHERE logicalrel = 'resources'::regclass) THEN
        PERFORM create_distributed_table('idempotency_keys', 'tenant_id', colocate_with => 'resources');
    END IF;
END $$;
