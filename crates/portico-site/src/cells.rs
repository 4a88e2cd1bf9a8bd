//! How does a value look to a reader? Text, alignment, links; what is missing is a dash.

use arrow::record_batch::RecordBatch;
use portico_formats::write::value::{Columns, Rendering};
use portico_i18n::Say;
use portico_model::{Fault, Field, FieldType};

/// Characters of a text in a table; the record's page has the whole.
const CLIP: usize = 240;

/// One value, ready for a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    /// What is read; none when it is missing.
    pub(crate) text: Option<String>,
    /// Class of the cell: `number`, `time` or nothing.
    pub(crate) class: &'static str,
    /// Address, when the value is one.
    pub(crate) link: Option<String>,
    /// Whether `text` is only the beginning.
    pub(crate) clipped: bool,
}

/// The rows of a batch, each with one cell per field. `whole` keeps long texts.
///
/// # Errors
/// When the columns are not those of the fields: a mistake of ours.
pub(crate) fn rows(
    fields: &[Field],
    batch: &RecordBatch,
    say: Say,
    whole: bool,
) -> Result<Vec<Vec<Cell>>, Fault> {
    let columns = Columns::new(fields, batch, Rendering::default()).map_err(Fault::internal)?;
    let row = |row: usize| {
        let cell = |(at, field): (usize, &Field)| cell(field, columns.text(at, row), say, whole);
        fields.iter().enumerate().map(cell).collect()
    };
    let mut rows: Vec<Vec<Cell>> = (0..columns.rows()).map(row).collect();
    for (at, _) in fields
        .iter()
        .enumerate()
        .filter(|(_, field)| field.ty == FieldType::Datetime)
    {
        let times: Vec<&mut String> = rows.iter_mut().filter_map(|row| row[at].text.as_mut()).collect();
        trim_times(times);
    }
    Ok(rows)
}

/// Where no time of a column has seconds, none shows them; likewise where none has a time of day.
fn trim_times(mut times: Vec<&mut String>) {
    for (zeros, cut) in [(":00", 3), (" 00:00", 6)] {
        if times.iter().all(|time| time.ends_with(zeros)) {
            times.iter_mut().for_each(|time| time.truncate(time.len() - cut));
        }
    }
}

/// Class of a field's column.
pub(crate) fn class(field: &Field) -> &'static str {
    match field.ty {
        FieldType::Int | FieldType::Double => "number",
        FieldType::Date | FieldType::Datetime | FieldType::GeoPoint2d => "time",
        _ => "",
    }
}

fn cell(field: &Field, wire: Option<String>, say: Say, whole: bool) -> Cell {
    let Some(wire) = wire.filter(|text| !text.is_empty()) else {
        return Cell {
            text: None,
            class: class(field),
            link: None,
            clipped: false,
        };
    };
    let text = match field.ty {
        FieldType::Double => number(&wire, field, say),
        FieldType::Int if field.annotations.unit.is_some() => number(&wire, field, say),
        FieldType::Boolean => say
            .t(if wire == "true" { "common-yes" } else { "common-no" })
            .into_owned(),
        FieldType::Datetime => instant(&wire),
        FieldType::GeoPoint2d => point(&wire),
        FieldType::GeoShape => shape(&wire, say),
        _ => wire.clone(),
    };
    let is_address =
        field.ty == FieldType::Text && (wire.starts_with("https://") || wire.starts_with("http://"));
    let link = (is_address && !wire.contains(char::is_whitespace)).then_some(wire);
    let short: String = if whole {
        text.clone()
    } else {
        text.chars().take(CLIP).collect()
    };
    Cell {
        clipped: short.len() < text.len(),
        text: Some(short),
        class: class(field),
        link,
    }
}

/// The same digits in the writing of the language; what is not plain digits stays.
fn number(wire: &str, field: &Field, say: Say) -> String {
    let decimals = wire.split_once('.').map_or(
        0,
        |(_, decimals)| if decimals == "0" { 0 } else { decimals.len() },
    );
    let decimals = field
        .annotations
        .decimals
        .unwrap_or(u8::try_from(decimals).unwrap_or(u8::MAX));
    match wire.parse::<f64>() {
        Ok(value) if !wire.contains('e') && decimals <= 12 => say.decimal(value, decimals),
        _ => wire.to_owned(),
    }
}

