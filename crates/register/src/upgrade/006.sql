-- Names that mean one thing only: the keys of an account, the own references of a declarant. The office is their owner's.

CREATE TABLE IF NOT EXISTS claim (
  office TEXT NOT NULL,
  name TEXT NOT NULL,
  holder TEXT NOT NULL,
  PRIMARY KEY (office, name)
);

-- By which rules the derived tables were made; a register of before has none.
CREATE TABLE IF NOT EXISTS derivation (
  office TEXT NOT NULL PRIMARY KEY,
  number BIGINT NOT NULL
);
