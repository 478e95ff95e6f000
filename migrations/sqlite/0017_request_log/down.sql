ALTER TABLE connections DROP COLUMN test_mode;
DROP TABLE request_counts;
DROP TABLE request_log_sizes;
DROP TABLE request_log;
DELETE FROM sqlite_stat1 WHERE tbl IN ('request_log', 'request_log_sizes', 'request_counts');
