//! How wide is a text, and which glyphs write it? Two embedded faces for scripts that need no shaping.

use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::MetadataProvider;
use skrifa::instance::{LocationRef, Size};
use unicode_normalization::UnicodeNormalization;

use crate::PaperError;

static REGULAR: &[u8] = include_bytes!("../fonts/NotoSans-Regular.ttf");
static BOLD: &[u8] = include_bytes!("../fonts/NotoSans-Bold.ttf");

/// Weight of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    Bold,
}

/// The faces of a document.
#[derive(Debug)]
pub(crate) struct Faces {
    regular: Face,
    bold: Face,
}

/// One face.
#[derive(Debug)]
pub(crate) struct Face {
    /// As the writer wants it.
    pub(crate) font: Font,
    data: &'static [u8],
}

impl Faces {
    /// Reads the embedded files.
    pub(crate) fn load() -> Result<Self, PaperError> {
        let face = |data: &'static [u8]| {
            let font = Font::new(data.into(), 0).ok_or(PaperError::Font)?;
            skrifa::FontRef::new(data).map_err(|_| PaperError::Font)?;
            Ok(Face { font, data })
        };
        Ok(Self {
            regular: face(REGULAR)?,
            bold: face(BOLD)?,
        })
    }

    /// The face of that weight.
    pub(crate) fn of(&self, weight: Weight) -> &Face {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }
}

impl Face {
    fn reader(&self) -> skrifa::FontRef<'static> {
        skrifa::FontRef::new(self.data).expect("it was read when the face was made")
    }

    /// The text in characters that this face can write, composed, every space a plain one; others in Latin letters, or `?`.
    pub(crate) fn writable(&self, text: &str) -> String {
        let reader = self.reader();
        let map = reader.charmap();
        let mut out = String::with_capacity(text.len());
        for c in text.nfc() {
            if c.is_whitespace() {
                out.push(if c == '\u{a0}' || c == '\u{202f}' { c } else { ' ' });
            } else if c.is_control()
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{feff}')
            {
                // Invisible: nothing to write, and directions do not exist here.
            } else if map.map(c).is_some() {
                out.push(c);
            } else {
                let latin = deunicode::deunicode_char(c).unwrap_or("?");
                out.extend(latin.chars().filter(|c| map.map(*c).is_some()));
            }
        }
        out
    }

    /// The glyphs of a text, advances in parts of the size.
    pub(crate) fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        let reader = self.reader();
        let map = reader.charmap();
        let metrics = reader.glyph_metrics(Size::new(1.0), LocationRef::default());
        text.char_indices()
            .filter_map(|(start, c)| map.map(c).map(|glyph| (start, c, glyph)))
            .map(|(start, c, glyph)| KrillaGlyph {
                glyph_id: GlyphId::new(glyph.to_u32()),
                text_range: start..start + c.len_utf8(),
                x_advance: metrics.advance_width(glyph).unwrap_or(0.5),
                x_offset: 0.0,
                y_offset: 0.0,
                y_advance: 0.0,
                location: None,
            })
            .collect()
    }

    /// Width of a text at that size, in points.
    pub(crate) fn width(&self, text: &str, size: f32) -> f32 {
        let reader = self.reader();
        let map = reader.charmap();
        let metrics = reader.glyph_metrics(Size::new(1.0), LocationRef::default());
        let sum: f32 = text
            .chars()
            .filter_map(|c| map.map(c))
            .map(|glyph| metrics.advance_width(glyph).unwrap_or(0.5))
            .sum();
        sum * size
    }

    /// The text in lines of at most that width; a word that is wider is cut. Lines but the last end with a space, so that whoever
    /// reads the document aloud hears two words. Never empty.
    pub(crate) fn lines(&self, text: &str, size: f32, width: f32) -> Vec<String> {
        let mut lines = Vec::new();
        let mut line = String::new();
        let mut used = 0.0;
        let space = self.width(" ", size);
        let written = self.writable(text);
        for word in written.split(' ').filter(|word| !word.is_empty()) {
            let wide = self.width(word, size);
            if !line.is_empty() && used + space + wide <= width {
                line.push(' ');
                line.push_str(word);
                used += space + wide;
                continue;
            }
            if !line.is_empty() {
                line.push(' ');
                lines.push(std::mem::take(&mut line));
            }
            let mut rest = word;
            while self.width(rest, size) > width {
                let cut = self.cut(rest, size, width);
                if cut == rest.len() {
                    break;
                }
                lines.push(rest[..cut].to_owned());
                rest = &rest[cut..];
            }
            line.push_str(rest);
            used = self.width(rest, size);
        }
        lines.push(line);
        lines
    }

    /// Bytes of the longest beginning that fits, one character at least; behind a hyphen, dot, slash or underscore where there is one.
    fn cut(&self, word: &str, size: f32, width: f32) -> usize {
        let mut used = 0.0;
        let mut fits = 0;
        let mut nice = 0;
        for (start, c) in word.char_indices() {
            let end = start + c.len_utf8();
            used += self.width(&word[start..end], size);
            if used > width && start > 0 {
                break;
            }
            fits = end;
            if matches!(c, '-' | '.' | '/' | '_' | '@') {
                nice = end;
            }
        }
        if nice > 0 && nice < word.len() { nice } else { fits }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_font_lacks_is_written_in_latin_letters() {
        let faces = Faces::load().unwrap();
        let face = faces.of(Weight::Regular);
        assert_eq!(
            face.writable("Données ouvertes — Ñandú"),
            "Données ouvertes — Ñandú"
        );
        assert_eq!(face.writable("e\u{301}te\u{301}"), "été", "composed");
        assert_eq!(face.writable("北京"), "Bei Jing ");
        assert_eq!(face.writable("a\u{202e}b\u{0}c\td"), "abc d");
    }

    #[test]
    fn lines_fit_and_lose_nothing() {
        let faces = Faces::load().unwrap();
        let face = faces.of(Weight::Regular);
        let text = "Remembers what you chose about cookies_preferences_and_a_word_that_is_far_too_long_for_any_column, no identifier.";
        let lines = face.lines(text, 8.0, 80.0);
        assert_eq!(lines.concat(), text);
        for line in &lines {
            assert!(face.width(line.trim_end(), 8.0) <= 80.0, "{line}");
        }
        assert_eq!(face.lines("", 8.0, 80.0), [""]);
        assert_eq!(face.lines("WW", 8.0, 0.1), ["W", "W"], "one character at least");
    }
}
