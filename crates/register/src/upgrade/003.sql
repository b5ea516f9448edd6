-- Who read what of cases in which they have no part, and what for: kept, never changed.

CREATE TABLE IF NOT EXISTS read_note (
  office TEXT NOT NULL,
  at BIGINT NOT NULL,
  number TEXT NOT NULL,
  account TEXT NOT NULL,
  person TEXT NOT NULL,
  case_no TEXT NOT NULL,
  what TEXT NOT NULL,
  purpose TEXT NOT NULL,
  PRIMARY KEY (office, at, number)
);

CREATE INDEX IF NOT EXISTS read_by_case ON read_note (office, case_no, at);
