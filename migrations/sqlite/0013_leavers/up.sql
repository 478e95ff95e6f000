-- Who is deactivated and since when, so that it costs nothing to know; kept with the change that deactivates or brings back.
CREATE TABLE leavers (
    tenant_id     TEXT    NOT NULL,
    resource_id   BLOB    NOT NULL,
    left_at       INTEGER NOT NULL,
    anonymised_at INTEGER,          -- since when nothing personal is left of them
    PRIMARY KEY (tenant_id, resource_id),
    FOREIGN KEY (tenant_id, resource_id) REFERENCES resources (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX leavers_left_at ON leavers (tenant_id, left_at, resource_id);

-- Whose values are yet to be taken out of the change log: up to which change, and how far that has come.
CREATE TABLE forgotten (
    tenant_id   TEXT    NOT NULL REFERENCES tenants (tenant_id),
    resource_id BLOB    NOT NULL,
    until_seq   INTEGER NOT NULL,
    position    INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, resource_id)
) STRICT, WITHOUT ROWID;

-- Which replica works on a tenant's leavers, and when the table above was last compared with the people.
CREATE TABLE leaver_work (
    tenant_id   TEXT    NOT NULL PRIMARY KEY REFERENCES tenants (tenant_id),
    lease_until INTEGER NOT NULL,
    compared_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Those who are deactivated now. When they left is not known any more; they have not changed since then.
INSERT INTO leavers (tenant_id, resource_id, left_at)
    SELECT tenant_id, id, modified_at FROM resources WHERE resource_type = 'User' AND active = 0;

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('leavers', 'leavers', '5000 1000 1'),
    ('leavers', 'leavers_left_at', '5000 1000 2 1'),
    ('forgotten', 'forgotten', '100 50 1'),
    ('leaver_work', 'leaver_work', '5 1');
