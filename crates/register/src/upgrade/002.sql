-- The tables made from the log. Every one can be dropped and made again.

CREATE TABLE IF NOT EXISTS case_row (
  office TEXT NOT NULL,
  case_no TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (office, case_no)
);
