ALTER TABLE tokens DROP COLUMN role;
DROP TABLE audit;
DROP TABLE one_time_links;
DROP TABLE admin_sessions;
DROP TABLE admins;
