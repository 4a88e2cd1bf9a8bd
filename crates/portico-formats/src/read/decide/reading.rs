//! Of which type is a column, and how are its cells read?

use portico_model::{FieldType, Precision};

use super::{Column, DateStyle, FormatError, Note, NumberStyle, Orders, Override, Reading};

/// What was decided about a column.
#[derive(Debug, Clone)]
pub(super) struct Decision {
    pub(super) ty: FieldType,
    pub(super) reading: Reading,
    pub(super) precision: Option<Precision>,
    pub(super) multivalued: Option<String>,
}

impl Decision {
    fn new(ty: FieldType, reading: Reading) -> Self {
        Self {
            ty,
            reading,
            precision: None,
            multivalued: None,
        }
    }

    fn text() -> Self {
        Self::new(FieldType::Text, Reading::Text)
    }

    fn list(separator: &str) -> Self {
        let reading = Reading::List {
            separator: separator.to_owned(),
        };
        Self {
            multivalued: Some(separator.to_owned()),
            ..Self::new(FieldType::Text, reading)
        }
    }
}

/// What the whole file suggests where one column leaves a doubt.
#[derive(Debug)]
pub(super) struct Context {
    /// Decimal commas.
    european: bool,
    /// Days before months; how it was decided.
    day_first: bool,
    because: &'static str,
}

impl Context {
    pub(super) fn of(columns: &[Column], separator: Option<char>) -> Self {
        let comma = |column: &Column| {
            column.alive.number
                && column.shapes.total > 0
                && column
                    .shapes
                    .verdict(true)
                    .is_some_and(|verdict| verdict.style.decimal == ',')
        };
        let european = separator == Some(';') || columns.iter().any(comma);
        let dated = |column: &&Column| column.alive.date && column.texts > 0 && !column.orders.ambiguous();
        let (mut days, mut months) = (false, false);
        for column in columns.iter().filter(dated) {
            days |= column.orders.has(Orders::DMY);
            months |= column.orders.has(Orders::MDY);
        }
        let (day_first, because) = match (days, months) {
            (true, false) => (true, "as in other columns of the file"),
            (false, true) => (false, "as in other columns of the file"),
            _ if european => (true, "as the numbers or the separator of the file are European"),
            _ => (false, "as nothing in the file says otherwise"),
        };
        Self {
            european,
            day_first,
            because,
        }
    }
}

/// Decides, and remarks what a person may want to know.
pub(super) fn decide(
    column: &Column,
    context: &Context,
    chosen: Option<&Override>,
    notes: &mut Vec<Note>,
) -> Result<Decision, FormatError> {
    if let Some(chosen) = chosen
        .filter(|chosen| chosen.ty.is_some() || chosen.date_format.is_some() || chosen.multivalued.is_some())
    {
        return follow(column, context, chosen);
    }
    let decision = guess(column, context, notes);
    remark(column, &decision, notes);
    Ok(decision)
}

fn date_style(column: &Column, context: &Context) -> DateStyle {
    let mut preferred = column.orders;
    if preferred.ambiguous() {
        let dropped = if context.day_first {
            Orders::MDY
        } else {
            Orders::DMY
        };
        preferred = Orders(preferred.0 & !dropped.0);
    }
    DateStyle::Orders { preferred }
}

fn numeric_style(column: &Column, context: &Context) -> NumberStyle {
    let verdict = column
        .shapes
        .verdict(context.european)
        .or_else(|| column.shapes.verdict(false));
    verdict.map_or(NumberStyle::PLAIN, |verdict| verdict.style)
}

