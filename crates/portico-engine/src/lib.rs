//! Which records answer this? Versions as Parquet in an object store, ODSQL trees to DataFusion plans, facets, streams, permits.

mod answer;
mod area;
mod ask;
mod clusters;
mod engine;
mod error;
mod executor;
mod expression;
mod facets;
mod functions;
mod geometry;
mod permit;
mod plan;
mod query;
mod select;
mod store;
mod table;

pub use answer::{Answer, BatchStream, FacetNode, FacetState, FacetTree};
pub use engine::{Engine, EngineSettings};
pub use error::EngineError;
pub use expression::Expression;
pub use query::Query;
pub use store::canon::record_ids;
pub use store::writer::VersionWriter;
pub use table::Table;
