//! What do all the values of a column have in common? Gathered in the first pass, in bounded memory.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use portico_model::{FieldName, FieldType};

use super::geometry::repair::as_point;
use super::inspection::clip;
use super::near::Near;
use super::plan::{Cell, Flow, Sink};
use super::values::{dates, numbers, places, words};
use super::{Override, ReadOptions};
use crate::FormatError;

/// Different values counted up to here in a column.
const DISTINCT: usize = 10_000;
/// Different values counted up to here in all columns together.
const DISTINCT_TOTAL: usize = 600_000;

/// Readings of text that are still possible.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Alive {
    pub(crate) number: bool,
    pub(crate) date: bool,
    pub(crate) word: bool,
    pub(crate) pair: bool,
    pub(crate) geometry: bool,
}

/// What was seen in one column.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "independent facts about a column")]
pub(crate) struct Column {
    pub(crate) header: String,
    /// What decisions and remarks call the column: its header, told apart from those before it. Unique, also as a field name.
    pub(crate) key: String,
    /// The type that the source itself declares.
    pub(crate) declared: Option<FieldType>,
    /// No longer read: its values are part of another column.
    pub(crate) dropped: bool,
    /// Kept although values contradict: the editor chose the type.
    forced: bool,
    pub(crate) coordinate: bool,
    /// The source tells texts from numbers: a text stays one, however it looks.
    pub(crate) quoted: bool,
    /// Records with a value.
    pub(crate) present: u64,
    pub(crate) sample: Option<String>,
    pub(crate) longest: usize,
    pub(crate) total_length: u64,
    pub(crate) distinct: Option<HashSet<u64>>,
    /// Texts that are not words for nothing.
    pub(crate) texts: u64,
    pub(crate) nothing_words: u64,
    pub(crate) nothing_word: Option<String>,
    pub(crate) leading_zeros: bool,
    pub(crate) alive: Alive,
    pub(crate) near_number: Near,
    pub(crate) near_date: Near,
    pub(crate) shapes: numbers::Shapes,
    pub(crate) orders: dates::Orders,
    pub(crate) timed: bool,
    pub(crate) seasons: u64,
    pub(crate) words: words::Words,
    /// Pairs and geometries in text.
    pub(crate) pair_far_first: bool,
    pub(crate) pair_far_second: bool,
    pub(crate) geometry_points: bool,
    pub(crate) ints: u64,
    pub(crate) floats: u64,
    pub(crate) bools: u64,
    pub(crate) days: u64,
    pub(crate) instants: u64,
    pub(crate) lists: u64,
    /// Lists of two numbers that can be degrees.
    pub(crate) list_pairs: u64,
    pub(crate) jsons: u64,
    pub(crate) geometries: u64,
    pub(crate) repaired: u64,
    pub(crate) unusable: u64,
    pub(crate) epoch_milliseconds: u64,
    pub(crate) epoch_seconds: u64,
    /// Numbers beyond ±90 and ±180, and numbers with decimals, counted for columns named like coordinates.
    pub(crate) beyond_90: u64,
    pub(crate) beyond_180: u64,
    pub(crate) fractions: u64,
}

impl Column {
    fn new(header: &str, key: String, declared: Option<FieldType>, overrides: &[Override]) -> Self {
        let chosen = matching(overrides, &key);
        Self {
            header: header.to_owned(),
            key,
            declared,
            dropped: false,
            forced: chosen.is_some_and(|chosen| chosen.ty.is_some_and(|ty| ty != FieldType::Text)),
            coordinate: super::decide::coordinate_name(header).is_some(),
            quoted: false,
            present: 0,
            sample: None,
            longest: 0,
            total_length: 0,
            distinct: Some(HashSet::new()),
            texts: 0,
            nothing_words: 0,
            nothing_word: None,
            leading_zeros: false,
            alive: Alive {
                number: true,
                date: true,
                word: true,
                pair: true,
                geometry: true,
            },
            near_number: Near::default(),
            near_date: Near::default(),
            shapes: numbers::Shapes::default(),
            orders: dates::Orders::ALL,
            timed: false,
            seasons: 0,
            words: words::Words::default(),
            pair_far_first: false,
            pair_far_second: false,
            geometry_points: true,
            ints: 0,
            floats: 0,
            bools: 0,
            days: 0,
            instants: 0,
            lists: 0,
            list_pairs: 0,
            jsons: 0,
            geometries: 0,
            repaired: 0,
            unusable: 0,
            epoch_milliseconds: 0,
            epoch_seconds: 0,
            beyond_90: 0,
            beyond_180: 0,
            fractions: 0,
        }
    }

