//! How much was the portal used? Figures of ended days are kept, old ones forgotten, and what may be said is told.

use std::collections::BTreeMap;

use chrono::{Days, Months, NaiveDate};
use portico_audience::{DayFigures, Dimension, Metric};
use portico_model::{Fault, Principal};
use portico_registry::{AudienceCell, AudienceHour};

use crate::{Catalog, Portal};

/// Days that the figures of hours are kept.
pub const HOURS_KEPT: u64 = 35;
/// Months that the figures of days are kept.
pub const DAYS_KEPT: u32 = 25;
/// Dimension under which the registry keeps figures of the whole portal.
const TOTAL: &str = "total";
/// Rows of one table that are read to find the largest.
const MOST_ROWS: i64 = 1000;

/// The use of the portal over some days, as one principal may see it.
#[derive(Debug, Clone)]
pub struct Usage {
    /// First day.
    pub first: NaiveDate,
    /// Last day.
    pub last: NaiveDate,
    /// The days with figures, oldest first.
    pub days: Vec<UsageDay>,
    /// Events of the whole portal by name: `requests`, `views`, `searches`…
    pub totals: BTreeMap<String, i64>,
    /// The tables, each with its largest rows first.
    pub tables: Vec<(Dimension, Vec<UsageRow>)>,
}

/// One day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageDay {
    /// The day.
    pub date: NaiveDate,
    /// Pages shown to people.
    pub views: i64,
    /// Different visitors; none is "too few to say".
    pub visitors: Option<i64>,
    /// The portal was restarted that day: who came before and after counts twice.
    pub is_upper_bound: bool,
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageRow {
    /// Identifier, format, word.
    pub name: String,
    /// Title, for a dataset.
    pub title: Option<String>,
    /// Sum of the visitors of each day; none is "too few to say", on every day.
    pub visitors: Option<i64>,
    /// Other metrics that were counted.
    pub counts: BTreeMap<Metric, i64>,
}

/// One figure of one day, for those who take the figures away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageFigure {
    /// What the table is about; `total` for the whole portal.
    pub dimension: String,
    /// Which row; empty for totals.
    pub name: String,
    /// What was counted.
    pub metric: String,
    /// How much; none is "too few to say".
    pub value: Option<i64>,
}

impl Portal {
    /// Keeps what ended days left.
    ///
    /// # Errors
    /// When the registry fails: what was not kept yet is lost, not half kept.
    pub async fn keep_figures(&self, ended: Vec<DayFigures>) -> Result<(), Fault> {
        for day in ended {
            let date = day.date.to_string();
            let hours: Vec<AudienceHour> = day
                .hours
                .iter()
                .map(|hour| AudienceHour {
                    day: date.clone(),
                    hour: i64::from(hour.hour),
                    requests: number(hour.requests),
                    views: number(hour.views),
                })
                .collect();
            self.inner
                .registry
                .add_audience(&date, number(day.threshold), &cells(&day), &hours)
                .await?;
        }
        Ok(())
    }

    /// Forgets what is too old on that day; of forgotten days the totals of their year stay. How many days there were.
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn forget_old_figures(&self, today: NaiveDate) -> Result<u64, Fault> {
        let hours = today.checked_sub_days(Days::new(HOURS_KEPT)).unwrap_or(today);
        let days = today.checked_sub_months(Months::new(DAYS_KEPT)).unwrap_or(today);
        Ok(self
            .inner
            .registry
            .purge_audience(&hours.to_string(), &days.to_string())
            .await?)
    }

