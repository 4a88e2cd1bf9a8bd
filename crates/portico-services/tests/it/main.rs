//! The use cases on a real data directory: import, update, crash, catalog, people. One binary, because it links the engine.

mod attachments;
mod bench;
mod catalog;
mod crashing;
mod importing;
mod jobs;
mod people;
mod permissions;
mod policy;
mod processing;
mod proof;
mod pushing;
mod refusals;
mod schedules;
mod updating;
mod uploads;
