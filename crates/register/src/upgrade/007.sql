-- The agent that a declaration names besides its declarant: who is named sees the case.

ALTER TABLE case_row ADD COLUMN agent TEXT NOT NULL DEFAULT '';

CREATE INDEX IF NOT EXISTS case_by_agent ON case_row (agent, accepted);
