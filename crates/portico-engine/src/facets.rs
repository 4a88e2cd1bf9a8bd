//! Which values do the facets have, and how often? One grouped query a level, over the same filter.

use std::collections::HashSet;

use arrow::array::{Array, AsArray};
use arrow::datatypes::{DataType, Int64Type};
use datafusion::common::{Column, UnnestOptions};
use datafusion::functions_aggregate::expr_fn::count;
use datafusion::functions_nested::expr_fn::array_distinct;
use datafusion::logical_expr::{Expr, LogicalPlanBuilder, SortExpr, cast, lit};
use futures::{StreamExt, TryStreamExt};
use portico_model::{FacetSort, Field, FieldType, Precision};
use portico_odsql::{FacetSpec, Refinement, parse_date};

use crate::answer::{FacetNode, FacetState, FacetTree};
use crate::ask::{Records, filter};
use crate::engine::Engine;
use crate::executor::{Executor, Read};
use crate::functions::date_format::DatePattern;
use crate::functions::dates;
use crate::functions::paths::{prefix, prefixes};
use crate::plan::refine::{FacetRules, has};
use crate::plan::scope::Scope;
use crate::plan::value::{Kind, column, plain};
use crate::select::also;
use crate::{EngineError, Query, Table};

/// Most values of a facet, a level.
const MOST: usize = 100;
/// Deepest level of a hierarchy that is opened.
const DEEPEST: usize = 20;
/// Facets computed at a time.
const AT_ONCE: usize = 2;

/// A facet asked for.
struct Facet<'a> {
    field: &'a Field,
    rules: FacetRules,
    sort: FacetSort,
    limit: usize,
    /// Chosen and excluded values, as paths.
    refined: Vec<String>,
    excluded: Vec<String>,
    timezone: chrono_tz::Tz,
}

impl Engine {
    pub(crate) async fn facet_trees(
        &self,
        table: &Table,
        query: &Query,
    ) -> Result<Vec<FacetTree>, EngineError> {
        let scope = Scope::new(table, query).of_clause("facet");
        let declared: Vec<FacetSpec>;
        let specs = if query.facets.is_empty() {
            let spec = |field: &Field| FacetSpec {
                name: field.name.clone(),
                ..FacetSpec::default()
            };
            declared = table.schema.facets().map(spec).collect();
            &declared
        } else {
            &query.facets
        };
        // A facet that is named again is listed once: each costs a pass over the records.
        let mut named = HashSet::new();
        let facets: Result<Vec<Facet<'_>>, EngineError> = specs
            .iter()
            .filter(|spec| named.insert(spec.name.as_str()))
            .map(|spec| read(&scope, query, spec))
            .collect();
        let facets = facets?;
        let mut filters = Vec::with_capacity(facets.len());
        for facet in &facets {
            let but = facet.rules.disjunctive.then_some(facet.field.name.as_str());
            filters.push(filter(&scope, table, query, but)?);
        }
        let records = Records::new(self, table);
        let trees = facets
            .iter()
            .zip(filters)
            .map(|(facet, filter)| self.facet(&scope, &records, facet, filter));
        futures::stream::iter(trees.collect::<Vec<_>>())
            .buffered(AT_ONCE)
            .try_collect()
            .await
    }

    async fn facet(
        &self,
        scope: &Scope<'_>,
        records: &Records<'_>,
        facet: &Facet<'_>,
        filter: Option<Expr>,
    ) -> Result<FacetTree, EngineError> {
        let mut values = self.level(records, facet, filter.clone(), 1).await?;
        self.expand(scope, records, facet, &filter, &mut values).await?;
        for chosen in &facet.refined {
            self.add_refined(scope, records, facet, &filter, (&mut values, chosen))
                .await?;
        }
        for chosen in &facet.excluded {
            facet.add_excluded(&mut values, chosen);
        }
        Ok(FacetTree {
            name: facet.field.name.clone(),
            values,
        })
    }

    /// Adds the next levels under chosen nodes, as deep as the choices go and one level further.
    async fn expand(
        &self,
        scope: &Scope<'_>,
        records: &Records<'_>,
        facet: &Facet<'_>,
        filter: &Option<Expr>,
        values: &mut [FacetNode],
    ) -> Result<(), EngineError> {
        let mut paths: Vec<Vec<usize>> = (0..values.len())
            .filter(|index| values[*index].state == FacetState::Refined)
            .map(|index| vec![index])
            .collect();
        while let Some(path) = paths.pop() {
            if path.len() >= facet.depth() {
                continue;
            }
            let Some(node) = at(values, &path) else { continue };
            let below = Refinement {
                field: facet.field.name.clone(),
                value: node.value.clone(),
            };
            let condition = also(filter.clone(), has(scope, facet.field, &facet.rules, &below)?);
            let prefix = facet.below(&node.value);
            let mut children = self
                .level(records, facet, Some(condition), path.len() + 1)
                .await?;
            children.retain(|child| child.value.starts_with(&prefix));
            for (index, child) in children.iter().enumerate() {
                if child.state == FacetState::Refined {
                    paths.push(path.iter().copied().chain([index]).collect());
                }
            }
            node.children = children;
        }
        Ok(())
    }

