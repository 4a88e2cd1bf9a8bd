//! What does a reader without JavaScript see? A map drawn as one inline SVG picture, coloured by the page's style sheet.
//!
//! Classes: `map-drawing` (the picture), `map-water` (ground), `map-land`, `map-border`, `map-shape`, `map-line`, `map-mark`; a
//! shape with a step also has `map-step-N`. The picture has a title and a description; a page puts the same features in a
//! table beside it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use geo_types::{Coord, Geometry, LineString};

use crate::Bounds;
use crate::clip::{self, Frame, Place};
use crate::mercator;
use crate::outline::short;
use crate::shape::{Reduction, Shape, Unit};
use crate::simplify;

/// Units in a pixel: places are rounded to tenths.
const UNITS: f64 = 10.0;

/// What is drawn.
#[derive(Debug, Clone)]
pub struct Drawing<'a> {
    /// Prefix of the identifiers in the picture, unique on its page; letters, digits and `-`.
    pub id: &'a str,
    /// What the picture shows, in a few words.
    pub title: &'a str,
    /// What is to be seen, in a sentence or two.
    pub description: &'a str,
    /// The part of the world to show, in degrees; a margin is added.
    pub bounds: Bounds,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Coasts: closed rings; a ring inside another is water.
    pub land: &'a [LineString<f64>],
    /// Lines over the land.
    pub borders: &'a [LineString<f64>],
    /// Points, drawn last.
    pub marks: &'a [Mark<'a>],
    /// Lines and polygons (points in them become marks).
    pub shapes: &'a [Area<'a>],
    /// At most so many marks and shapes: more marks are gathered, more shapes are drawn as one without labels.
    pub max_elements: usize,
}

/// A place, or several records near it.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark<'a> {
    /// Degrees.
    pub lon: f64,
    /// Degrees.
    pub lat: f64,
    /// How many records; the circle's area grows with it, up to a limit.
    pub count: u64,
    /// Shown when pointed at.
    pub label: Option<&'a str>,
}

/// A line or polygon.
#[derive(Debug, Clone, PartialEq)]
pub struct Area<'a> {
    /// Degrees.
    pub geometry: Geometry<f64>,
    /// Shown when pointed at.
    pub label: Option<&'a str>,
    /// Step of a colour sequence.
    pub step: Option<u8>,
}

/// Draws the map as text that stands in a page as it is.
#[must_use]
pub fn draw(drawing: &Drawing<'_>) -> String {
    let view = View::fit(drawing);
    let (width, height) = (drawing.width.max(1), drawing.height.max(1));
    let id: String = drawing
        .id
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect();
    let mut svg = String::new();
    put(
        &mut svg,
        format_args!(
            "<svg class=\"map-drawing\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" viewBox=\"0 0 {width} {height}\" \
         xmlns=\"http://www.w3.org/2000/svg\"><title id=\"{id}-title\">{}</title><desc id=\"{id}-desc\">{}</desc>\
         <rect class=\"map-water\" width=\"{width}\" height=\"{height}\"/>",
            escape(drawing.title),
            escape(drawing.description)
        ),
    );
    let land: String = drawing.land.iter().map(|ring| view.outline(ring, true)).collect();
    if !land.is_empty() {
        put(
            &mut svg,
            format_args!("<path class=\"map-land\" fill-rule=\"evenodd\" d=\"{land}\"/>"),
        );
    }
    let borders: String = drawing
        .borders
        .iter()
        .map(|line| view.outline(line, false))
        .collect();
    if !borders.is_empty() {
        put(
            &mut svg,
            format_args!("<path class=\"map-border\" d=\"{borders}\"/>"),
        );
    }
    let mut dots = Vec::new();
    areas(drawing, &view, &mut dots, &mut svg);
    marks(drawing, &view, dots, &mut svg);
    svg.push_str("</svg>");
    svg
}

/// From degrees to pixels.
struct View {
    left: f64,
    top: f64,
    /// Pixels for the width of the world.
    scale: f64,
    frame: Frame,
}

