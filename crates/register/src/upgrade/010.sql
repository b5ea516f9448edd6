-- Files stand sealed beside the record; nothing was ever kept in these.
DROP TABLE IF EXISTS blob;
DROP TABLE IF EXISTS attachment;