    /// Adds a refined value that no level lists: no record has it, or a hundred others are more frequent.
    async fn add_refined(
        &self,
        scope: &Scope<'_>,
        records: &Records<'_>,
        facet: &Facet<'_>,
        filter: &Option<Expr>,
        (values, chosen): (&mut Vec<FacetNode>, &str),
    ) -> Result<(), EngineError> {
        let mut level = values;
        for path in facet.paths_to(chosen) {
            let found = level.iter().position(|node| node.value == path);
            let index = match found {
                Some(index) => index,
                None => {
                    let value = Refinement {
                        field: facet.field.name.clone(),
                        value: path.clone(),
                    };
                    let condition = also(filter.clone(), has(scope, facet.field, &facet.rules, &value)?);
                    let count = self.matching(records, condition).await?;
                    level.push(facet.node(path, Some(count), FacetState::Refined));
                    level.len() - 1
                }
            };
            level = &mut level[index].children;
        }
        Ok(())
    }

    /// How many records there are.
    async fn matching(&self, records: &Records<'_>, condition: Expr) -> Result<u64, EngineError> {
        let plan = LogicalPlanBuilder::from(records.scan(Some(condition), None).await?)
            .aggregate(Vec::<Expr>::new(), [count(lit(1_i64)).alias("records")])?
            .build()?;
        let batches = self.executor.collect(plan, Read::Selective).await?;
        let count = batches
            .first()
            .map(|batch| batch.column(0).as_primitive::<Int64Type>().value(0));
        Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or(0))
    }

    /// The values of one level with their counts.
    async fn level(
        &self,
        records: &Records<'_>,
        facet: &Facet<'_>,
        filter: Option<Expr>,
        depth: usize,
    ) -> Result<Vec<FacetNode>, EngineError> {
        let value = plain(facet.field);
        let timed = value.kind.is_time();
        let listed = value.kind == Kind::List;
        let separator = facet.rules.separator.as_deref().filter(|_| !timed);
        let bucket = if listed {
            // A record counts once for a value, however often it holds that value or one below it.
            match separator {
                Some(separator) => prefixes(value.expr, separator, depth),
                None => array_distinct(value.expr),
            }
        } else if timed {
            let pattern = ["yyyy", "yyyy/MM", "yyyy/MM/dd"][depth.clamp(1, 3) - 1];
            let pattern = DatePattern::parse(pattern).map_err(EngineError::Storage)?;
            dates::format(value.expr, pattern, facet.timezone, "en")
        } else if let Some(separator) = separator {
            prefix(value.expr, separator, depth)
        } else {
            value.expr
        };
        let mut builder =
            LogicalPlanBuilder::from(records.scan(filter, None).await?).project([bucket.alias("value")])?;
        if listed {
            let list = Column::new_unqualified("value");
            builder = builder.unnest_column_with_options(list, UnnestOptions::default())?;
        }
        let shown = cast(column("value"), DataType::Utf8).alias("shown");
        let plan = builder
            .filter(column("value").is_not_null())?
            .aggregate([column("value")], [count(lit(1_i64)).alias("records")])?
            .sort_with_limit(facet.order(), Some(facet.limit))?
            .project([shown, column("records")])?
            .build()?;
        let mut nodes = Vec::new();
        for batch in self.executor.collect(plan, Read::Selective).await? {
            let values = batch.column(0).as_string::<i32>();
            let counts = batch.column(1).as_primitive::<Int64Type>();
            for row in 0..values.len() {
                let value = values.value(row).to_owned();
                let state = if facet.is_refined(&value) {
                    FacetState::Refined
                } else {
                    FacetState::Displayed
                };
                nodes.push(facet.node(value, u64::try_from(counts.value(row)).ok(), state));
            }
        }
        Ok(nodes)
    }
}

fn at<'n>(values: &'n mut [FacetNode], path: &[usize]) -> Option<&'n mut FacetNode> {
    let (first, rest) = path.split_first()?;
    let mut node = values.get_mut(*first)?;
    for index in rest {
        node = node.children.get_mut(*index)?;
    }
    Some(node)
}

