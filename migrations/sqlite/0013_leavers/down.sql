DROP TABLE leaver_work;
DROP TABLE forgotten;
DROP TABLE leavers;
DELETE FROM sqlite_stat1 WHERE tbl IN ('leavers', 'forgotten', 'leaver_work');
