-- The log, its proof, and the tables that are kept. {bytes} is BLOB on SQLite and BYTEA on PostgreSQL.
-- Every primary and unique key begins with the office, so that a database can be spread by it.

CREATE TABLE IF NOT EXISTS log_head (
  office TEXT NOT NULL PRIMARY KEY,
  seq BIGINT NOT NULL,
  epoch BIGINT NOT NULL,
  edge {bytes} NOT NULL,
  recorded BIGINT NOT NULL
);

CREATE TABLE IF NOT EXISTS event (
  office TEXT NOT NULL,
  seq BIGINT NOT NULL,
  case_no TEXT,
  version BIGINT NOT NULL,
  kind TEXT NOT NULL,
  happened BIGINT NOT NULL,
  recorded BIGINT NOT NULL,
  leaf {bytes} NOT NULL,
  bytes {bytes} NOT NULL,
  PRIMARY KEY (office, seq)
);

CREATE INDEX IF NOT EXISTS event_by_case ON event (office, case_no, seq) WHERE case_no IS NOT NULL;

CREATE TABLE IF NOT EXISTS log_node (
  office TEXT NOT NULL,
  level BIGINT NOT NULL,
  place BIGINT NOT NULL,
  hash {bytes} NOT NULL,
  PRIMARY KEY (office, level, place)
);

CREATE TABLE IF NOT EXISTS series (
  office TEXT NOT NULL,
  series TEXT NOT NULL,
  last BIGINT NOT NULL,
  PRIMARY KEY (office, series)
);

CREATE TABLE IF NOT EXISTS number (
  office TEXT NOT NULL,
  series TEXT NOT NULL,
  serial BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  number TEXT NOT NULL,
  PRIMARY KEY (office, series, serial)
);

CREATE TABLE IF NOT EXISTS idempotency (
  office TEXT NOT NULL,
  entry TEXT NOT NULL,
  digest {bytes} NOT NULL,
  seq BIGINT NOT NULL,
  answer {bytes} NOT NULL,
  expires BIGINT NOT NULL,
  PRIMARY KEY (office, entry)
);

CREATE TABLE IF NOT EXISTS session (
  office TEXT NOT NULL,
  digest {bytes} NOT NULL,
  account TEXT NOT NULL,
  person TEXT NOT NULL,
  made BIGINT NOT NULL,
  seen BIGINT NOT NULL,
  ends BIGINT NOT NULL,
  proved BIGINT NOT NULL,
  place TEXT NOT NULL,
  PRIMARY KEY (office, digest)
);

CREATE INDEX IF NOT EXISTS session_by_account ON session (office, account);

CREATE TABLE IF NOT EXISTS token (
  office TEXT NOT NULL,
  digest {bytes} NOT NULL,
  account TEXT NOT NULL,
  name TEXT NOT NULL,
  made BIGINT NOT NULL,
  ends BIGINT NOT NULL,
  PRIMARY KEY (office, digest)
);

CREATE INDEX IF NOT EXISTS token_by_account ON token (office, account);

CREATE TABLE IF NOT EXISTS credential (
  office TEXT NOT NULL,
  account TEXT NOT NULL,
  secret TEXT NOT NULL,
  failures BIGINT NOT NULL,
  locked_until BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  PRIMARY KEY (office, account)
);

CREATE TABLE IF NOT EXISTS draft (
  office TEXT NOT NULL,
  draft TEXT NOT NULL,
  account TEXT NOT NULL,
  title TEXT NOT NULL,
  version BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  body {bytes} NOT NULL,
  PRIMARY KEY (office, draft)
);

CREATE INDEX IF NOT EXISTS draft_by_account ON draft (office, account, changed);

CREATE TABLE IF NOT EXISTS blob (
  office TEXT NOT NULL,
  digest {bytes} NOT NULL,
  size BIGINT NOT NULL,
  bytes {bytes} NOT NULL,
  PRIMARY KEY (office, digest)
);

CREATE TABLE IF NOT EXISTS attachment (
  office TEXT NOT NULL,
  case_no TEXT NOT NULL,
  digest {bytes} NOT NULL,
  name TEXT NOT NULL,
  media TEXT NOT NULL,
  size BIGINT NOT NULL,
  account TEXT NOT NULL,
  added BIGINT NOT NULL,
  PRIMARY KEY (office, case_no, digest)
);

CREATE TABLE IF NOT EXISTS subject_key (
  office TEXT NOT NULL,
  subject TEXT NOT NULL,
  wrapped {bytes} NOT NULL,
  PRIMARY KEY (office, subject)
);

CREATE TABLE IF NOT EXISTS sealed (
  office TEXT NOT NULL,
  subject TEXT NOT NULL,
  field TEXT NOT NULL,
  box {bytes} NOT NULL,
  PRIMARY KEY (office, subject, field)
);

CREATE TABLE IF NOT EXISTS blind (
  office TEXT NOT NULL,
  field TEXT NOT NULL,
  mark {bytes} NOT NULL,
  subject TEXT NOT NULL,
  PRIMARY KEY (office, field, mark, subject)
);

CREATE INDEX IF NOT EXISTS blind_by_subject ON blind (office, subject);

CREATE TABLE IF NOT EXISTS inbox (
  office TEXT NOT NULL,
  sender TEXT NOT NULL,
  number TEXT NOT NULL,
  received BIGINT NOT NULL,
  digest {bytes} NOT NULL,
  answer {bytes} NOT NULL,
  PRIMARY KEY (office, sender, number)
);

CREATE TABLE IF NOT EXISTS outbox_mark (
  office TEXT NOT NULL,
  peer TEXT NOT NULL,
  seq BIGINT NOT NULL,
  part BIGINT NOT NULL,
  sent BIGINT NOT NULL,
  PRIMARY KEY (office, peer)
);

CREATE TABLE IF NOT EXISTS rebuilding (
  office TEXT NOT NULL PRIMARY KEY,
  since BIGINT NOT NULL
);

CREATE TABLE IF NOT EXISTS policy_text (
  office TEXT NOT NULL,
  edition {bytes} NOT NULL,
  path TEXT NOT NULL,
  bytes {bytes} NOT NULL,
  PRIMARY KEY (office, edition, path)
);

CREATE TABLE IF NOT EXISTS policy_edition (
  office TEXT NOT NULL,
  edition {bytes} NOT NULL,
  loaded BIGINT NOT NULL,
  PRIMARY KEY (office, edition)
);
