DROP INDEX changes_resource;
ALTER TABLE schema_versions DROP COLUMN first_values;
DROP TABLE first_values;
DROP TABLE received_attributes;
DELETE FROM sqlite_stat1 WHERE tbl IN ('received_attributes', 'first_values', 'changes');