fn follow(column: &Column, context: &Context, chosen: &Override) -> Result<Decision, FormatError> {
    let timed = |pattern: &str| {
        ["%H", "%I", "%T", "%R", "%s", "%X", "%c", "%+"]
            .iter()
            .any(|word| pattern.contains(word))
    };
    let style = || {
        chosen
            .date_format
            .clone()
            .map_or_else(|| date_style(column, context), DateStyle::Pattern)
    };
    if let Some(pattern) = &chosen.date_format
        && chrono::format::StrftimeItems::new(pattern).any(|item| matches!(item, chrono::format::Item::Error))
    {
        return Err(FormatError::content_with_hint(
            format!(
                "`{pattern}` does not say how the dates of `{}` are written",
                chosen.field
            ),
            "use words such as %d/%m/%Y or %Y-%m-%d %H:%M:%S",
        ));
    }
    let ty = match (chosen.ty, &chosen.date_format) {
        (Some(ty), _) => ty,
        (None, Some(pattern)) if timed(pattern) => FieldType::Datetime,
        (None, Some(_)) => FieldType::Date,
        (None, None) => FieldType::Text,
    };
    Ok(match ty {
        FieldType::Int => Decision::new(ty, Reading::Int(numeric_style(column, context))),
        FieldType::Double => Decision::new(ty, Reading::Double(numeric_style(column, context))),
        FieldType::Boolean => Decision::new(ty, Reading::Boolean),
        FieldType::Date => Decision {
            precision: monthly(column),
            ..Decision::new(ty, Reading::Date(style()))
        },
        FieldType::Datetime => match epoch(column, true) {
            Some(milliseconds) => Decision::new(ty, Reading::Epoch { milliseconds }),
            None => Decision::new(ty, Reading::Datetime(style())),
        },
        FieldType::GeoPoint2d => Decision::new(
            ty,
            Reading::Point {
                longitude_first: longitude_first(column),
            },
        ),
        FieldType::GeoShape => Decision::new(ty, Reading::Shape),
        FieldType::Text | FieldType::File | FieldType::JsonBlob => match &chosen.multivalued {
            Some(separator) if separator.is_empty() => {
                return Err(FormatError::content(format!(
                    "the separator of the values of `{}` is empty",
                    chosen.field
                )));
            }
            Some(separator) => Decision::list(separator),
            None if column.lists > 0 && column.jsons == 0 => Decision::list(","),
            None => Decision::text(),
        },
    })
}

/// Numbers counted from 1970: milliseconds or seconds. By their size alone when the editor says that it is a time.
fn epoch(column: &Column, told: bool) -> Option<bool> {
    let named = || {
        let name = portico_model::slug(&column.header, '_');
        let words = [
            "time",
            "date",
            "datetime",
            "timestamp",
            "ts",
            "updated",
            "created",
            "modified",
            "published",
            "at",
        ];
        name.split('_').any(|word| words.contains(&word))
    };
    if column.ints == 0 || column.texts + column.floats > 0 || !(told || named()) {
        return None;
    }
    if column.epoch_milliseconds == column.ints {
        Some(true)
    } else if column.epoch_seconds == column.ints {
        Some(false)
    } else {
        None
    }
}

fn longitude_first(column: &Column) -> bool {
    if column.lists > 0 {
        return list_of_places(column).unwrap_or(true);
    }
    let name = portico_model::slug(&column.header, '_');
    let said = matches!((name.find("lon").or(name.find("lng")), name.find("lat")), (Some(lon), Some(lat)) if lon < lat);
    said || column.pair_far_first && !column.pair_far_second
}

/// Lists of two numbers under a name that says which comes first: `latlng`, or `coordinates` as in GeoJSON.
fn list_of_places(column: &Column) -> Option<bool> {
    if column.list_pairs != column.typed() || column.texts > 0 {
        return None;
    }
    let last = column.header.rsplit('.').next().unwrap_or_default();
    match portico_model::slug(last, '_').replace('_', "").as_str() {
        "latlng" | "latlon" | "latlong" => Some(false),
        "lnglat" | "lonlat" | "longlat" | "coordinates" => Some(true),
        _ => None,
    }
}

