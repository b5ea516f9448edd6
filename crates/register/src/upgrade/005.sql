-- A record that has cases already lacks the rows of 004; only the log knows all names, so it is read again by `santong rebuild`.

INSERT INTO rebuilding (office, since)
SELECT 'region', 0 WHERE EXISTS (SELECT 1 FROM case_row)
ON CONFLICT (office) DO NOTHING;
