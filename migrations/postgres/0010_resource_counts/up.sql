-- How many resources there are: a list says its total on every page, and counting a million of them takes longer than the page.
-- Whoever adds or deletes resources adds to a row in the same transaction; the total is the sum of a type's rows. Several, so
-- that writers on different connections do not wait for each other; a row alone may be negative.
CREATE TABLE resource_counts (
    tenant_id     TEXT COLLATE "C" NOT NULL,
    resource_type TEXT COLLATE "C" NOT NULL,
    slot          BIGINT NOT NULL,
    number        BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, resource_type, slot)
) WITH (fillfactor = 50);
INSERT INTO resource_counts (tenant_id, resource_type, slot, number)
    SELECT tenant_id, resource_type, 0, count(*) FROM resources GROUP BY tenant_id, resource_type;
