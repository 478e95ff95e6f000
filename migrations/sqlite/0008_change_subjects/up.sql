-- What an event says of its subject is what held when the change was made, however late and often it is told.
ALTER TABLE changes ADD COLUMN external_id TEXT;   -- the resource's externalId
ALTER TABLE changes ADD COLUMN etag TEXT;          -- its entity tag since; NULL: that of its version alone
