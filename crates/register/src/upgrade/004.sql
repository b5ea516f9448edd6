-- What cases are found by besides numbers: the names of their goods, and the pieces of the different names.

CREATE TABLE IF NOT EXISTS goods_case (
  office TEXT NOT NULL,
  case_no TEXT NOT NULL,
  name TEXT NOT NULL,
  accepted BIGINT NOT NULL,
  PRIMARY KEY (office, case_no, name)
);

CREATE INDEX IF NOT EXISTS goods_by_name ON goods_case (name, accepted, case_no);

CREATE INDEX IF NOT EXISTS goods_by_time ON goods_case (accepted, case_no, name);

CREATE TABLE IF NOT EXISTS goods_gram (
  office TEXT NOT NULL,
  gram TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (office, gram, name)
);

CREATE INDEX IF NOT EXISTS goods_by_gram ON goods_gram (gram, name);
