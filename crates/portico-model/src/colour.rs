//! Can this colour be read? Contrast as WCAG 2.2 computes it, and the grounds that the portal's colours stand on.

use std::fmt;

/// Least contrast of text with its ground (WCAG 2.2, 1.4.3).
pub const READABLE: f64 = 4.5;

/// A colour of the sRGB space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

impl Colour {
    /// Reads `#17655d`, in any case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        Some(Self([part(0)?, part(2)?, part(4)?]))
    }

    /// How much it stands out from another colour: 1 (not at all) to 21 (black on white).
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// So much of this colour, the rest of the other; `share` from 0 to 1.
    #[must_use]
    pub fn mixed(self, share: f64, other: Self) -> Self {
        let mix = |place: usize| {
            let (one, two) = (f64::from(self.0[place]), f64::from(other.0[place]));
            let value = (one * share + two * (1.0 - share)).round().clamp(0.0, 255.0);
            // A whole number from 0 to 255 by now.
            (0..=255_u8)
                .find(|byte| f64::from(*byte) >= value)
                .unwrap_or(u8::MAX)
        };
        Self([mix(0), mix(1), mix(2)])
    }

    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// The grounds and inks of a colour scheme, as the style sheet has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scheme {
    /// Page.
    pub paper: Colour,
    /// Raised areas.
    pub paper_2: Colour,
    /// Text.
    pub ink: Colour,
    /// Secondary text.
    pub ink_2: Colour,
    /// The accent that the portal has without settings.
    pub accent: Colour,
}

impl Scheme {
    /// By day.
    pub const LIGHT: Self = Self {
        paper: Colour([0xfd, 0xfc, 0xf9]),
        paper_2: Colour([0xf4, 0xf1, 0xea]),
        ink: Colour([0x1b, 0x23, 0x28]),
        ink_2: Colour([0x55, 0x60, 0x6a]),
        accent: Colour([0x17, 0x65, 0x5d]),
    };
    /// By night.
    pub const DARK: Self = Self {
        paper: Colour([0x14, 0x18, 0x1b]),
        paper_2: Colour([0x1c, 0x22, 0x26]),
        ink: Colour([0xe9, 0xe6, 0xdf]),
        ink_2: Colour([0xa9, 0xb1, 0xb8]),
        accent: Colour([0x6c, 0xc3, 0xb7]),
    };

    /// The pale ground of what is selected.
    #[must_use]
    pub fn soft(&self, accent: Colour) -> Colour {
        accent.mixed(0.14, self.paper)
    }

    /// Words on the accent: paper or ink, whichever reads better.
    #[must_use]
    pub fn on(&self, accent: Colour) -> Colour {
        if self.paper.contrast(accent) >= self.ink.contrast(accent) {
            self.paper
        } else {
            self.ink
        }
    }

    /// The weakest contrast of any text that this accent would make: links on page, raised areas and what is selected, words on
    /// buttons, text on what is selected.
    #[must_use]
    pub fn weakest(&self, accent: Colour) -> f64 {
        let soft = self.soft(accent);
        [
            accent.contrast(self.paper),
            accent.contrast(self.paper_2),
            accent.contrast(soft),
            self.on(accent).contrast(accent),
            self.ink.contrast(soft),
            self.ink_2.contrast(soft),
        ]
        .into_iter()
        .fold(f64::INFINITY, f64::min)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_wcag() {
        let colour = |text: &str| Colour::parse(text).expect("a colour");
        assert!((colour("#000000").contrast(colour("#FFFFFF")) - 21.0).abs() < 1e-9);
        assert!((colour("#767676").contrast(colour("#ffffff")) - 4.54).abs() < 0.01);
        assert_eq!(colour("#17655d").to_string(), "#17655d");
        for bad in ["", "17655d", "#17655", "#17655dd", "red", "#gggggg", "#1é655"] {
            assert_eq!(Colour::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_accents_of_the_house_are_readable_and_pale_ones_are_not() {
        assert!(Scheme::LIGHT.weakest(Scheme::LIGHT.accent) >= READABLE);
        assert!(Scheme::DARK.weakest(Scheme::DARK.accent) >= READABLE);
        assert!(Scheme::LIGHT.weakest(Colour([255, 200, 0])) < READABLE);
        assert!(Scheme::DARK.weakest(Colour([0, 0, 120])) < READABLE);
    }

    #[test]
    fn colours_are_mixed_by_share() {
        let (black, white) = (Colour([0; 3]), Colour([255; 3]));
        assert_eq!(black.mixed(1.0, white), black);
        assert_eq!(black.mixed(0.0, white), white);
        assert_eq!(black.mixed(0.5, white), Colour([128; 3]));
    }
}
