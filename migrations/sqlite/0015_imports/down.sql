DROP TABLE kept_apart;
DROP TABLE imported_people;
DELETE FROM sqlite_stat1 WHERE tbl IN ('imported_people', 'kept_apart');
