DROP TABLE overrides;
DROP TABLE mapping_drafts;
DROP TABLE mappings;
DELETE FROM sqlite_stat1 WHERE tbl IN ('mappings', 'mapping_drafts', 'overrides');
