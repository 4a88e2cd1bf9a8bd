//! Which points make one cluster? The cells of the matching records are counted first, then brought together.

use std::collections::HashMap;

use arrow::array::AsArray;
use arrow::datatypes::{Float64Type, Int64Type};
use datafusion::functions_aggregate::expr_fn::{avg, count};
use datafusion::logical_expr::{Expr, LogicalPlanBuilder, lit};
use portico_odsql::ExprKind;

use crate::ask::Records;
use crate::engine::Engine;
use crate::executor::{Executor, Read};
use crate::functions::clusters::{Assigned, Cell, merge};
use crate::functions::geo::mercator_cell;
use crate::plan::keys::cluster_cells;
use crate::plan::scope::Scope;
use crate::plan::value::column;
use crate::select::also;
use crate::{EngineError, Query};

/// Cells that are brought together; more of them, as under a very high zoom, stay as they are.
const MOST: usize = 200_000;

/// The clusters of each `geo_cluster` key, by its canonical text.
pub(crate) type Clusters = HashMap<String, Assigned>;

impl Engine {
    /// The clusters of the keys of a query, over the records that a filter lets through.
    pub(crate) async fn clusters(
        &self,
        scope: &Scope<'_>,
        records: &Records<'_>,
        filter: &Option<Expr>,
        query: &Query,
    ) -> Result<Clusters, EngineError> {
        let scope = scope.of_clause("group_by");
        let mut clusters = Clusters::new();
        for key in &query.group_by {
            let ExprKind::GeoCluster { field, zoom, radius } = &key.expr.node else {
                continue;
            };
            let (parts, cells) = cluster_cells(&scope, field, *zoom, *radius)?;
            let [lon, lat] = parts.clone();
            let known = also(filter.clone(), lon.clone().is_not_null());
            let plan = LogicalPlanBuilder::from(records.scan(Some(known), None).await?)
                .project([
                    mercator_cell(parts, cells).alias("cell"),
                    lon.alias("lon"),
                    lat.alias("lat"),
                ])?
                .aggregate(
                    [column("cell")],
                    [
                        avg(column("lon")).alias("mean_lon"),
                        avg(column("lat")).alias("mean_lat"),
                        count(lit(1_i64)).alias("n"),
                    ],
                )?
                .limit(0, Some(MOST + 1))?
                .build()?;
            let mut found = Vec::new();
            for batch in self.executor.collect(plan, Read::Selective).await? {
                let [cell, count] = [0, 3].map(|index| batch.column(index).as_primitive::<Int64Type>());
                let [lon, lat] = [1, 2].map(|index| batch.column(index).as_primitive::<Float64Type>());
                found.extend((0..batch.num_rows()).map(|row| Cell {
                    cell: cell.value(row),
                    lon: lon.value(row),
                    lat: lat.value(row),
                    count: count.value(row) as f64,
                }));
            }
            if found.len() <= MOST {
                clusters.insert(key.expr.node.to_string(), merge(&found, cells));
            }
        }
        Ok(clusters)
    }
}