    /// The use from `first` to `last`, both included. Of datasets only those that the principal may know of are named.
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn usage(&self, who: &Principal, first: NaiveDate, last: NaiveDate) -> Result<Usage, Fault> {
        let registry = &self.inner.registry;
        let (from, to) = (first.to_string(), last.to_string());
        let days = registry.audience_days(&from, &to).await?;
        let views: BTreeMap<String, Option<i64>> = registry
            .audience_series("views", &from, &to)
            .await?
            .into_iter()
            .collect();
        let visitors: BTreeMap<String, Option<i64>> = registry
            .audience_series("visitors", &from, &to)
            .await?
            .into_iter()
            .collect();
        let days = days.into_iter().filter_map(|day| {
            Some(UsageDay {
                date: day.day.parse().ok()?,
                views: views.get(&day.day).copied().flatten().unwrap_or(0),
                visitors: visitors.get(&day.day).copied().flatten(),
                is_upper_bound: day.pieces > 1,
            })
        });
        let totals = registry.audience_sums(TOTAL, &from, &to, MOST_ROWS).await?;
        let catalog = self.catalog(who).await?;
        let mut tables = Vec::new();
        for dimension in Dimension::ALL {
            let sums = registry
                .audience_sums(dimension.as_str(), &from, &to, MOST_ROWS)
                .await?;
            tables.push((dimension, rows(sums, dimension, &catalog)));
        }
        Ok(Usage {
            first,
            last,
            days: days.collect(),
            totals: totals
                .into_iter()
                .filter_map(|cell| Some((cell.metric, cell.value?)))
                .collect(),
            tables,
        })
    }

    /// Every figure of one day, in the order of the tables.
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn figures_of(&self, who: &Principal, day: NaiveDate) -> Result<Vec<UsageFigure>, Fault> {
        let catalog = self.catalog(who).await?;
        let cells = self.inner.registry.audience_cells(&day.to_string()).await?;
        Ok(cells
            .into_iter()
            .filter(|cell| {
                cell.dimension != Dimension::Dataset.as_str() || catalog.entry(&cell.name).is_some()
            })
            .map(|cell| UsageFigure {
                dimension: cell.dimension,
                name: cell.name,
                metric: cell.metric,
                value: cell.value,
            })
            .collect())
    }

    /// The first and the last day with figures.
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn figure_days(&self) -> Result<Option<(NaiveDate, NaiveDate)>, Fault> {
        let days = self
            .inner
            .registry
            .audience_days("0000-01-01", "9999-12-31")
            .await?;
        let date = |day: Option<&portico_registry::AudienceDay>| day?.day.parse().ok();
        Ok(date(days.first()).zip(date(days.last())))
    }
}

/// A day as the registry keeps it.
fn cells(day: &DayFigures) -> Vec<AudienceCell> {
    let totals = &day.totals;
    let events = [
        ("requests", totals.requests),
        ("views", totals.views),
        ("calls", totals.calls),
        ("downloads", totals.downloads),
        ("embeds", totals.embeds),
        ("searches", totals.searches),
        ("searches_in_vain", totals.searches_in_vain),
        ("by_people", totals.by_people),
        ("by_programs", totals.by_programs),
        ("by_bots", totals.by_bots),
        ("client_errors", totals.client_errors),
        ("server_errors", totals.server_errors),
    ];
    let total = |metric: &str, value: Option<u64>| AudienceCell {
        dimension: TOTAL.to_owned(),
        name: String::new(),
        metric: metric.to_owned(),
        value: value.map(number),
    };
    let rows = day.rows.iter().map(|row| AudienceCell {
        dimension: row.dimension.as_str().to_owned(),
        name: row.name.clone(),
        metric: row.metric.as_str().to_owned(),
        value: row.value.map(number),
    });
    events
        .into_iter()
        .map(|(metric, value)| total(metric, Some(value)))
        .chain([total("visitors", day.visitors)])
        .chain(rows)
        .collect()
}

/// Sums as rows, the most visited first.
fn rows(sums: Vec<AudienceCell>, dimension: Dimension, catalog: &Catalog) -> Vec<UsageRow> {
    let mut rows: BTreeMap<String, UsageRow> = BTreeMap::new();
    for cell in sums {
        let title = match dimension {
            Dimension::Dataset => match catalog.entry(&cell.name) {
                Some(entry) => Some(entry.dataset.metadata.title.clone()),
                None => continue,
            },
            _ => None,
        };
        let row = rows.entry(cell.name.clone()).or_insert_with(|| UsageRow {
            name: cell.name,
            title,
            visitors: None,
            counts: BTreeMap::new(),
        });
        match (Metric::parse(&cell.metric), cell.value) {
            (Some(Metric::Visitors), value) => row.visitors = value,
            (Some(metric), Some(value)) => {
                row.counts.insert(metric, value);
            }
            _ => {}
        }
    }
    let mut rows: Vec<UsageRow> = rows.into_values().collect();
    rows.sort_by(|one, other| {
        other
            .visitors
            .cmp(&one.visitors)
            .then_with(|| one.name.cmp(&other.name))
    });
    rows
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