/// `2018-02-06T21:50:42+00:00` as `2018-02-06 21:50:42`.
fn instant(wire: &str) -> String {
    let text = wire.strip_suffix("+00:00").unwrap_or(wire).replacen('T', " ", 1);
    text.split_once('.')
        .map_or(text.clone(), |(seconds, _)| seconds.to_owned())
}

/// Five decimals are about a metre.
fn point(wire: &str) -> String {
    let short = |text: &str| {
        let number: f64 = text.trim().parse().ok()?;
        let text = format!("{number:.5}");
        Some(text.trim_end_matches('0').trim_end_matches('.').to_owned())
    };
    let both = wire
        .split_once(',')
        .and_then(|(lat, lon)| Some(format!("{}, {}", short(lat)?, short(lon)?)));
    both.unwrap_or_else(|| wire.to_owned())
}

fn shape(kind: &str, say: Say) -> String {
    let key = match kind.trim_start_matches("Multi") {
        "Point" => "dataset-shape-point",
        "LineString" => "dataset-shape-line",
        "Polygon" => "dataset-shape-polygon",
        _ => return kind.to_owned(),
    };
    say.t(key).into_owned()
}

#[cfg(test)]
mod tests {
    use portico_i18n::Lang;
    use portico_model::Annotations;

    use super::*;

    fn check(ty: FieldType, unit: Option<&str>, wire: &str, expected: &str) {
        let annotations = Annotations {
            unit: unit.map(str::to_owned),
            ..Annotations::default()
        };
        let field = Field {
            annotations,
            ..Field::new("f", ty)
        };
        let told = cell(&field, Some(wire.to_owned()), Say::new(Lang::Fr), false);
        assert_eq!(told.text.as_deref(), Some(expected));
    }

    #[test]
    fn values_read_as_the_language_writes_them() {
        check(FieldType::Double, None, "4.5", "4,5");
        check(FieldType::Double, None, "4.0", "4");
        check(FieldType::Double, None, "1e-07", "1e-07");
        check(FieldType::Int, None, "2018", "2018");
        check(FieldType::Int, Some("$"), "30736", "30\u{202f}736");
        check(FieldType::Boolean, None, "true", "Oui");
        check(
            FieldType::Datetime,
            None,
            "2018-02-06T21:50:42+00:00",
            "2018-02-06 21:50:42",
        );
        check(
            FieldType::GeoPoint2d,
            None,
            "38.797668, -116.5",
            "38.79767, -116.5",
        );
        check(FieldType::GeoShape, None, "MultiPolygon", "Surface");
    }

    #[test]
    fn a_column_of_times_is_as_precise_as_its_most_precise_one() {
        let check = |times: [&str; 2], expected: [&str; 2]| {
            let mut times = times.map(str::to_owned);
            trim_times(times.iter_mut().collect());
            assert_eq!(times, expected);
        };
        check(
            ["2018-02-06 21:50:42", "2018-02-06 21:50:00"],
            ["2018-02-06 21:50:42", "2018-02-06 21:50:00"],
        );
        check(
            ["2018-02-06 21:50:00", "2018-02-06 00:00:00"],
            ["2018-02-06 21:50", "2018-02-06 00:00"],
        );
        check(
            ["2018-02-06 00:00:00", "2018-02-07 00:00:00"],
            ["2018-02-06", "2018-02-07"],
        );
    }

    #[test]
    fn addresses_are_links_and_long_texts_are_clipped() {
        let field = Field::new("f", FieldType::Text);
        let told = |text: &str| cell(&field, Some(text.to_owned()), Say::new(Lang::En), false);
        assert_eq!(
            told("https://a.example/b").link.as_deref(),
            Some("https://a.example/b")
        );
        assert_eq!(told("javascript:x").link, None);
        assert_eq!(told("https://a b").link, None);
        assert!(told(&"é".repeat(500)).clipped);
        assert_eq!(cell(&field, None, Say::new(Lang::En), false).text, None);
    }
}
