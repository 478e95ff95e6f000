ALTER TABLE tokens DROP COLUMN role;
DROP TABLE audit;
DROP TABLE one_time_links;
DROP TABLE admin_sessions;
DROP TABLE admins;
DELETE FROM sqlite_stat1 WHERE tbl IN ('admins', 'admin_sessions', 'one_time_links', 'audit');
