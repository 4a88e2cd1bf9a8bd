//! What do tests of several crates need? A PostgreSQL server, the real program, small helpers. Development only.

pub mod postgres;
pub mod program;
