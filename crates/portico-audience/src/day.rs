//! What happened so far today? Events in plain counters, visitors in sketches; both in memory only.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime, Timelike};
use rand::Rng;

use crate::figures::{DayFigures, Dimension, Hour, Metric, Row, Totals};
use crate::key::{DayKey, Token};
use crate::sketch::Sketch;
use crate::visit::{Route, Visit, Visitor};
use crate::{KeyError, Kind, hide, noise, normalise};

/// Most rows of one table: past that, new names are not counted one by one.
const MOST_ROWS: usize = 20_000;

/// A day that is running.
#[derive(Debug)]
pub(crate) struct Day {
    pub(crate) date: NaiveDate,
    key: DayKey,
    totals: Totals,
    hours: [(u64, u64); 24],
    site: Sketch<12>,
    tables: HashMap<(Dimension, String), Cell>,
    rows: HashMap<Dimension, usize>,
    terms: HashMap<u64, Term>,
}

/// A row of a table: its visitors, and each kind of event with the visitors that it came from.
#[derive(Debug, Default)]
struct Cell {
    visitors: Sketch<10>,
    views: Count,
    calls: Count,
    downloads: Count,
}

#[derive(Debug, Default)]
struct Count {
    events: u64,
    visitors: Sketch<10>,
}

impl Cell {
    fn count(&self, metric: Metric) -> Option<&Count> {
        match metric {
            Metric::Visitors => None,
            Metric::Views => Some(&self.views),
            Metric::Calls => Some(&self.calls),
            Metric::Downloads => Some(&self.downloads),
        }
    }
}

/// A searched text, known by a keyed number only until enough visitors have typed it.
#[derive(Debug, Default)]
struct Term {
    visitors: Sketch<10>,
    in_vain: bool,
    /// Written down at the request of the visitor who made it common.
    text: Option<String>,
}

/// What a request adds to the cells it touches.
#[derive(Debug, Clone, Copy)]
enum Event {
    View,
    Call,
    Download,
}

impl Day {
    pub(crate) fn begin(date: NaiveDate) -> Result<Self, KeyError> {
        Ok(Self {
            date,
            key: DayKey::random()?,
            totals: Totals::default(),
            hours: [(0, 0); 24],
            site: Sketch::default(),
            tables: HashMap::new(),
            rows: HashMap::new(),
            terms: HashMap::new(),
        })
    }

    /// Counts a request. `threshold` is how many visitors make a searched text common.
    pub(crate) fn record(
        &mut self,
        at: NaiveDateTime,
        visit: &Visit<'_>,
        visitor: &Visitor<'_>,
        threshold: u64,
    ) {
        self.totals.requests += 1;
        let hour = at.hour() as usize % 24;
        self.hours[hour].0 += 1;
        // Who objects adds to the total of requests and to nothing else.
        if visitor.objects || visit.route == Route::Machinery {
            return;
        }
        match visit.kind {
            Kind::Person => self.totals.by_people += 1,
            Kind::Program => self.totals.by_programs += 1,
            Kind::Bot => self.totals.by_bots += 1,
        }
        match visit.status {
            400..=499 => self.totals.client_errors += 1,
            500.. => self.totals.server_errors += 1,
            _ => {}
        }
        // Bots are counted apart; a failed or repeated answer is no visit.
        if visit.kind == Kind::Bot || !(200..300).contains(&visit.status) {
            return;
        }
        let event = match visit.route {
            Route::Page(_) if visit.kind == Kind::Person => Event::View,
            Route::Api(_) => Event::Call,
            Route::Download(_) => Event::Download,
            // A program that reads pages is neither a view nor a call.
            Route::Page(_) | Route::Machinery => return,
        };
        match event {
            Event::View => {
                self.totals.views += 1;
                self.hours[hour].1 += 1;
            }
            Event::Call => self.totals.calls += 1,
            Event::Download => self.totals.downloads += 1,
        }
        self.totals.embeds += u64::from(visit.embedded);
        let token = self.key.token(visitor.address, visitor.agent);
        if visit.kind == Kind::Person {
            self.site.touch(&token);
        }
        self.touch_tables(visit, event, &token);
        if let Some(search) = visit.search {
            self.totals.searches += 1;
            self.totals.searches_in_vain += u64::from(search.in_vain);
            self.search(search.text, search.in_vain, &token, threshold);
        }
    }

    fn touch_tables(&mut self, visit: &Visit<'_>, event: Event, token: &Token) {
        match visit.route {
            Route::Page(group) => self.touch(Dimension::Page, group.as_str(), event, token),
            Route::Api(family) | Route::Download(family) => {
                self.touch(Dimension::Api, family.as_str(), event, token);
            }
            Route::Machinery => {}
        }
        let more = [
            (Dimension::Dataset, visit.dataset),
            (Dimension::Format, visit.format),
            (Dimension::Language, visit.language),
            (Dimension::Referrer, visit.referrer),
        ];
        for (dimension, name) in more {
            if let Some(name) = name.filter(|name| !name.is_empty() && name.len() <= 255) {
                self.touch(dimension, name, event, token);
            }
        }
    }

