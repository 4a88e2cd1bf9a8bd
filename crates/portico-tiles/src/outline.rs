//! What stands behind a drawn map? Outlines in a text format that needs no parser worth the name.
//!
//! One ring or line a line; its places are separated by blanks, longitude and latitude by a comma, in degrees:
//! `-4.5,48.4 -1.6,47.2 …`. Empty lines and lines that begin with `#` say nothing.

use std::fmt::Write as _;

use geo_types::{Coord, LineString};

use crate::{TileError, simplify};

/// Reads an outline. A ring repeats its first place at the end.
///
/// # Errors
/// When a place is not a pair of degrees; the error says in which line.
pub fn parse(text: &str) -> Result<Vec<LineString<f64>>, TileError> {
    let mut lines = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let place = |word: &str| {
            let (lon, lat) = word.split_once(',')?;
            let (lon, lat): (f64, f64) = (lon.parse().ok()?, lat.parse().ok()?);
            (lon.is_finite() && lat.is_finite()).then_some(Coord { x: lon, y: lat })
        };
        let coords = line.split_whitespace().map(|word| {
            place(word).ok_or_else(|| TileError::Outline {
                line: at + 1,
                text: word.chars().take(40).collect(),
            })
        });
        lines.push(LineString::new(coords.collect::<Result<_, _>>()?));
    }
    Ok(lines)
}

/// Writes an outline with so many decimals; lines that shrink to one place are left out.
#[must_use]
pub fn write(lines: &[LineString<f64>], decimals: usize) -> String {
    let mut text = String::new();
    for line in lines {
        let mut words: Vec<String> = line
            .0
            .iter()
            .map(|c| format!("{},{}", short(c.x, decimals), short(c.y, decimals)))
            .collect();
        words.dedup();
        if words.len() > 1 {
            writeln!(text, "{}", words.join(" ")).expect("a String takes every character");
        }
    }
    text
}

/// Leaves out places that are nearer than `tolerance` degrees to the line without them. The ends stay.
#[must_use]
pub fn simplify(line: &LineString<f64>, tolerance: f64) -> LineString<f64> {
    let places: Vec<(f64, f64)> = line.0.iter().map(|coord| (coord.x, coord.y)).collect();
    simplify::line(&places, tolerance)
        .into_iter()
        .map(|(x, y)| Coord { x, y })
        .collect()
}

/// `1.50` as `1.5`, `-0.0` as `0`.
pub(crate) fn short(number: f64, decimals: usize) -> String {
    let text = format!("{number:.decimals$}");
    let text = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        &text
    };
    if text == "-0" {
        "0".to_owned()
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outline_is_read_back() {
        let text = "0,0 1.5,2 -3.25,4\n10,10 11,11\n";
        assert_eq!(write(&parse(&format!("# a remark\n\n{text}")).unwrap(), 2), text);
        assert_eq!(
            write(&parse("0.001,0 0.002,0\n-0.01,0 5,5.0").unwrap(), 1),
            "0,0 5,5\n"
        );
    }

    #[test]
    fn a_broken_outline_says_where() {
        let error = parse("0,0 1,1\n0,0 1;1").unwrap_err();
        assert_eq!(
            error.to_string(),
            "line 2 of the outline: \"1;1\" is not a pair of degrees"
        );
        assert!(parse("0,NaN").is_err());
    }
}
