//! Which fields are made from others? A point from latitude and longitude, a point that stands for a geometry.

use portico_model::{Field, FieldType, slug};

use super::Names;
use super::{Column, ColumnPlan, Derived, Note, Reading};

/// Which half of a position a column may be, and what is left of its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CoordinateName {
    pub(crate) latitude: bool,
    /// `x` and `y` are no certain names.
    pub(crate) certain: bool,
    pub(crate) rest: String,
}

const LATITUDE: [&str; 4] = ["lat", "latitude", "latitud", "y"];
const LONGITUDE: [&str; 7] = ["lon", "lng", "long", "longitude", "longitud", "lont", "x"];

/// Reads `lat`, `Longitude`, `pickup_lng`, `x`, `coord_y`…; none for other names.
pub(crate) fn coordinate_name(header: &str) -> Option<CoordinateName> {
    let name = slug(header, '_');
    let words: Vec<&str> = name.split('_').collect();
    let place = words
        .iter()
        .position(|word| LATITUDE.contains(word) || LONGITUDE.contains(word))?;
    let word = words[place];
    let certain = word.len() > 1;
    let rest: Vec<&str> = words
        .iter()
        .enumerate()
        .filter(|(index, _)| *index != place)
        .map(|(_, word)| *word)
        .collect();
    let rest = rest.join("_");
    if !certain
        && !matches!(
            rest.as_str(),
            "" | "coord" | "coordinate" | "coordinates" | "point" | "geo"
        )
    {
        return None;
    }
    Some(CoordinateName {
        latitude: LATITUDE.contains(&word),
        certain,
        rest,
    })
}

fn is_number(plan: &ColumnPlan) -> bool {
    matches!(plan.reading, Reading::Int(_) | Reading::Double(_))
}

/// Nine values in ten are degrees; all of them, and with decimals, when the name says little.
fn in_range(column: &Column, name: &CoordinateName) -> bool {
    let beyond = if name.latitude {
        column.beyond_90
    } else {
        column.beyond_180
    };
    if name.certain {
        column.present > 0 && beyond * 10 <= column.present
    } else {
        column.present > 0 && beyond == 0 && column.fractions * 2 > column.present
    }
}

/// Adds the fields and says how they are made.
pub(super) fn fields(
    columns: &[Column],
    plans: &[ColumnPlan],
    rows: u64,
    fields: &mut Vec<Field>,
    names: &mut Names,
    notes: &mut Vec<Note>,
) -> Vec<Derived> {
    let mut derived = Vec::new();
    let mut add = |fields: &mut Vec<Field>, label: &str, notes: &mut Vec<Note>, why: String| {
        let (name, _) = names.unique(label);
        notes.push(Note::column("derived_point", &name, why));
        fields.push(Field {
            label: label.to_owned(),
            ..Field::new(name, FieldType::GeoPoint2d)
        });
        fields.len() - 1
    };
    let native = columns.iter().any(|column| column.geometries > 0);
    for (shape, column) in columns
        .iter()
        .enumerate()
        .filter(|(_, column)| column.geometries > 0)
    {
        if matches!(plans[shape].reading, Reading::Shape) && plans[shape].target.is_some() {
            let why = format!("a point that stands for each geometry of `{}`", column.header);
            let target = add(fields, "geo_point_2d", notes, why);
            derived.push(Derived::Representative { shape, target });
        }
    }
    if native || fields.iter().any(|field| field.ty == FieldType::GeoPoint2d) {
        return derived;
    }
    let half = |index: usize, latitude: bool| {
        let name = coordinate_name(&columns[index].header)?;
        (name.latitude == latitude && is_number(&plans[index]) && in_range(&columns[index], &name))
            .then_some(name)
    };
    let mut used = vec![false; columns.len()];
    for lat in 0..columns.len() {
        let Some(name) = half(lat, true) else { continue };
        let same = |lon: &usize| {
            !used[*lon]
                && half(*lon, false)
                    .is_some_and(|other| other.rest == name.rest && other.certain == name.certain)
        };
        let Some(lon) = (0..columns.len()).find(same) else {
            continue;
        };
        used[lon] = true;
        let label = if name.rest.is_empty() {
            "geo_point".to_owned()
        } else {
            format!("{}_geo_point", name.rest)
        };
        let why = format!(
            "a point made from `{}` and `{}`",
            columns[lat].header, columns[lon].header
        );
        let target = add(fields, &label, notes, why);
        derived.push(Derived::Pair { lat, lon, target });
        let beyond = columns[lat].beyond_90.max(columns[lon].beyond_180);
        if beyond > 0 {
            notes.push(Note::column(
                "out_of_range",
                &columns[lat].header,
                format!("{beyond} of {rows} positions are not degrees: their point is empty"),
            ));
        }
    }
    derived
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_coordinates_are_recognised() {
        let check = |header: &str| {
            coordinate_name(header)
                .map(|name| format!("{} {}", if name.latitude { "lat" } else { "lon" }, name.rest))
        };
        assert_eq!(check("Latitude").as_deref(), Some("lat "));
        assert_eq!(check("pickup_lng").as_deref(), Some("lon pickup"));
        assert_eq!(check("X").as_deref(), Some("lon "));
        assert_eq!(check("coord_y").as_deref(), Some("lat coord"));
        assert_eq!(check("player_x"), None);
        assert_eq!(check("plateau"), None);
    }
}