fn read<'a>(scope: &Scope<'a>, query: &Query, spec: &FacetSpec) -> Result<Facet<'a>, EngineError> {
    let span = 0..spec.name.len();
    let field = scope.field(&spec.name, &span)?;
    if field.ty.is_geo() {
        let what = format!("`{}` is no facet: it is {}.", field.name, field.ty.as_str());
        return Err(scope.malformed(what, &span));
    }
    let sort = match spec.sort.as_deref().map(FacetSort::parse) {
        Some(None) => {
            let what = "The sort of a facet is count, alphanum or num, with - in front for descending.";
            return Err(scope.malformed(what, &span));
        }
        Some(Some(sort)) => sort,
        None => field.annotations.facetsort.unwrap_or(FacetSort::CountDesc),
    };
    let values = |list: &[Refinement]| {
        let of = list.iter().filter(|refinement| refinement.field == field.name);
        of.map(|refinement| canonical(field, &refinement.value)).collect()
    };
    Ok(Facet {
        field,
        rules: FacetRules::of(field, std::slice::from_ref(spec)),
        sort,
        limit: spec.limit.unwrap_or(MOST).min(MOST),
        refined: values(&query.refine),
        excluded: values(&query.exclude),
        timezone: scope.timezone,
    })
}

/// The value as the facet lists it: `2024/3` is `2024/03`, `TRUE` is `true`, `12` is `12.0` among decimals.
fn canonical(field: &Field, value: &str) -> String {
    let written = value.trim();
    let date = match field.ty {
        FieldType::Int => return written.parse::<i64>().map_or(value.to_owned(), |n| n.to_string()),
        FieldType::Double => {
            return written
                .parse::<f64>()
                .map_or(value.to_owned(), |n| format!("{n:?}"));
        }
        FieldType::Boolean => {
            return match written.to_ascii_lowercase().as_str() {
                "1" => "true".to_owned(),
                "0" => "false".to_owned(),
                other => other.to_owned(),
            };
        }
        FieldType::Date | FieldType::Datetime => parse_date(value),
        _ => None,
    };
    let Some(date) = date else {
        return value.to_owned();
    };
    let mut text = format!("{:04}", date.year);
    for part in [date.month, date.day].into_iter().flatten() {
        text.push_str(&format!("/{part:02}"));
    }
    text
}

impl Facet<'_> {
    fn separator(&self) -> Option<&str> {
        if self.field.ty.is_time() {
            Some("/")
        } else {
            self.rules.separator.as_deref()
        }
    }

    /// How many levels there can be.
    fn depth(&self) -> usize {
        match (self.field.ty.is_time(), &self.rules.separator) {
            (true, _) => match self.field.annotations.timeserie_precision {
                Some(Precision::Year) => 1,
                Some(Precision::Month) => 2,
                _ => 3,
            },
            (false, Some(_)) => DEEPEST,
            (false, None) => 1,
        }
    }

    /// What the paths under a node begin with.
    fn below(&self, value: &str) -> String {
        format!("{value}{}", self.separator().unwrap_or_default())
    }

    /// The paths from the root down to a value: `Europe`, `Europe/France`.
    fn paths_to(&self, value: &str) -> Vec<String> {
        let Some(separator) = self.separator() else {
            return vec![value.to_owned()];
        };
        let ends = value
            .match_indices(separator)
            .map(|(at, _)| at)
            .chain([value.len()]);
        ends.take(self.depth())
            .map(|end| value[..end].to_owned())
            .collect()
    }

    /// Adds an excluded value, under the value above it when that is listed.
    fn add_excluded(&self, values: &mut Vec<FacetNode>, chosen: &str) {
        let paths = self.paths_to(chosen);
        let mut level = values;
        for path in &paths[..paths.len().saturating_sub(1)] {
            let Some(index) = level.iter().position(|node| node.value == *path) else {
                break;
            };
            level = &mut level[index].children;
        }
        match level.iter_mut().find(|node| node.value == chosen) {
            Some(node) => {
                node.state = FacetState::Excluded;
                node.count = None;
            }
            None => level.push(self.node(chosen.to_owned(), None, FacetState::Excluded)),
        }
    }

    /// The value was chosen, or one below it.
    fn is_refined(&self, value: &str) -> bool {
        let below = self.separator().map(|separator| format!("{value}{separator}"));
        self.refined
            .iter()
            .any(|chosen| chosen == value || below.as_ref().is_some_and(|below| chosen.starts_with(below)))
    }

    fn node(&self, value: String, count: Option<u64>, state: FacetState) -> FacetNode {
        let name = match self.separator() {
            Some(separator) => value.rsplit(separator).next().unwrap_or(&value).to_owned(),
            None => value.clone(),
        };
        FacetNode {
            name,
            value,
            count,
            state,
            children: Vec::new(),
        }
    }

    fn order(&self) -> Vec<SortExpr> {
        let by_value = |ascending| column("value").sort(ascending, false);
        let by_count = |ascending| column("records").sort(ascending, false);
        match self.sort {
            FacetSort::Count => vec![by_count(true), by_value(true)],
            FacetSort::CountDesc => vec![by_count(false), by_value(true)],
            FacetSort::Alphanum | FacetSort::Num => vec![by_value(true)],
            FacetSort::AlphanumDesc | FacetSort::NumDesc => vec![by_value(false)],
        }
    }
}
