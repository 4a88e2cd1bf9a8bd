//! Which functions exist, under which names, and where may each stand?

use crate::ast::{ScalarFunction, SearchKind, SpatialRelation};

/// Which clause is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Clause {
    Where,
    Select,
    GroupBy,
    OrderBy,
}

/// A function, by what reads its arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    Scalar(ScalarFunction),
    Now,
    Aggregate(AggregateName),
    Search(SearchKind),
    WithinDistance,
    InBbox,
    Spatial(SpatialRelation),
    /// Legacy `geometry(field, geom, MODE)`.
    Geometry,
    /// Legacy `polygon(field, geom)`.
    Polygon,
    Range,
    GeoCluster,
    Random,
    /// `include` and `exclude`: read by the clause `select` itself.
    Columns,
}

/// Aggregates by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AggregateName {
    Count,
    Sum,
    Avg,
    Min,
    Max,
    Median,
    Percentile,
    Envelope,
    Bbox,
}

/// Every function, in the order of the documentation.
pub(crate) const FUNCTIONS: &[(&str, Function)] = &[
    ("length", Function::Scalar(ScalarFunction::Length)),
    ("lower", Function::Scalar(ScalarFunction::Lower)),
    ("ifnull", Function::Scalar(ScalarFunction::IfNull)),
    ("year", Function::Scalar(ScalarFunction::Year)),
    ("month", Function::Scalar(ScalarFunction::Month)),
    ("day", Function::Scalar(ScalarFunction::Day)),
    ("hour", Function::Scalar(ScalarFunction::Hour)),
    ("minute", Function::Scalar(ScalarFunction::Minute)),
    ("second", Function::Scalar(ScalarFunction::Second)),
    ("date_format", Function::Scalar(ScalarFunction::DateFormat)),
    ("json_format", Function::Scalar(ScalarFunction::JsonFormat)),
    ("distance", Function::Scalar(ScalarFunction::Distance)),
    ("now", Function::Now),
    ("count", Function::Aggregate(AggregateName::Count)),
    ("sum", Function::Aggregate(AggregateName::Sum)),
    ("avg", Function::Aggregate(AggregateName::Avg)),
    ("min", Function::Aggregate(AggregateName::Min)),
    ("max", Function::Aggregate(AggregateName::Max)),
    ("median", Function::Aggregate(AggregateName::Median)),
    ("percentile", Function::Aggregate(AggregateName::Percentile)),
    ("envelope", Function::Aggregate(AggregateName::Envelope)),
    ("bbox", Function::Aggregate(AggregateName::Bbox)),
    ("search", Function::Search(SearchKind::Search)),
    ("suggest", Function::Search(SearchKind::Suggest)),
    ("startswith", Function::Search(SearchKind::StartsWith)),
    ("within_distance", Function::WithinDistance),
    ("in_bbox", Function::InBbox),
    ("intersects", Function::Spatial(SpatialRelation::Intersects)),
    ("disjoint", Function::Spatial(SpatialRelation::Disjoint)),
    ("within", Function::Spatial(SpatialRelation::Within)),
    ("geometry", Function::Geometry),
    ("polygon", Function::Polygon),
    ("range", Function::Range),
    ("geo_cluster", Function::GeoCluster),
    ("random", Function::Random),
    ("include", Function::Columns),
    ("exclude", Function::Columns),
];

impl Function {
    /// The function of that name, in any case.
    pub(crate) fn named(name: &str) -> Option<Self> {
        FUNCTIONS
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, function)| *function)
    }

    /// Why the function may not stand there, or nothing. `condition`: a condition may stand there.
    pub(crate) fn refusal(self, clause: Clause, condition: bool, in_aggregate: bool) -> Option<&'static str> {
        match self {
            Self::Scalar(_) | Self::Now => None,
            Self::Aggregate(_) if in_aggregate => Some("An aggregate cannot contain another one."),
            Self::Aggregate(_) if matches!(clause, Clause::Where | Clause::GroupBy) => {
                Some("Aggregates stand in select and order_by only.")
            }
            Self::Aggregate(_) => None,
            Self::Search(_)
            | Self::WithinDistance
            | Self::InBbox
            | Self::Spatial(_)
            | Self::Geometry
            | Self::Polygon => (!condition)
                .then_some("This function is a condition: it stands in where, joined by AND, OR, NOT."),
            Self::Range if in_aggregate || clause == Clause::Where => {
                Some("range() is a grouping key: it stands in group_by.")
            }
            Self::Range => None,
            Self::GeoCluster if in_aggregate || matches!(clause, Clause::Where | Clause::Select) => {
                Some("geo_cluster() is a grouping key: it stands in group_by.")
            }
            Self::GeoCluster => None,
            Self::Random if clause != Clause::OrderBy || in_aggregate => {
                Some("random() stands in order_by only.")
            }
            Self::Random => None,
            Self::Columns => Some("include() and exclude() are whole items of select, without alias."),
        }
    }
}
