//! How is a value said as bare text, in formats that know no others? ISO dates, `true` and `false`, `lat, lon`, GeoJSON.

use std::io::Write as _;

use portico_model::Field;

use super::cells::Cell;
use super::value::{Rendering, file_member};
use super::{geometry, scalars};

/// Between the values of a list.
pub(crate) const BETWEEN: &str = ",";

/// Appends the value; false, and nothing appended, when it is missing or cannot be said.
pub(crate) fn write(field: &Field, cell: &Cell<'_>, rendering: Rendering, out: &mut Vec<u8>) -> bool {
    match cell {
        Cell::Null => return false,
        Cell::Text(text) | Cell::Json(text) => out.extend_from_slice(text.as_bytes()),
        Cell::List(items) => out.extend_from_slice(items.join(BETWEEN).as_bytes()),
        Cell::Int(number) => scalars::put!(out, "{number}"),
        Cell::Double(number) => return scalars::double(*number, out),
        Cell::Boolean(flag) => scalars::put!(out, "{flag}"),
        Cell::Date(days) => return scalars::date(*days, field.annotations.timeserie_precision, out),
        Cell::Instant(microseconds) => return scalars::instant(*microseconds, rendering.timezone, out),
        Cell::Point { lon, lat } => {
            scalars::double(*lat, out);
            out.extend_from_slice(b", ");
            return scalars::double(*lon, out);
        }
        Cell::Shape(wkb) => return geometry::write(wkb, rendering.style, out),
        Cell::File(text) => {
            let url = file_member(text, "url");
            out.extend_from_slice(url.as_deref().unwrap_or(text).as_bytes());
        }
    }
    true
}

/// The value as a text of its own; none when it is missing or cannot be said.
pub(crate) fn text(field: &Field, cell: &Cell<'_>, rendering: Rendering) -> Option<String> {
    let mut out = Vec::new();
    write(field, cell, rendering, &mut out).then(|| String::from_utf8_lossy(&out).into_owned())
}
