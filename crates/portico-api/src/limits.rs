//! How much may one request ask for? The ceilings of the Explore API, all of them settings.

/// Ceilings of requests. Bounds are inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ApiLimits {
    /// Records in one answer when nothing is said.
    pub default_limit: usize,
    /// Largest `limit` of records and datasets.
    pub records_limit: usize,
    /// Largest `offset + limit` of records and datasets.
    pub records_window: usize,
    /// Largest `limit` with `group_by`; also how many groups come when nothing is said.
    pub groups_limit: usize,
    /// Largest `offset + limit` with `group_by`.
    pub groups_window: usize,
    /// Groups that an export may sort by an aggregate.
    pub sorted_groups: usize,
    /// Most features of one vector tile.
    pub tile_features: usize,
    /// Calls of the whole portal in one day (UTC), as the rate headers tell.
    pub daily_calls: u64,
}

impl Default for ApiLimits {
    fn default() -> Self {
        Self {
            default_limit: 10,
            records_limit: 100,
            records_window: 10_000,
            groups_limit: 20_000,
            groups_window: 20_000,
            sorted_groups: 20_000,
            tile_features: 50_000,
            daily_calls: 1_000_000_000,
        }
    }
}
