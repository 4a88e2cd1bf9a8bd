//! What do both doors share? State, layers, extractors, faults, the cookie jar.

mod address;
mod asked;
mod cache;
mod client;
mod consent;
mod csrf;
mod fault;
mod hall;
mod jar;
mod layers;
mod listener;
mod origin;
mod permit;
mod query;
mod routing;
mod site;
mod state;
mod visitor;

pub use address::{Address, local_target};
pub use asked::{Asked, Identity, Read};
pub use cache::is_unchanged;
pub use client::client_of;
pub use csrf::{Csrf, Protected, ProtectedFiles, SameOrigin};
pub use fault::{FaultView, WebFault, WebResult, speaks_json};
pub use hall::{FaultPage, Hall, People, Policies, Statistics};
pub use jar::Jar;
pub use layers::dress;
pub use listener::{LenientListener, LenientStream, Peer};
pub use origin::{OriginError, OriginProof, TrustedOrigin};
pub use permit::{Gate, GatePermit};
pub use query::{FormParams, Params};
pub use routing::BothWays;
pub use site::{SiteSettings, StatisticsSettings, WebLimits};
pub use state::{AppState, open};
pub use visitor::{Caller, Visitor};
