-- How many resources there are: a list says its total on every page, and counting a million of them takes longer than the page.
-- Whoever adds or deletes resources adds to a row in the same transaction; the total is the sum of a type's rows. Here there is one.
CREATE TABLE resource_counts (
    tenant_id     TEXT    NOT NULL,
    resource_type TEXT    NOT NULL,
    slot          INTEGER NOT NULL,
    number        INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, resource_type, slot)
) STRICT, WITHOUT ROWID;
INSERT INTO resource_counts (tenant_id, resource_type, slot, number)
    SELECT tenant_id, resource_type, 0, count(*) FROM resources GROUP BY tenant_id, resource_type;

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('resource_counts', 'resource_counts', '100 5 1 1');
