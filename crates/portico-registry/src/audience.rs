//! How much was the portal used? Figures of past days as they may be published. Days are texts such as `2026-11-25`.

use crate::db::{reading, row, transaction};
use crate::{Registry, RegistryError};

/// One figure of a day, or of several days together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AudienceCell {
    /// What the table is about; `total` for the whole portal.
    pub dimension: String,
    /// Which row; empty for totals.
    pub name: String,
    /// What was counted.
    pub metric: String,
    /// How much; none is "too few to say".
    pub value: Option<i64>,
}

/// Events of one hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AudienceHour {
    /// The day.
    pub day: String,
    /// 0 to 23.
    pub hour: i64,
    /// All requests.
    pub requests: i64,
    /// Pages shown to people.
    pub views: i64,
}

/// How a day was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AudienceDay {
    /// The day.
    pub day: String,
    /// Fewest visitors of a cell that is shown.
    pub threshold: i64,
    /// Pieces that restarts cut it into.
    pub pieces: i64,
}

row! {
    struct CellRow { dimension: String, name: String, metric: String, value: Option<i64> }
}
row! {
    struct HourRow { day: String, hour: i64, requests: i64, views: i64 }
}
row! {
    struct DayRow { day: String, threshold: i64, pieces: i64 }
}
row! {
    struct SeriesRow { day: String, value: Option<i64> }
}

impl From<CellRow> for AudienceCell {
    fn from(row: CellRow) -> Self {
        let CellRow {
            dimension,
            name,
            metric,
            value,
        } = row;
        Self {
            dimension,
            name,
            metric,
            value,
        }
    }
}

