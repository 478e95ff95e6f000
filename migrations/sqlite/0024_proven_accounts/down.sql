ALTER TABLE one_time_links DROP COLUMN proves;
ALTER TABLE admins DROP COLUMN proven_at;
