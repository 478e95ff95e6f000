ALTER TABLE schema_versions DROP COLUMN definitions;