    fn touch(&mut self, dimension: Dimension, name: &str, event: Event, token: &Token) {
        let key = (dimension, name.to_owned());
        if !self.tables.contains_key(&key) {
            let rows = self.rows.entry(dimension).or_default();
            if *rows >= MOST_ROWS {
                return;
            }
            *rows += 1;
        }
        let cell = self.tables.entry(key).or_default();
        cell.visitors.touch(token);
        let count = match event {
            Event::View => &mut cell.views,
            Event::Call => &mut cell.calls,
            Event::Download => &mut cell.downloads,
        };
        count.events += 1;
        count.visitors.touch(token);
    }

    fn search(&mut self, text: &str, in_vain: bool, token: &Token, threshold: u64) {
        let Some(text) = normalise(text) else { return };
        let number = self.key.term(&text);
        if self.terms.len() >= MOST_ROWS && !self.terms.contains_key(&number) {
            return;
        }
        let term = self.terms.entry(number).or_default();
        term.visitors.touch(token);
        term.in_vain = in_vain;
        if term.text.is_none() && term.visitors.estimate() >= threshold {
            term.text = Some(text);
        }
    }

    /// What may be written. The day's key and sketches end here.
    pub(crate) fn close(self, threshold: u64, epsilon: Option<f64>, random: &mut impl Rng) -> DayFigures {
        let site = self.site.estimate();
        let mut rows = Vec::new();
        let mut cells: Vec<((Dimension, String), Cell)> = self.tables.into_iter().collect();
        cells.sort_by(|(one, _), (other, _)| one.cmp(other));
        for table in cells.chunk_by(|(one, _), (other, _)| one.0 == other.0) {
            rows.extend(told(table, threshold, epsilon, random));
        }
        rows.retain(|row| row.value.is_some() || is_public_name(row.dimension));
        let mut terms: Vec<Row> = self
            .terms
            .into_values()
            .filter_map(|term| {
                Some(Row {
                    dimension: if term.in_vain {
                        Dimension::TermInVain
                    } else {
                        Dimension::Term
                    },
                    name: term.text?,
                    metric: Metric::Visitors,
                    value: Some(noise::blur(term.visitors.estimate(), epsilon, random)),
                })
            })
            .collect();
        terms.sort_by(|one, other| (one.dimension, &one.name).cmp(&(other.dimension, &other.name)));
        rows.extend(terms);
        let hours = (0_u8..24)
            .zip(self.hours)
            .filter(|(_, (requests, _))| *requests > 0);
        DayFigures {
            date: self.date,
            threshold,
            totals: self.totals,
            visitors: (site >= threshold).then(|| noise::blur(site, epsilon, random)),
            hours: hours
                .map(|(hour, (requests, views))| Hour {
                    hour,
                    requests,
                    views,
                })
                .collect(),
            rows,
        }
    }
}

/// The rows of one table. A row of few visitors is hidden whole. In a row that is shown, a kind of event that came from few visitors is
/// hidden for itself, and so is another of its column, or the total of the portal would give it away.
fn told(
    table: &[((Dimension, String), Cell)],
    threshold: u64,
    epsilon: Option<f64>,
    random: &mut impl Rng,
) -> Vec<Row> {
    let visitors: Vec<&Sketch<10>> = table.iter().map(|(_, cell)| &cell.visitors).collect();
    let hidden = hide::hidden(&visitors, &vec![false; table.len()], threshold);
    let row = |at: usize, metric: Metric, value: Option<u64>| Row {
        dimension: table[at].0.0,
        name: table[at].0.1.clone(),
        metric,
        value,
    };
    let mut rows: Vec<(usize, Row)> = Vec::new();
    for (at, visitors) in visitors.iter().enumerate() {
        let count = (!hidden[at]).then(|| noise::blur(visitors.estimate(), epsilon, random));
        rows.push((at, row(at, Metric::Visitors, count)));
    }
    for metric in [Metric::Views, Metric::Calls, Metric::Downloads] {
        let column: Vec<(usize, &Count)> = table
            .iter()
            .enumerate()
            .filter_map(|(at, (_, cell))| Some((at, cell.count(metric)?)))
            .filter(|(_, count)| count.events > 0)
            .collect();
        let visitors: Vec<&Sketch<10>> = column.iter().map(|(_, count)| &count.visitors).collect();
        let already: Vec<bool> = column.iter().map(|(at, _)| hidden[*at]).collect();
        let hidden = hide::hidden(&visitors, &already, threshold);
        for ((at, count), is_hidden) in column.into_iter().zip(hidden) {
            rows.push((at, row(at, metric, (!is_hidden).then_some(count.events))));
        }
    }
    // As they are read: row by row.
    rows.sort_by_key(|(at, _)| *at);
    rows.into_iter().map(|(_, row)| row).collect()
}

/// Names of a hidden row that everybody knows anyway. The host of a page that links here is not one of them.
fn is_public_name(dimension: Dimension) -> bool {
    !matches!(
        dimension,
        Dimension::Referrer | Dimension::Term | Dimension::TermInVain
    )
}