/// The name says that this is a geometry, whatever it is: `geom`, `geo_shape`. A portal that exports a table writes its
/// shapes as GeoJSON, points among them, under such names, and its points as `lat, lon`.
fn named_as_shape(column: &Column) -> bool {
    let own = column.declared.is_none();
    let name = portico_model::slug(&column.header, '_');
    let known = [
        "geom",
        "the_geom",
        "geometry",
        "geometrie",
        "geometria",
        "shape",
        "geoshape",
        "geo_shape",
    ];
    own && (known.contains(&name.as_str()) || name.ends_with("_geo_shape") || name.starts_with("geo_shape_"))
}

fn monthly(column: &Column) -> Option<Precision> {
    (column.texts > 0 && column.alive.date && column.orders.monthly()).then_some(Precision::Month)
}

fn guess(column: &Column, context: &Context, notes: &mut Vec<Note>) -> Decision {
    if column.present == 0 || column.texts + column.typed() == 0 {
        return declared(column);
    }
    if column.jsons > 0 {
        return Decision::text();
    }
    if column.geometries > 0 {
        let alone = column.geometries == column.typed() && column.texts == 0;
        return match (alone, column.geometry_points) {
            (false, _) => Decision::text(),
            (true, true) if named_as_shape(column) => Decision::new(FieldType::GeoShape, Reading::Shape),
            (true, true) => Decision::new(
                FieldType::GeoPoint2d,
                Reading::Point {
                    longitude_first: false,
                },
            ),
            (true, false) => Decision::new(FieldType::GeoShape, Reading::Shape),
        };
    }
    if column.lists > 0 {
        return match list_of_places(column) {
            Some(longitude_first) => Decision::new(FieldType::GeoPoint2d, Reading::Point { longitude_first }),
            None => Decision::list(","),
        };
    }
    if column.declared == Some(FieldType::Text) && column.typed() == 0 {
        return Decision::text();
    }
    let only = |typed: u64| typed == column.typed();
    let no_text = column.texts == 0;
    // A source that tells texts from numbers means what it says, unless the column has some of both.
    let mere_text = |typed: u64| column.quoted && typed == 0;
    if only(column.bools)
        && (no_text || !mere_text(column.bools) && column.alive.word && column.words.boolean())
    {
        return Decision::new(FieldType::Boolean, Reading::Boolean);
    }
    if only(column.ints + column.floats)
        && (no_text || !mere_text(column.ints + column.floats) && column.alive.number)
        && let Some(decision) = number(column, context, notes)
    {
        return decision;
    }
    if only(column.days + column.instants)
        && (no_text || column.alive.date)
        && let Some(decision) = date(column, context, notes)
    {
        return decision;
    }
    if column.typed() == 0 && column.alive.pair && !(column.pair_far_first && column.pair_far_second) {
        return Decision::new(
            FieldType::GeoPoint2d,
            Reading::Point {
                longitude_first: longitude_first(column),
            },
        );
    }
    if column.typed() == 0 && column.alive.geometry {
        return if column.geometry_points && !named_as_shape(column) {
            Decision::new(
                FieldType::GeoPoint2d,
                Reading::Point {
                    longitude_first: false,
                },
            )
        } else {
            Decision::new(FieldType::GeoShape, Reading::Shape)
        };
    }
    Decision::text()
}

/// The type of a column without a value: what the source declares, else text.
fn declared(column: &Column) -> Decision {
    let any = DateStyle::Orders {
        preferred: Orders::YMD,
    };
    match column.declared {
        Some(FieldType::Int) => Decision::new(FieldType::Int, Reading::Int(NumberStyle::PLAIN)),
        Some(FieldType::Double) => Decision::new(FieldType::Double, Reading::Double(NumberStyle::PLAIN)),
        Some(FieldType::Boolean) => Decision::new(FieldType::Boolean, Reading::Boolean),
        Some(FieldType::Date) => Decision::new(FieldType::Date, Reading::Date(any)),
        Some(FieldType::Datetime) => Decision::new(FieldType::Datetime, Reading::Datetime(any)),
        Some(FieldType::GeoShape) => Decision::new(FieldType::GeoShape, Reading::Shape),
        _ => Decision::text(),
    }
}

