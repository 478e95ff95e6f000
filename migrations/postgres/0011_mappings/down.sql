DROP TABLE overrides;
DROP TABLE mapping_drafts;
DROP TABLE mappings;
