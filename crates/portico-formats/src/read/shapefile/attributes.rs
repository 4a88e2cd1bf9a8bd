//! What does a dBase table hold? Records in file order, deleted ones included: shapes are matched by position.

use std::borrow::Cow;
use std::io::Read;

use encoding_rs::Encoding;
use portico_model::FieldType;

use super::incomplete;
use crate::FormatError;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Whole,
    Decimal,
    Day,
    Logical,
}

impl Kind {
    pub(super) fn declared(self) -> FieldType {
        match self {
            Self::Text => FieldType::Text,
            Self::Whole => FieldType::Int,
            Self::Decimal => FieldType::Double,
            Self::Day => FieldType::Date,
            Self::Logical => FieldType::Boolean,
        }
    }
}

/// A column.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: Kind,
    start: usize,
    length: usize,
}

/// A dBase table, read in order.
pub(super) struct Attributes<R> {
    source: R,
    encoding: &'static Encoding,
    fields: Vec<Column>,
    record: Vec<u8>,
    left: u32,
}

impl<R: Read> Attributes<R> {
    /// Reads the header.
    pub(super) fn open(mut source: R, encoding: &'static Encoding) -> Result<Self, FormatError> {
        let damaged = |_| incomplete("the .dbf file is damaged: its header is cut");
        let mut head = [0; 32];
        source.read_exact(&mut head).map_err(damaged)?;
        let left = u32::from_le_bytes([head[4], head[5], head[6], head[7]]);
        let header_length = usize::from(u16::from_le_bytes([head[8], head[9]]));
        let record_length = usize::from(u16::from_le_bytes([head[10], head[11]]));
        let mut rest = vec![0; header_length.saturating_sub(32)];
        source.read_exact(&mut rest).map_err(damaged)?;
        let mut fields = Vec::new();
        let mut start = 1;
        for field in rest.chunks_exact(32).take_while(|field| field[0] != 0x0D) {
            let name = &field[..field.iter().take(11).position(|byte| *byte == 0).unwrap_or(11)];
            let (length, decimals) = (usize::from(field[16]), field[17]);
            let kind = match field[11] {
                b'N' | b'F' if decimals == 0 && length <= 18 => Kind::Whole,
                b'N' | b'F' => Kind::Decimal,
                b'D' => Kind::Day,
                b'L' => Kind::Logical,
                _ => Kind::Text,
            };
            if matches!(field[11], b'C' | b'N' | b'F' | b'D' | b'L') {
                fields.push(Column {
                    name: encoding.decode(name).0.trim().to_owned(),
                    kind,
                    start,
                    length,
                });
            }
            start += length;
        }
        if start > record_length || fields.is_empty() && start > 1 && record_length < 2 {
            return Err(incomplete(
                "the .dbf file is damaged: its columns are wider than its records",
            ));
        }
        Ok(Self {
            source,
            encoding,
            fields,
            record: vec![0; record_length],
            left,
        })
    }

    pub(super) fn fields(&self) -> &[Column] {
        &self.fields
    }

    /// Goes to the next record, deleted or not; false at the end.
    pub(super) fn advance(&mut self) -> Result<bool, FormatError> {
        if self.left == 0 {
            return Ok(false);
        }
        self.left -= 1;
        match self.source.read_exact(&mut self.record) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(false),
            Err(error) => Err(incomplete(format!("the .dbf file is damaged: {error}"))),
        }
    }

    /// The current record is marked as deleted.
    pub(super) fn deleted(&self) -> bool {
        self.record.first() == Some(&b'*')
    }

    /// The text of a column in the current record.
    pub(super) fn text(&self, index: usize) -> Cow<'_, str> {
        let field = &self.fields[index];
        let bytes = &self.record[field.start..field.start + field.length];
        let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
        self.encoding.decode_without_bom_handling(&bytes[..end]).0
    }
}
