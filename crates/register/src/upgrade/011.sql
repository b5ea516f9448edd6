-- The files of editions by their hash, one row a file however many editions have it.
CREATE TABLE IF NOT EXISTS edition_text (
    office TEXT NOT NULL,
    hash {bytes} NOT NULL,
    bytes {bytes} NOT NULL,
    PRIMARY KEY (office, hash)
);
-- Which files an edition has.
CREATE TABLE IF NOT EXISTS edition_file (
    office TEXT NOT NULL,
    edition {bytes} NOT NULL,
    path TEXT NOT NULL,
    hash {bytes} NOT NULL,
    PRIMARY KEY (office, edition, path)
);
-- The processes that work on the register, by what each says of itself each second.
CREATE TABLE IF NOT EXISTS process (
    office TEXT NOT NULL,
    name TEXT NOT NULL,
    seen BIGINT NOT NULL,
    said TEXT NOT NULL,
    PRIMARY KEY (office, name)
);