impl View {
    /// Shows the whole rectangle with a margin of a twentieth, at least about two kilometres across.
    fn fit(drawing: &Drawing<'_>) -> Self {
        let sound = |degrees: f64, otherwise: f64| if degrees.is_finite() { degrees } else { otherwise };
        let bounds = drawing.bounds;
        let (x0, x1) = (
            mercator::world_x(sound(bounds.west, -180.0)),
            mercator::world_x(sound(bounds.east, 180.0)),
        );
        // Above 84 degrees the map stretches without showing anything.
        let clamped = |lat: f64, otherwise: f64| mercator::world_y(sound(lat, otherwise).clamp(-84.0, 84.0));
        let (y0, y1) = (clamped(bounds.north, 84.0), clamped(bounds.south, -84.0));
        let (width, height) = (f64::from(drawing.width.max(1)), f64::from(drawing.height.max(1)));
        let across = ((x1 - x0).abs() * 1.1).max(5e-5);
        let down = ((y1 - y0).abs() * 1.1).max(5e-5);
        let scale = (width / across).min(height / down);
        Self {
            left: f64::midpoint(x0, x1) - width / scale / 2.0,
            top: f64::midpoint(y0, y1) - height / scale / 2.0,
            scale,
            frame: Frame {
                left: -4.0,
                top: -4.0,
                right: width + 4.0,
                bottom: height + 4.0,
            },
        }
    }

    fn pixel(&self, coord: Coord<f64>) -> Option<Place> {
        (coord.x.is_finite() && coord.y.is_finite()).then(|| {
            let x = (mercator::world_x(coord.x) - self.left) * self.scale;
            (x, (mercator::world_y(coord.y) - self.top) * self.scale)
        })
    }

    fn outline(&self, line: &LineString<f64>, closed: bool) -> String {
        let places: Vec<Place> = line.0.iter().filter_map(|coord| self.pixel(*coord)).collect();
        let pieces = if closed {
            vec![clip::ring(&places, &self.frame)]
        } else {
            clip::line(&places, &self.frame)
        };
        let units = |place: Place| ((place.0 * UNITS).round() as i32, (place.1 * UNITS).round() as i32);
        let mut path = String::new();
        for piece in pieces {
            let kept = if closed {
                simplify::ring(&piece, 0.4)
            } else {
                simplify::line(&piece, 0.4)
            };
            let mut kept: Vec<Unit> = kept.into_iter().map(units).collect();
            kept.dedup();
            if kept.len() > if closed { 2 } else { 1 } {
                push_path(&kept, closed, &mut path);
            }
        }
        path
    }

    fn reduce(&self, geometry: &Geometry<f64>) -> Shape {
        let frame = self.frame;
        let reduction = Reduction {
            project: &|coord| self.pixel(coord).map(|(x, y)| (x * UNITS, y * UNITS)),
            frame: Frame {
                left: frame.left * UNITS,
                top: frame.top * UNITS,
                right: frame.right * UNITS,
                bottom: frame.bottom * UNITS,
            },
            tolerance: 0.4 * UNITS,
            smallest: 1.5 * UNITS,
        };
        reduction.reduce(geometry)
    }
}

fn areas(drawing: &Drawing<'_>, view: &View, dots: &mut Vec<Dot>, svg: &mut String) {
    let mut drawn = 0;
    // Shapes beyond the limit, together: polygons, lines.
    let (mut more_polygons, mut more_lines) = (String::new(), String::new());
    for area in drawing.shapes {
        let shape = view.reduce(&area.geometry);
        let points = shape
            .points
            .iter()
            .map(|unit| (f64::from(unit.0) / UNITS, f64::from(unit.1) / UNITS));
        dots.extend(points.map(|place| Dot {
            place,
            count: 1,
            label: area.label.map(str::to_owned),
        }));
        let (mut polygons, mut lines) = (String::new(), String::new());
        shape
            .polygons
            .iter()
            .flatten()
            .for_each(|ring| push_path(ring, true, &mut polygons));
        shape
            .lines
            .iter()
            .for_each(|line| push_path(line, false, &mut lines));
        for (path, class, more) in [
            (polygons, "map-shape", &mut more_polygons),
            (lines, "map-line", &mut more_lines),
        ] {
            if path.is_empty() {
                continue;
            }
            if drawn >= drawing.max_elements {
                more.push_str(&path);
                continue;
            }
            drawn += 1;
            let step = area
                .step
                .map(|step| format!(" map-step-{step}"))
                .unwrap_or_default();
            put(svg, format_args!("<path class=\"{class}{step}\" d=\"{path}\""));
            close(svg, "path", area.label);
        }
    }
    for (path, class) in [(more_polygons, "map-shape"), (more_lines, "map-line")] {
        if !path.is_empty() {
            put(svg, format_args!("<path class=\"{class}\" d=\"{path}\"/>"));
        }
    }
}

