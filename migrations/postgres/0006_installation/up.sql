-- What is known of the installation as a whole. It belongs to no tenant: tenant_id, which every key begins with, is ''.
CREATE TABLE installation (
    tenant_id TEXT NOT NULL,
    name      TEXT NOT NULL,    -- schemas: those of the files, as last started with; secret_key: what tells the key from others
    value     TEXT NOT NULL,
    PRIMARY KEY (tenant_id, name)
);
