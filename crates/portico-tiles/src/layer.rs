//! How do features become a layer of a vector tile (Mapbox Vector Tile 2.1)?

use std::borrow::Cow;

use geo_types::Geometry;
use mvt::{GeomData, GeomEncoder, GeomType, Layer, Tile};

use crate::clip::Frame;
use crate::shape::{Reduction, Shape, Unit};
use crate::{TileError, TileId};

/// The value of a property. A missing value is a property that is left out.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// Text.
    Text(Cow<'a, str>),
    /// Whole number.
    Int(i64),
    /// Number.
    Double(f64),
    /// Yes or no.
    Boolean(bool),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<i64> for Value<'_> {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

/// Something to show.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature<'a> {
    /// In degrees, WGS 84.
    pub geometry: Geometry<f64>,
    /// Number by which the map asks for the record.
    pub id: u64,
    /// What the map's style and popup read.
    pub properties: Vec<(&'a str, Value<'a>)>,
}

/// How a layer is made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LayerOptions {
    /// Units along a side of the tile.
    pub extent: u32,
    /// What lies so many units outside is still drawn, so that lines do not end at the tile's edge.
    pub margin: u32,
    /// Detail smaller than so many units goes. A screen shows 8 to 16 units of 4096 as one pixel.
    pub tolerance: f64,
    /// Polygons smaller than so many units become a square of that size, or nothing where other parts are larger.
    pub smallest: f64,
    /// Features beyond this number are left out.
    pub max_features: usize,
    /// A layer with more places than this ends before the next feature: about 4 bytes each, in memory and on the wire.
    pub max_places: usize,
}

impl Default for LayerOptions {
    fn default() -> Self {
        Self {
            extent: 4096,
            margin: 64,
            tolerance: 4.0,
            smallest: 8.0,
            max_features: 50_000,
            max_places: 1_500_000,
        }
    }
}

impl LayerOptions {
    /// The margin as a share of the tile's width, for [`TileId::bounds_with_margin`].
    #[must_use]
    pub fn margin_share(&self) -> f64 {
        f64::from(self.margin) / f64::from(self.extent.max(1))
    }
}

/// A layer's bytes. The bytes of several layers, one after the other, are a tile with these layers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EncodedLayer {
    /// Nothing when no feature can be seen.
    pub bytes: Vec<u8>,
    /// How many features the layer holds.
    pub features: usize,
    /// There were more features than the limits allow.
    pub truncated: bool,
}

/// Encodes a layer. Features are taken one by one and not kept, so memory holds the layer only.
///
/// # Errors
/// When the encoder refuses, which is a defect of ours.
pub fn encode_layer<'a>(
    tile: TileId,
    name: &str,
    features: impl IntoIterator<Item = Feature<'a>>,
    options: &LayerOptions,
) -> Result<EncodedLayer, TileError> {
    let extent = options.extent.clamp(1, 1 << 16);
    let (margin, side) = (f64::from(options.margin.min(extent)), f64::from(extent));
    let reduction = Reduction {
        project: &|coord| tile.project(coord.x, coord.y, extent),
        frame: Frame {
            left: -margin,
            top: -margin,
            right: side + margin,
            bottom: side + margin,
        },
        tolerance: options.tolerance,
        smallest: options.smallest,
    };
    let encoder = Tile::new(extent);
    let mut layer = encoder.create_layer(name);
    let mut encoded = EncodedLayer::default();
    let mut places = 0;
    for feature in features {
        let shape = reduction.reduce(&feature.geometry);
        if shape.is_empty() {
            continue;
        }
        if encoded.features >= options.max_features || places >= options.max_places {
            encoded.truncated = true;
            break;
        }
        places += shape.weight();
        encoded.features += 1;
        for geometry in geometries(&shape)? {
            layer = add(layer, geometry, &feature);
        }
    }
    if encoded.features > 0 {
        let mut encoder = encoder;
        encoder.add_layer(layer).map_err(refused)?;
        encoded.bytes = encoder.to_bytes().map_err(refused)?;
    }
    Ok(encoded)
}

fn add(layer: Layer, geometry: GeomData, from: &Feature<'_>) -> Layer {
    let mut feature = layer.into_feature(geometry);
    feature.set_id(from.id);
    for (key, value) in &from.properties {
        match value {
            Value::Text(text) => feature.add_tag_string(key, text),
            Value::Int(number) if *number < 0 => feature.add_tag_sint(key, *number),
            Value::Int(number) => feature.add_tag_uint(key, number.unsigned_abs()),
            Value::Double(number) if number.is_finite() => feature.add_tag_double(key, *number),
            Value::Double(_) => {}
            Value::Boolean(flag) => feature.add_tag_bool(key, *flag),
        }
    }
    feature.into_layer()
}

/// A tile's feature has one kind of geometry: a mixed collection becomes up to three features with the same number.
fn geometries(shape: &Shape) -> Result<Vec<GeomData>, TileError> {
    let mut kinds = Vec::new();
    if !shape.points.is_empty() {
        let mut encoder = GeomEncoder::new(GeomType::Point);
        let mut points = shape.points.clone();
        points.dedup();
        push(&mut encoder, &points)?;
        kinds.push(encoder.encode().map_err(refused)?);
    }
    if !shape.lines.is_empty() {
        let mut encoder = GeomEncoder::new(GeomType::Linestring);
        for line in &shape.lines {
            push(&mut encoder, line)?;
            encoder.complete_geom().map_err(refused)?;
        }
        kinds.push(encoder.encode().map_err(refused)?);
    }
    if !shape.polygons.is_empty() {
        let mut encoder = GeomEncoder::new(GeomType::Polygon);
        let mut last = None;
        for ring in shape.polygons.iter().flatten() {
            // The encoder forgets to move when a ring begins where the one before ended: begin one place later.
            let begin = usize::from(last == ring.first().copied());
            push(&mut encoder, &ring[begin..])?;
            push(&mut encoder, &ring[..begin])?;
            encoder.complete_geom().map_err(refused)?;
            last = if begin == 0 {
                ring.last().copied()
            } else {
                ring.first().copied()
            };
        }
        kinds.push(encoder.encode().map_err(refused)?);
    }
    Ok(kinds)
}

fn push(encoder: &mut GeomEncoder<i32>, units: &[Unit]) -> Result<(), TileError> {
    units
        .iter()
        .try_for_each(|(x, y)| encoder.add_point(*x, *y).map_err(refused))
}

fn refused(error: mvt::Error) -> TileError {
    TileError::Encoder(error.to_string())
}

#[cfg(test)]
mod tests;