/// A mark on the plane, in pixels.
struct Dot {
    place: Place,
    count: u64,
    label: Option<String>,
}

fn marks(drawing: &Drawing<'_>, view: &View, mut dots: Vec<Dot>, svg: &mut String) {
    for mark in drawing.marks {
        let place = view
            .pixel(Coord {
                x: mark.lon,
                y: mark.lat,
            })
            .filter(|place| view.frame.contains(*place));
        dots.extend(place.map(|place| Dot {
            place,
            count: mark.count,
            label: mark.label.map(str::to_owned),
        }));
    }
    let mut side = 6.0;
    while dots.len() > drawing.max_elements.max(1) {
        dots = gather(dots, side);
        side *= 2.0;
    }
    // The largest first, so that small ones stay visible on top.
    dots.sort_by(|a, b| {
        b.count
            .cmp(&a.count)
            .then(a.place.1.total_cmp(&b.place.1))
            .then(a.place.0.total_cmp(&b.place.0))
    });
    let most = dots.first().map_or(1, |dot| dot.count.max(1));
    for dot in dots {
        let share = if most > 1 {
            (dot.count.max(1) as f64 / most as f64).sqrt()
        } else {
            0.0
        };
        let radius = 3.5 + 12.5 * share;
        put(
            svg,
            format_args!(
                "<circle class=\"map-mark\" cx=\"{}\" cy=\"{}\" r=\"{}\"",
                short(dot.place.0, 1),
                short(dot.place.1, 1),
                short(radius, 1)
            ),
        );
        close(svg, "circle", dot.label.as_deref());
    }
}

/// Dots in the same square of pixels become one, in the middle of their records, labelled with their number.
fn gather(dots: Vec<Dot>, side: f64) -> Vec<Dot> {
    let mut squares: BTreeMap<(i64, i64), Vec<Dot>> = BTreeMap::new();
    for dot in dots {
        let square = (
            (dot.place.1 / side).floor() as i64,
            (dot.place.0 / side).floor() as i64,
        );
        squares.entry(square).or_default().push(dot);
    }
    let merged = squares.into_values().map(|mut square| {
        if square.len() == 1 {
            return square.swap_remove(0);
        }
        let count = square
            .iter()
            .fold(0_u64, |sum, dot| sum.saturating_add(dot.count.max(1)));
        let mean = |of: fn(&Dot) -> f64| {
            square
                .iter()
                .map(|dot| of(dot) * dot.count.max(1) as f64)
                .sum::<f64>()
                / count as f64
        };
        Dot {
            place: (mean(|dot| dot.place.0), mean(|dot| dot.place.1)),
            count,
            label: Some(count.to_string()),
        }
    });
    merged.collect()
}

/// Tenths of a pixel as an SVG path with relative steps.
fn push_path(units: &[Unit], closed: bool, path: &mut String) {
    let mut before = (0, 0);
    for (at, unit) in units.iter().enumerate() {
        let command = match at {
            0 => "M",
            1 => "l",
            _ => " ",
        };
        let tenth = |now: i32, before: i32| short(f64::from(now.saturating_sub(before)) / UNITS, 1);
        put(
            path,
            format_args!("{command}{} {}", tenth(unit.0, before.0), tenth(unit.1, before.1)),
        );
        before = *unit;
    }
    if closed {
        path.push('z');
    }
}

fn close(svg: &mut String, element: &str, label: Option<&str>) {
    match label {
        Some(label) => put(svg, format_args!("><title>{}</title></{element}>", escape(label))),
        None => svg.push_str("/>"),
    }
}

fn put(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    text.write_fmt(arguments).expect("a String takes every character");
}

/// Text as XML holds it; characters that XML forbids become blanks.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c if c.is_control() => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests;