    /// Values that came typed, other than text.
    pub(crate) fn typed(&self) -> u64 {
        self.ints
            + self.floats
            + self.bools
            + self.days
            + self.instants
            + self.lists
            + self.jsons
            + self.geometries
    }

    fn different(&mut self, value: &impl Hash, limit: usize) {
        if let Some(seen) = &mut self.distinct {
            let mut hasher = DefaultHasher::new();
            value.hash(&mut hasher);
            seen.insert(hasher.finish());
            if seen.len() > limit {
                self.distinct = None;
            }
        }
    }

    fn has_sample(&mut self, text: impl FnOnce() -> String) {
        if self.sample.is_none() {
            self.sample = Some(text());
        }
    }

    fn number(&mut self, value: f64) {
        if self.coordinate {
            self.beyond_90 += u64::from(value.abs() > 90.0);
            self.beyond_180 += u64::from(value.abs() > 180.0);
            self.fractions += u64::from(value.fract() != 0.0);
        }
    }

    fn text(&mut self, text: &str, limit: usize) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        self.present += 1;
        self.longest = self.longest.max(text.len());
        self.total_length += text.len() as u64;
        self.different(&text, limit);
        self.has_sample(|| clip(text, 80));
        if self.declared == Some(FieldType::Text) && !self.forced {
            self.texts += 1;
            return;
        }
        let alive = self.alive;
        if !(alive.number || alive.date || alive.word || alive.pair || alive.geometry) {
            self.texts += 1;
            let near = !(self.near_number.is_lost() && self.near_date.is_lost());
            if near && !words::means_nothing(text) {
                self.weigh(text);
            }
            return;
        }
        if words::means_nothing(text) {
            self.nothing_words += 1;
            if self.nothing_word.is_none() {
                self.nothing_word = Some(text.to_owned());
            }
            return;
        }
        self.texts += 1;
        self.weigh(text);
    }

    /// Crosses out the readings that this text contradicts.
    fn weigh(&mut self, text: &str) {
        let keep = self.forced;
        if self.alive.number || !self.near_number.is_lost() {
            let shape = numbers::look(text);
            self.near_number.count(shape.is_some(), text);
            match shape {
                _ if !self.alive.number => {}
                Some(shape) => {
                    self.shapes.add(shape);
                    if self.coordinate {
                        self.number(numbers::double(text, numbers::NumberStyle::PLAIN).unwrap_or(f64::NAN));
                    }
                }
                None => {
                    let digits =
                        text.len() > 1 && text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit());
                    self.leading_zeros |= digits;
                    self.alive.number = keep;
                }
            }
        }
        let seen = (self.alive.date || !self.near_date.is_lost()).then(|| dates::look(text));
        if let Some(seen) = seen {
            self.near_date.count(seen.is_some(), text);
        }
        if let Some(seen) = seen.filter(|_| self.alive.date) {
            let orders = self.orders.and(seen.map_or(dates::Orders(0), |seen| seen.orders));
            if let (Some(seen), true) = (seen, orders.0 != 0) {
                self.orders = orders;
                self.timed |= seen.timed;
                self.seasons += u64::from(seen.season);
            } else {
                self.alive.date = keep;
            }
        }
        if self.alive.word {
            self.alive.word = self.words.add(text);
        }
        if self.alive.pair {
            match places::pair(text) {
                Some((first, second)) => {
                    self.pair_far_first |= first.abs() > 90.0;
                    self.pair_far_second |= second.abs() > 90.0;
                    self.alive.pair = first.abs() <= 180.0 && second.abs() <= 180.0 || keep;
                }
                None => self.alive.pair = keep,
            }
        }
        if self.alive.geometry {
            let found = if places::looks_like_geometry(text) {
                places::geometry(text)
            } else {
                None
            };
            match found {
                Some(geometry) => self.geometry_points &= as_point(&geometry).is_some(),
                None => self.alive.geometry = keep,
            }
        }
    }
}

