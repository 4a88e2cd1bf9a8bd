//! Which tile, or which drawing, shows these features? Geometries in degrees go in, bytes or SVG come out.

mod clip;
mod cut;
pub mod drawn;
mod error;
pub mod grid;
mod layer;
pub mod mercator;
pub mod outline;
mod shape;
mod simplify;
mod tile;

pub use cut::{cut_line, cut_polygon};
pub use error::TileError;
pub use layer::{EncodedLayer, Feature, LayerOptions, Value, encode_layer};
pub use tile::{Bounds, MAX_ZOOM, TileId};
