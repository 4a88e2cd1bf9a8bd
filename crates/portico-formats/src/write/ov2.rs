//! How do records become points of interest of a TomTom device? One simple record a place: its length, the place in hundred
//! thousandths of a degree, the name in Latin-1, as devices and the programs that fill them read it.
//!
//! A shape stands where its middle is. Records without a place are left out.

use std::fs::File;

use arrow::record_batch::RecordBatch;
use geo::Centroid;
use portico_model::Field;

use super::features::Features;
use super::value::Columns;
use super::{RecordWriter, WriteOptions};
use crate::FormatError;

/// Kind of a record that is a place and a name.
const SIMPLE: u8 = 2;
/// Bytes before the name: kind, length, longitude, latitude.
const HEAD: usize = 13;
/// Longest name, in bytes: more than a device shows.
const NAME: usize = 255;

/// Writes OV2.
#[derive(Debug)]
pub(super) struct Ov2Writer(Features);

impl Ov2Writer {
    pub(super) fn new(fields: &[Field], options: &WriteOptions) -> Result<Self, FormatError> {
        Features::new(fields, options).map(Self)
    }
}

impl RecordWriter for Ov2Writer {
    fn start(&mut self, _out: &mut Vec<u8>) -> Result<(), FormatError> {
        Ok(())
    }

    fn write(&mut self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<(), FormatError> {
        let columns = Columns::new(&self.0.fields, batch, self.0.rendering)?;
        for row in 0..columns.rows() {
            let place = self.0.geometry(&columns, row);
            let Some(middle) = place.and_then(|geometry| geometry.centroid()) else {
                continue;
            };
            let name = name(&self.0.name(&columns, row).unwrap_or_default());
            let length = u32::try_from(HEAD + name.len() + 1).unwrap_or(u32::MAX);
            out.push(SIMPLE);
            out.extend_from_slice(&length.to_le_bytes());
            for degrees in [middle.x(), middle.y()] {
                out.extend_from_slice(&((degrees * 100_000.0).round() as i32).to_le_bytes());
            }
            out.extend_from_slice(&name);
            out.push(0);
        }
        Ok(())
    }

    fn finish(&mut self, _out: &mut Vec<u8>) -> Result<Option<File>, FormatError> {
        Ok(None)
    }
}

/// One line in Latin-1, not longer than fits; other letters as those that sound alike.
fn name(text: &str) -> Vec<u8> {
    let mut name = Vec::with_capacity(text.len().min(NAME));
    for letter in text.chars() {
        match u8::try_from(letter) {
            _ if letter.is_control() => name.push(b' '),
            Ok(byte) => name.push(byte),
            Err(_) => {
                let alike = deunicode::deunicode_char(letter).unwrap_or("?");
                name.extend_from_slice(alike.as_bytes());
            }
        }
        if name.len() >= NAME {
            break;
        }
    }
    name.truncate(NAME);
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_latin_1() {
        assert_eq!(name("Besançon"), b"Besan\xe7on");
        assert_eq!(name("a\nb\0c"), b"a b c");
        assert_eq!(name("Łódź, Αθήνα"), b"L\xf3dz, Athena");
        assert_eq!(name(&"日".repeat(300)).len(), NAME);
    }
}