/// The editor's decision about a column.
pub(crate) fn matching<'a>(overrides: &'a [Override], key: &str) -> Option<&'a Override> {
    place_of(overrides, key).map(|place| &overrides[place])
}

/// Where that decision is: it names the column by its key, by the name made from it, or by the label that it was given.
pub(crate) fn place_of(overrides: &[Override], key: &str) -> Option<usize> {
    let name = FieldName::from_label(key);
    let place = |fits: &dyn Fn(&Override) -> bool| overrides.iter().position(fits);
    place(&|one| one.field == key)
        .or_else(|| place(&|one| one.field == name.as_str()))
        .or_else(|| place(&|one| one.label.as_deref() == Some(key)))
}

/// Receives the records of the first pass.
pub(crate) struct Survey<'a> {
    pub(crate) columns: Vec<Column>,
    options: &'a ReadOptions,
    progress: &'a mut dyn FnMut(u64, u64),
    rows: u64,
    refused_rows: u64,
    quoted: bool,
    /// Field names that the keys of the columns make.
    names: HashSet<String>,
}

impl<'a> Survey<'a> {
    pub(crate) fn new(options: &'a ReadOptions, progress: &'a mut dyn FnMut(u64, u64)) -> Self {
        Self {
            columns: Vec::new(),
            options,
            progress,
            rows: 0,
            refused_rows: 0,
            quoted: false,
            names: HashSet::new(),
        }
    }

    /// The source tells texts from numbers and booleans, as JSON does: `"75056"` is a code, not a count.
    pub(crate) fn tells_texts(&mut self) {
        self.quoted = true;
    }

    /// Records so far.
    pub(crate) fn rows(&self) -> u64 {
        self.rows
    }

    /// Rows left out so far.
    pub(crate) fn refused_rows(&self) -> u64 {
        self.refused_rows
    }

    /// Forgets everything: the file is read again with better knowledge.
    pub(crate) fn reset(&mut self) {
        self.columns.clear();
        self.names.clear();
        (self.rows, self.refused_rows) = (0, 0);
    }

    /// These columns are no longer read.
    pub(crate) fn drop_columns(&mut self, columns: &[usize]) {
        for column in columns {
            self.columns[*column].dropped = true;
        }
    }

    /// This column holds JSON text, and had `earlier` values before that was known.
    pub(crate) fn holds_json(&mut self, column: usize, earlier: u64) {
        let column = &mut self.columns[column];
        column.jsons += 1;
        column.present = (column.present + earlier).min(self.rows);
        column.distinct = None;
    }

    /// A key for the next column: a second `Budget` is `Budget 2`, a column without header `column_14`.
    fn key_of(&mut self, header: &str) -> String {
        let index = self.columns.len() + 1;
        let stem = match header {
            "" => format!("column_{index}"),
            header => header.to_owned(),
        };
        let name = |key: &str| FieldName::from_label(key).as_str().to_owned();
        let mut key = stem.clone();
        let mut number = 2_usize;
        while !self.names.insert(name(&key)) {
            key = format!("{stem} {number}");
            // A name that is as long as names can be would lose its number.
            if name(&key) == name(&stem) {
                key = format!("column_{index} {number}");
            }
            number += 1;
        }
        key
    }

