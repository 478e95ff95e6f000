ALTER TABLE connections DROP COLUMN test_mode;
DROP TABLE request_counts;
DROP TABLE request_log_sizes;
DROP TABLE request_log;
