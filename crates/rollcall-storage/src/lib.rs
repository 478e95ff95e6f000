//! Rollcall's store: diesel over SQLite and PostgreSQL.