    fn distinct_limit(&self) -> usize {
        DISTINCT.min(DISTINCT_TOTAL / self.columns.len().max(1))
    }
}

impl Sink for Survey<'_> {
    fn declare(&mut self, header: &str, declared: Option<FieldType>) -> Result<usize, FormatError> {
        // Nested objects may declare more than the limit for a while; the decision counts what is left.
        if self.columns.len() >= self.options.limits.fields * 20 {
            return Err(too_many(self.columns.len(), self.options.limits.fields));
        }
        let key = self.key_of(header);
        let column = Column::new(header, key, declared, &self.options.overrides);
        self.columns.push(Column {
            quoted: self.quoted,
            ..column
        });
        Ok(self.columns.len() - 1)
    }

    fn begin(&mut self, _line: u64) {}

    fn cell(&mut self, column: usize, cell: Cell<'_>) {
        let limit = self.distinct_limit();
        let Some(column) = self.columns.get_mut(column) else {
            return;
        };
        match cell {
            Cell::Null => return,
            Cell::Text(text) => return column.text(text, limit),
            Cell::Int(value) => {
                column.ints += 1;
                column.number(value as f64);
                column.epoch_milliseconds +=
                    u64::from((100_000_000_000..=4_200_000_000_000).contains(&value));
                column.epoch_seconds += u64::from((600_000_000..=4_200_000_000).contains(&value));
                column.different(&value, limit);
                column.has_sample(|| value.to_string());
            }
            Cell::Float(value) => {
                if !value.is_finite() {
                    return;
                }
                column.floats += 1;
                column.number(value);
                column.different(&value.to_bits(), limit);
                column.has_sample(|| value.to_string());
            }
            Cell::Bool(value) => {
                column.bools += 1;
                column.different(&value, limit);
                column.has_sample(|| value.to_string());
            }
            Cell::Date(days) => {
                column.days += 1;
                column.different(&days, limit);
                column.has_sample(|| dates::day_text(days));
            }
            Cell::Instant(micros) => {
                column.instants += 1;
                column.different(&micros, limit);
                column.has_sample(|| dates::instant_text(micros));
            }
            Cell::List(items) => {
                column.lists += 1;
                column.list_pairs += u64::from(is_pair(items));
                items.iter().for_each(|item| column.different(item, limit));
                column.has_sample(|| clip(&items.join(", "), 80));
            }
            Cell::Json(text) => {
                column.jsons += 1;
                column.longest = column.longest.max(text.len());
                column.has_sample(|| clip(text, 80));
            }
            Cell::Shape { geometry, repaired } => {
                column.geometries += 1;
                column.repaired += u64::from(repaired);
                column.geometry_points &= as_point(geometry).is_some();
            }
            Cell::Unusable { .. } => {
                column.unusable += 1;
                return;
            }
        }
        column.present += 1;
    }

    fn end(&mut self, bytes: u64) -> Result<Flow, FormatError> {
        self.rows += 1;
        if self.rows.is_multiple_of(8192) {
            (self.progress)(bytes, self.rows);
        }
        let enough = self.options.sample_rows.is_some_and(|rows| self.rows >= rows);
        Ok(if enough { Flow::Stop } else { Flow::On })
    }

    fn refuse_row(&mut self, _line: u64, _reason: &str, _value: &str) {
        self.refused_rows += 1;
    }
}

fn is_pair(items: &[String]) -> bool {
    let degrees = |item: &String| item.parse::<f64>().is_ok_and(|value| value.abs() <= 180.0);
    items.len() == 2 && items.iter().all(degrees)
}

/// The file has more columns than a dataset can have.
pub(crate) fn too_many(found: usize, limit: usize) -> FormatError {
    FormatError::TooLarge {
        message: format!("the file has {found} columns; the limit is {limit}"),
        hint: Some("leave columns out, or turn them into rows".to_owned()),
    }
}
