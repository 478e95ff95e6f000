-- The attributes that the source's own schema has, as it was last read: JSON. Fields can be made of them before anybody has a value.
ALTER TABLE pulls ADD COLUMN attributes TEXT;