impl Registry {
    /// Adds a piece of a day: all of it or nothing. Figures of an earlier piece of the same day are added up; where both were too
    /// few to say, their sum is too.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_audience(
        &self,
        day: &str,
        threshold: i64,
        cells: &[AudienceCell],
        hours: &[AudienceHour],
    ) -> Result<(), RegistryError> {
        const DAY: &str = "INSERT INTO audience_days (day, threshold, pieces) VALUES ($1, $2, 1) \
            ON CONFLICT (day) DO UPDATE SET pieces = audience_days.pieces + 1, threshold = excluded.threshold";
        const CELL: &str = "INSERT INTO audience_cells (day, dimension, name, metric, value) VALUES ($1, $2, $3, $4, $5) \
            ON CONFLICT (day, dimension, name, metric) DO UPDATE SET value = CASE \
                WHEN audience_cells.value IS NULL THEN excluded.value \
                WHEN excluded.value IS NULL THEN audience_cells.value \
                ELSE audience_cells.value + excluded.value END";
        const HOUR: &str = "INSERT INTO audience_hours (day, hour, requests, views) VALUES ($1, $2, $3, $4) \
            ON CONFLICT (day, hour) DO UPDATE SET requests = audience_hours.requests + excluded.requests, \
                views = audience_hours.views + excluded.views";
        transaction!(self, tx => {
            sqlx::query(DAY).bind(day).bind(threshold).execute(&mut *tx).await?;
            for cell in cells {
                sqlx::query(CELL)
                    .bind(day)
                    .bind(&cell.dimension)
                    .bind(&cell.name)
                    .bind(&cell.metric)
                    .bind(cell.value)
                    .execute(&mut *tx)
                    .await?;
            }
            for hour in hours {
                sqlx::query(HOUR)
                    .bind(&hour.day)
                    .bind(hour.hour)
                    .bind(hour.requests)
                    .bind(hour.views)
                    .execute(&mut *tx)
                    .await?;
            }
        });
        Ok(())
    }

    /// The days from `first` to `last`, both included, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audience_days(&self, first: &str, last: &str) -> Result<Vec<AudienceDay>, RegistryError> {
        const SQL: &str =
            "SELECT day, threshold, pieces FROM audience_days WHERE day >= $1 AND day <= $2 ORDER BY day";
        let rows: Vec<DayRow> =
            reading!(self, pool => sqlx::query_as(SQL).bind(first).bind(last).fetch_all(pool).await?);
        Ok(rows
            .into_iter()
            .map(|row| AudienceDay {
                day: row.day,
                threshold: row.threshold,
                pieces: row.pieces,
            })
            .collect())
    }

    /// One figure day by day, oldest first; days on which it was too few to say have none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audience_series(
        &self,
        metric: &str,
        first: &str,
        last: &str,
    ) -> Result<Vec<(String, Option<i64>)>, RegistryError> {
        const SQL: &str = "SELECT day, value FROM audience_cells WHERE dimension = 'total' AND metric = $1 \
            AND day >= $2 AND day <= $3 ORDER BY day";
        let rows: Vec<SeriesRow> = reading!(self, pool => {
            sqlx::query_as(SQL).bind(metric).bind(first).bind(last).fetch_all(pool).await?
        });
        Ok(rows.into_iter().map(|row| (row.day, row.value)).collect())
    }

    /// The figures of a dimension summed over the days from `first` to `last`: of each metric the `most` largest rows, then those
    /// that were too few to say on every day.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audience_sums(
        &self,
        dimension: &str,
        first: &str,
        last: &str,
        most: i64,
    ) -> Result<Vec<AudienceCell>, RegistryError> {
        const SQL: &str = "SELECT dimension, name, metric, value FROM (\
                SELECT dimension, name, metric, value, \
                    ROW_NUMBER() OVER (PARTITION BY metric ORDER BY COALESCE(value, -1) DESC, name) AS place \
                FROM (SELECT dimension, name, metric, CAST(SUM(value) AS BIGINT) AS value FROM audience_cells \
                    WHERE dimension = $1 AND day >= $2 AND day <= $3 GROUP BY dimension, name, metric) AS sums\
            ) AS ranked WHERE place <= $4 ORDER BY metric, place";
        let rows: Vec<CellRow> = reading!(self, pool => {
            sqlx::query_as(SQL).bind(dimension).bind(first).bind(last).bind(most).fetch_all(pool).await?
        });
        Ok(rows.into_iter().map(AudienceCell::from).collect())
    }

    /// Every figure of a day, by dimension, name and metric.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audience_cells(&self, day: &str) -> Result<Vec<AudienceCell>, RegistryError> {
        const SQL: &str = "SELECT dimension, name, metric, value FROM audience_cells WHERE day = $1 \
            ORDER BY dimension, name, metric";
        let rows: Vec<CellRow> = reading!(self, pool => sqlx::query_as(SQL).bind(day).fetch_all(pool).await?);
        Ok(rows.into_iter().map(AudienceCell::from).collect())
    }

    /// The hours from day `first` on, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audience_hours(&self, first: &str) -> Result<Vec<AudienceHour>, RegistryError> {
        const SQL: &str =
            "SELECT day, hour, requests, views FROM audience_hours WHERE day >= $1 ORDER BY day, hour";
        let rows: Vec<HourRow> =
            reading!(self, pool => sqlx::query_as(SQL).bind(first).fetch_all(pool).await?);
        Ok(rows
            .into_iter()
            .map(|row| AudienceHour {
                day: row.day,
                hour: row.hour,
                requests: row.requests,
                views: row.views,
            })
            .collect())
    }

    /// What stays of years whose days are gone: `(year, metric, value)`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn audience_years(&self) -> Result<Vec<(String, String, i64)>, RegistryError> {
        const SQL: &str = "SELECT year, metric, value FROM audience_years ORDER BY year, metric";
        Ok(reading!(self, pool => sqlx::query_as(SQL).fetch_all(pool).await?))
    }

    /// Deletes hours before day `hours` and days before day `days`; the events of deleted days stay as totals of their year. How
    /// many days there were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn purge_audience(&self, hours: &str, days: &str) -> Result<u64, RegistryError> {
        const HOURS: &str = "DELETE FROM audience_hours WHERE day < $1";
        // A count of visitors cannot be added up over days; events can.
        const YEARS: &str = "INSERT INTO audience_years (year, metric, value) \
            SELECT SUBSTR(day, 1, 4), metric, CAST(SUM(value) AS BIGINT) FROM audience_cells \
            WHERE dimension = 'total' AND metric <> 'visitors' AND day < $1 AND value IS NOT NULL \
            GROUP BY SUBSTR(day, 1, 4), metric \
            ON CONFLICT (year, metric) DO UPDATE SET value = audience_years.value + excluded.value";
        const DAYS: &str = "DELETE FROM audience_days WHERE day < $1";
        Ok(transaction!(self, tx => {
            sqlx::query(HOURS).bind(hours).execute(&mut *tx).await?;
            sqlx::query(YEARS).bind(days).execute(&mut *tx).await?;
            sqlx::query(DAYS).bind(days).execute(&mut *tx).await?.rows_affected()
        }))
    }
}
