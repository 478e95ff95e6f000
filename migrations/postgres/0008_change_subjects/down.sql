ALTER TABLE changes DROP COLUMN etag;
ALTER TABLE changes DROP COLUMN external_id;
