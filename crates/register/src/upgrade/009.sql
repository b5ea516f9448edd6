-- Who has a case open on a screen of acts: told to others for a while, and forbids nothing.
CREATE TABLE IF NOT EXISTS lease (
    office TEXT NOT NULL,
    case_no TEXT NOT NULL,
    account TEXT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (office, case_no, account)
);
CREATE INDEX IF NOT EXISTS lease_by_time ON lease (office, until);
