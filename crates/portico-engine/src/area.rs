//! What lies there? Extents, features of a rectangle, points counted in a grid.

use arrow::array::{Array, AsArray};
use arrow::datatypes::{Float64Type, Int64Type};
use datafusion::functions_aggregate::expr_fn::{avg, count, first_value, max, min};
use datafusion::logical_expr::{Expr, LogicalPlanBuilder, lit};
use portico_model::{Extent, Field, FieldType};
use portico_odsql::{Expr as Ast, ExprKind};

use crate::ask::{Records, filter};
use crate::engine::Engine;
use crate::executor::{Executor, Read};
use crate::functions::geo::{Place, grid_cell};
use crate::functions::labels::hex_id;
use crate::permit::Permit;
use crate::plan::condition::any_of;
use crate::plan::output::{self, Output};
use crate::plan::scope::Scope;
use crate::plan::select::columns;
use crate::plan::value::{Kind, Value, column, plain};
use crate::select::also;
use crate::store::convert::{ID, point_columns, shape_columns};
use crate::{Answer, EngineError, Query, Table};

impl Engine {
    /// The rectangle around all geometries of the matching records, and how many have one.
    pub(crate) async fn rectangle(
        &self,
        table: &Table,
        query: &Query,
    ) -> Result<(Option<Extent>, u64), EngineError> {
        let geometries: Vec<&Field> = table
            .schema
            .fields
            .iter()
            .filter(|field| field.ty.is_geo())
            .collect();
        if geometries.is_empty() {
            return Ok((None, 0));
        }
        let scope = Scope::new(table, query);
        let filter = filter(&scope, table, query, None)?;
        let present = any_of(
            geometries
                .iter()
                .map(|field| sides(field)[0].clone().is_not_null())
                .collect(),
        );
        let mut calls = vec![count(lit(1_i64)).alias("n")];
        for (index, field) in geometries.iter().enumerate() {
            let [west, south, east, north] = sides(field);
            let ends = [min(west), min(south), max(east), max(north)];
            calls.extend(
                ends.into_iter()
                    .zip(0..)
                    .map(|(call, side)| call.alias(format!("s{index}_{side}"))),
            );
        }
        let plan = Records::new(self, table)
            .scan(Some(also(filter, present)), None)
            .await?;
        let plan = LogicalPlanBuilder::from(plan)
            .aggregate(Vec::<Expr>::new(), calls)?
            .build()?;
        let batches = self.executor.collect(plan, Read::Selective).await?;
        let Some(row) = batches.first() else {
            return Ok((None, 0));
        };
        let with_geometry =
            u64::try_from(row.column(0).as_primitive::<Int64Type>().value(0)).unwrap_or_default();
        let mut extent: Option<Extent> = None;
        for sides in row.columns()[1..].chunks_exact(4) {
            if sides.iter().all(|side| side.is_valid(0)) {
                let [west, south, east, north] =
                    [0, 1, 2, 3].map(|side: usize| sides[side].as_primitive::<Float64Type>().value(0));
                let found = Extent {
                    west,
                    south,
                    east,
                    north,
                };
                extent = Some(extent.map_or(found, |extent| extent.union(found)));
            }
        }
        Ok((extent, with_geometry))
    }

    /// Records whose geometry touches the rectangle: `_id`, the geometry, then the columns of `select`.
    pub(crate) async fn features_in(
        &self,
        table: &Table,
        query: &Query,
        field: &str,
        area: Extent,
        permit: Permit,
    ) -> Result<Answer, EngineError> {
        let scope = Scope::new(table, query);
        let node = field_node(field);
        let condition = scope.in_area(&node, area)?;
        let filter = also(filter(&scope, table, query, None)?, condition);
        let mut outputs = vec![
            Output::new("_id", Value::new(Kind::TEXT, hex_id(column(ID)))),
            Output::new(field, plain(scope.field(field, &node.span)?)),
        ];
        if !query.select.is_empty() {
            let query = Query {
                with_record_ids: false,
                ..query.clone()
            };
            let selected = columns(&scope.of_clause("select"), &query)?;
            outputs.extend(selected.into_iter().filter(|output| output.field.name != field));
        }
        let plan = Records::new(self, table).scan(Some(filter), None).await?;
        let mut builder = LogicalPlanBuilder::from(plan);
        if query.limit.is_some() || query.offset > 0 {
            builder = builder.limit(query.offset, query.limit)?;
        }
        self.stream(
            output::project(builder.build()?, &outputs)?,
            Read::Selective,
            &outputs,
            permit,
        )
        .await
    }

    /// Points of the rectangle counted by cell: `lon`, `lat` (mean), `count`, `_id` (of one record).
    pub(crate) async fn grid(
        &self,
        table: &Table,
        query: &Query,
        field: &str,
        (area, cells): (Extent, u32),
        permit: Permit,
    ) -> Result<Answer, EngineError> {
        let scope = Scope::new(table, query);
        let node = field_node(field);
        let place = scope.place(&node)?;
        let filter = also(filter(&scope, table, query, None)?, scope.overlap(&node, area)?);
        let [lon, lat] = match place {
            Place::Point(parts) => parts,
            Place::Shape(_) => {
                let [west, south, east, north] = shape_columns(field).map(|name| column(&name));
                [(west + east) / lit(2.0), (south + north) / lit(2.0)]
            }
        };
        let plan = Records::new(self, table).scan(Some(filter), None).await?;
        let plan = LogicalPlanBuilder::from(plan)
            .project([
                grid_cell([lon.clone(), lat.clone()], area, cells.max(1)).alias("cell"),
                lon.alias("lon"),
                lat.alias("lat"),
                column(ID).alias("id"),
            ])?
            .aggregate(
                [column("cell")],
                [
                    avg(column("lon")).alias("mean_lon"),
                    avg(column("lat")).alias("mean_lat"),
                    count(lit(1_i64)).alias("n"),
                    first_value(column("id"), Vec::new()).alias("one"),
                ],
            )?
            .sort([column("cell").sort(true, false)])?
            .build()?;
        let decimal = |name: &str, from: &str| Output {
            field: Field::new(name, FieldType::Double),
            expr: column(from),
        };
        let outputs = [
            decimal("lon", "mean_lon"),
            decimal("lat", "mean_lat"),
            Output {
                field: Field::new("count", FieldType::Int),
                expr: column("n"),
            },
            Output {
                field: Field::new("_id", FieldType::Text),
                expr: hex_id(column("one")),
            },
        ];
        self.stream(
            output::project(plan, &outputs)?,
            Read::Selective,
            &outputs,
            permit,
        )
        .await
    }
}

fn field_node(name: &str) -> Ast {
    Ast {
        node: ExprKind::Field(name.to_owned()),
        span: 0..name.len(),
    }
}

/// West, south, east and north of a field's geometries.
fn sides(field: &Field) -> [Expr; 4] {
    if field.ty == FieldType::GeoPoint2d {
        let [lon, lat] = point_columns(&field.name).map(|name| column(&name));
        return [lon.clone(), lat.clone(), lon, lat];
    }
    shape_columns(&field.name).map(|name| column(&name))
}