fn number(column: &Column, context: &Context, notes: &mut Vec<Note>) -> Option<Decision> {
    if let Some(milliseconds) = epoch(column, false) {
        let unit = if milliseconds { "milliseconds" } else { "seconds" };
        notes.push(Note::column(
            "epoch",
            &column.header,
            format!("read as a time: {unit} since 1970"),
        ));
        return Some(Decision::new(
            FieldType::Datetime,
            Reading::Epoch { milliseconds },
        ));
    }
    let (style, decimals) = if column.texts == 0 {
        (NumberStyle::PLAIN, false)
    } else {
        let Some(verdict) = column.shapes.verdict(context.european) else {
            notes.push(Note::column(
                "number_spelling",
                &column.header,
                "numbers are spelt in more than one way: kept as text",
            ));
            return None;
        };
        if verdict.doubtful {
            let message = "commas were read as separating thousands (1,234 is one thousand two hundred and thirty-four)";
            notes.push(Note::column("ambiguous_numbers", &column.header, message));
        }
        (verdict.style, verdict.decimals)
    };
    Some(
        if decimals || column.floats > 0 || column.declared == Some(FieldType::Double) {
            Decision::new(FieldType::Double, Reading::Double(style))
        } else {
            Decision::new(FieldType::Int, Reading::Int(style))
        },
    )
}

fn date(column: &Column, context: &Context, notes: &mut Vec<Note>) -> Option<Decision> {
    let timed = column.instants > 0 || column.texts > 0 && column.timed;
    let style = if column.texts == 0 {
        DateStyle::Orders {
            preferred: Orders::YMD,
        }
    } else {
        date_style(column, context)
    };
    if column.texts > 0 {
        if column.orders.monthly() && column.seasons == column.texts {
            // 2010-11, 2011-12: seasons and school years, not months.
            return None;
        }
        if column.orders.ambiguous() {
            let order = if context.day_first {
                "day/month/year"
            } else {
                "month/day/year"
            };
            let message = format!(
                "the order of day and month is ambiguous: read as {order}, {}",
                context.because
            );
            notes.push(Note::column("ambiguous_dates", &column.header, message));
        }
    }
    Some(if timed {
        Decision::new(FieldType::Datetime, Reading::Datetime(style))
    } else {
        Decision {
            precision: monthly(column),
            ..Decision::new(FieldType::Date, Reading::Date(style))
        }
    })
}

fn remark(column: &Column, decision: &Decision, notes: &mut Vec<Note>) {
    if decision.ty != FieldType::Text
        && let Some(word) = &column.nothing_word
    {
        let message = format!(
            "{} cells such as `{word}` were read as empty",
            column.nothing_words
        );
        notes.push(Note::column("null_words", &column.header, message));
    }
    if decision.ty == FieldType::Text && column.leading_zeros {
        let message = "kept as text: some values start with a zero";
        notes.push(Note::column("leading_zeros", &column.header, message));
    }
    if decision.ty == FieldType::Text && decision.multivalued.is_none() && !column.quoted {
        let dates = Some(("nearly_dates", "dates", &column.near_date));
        let numbers = Some(("nearly_numbers", "numbers", &column.near_number));
        let numbers = numbers.filter(|_| !column.leading_zeros);
        let near = [dates, numbers].into_iter().flatten();
        if let Some((code, what, near)) = near.into_iter().find(|(_, _, near)| near.is_spoilt_by_few()) {
            let message = format!(
                "kept as text: {} values are {what}, {} are not, such as `{}`; choose the type, and what becomes of those",
                near.fits,
                near.misses,
                near.miss.as_deref().unwrap_or_default()
            );
            notes.push(Note::column(code, &column.header, message));
        }
    }
    if column.repaired > 0 {
        let message = format!("{} geometries were repaired", column.repaired);
        notes.push(Note::column("repaired", &column.header, message));
    }
    if column.unusable > 0 {
        let message = format!(
            "{} geometries cannot be used: those records have none",
            column.unusable
        );
        notes.push(Note::column("unusable_geometries", &column.header, message));
    }
}
