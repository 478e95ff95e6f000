-- Since when what an account is opened with was set by whoever has its e-mail address, as far as anybody knows; empty where a
-- tenant's owner may know it. Whether whoever uses a link shows that.
ALTER TABLE admins ADD COLUMN proven_at INTEGER;
ALTER TABLE one_time_links ADD COLUMN proves INTEGER NOT NULL DEFAULT 0;
