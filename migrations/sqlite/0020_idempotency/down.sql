DROP TABLE idempotency_keys;
DELETE FROM sqlite_stat1 WHERE tbl = 'idempotency_keys';
