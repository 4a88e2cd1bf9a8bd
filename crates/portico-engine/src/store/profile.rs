//! What do the records hold? Counts, extremes, extent and samples, gathered batch by batch in bounded memory.

use std::collections::{BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::kernels::aggregate;
use arrow::datatypes::{Date32Type, Float64Type, Int64Type, TimestampMicrosecondType};
use arrow::record_batch::RecordBatch;
use chrono::{DateTime, SecondsFormat};
use portico_model::{Extent, Field, FieldProfile, FieldType, Precision, Profile, Schema};

use crate::functions::calendar::date_of_days;
use crate::geometry::{wkb_rectangle, wkb_type};

/// Different values counted before giving up.
const DISTINCT_CAP: usize = 10_000;
/// Characters of a sample.
const SAMPLE_CHARACTERS: usize = 120;

/// Gathers a profile.
#[derive(Debug)]
pub(crate) struct Profiler {
    fields: Vec<FieldGatherer>,
    records: u64,
    extent: Option<Extent>,
    geometry_types: BTreeSet<&'static str>,
}

#[derive(Debug)]
struct FieldGatherer {
    field: Field,
    nulls: u64,
    hashes: Option<HashSet<u64>>,
    range: Option<(f64, f64)>,
    whole_range: Option<(i64, i64)>,
    sample: Option<String>,
}

impl Profiler {
    pub(crate) fn new(schema: &Schema) -> Self {
        let gatherer = |field: &Field| FieldGatherer {
            field: field.clone(),
            nulls: 0,
            hashes: Some(HashSet::new()),
            range: None,
            whole_range: None,
            sample: None,
        };
        Self {
            fields: schema.fields.iter().map(gatherer).collect(),
            records: 0,
            extent: None,
            geometry_types: BTreeSet::new(),
        }
    }

    /// Adds a batch in the exact result layout.
    pub(crate) fn add(&mut self, batch: &RecordBatch) {
        self.records += batch.num_rows() as u64;
        for (gatherer, column) in self.fields.iter_mut().zip(batch.columns()) {
            match gatherer.field.ty {
                FieldType::GeoPoint2d => {
                    let points = column.as_struct();
                    let [lon, lat] = [0, 1].map(|part| points.column(part).as_primitive::<Float64Type>());
                    let known =
                        |row: &usize| points.is_valid(*row) && lon.is_valid(*row) && lat.is_valid(*row);
                    for row in (0..points.len()).filter(known) {
                        widen(&mut self.extent, Extent::point(lon.value(row), lat.value(row)));
                        self.geometry_types.insert("Point");
                    }
                }
                FieldType::GeoShape => {
                    for shape in column.as_binary::<i32>().iter().flatten() {
                        if let Some(rectangle) = wkb_rectangle(shape) {
                            widen(&mut self.extent, rectangle);
                        }
                        self.geometry_types.extend(wkb_type(shape));
                    }
                }
                _ => {}
            }
            gatherer.add(column);
        }
    }

    pub(crate) fn finish(self) -> Profile {
        Profile {
            records: self.records,
            extent: self.extent,
            geometry_types: self.geometry_types.into_iter().map(ToOwned::to_owned).collect(),
            fields: self.fields.into_iter().map(FieldGatherer::finish).collect(),
        }
    }
}

impl FieldGatherer {
    fn add(&mut self, column: &ArrayRef) {
        self.nulls += column.null_count() as u64;
        match self.field.ty {
            FieldType::Text | FieldType::File | FieldType::JsonBlob => self.add_texts(column),
            FieldType::Int => {
                let values = column.as_primitive::<Int64Type>();
                self.whole(aggregate::min(values).zip(aggregate::max(values)));
                self.count(values.iter().flatten());
            }
            FieldType::Double => {
                let values = column.as_primitive::<Float64Type>();
                if let Some((low, high)) = aggregate::min(values).zip(aggregate::max(values)) {
                    let (least, most) = self.range.unwrap_or((low, high));
                    self.range = Some((least.min(low), most.max(high)));
                    self.sample.get_or_insert_with(|| json_number(low));
                }
                self.count(values.iter().flatten().map(f64::to_bits));
            }
            FieldType::Boolean => {
                let values = column.as_boolean();
                if let Some(first) = values.iter().flatten().next() {
                    self.sample.get_or_insert_with(|| first.to_string());
                }
                self.count(values.iter().flatten());
            }
            FieldType::Date => {
                let values = column.as_primitive::<Date32Type>();
                let range = aggregate::min(values).zip(aggregate::max(values));
                self.whole(range.map(|(low, high)| (i64::from(low), i64::from(high))));
                self.count(values.iter().flatten());
            }
            FieldType::Datetime => {
                let values = column.as_primitive::<TimestampMicrosecondType>();
                self.whole(aggregate::min(values).zip(aggregate::max(values)));
                self.count(values.iter().flatten());
            }
            FieldType::GeoPoint2d => {
                let [lon, lat] =
                    [0, 1].map(|part| column.as_struct().column(part).as_primitive::<Float64Type>());
                let known = (0..column.len()).filter(|row| column.is_valid(*row));
                if let Some(row) = known.clone().next() {
                    let sample = || {
                        format!(
                            "{{\"lon\":{},\"lat\":{}}}",
                            json_number(lon.value(row)),
                            json_number(lat.value(row))
                        )
                    };
                    self.sample.get_or_insert_with(sample);
                }
                self.count(known.map(|row| (lon.value(row).to_bits(), lat.value(row).to_bits())));
            }
            FieldType::GeoShape => self.count(column.as_binary::<i32>().iter().flatten()),
        }
    }

    fn add_texts(&mut self, column: &ArrayRef) {
        let texts = if self.field.is_multivalued() {
            column.as_list::<i32>().values()
        } else {
            column
        };
        let texts = texts.as_string::<i32>();
        if let Some(first) = texts.iter().flatten().find(|text| !text.is_empty()) {
            self.sample
                .get_or_insert_with(|| first.chars().take(SAMPLE_CHARACTERS).collect());
        }
        self.count(texts.iter().flatten());
    }

    /// Adds different values, until there are too many of them.
    fn count<T: Hash>(&mut self, values: impl Iterator<Item = T>) {
        let Some(hashes) = &mut self.hashes else { return };
        for value in values {
            let mut hasher = DefaultHasher::new();
            value.hash(&mut hasher);
            hashes.insert(hasher.finish());
            if hashes.len() > DISTINCT_CAP {
                self.hashes = None;
                return;
            }
        }
    }

    fn whole(&mut self, range: Option<(i64, i64)>) {
        if let Some((low, high)) = range {
            let (least, most) = self.whole_range.unwrap_or((low, high));
            self.whole_range = Some((least.min(low), most.max(high)));
        }
    }

    fn finish(self) -> FieldProfile {
        let whole = |value: i64| match self.field.ty {
            FieldType::Date => date_text(&self.field, value),
            FieldType::Datetime => DateTime::from_timestamp_micros(value)
                .map(|instant| instant.to_rfc3339_opts(SecondsFormat::AutoSi, false)),
            _ => Some(value.to_string()),
        };
        let min = self.range.map(|range| json_number(range.0));
        let max = self.range.map(|range| json_number(range.1));
        let min = min.or_else(|| self.whole_range.and_then(|range| whole(range.0)));
        let max = max.or_else(|| self.whole_range.and_then(|range| whole(range.1)));
        FieldProfile {
            name: self.field.name.clone(),
            nulls: self.nulls,
            distinct: self.hashes.map(|hashes| hashes.len() as u64),
            sample: self.sample.or_else(|| min.clone()),
            min,
            max,
        }
    }
}

fn date_text(field: &Field, days: i64) -> Option<String> {
    let date = date_of_days(i32::try_from(days).ok()?)?;
    let pattern = match field.annotations.timeserie_precision {
        Some(Precision::Year) => "%Y",
        Some(Precision::Month) => "%Y-%m",
        _ => "%Y-%m-%d",
    };
    Some(date.format(pattern).to_string())
}

fn json_number(value: f64) -> String {
    serde_json::Number::from_f64(value).map_or_else(|| "null".to_owned(), |number| number.to_string())
}

fn widen(extent: &mut Option<Extent>, by: Extent) {
    *extent = Some(extent.map_or(by, |extent| extent.union(by)));
}
