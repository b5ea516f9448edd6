-- The tables made from the log. Every one can be dropped and made again.

CREATE TABLE IF NOT EXISTS case_row (
  office TEXT NOT NULL,
  case_no TEXT NOT NULL,
  version BIGINT NOT NULL,
  direction TEXT NOT NULL DEFAULT '',
  mode TEXT NOT NULL DEFAULT '',
  stage TEXT NOT NULL DEFAULT '',
  owner TEXT NOT NULL DEFAULT '',
  declarant TEXT NOT NULL DEFAULT '',
  port TEXT NOT NULL DEFAULT '',
  inland TEXT NOT NULL DEFAULT '',
  hs TEXT NOT NULL DEFAULT '',
  goods TEXT NOT NULL DEFAULT '',
  line_count BIGINT NOT NULL DEFAULT 0,
  accepted BIGINT NOT NULL DEFAULT 0,
  updated BIGINT NOT NULL DEFAULT 0,
  held BIGINT NOT NULL DEFAULT 0,
  due BIGINT,
  query_code TEXT NOT NULL DEFAULT '',
  public_view TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (office, case_no)
);

CREATE INDEX IF NOT EXISTS case_by_no ON case_row (case_no);

CREATE INDEX IF NOT EXISTS case_by_owner ON case_row (owner, accepted);

CREATE INDEX IF NOT EXISTS case_by_declarant ON case_row (declarant, accepted);

CREATE INDEX IF NOT EXISTS case_by_due ON case_row (due) WHERE due IS NOT NULL;

CREATE TABLE IF NOT EXISTS task (
  office TEXT NOT NULL,
  case_no TEXT NOT NULL,
  step TEXT NOT NULL,
  kind TEXT NOT NULL,
  place TEXT NOT NULL,
  since BIGINT NOT NULL,
  due BIGINT,
  PRIMARY KEY (office, case_no, step)
);

CREATE INDEX IF NOT EXISTS task_by_place ON task (place, kind, since);

CREATE TABLE IF NOT EXISTS search_key (
  office TEXT NOT NULL,
  case_no TEXT NOT NULL,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  PRIMARY KEY (office, case_no, kind, key)
);

CREATE INDEX IF NOT EXISTS search_by_key ON search_key (key);

CREATE TABLE IF NOT EXISTS fact_declaration (
  office TEXT NOT NULL,
  seq BIGINT NOT NULL,
  part BIGINT NOT NULL,
  case_no TEXT NOT NULL,
  activity TEXT NOT NULL,
  sign BIGINT NOT NULL,
  day BIGINT NOT NULL,
  declared_at TEXT NOT NULL,
  accepted_at TEXT NOT NULL,
  reviewed_at TEXT NOT NULL,
  inspected_at TEXT NOT NULL,
  certified_at TEXT NOT NULL,
  cleared_at TEXT NOT NULL,
  released_at TEXT NOT NULL,
  port TEXT NOT NULL,
  origin_district TEXT NOT NULL,
  flow_district TEXT NOT NULL,
  direction TEXT NOT NULL,
  mode TEXT NOT NULL,
  hs TEXT NOT NULL,
  country TEXT NOT NULL,
  owner TEXT NOT NULL,
  line_count BIGINT NOT NULL,
  accounting BIGINT,
  reference BIGINT,
  net_mass BIGINT NOT NULL,
  teu_tenths BIGINT NOT NULL,
  documents BIGINT NOT NULL,
  seconds BIGINT,
  PRIMARY KEY (office, seq, part)
);

CREATE TABLE IF NOT EXISTS fact_lot (
  office TEXT NOT NULL,
  seq BIGINT NOT NULL,
  part BIGINT NOT NULL,
  case_no TEXT NOT NULL,
  lot BIGINT NOT NULL,
  activity TEXT NOT NULL,
  outcome TEXT NOT NULL,
  sign BIGINT NOT NULL,
  day BIGINT NOT NULL,
  declared_at TEXT NOT NULL,
  accepted_at TEXT NOT NULL,
  reviewed_at TEXT NOT NULL,
  inspected_at TEXT NOT NULL,
  certified_at TEXT NOT NULL,
  cleared_at TEXT NOT NULL,
  released_at TEXT NOT NULL,
  port TEXT NOT NULL,
  origin_district TEXT NOT NULL,
  flow_district TEXT NOT NULL,
  direction TEXT NOT NULL,
  mode TEXT NOT NULL,
  hs TEXT NOT NULL,
  country TEXT NOT NULL,
  owner TEXT NOT NULL,
  value BIGINT NOT NULL,
  scale BIGINT NOT NULL,
  currency TEXT NOT NULL,
  accounting BIGINT,
  reference BIGINT,
  net_mass BIGINT NOT NULL,
  amount BIGINT NOT NULL,
  unit TEXT NOT NULL,
  seconds BIGINT,
  PRIMARY KEY (office, seq, part)
);

CREATE TABLE IF NOT EXISTS outbox (
  office TEXT NOT NULL,
  seq BIGINT NOT NULL,
  part BIGINT NOT NULL,
  peer TEXT NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (office, seq, part)
);

CREATE INDEX IF NOT EXISTS outbox_by_peer ON outbox (office, peer, seq, part);
