//! The official record: the log, its proof, and the tables made from it, on SQLite and PostgreSQL.
