-- Who came by a list (a connection of kind import), and as what the list knows them.
CREATE TABLE imported_people (
    tenant_id     TEXT    NOT NULL,
    id            BLOB    NOT NULL, -- of the entry; in the userName of whom it makes
    connection_id BLOB    NOT NULL,
    resource_id   BLOB    NOT NULL, -- the person; once linked, the one whom a provider pushes
    row_id        TEXT,             -- what the list's own column of ids has
    address       TEXT    NOT NULL, -- folded
    linked_at     INTEGER,
    linked_by     TEXT,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, connection_id) REFERENCES connections (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, resource_id) REFERENCES resources (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX imported_people_row_id ON imported_people (tenant_id, connection_id, row_id);
CREATE INDEX imported_people_address ON imported_people (tenant_id, connection_id, address);
CREATE INDEX imported_people_resource ON imported_people (tenant_id, resource_id);

-- Imported people who are known not to be somebody whom a provider pushes.
CREATE TABLE kept_apart (
    tenant_id   TEXT    NOT NULL,
    imported_id BLOB    NOT NULL,
    person_id   BLOB    NOT NULL,
    decided_at  INTEGER NOT NULL,
    decided_by  TEXT    NOT NULL,
    PRIMARY KEY (tenant_id, imported_id, person_id),
    FOREIGN KEY (tenant_id, imported_id) REFERENCES resources (tenant_id, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, person_id) REFERENCES resources (tenant_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX kept_apart_person ON kept_apart (tenant_id, person_id);

INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('imported_people', 'imported_people', '10000 5000 1'),
    ('imported_people', 'imported_people_row_id', '10000 5000 2500 1'),
    ('imported_people', 'imported_people_address', '10000 5000 2500 1 1'),
    ('imported_people', 'imported_people_resource', '10000 5000 1 1'),
    ('kept_apart', 'kept_apart', '500 100 2 1'),
    ('kept_apart', 'kept_apart_person', '500 100 2 1');
