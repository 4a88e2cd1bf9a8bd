//! Do steps do what their page says, and what happens with hostile input? One binary.

mod hostile;
mod page;
mod spec;
