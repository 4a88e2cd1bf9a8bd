//! Which columns would have a type but for a few cells?

use super::inspection::clip;

/// How nearly all texts of a column can be read one way: worth a remark where a few spoil it.
#[derive(Debug, Default)]
pub(crate) struct Near {
    pub(crate) fits: u64,
    pub(crate) misses: u64,
    /// The first text that does not fit.
    pub(crate) miss: Option<String>,
    lost: bool,
}

impl Near {
    pub(crate) fn count(&mut self, fits: bool, text: &str) {
        if fits {
            self.fits += 1;
            return;
        }
        self.misses += 1;
        if self.miss.is_none() {
            self.miss = Some(clip(text, 40));
        }
        // A column of words is given up after a few rows: reading on would take time for nothing.
        self.lost = self.misses > 3 + self.fits / 10;
    }

    /// Too many do not fit.
    pub(crate) fn is_lost(&self) -> bool {
        self.lost
    }

    /// A few of many texts do not fit: one in twenty at most.
    pub(crate) fn is_spoilt_by_few(&self) -> bool {
        !self.lost && self.misses > 0 && self.fits >= 20 && self.misses * 19 <= self.fits
    }
}
