DROP TABLE pull_told;
DROP TABLE pull_sign_ins;
DROP TABLE pulled_people;
DROP TABLE pull_runs;
DROP TABLE pulls;
DELETE FROM sqlite_stat1 WHERE tbl IN ('pulls', 'pull_runs', 'pulled_people', 'pull_sign_ins', 'pull_told');
