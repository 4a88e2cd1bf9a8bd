//! Which door do programs use? The Explore API v2.1, API v1, exports, vector tiles; the shapes of the wire exist only here.

mod ask;
mod automation;
mod cors;
mod explore;
mod file;
mod harvest;
mod health;
mod limits;
mod manners;
mod openapi;
mod push;
mod quota;
mod reply;
mod routes;
mod stored_file;
mod table;
mod tiles;
mod v1;
mod version;
mod wire;

use harvest::data_json;
pub use limits::ApiLimits;
pub use openapi::document;
pub use routes::{addresses, routes, routes_with};
