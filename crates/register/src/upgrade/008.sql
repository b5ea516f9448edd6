-- In which session a case was read without a part in it: what it is read for is said once in each.

ALTER TABLE read_note ADD COLUMN session TEXT NOT NULL DEFAULT '';

CREATE INDEX IF NOT EXISTS read_by_session ON read_note (office, session, case_no);

-- When a token was last shown; 0 for never.
ALTER TABLE token ADD COLUMN used BIGINT NOT NULL DEFAULT 0;
