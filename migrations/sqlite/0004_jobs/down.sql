DELETE FROM sqlite_stat1 WHERE tbl = 'jobs';
DROP TABLE jobs;
ALTER TABLE tokens DROP COLUMN may_write;
ALTER TABLE tokens DROP COLUMN person_id;
