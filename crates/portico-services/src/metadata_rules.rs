//! Do the words of a description agree with each other? What no single value can tell: a period that ends before it begins, an area upside
//! down. One rule for pages, programs and the command line.

use portico_model::{Fault, Metadata};
use url::Url;

use crate::clock;

/// What is wrong with a description.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetadataWrong {
    /// The last day is before the first.
    Period,
    /// Four numbers that are no area: west, south, east and north in degrees.
    Area,
    /// An address, but none of the web.
    Source,
}

impl MetadataWrong {
    /// The metadata to blame.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Period => "dcat.temporal_coverage_end",
            Self::Area => "dcat.spatial",
            Self::Source => "default.references",
        }
    }

    fn fault(self, metadata: &Metadata) -> Fault {
        let said = |text: &Option<String>| -> String {
            let text = text.as_deref().unwrap_or_default();
            text.chars().take(100).collect()
        };
        let dcat = &metadata.dcat;
        let (message, hint) = match self {
            Self::Period => (
                format!(
                    "the last day, {}, is before the first, {}",
                    said(&dcat.temporal_coverage_end),
                    said(&dcat.temporal_coverage_start)
                ),
                "write the first day first",
            ),
            Self::Area => (
                format!("`{}` is no area", said(&dcat.spatial)),
                "write west, south, east, north in degrees, south below north, or the name of a place",
            ),
            Self::Source => (
                format!("`{}` is no address of the web", said(&metadata.references)),
                "write an address that begins with https:// or http://, or a sentence",
            ),
        };
        Fault::invalid("InvalidMetadata", message)
            .with_hint(hint)
            .with_position(self.name(), None)
    }
}

/// Everything that is wrong with words that follow others: what was said before, and stays, may be older than the rule.
#[must_use]
pub fn metadata_problems(before: &Metadata, after: &Metadata) -> Vec<MetadataWrong> {
    let (old, new) = (&before.dcat, &after.dcat);
    let mut found = Vec::new();
    let period = |all: &Metadata| {
        let moment = |text: &Option<String>| text.as_deref().and_then(clock::parse);
        let dcat = &all.dcat;
        (
            moment(&dcat.temporal_coverage_start),
            moment(&dcat.temporal_coverage_end),
        )
    };
    if let (Some(from), Some(until)) = period(after)
        && until < from
        && period(before) != period(after)
    {
        found.push(MetadataWrong::Period);
    }
    if old.spatial != new.spatial && new.spatial.as_deref().is_some_and(is_no_area) {
        found.push(MetadataWrong::Area);
    }
    if before.references != after.references && after.references.as_deref().is_some_and(is_no_source) {
        found.push(MetadataWrong::Source);
    }
    found
}

/// These words may follow those.
///
/// # Errors
/// `InvalidMetadata` with the first metadata to blame.
pub(crate) fn check(before: &Metadata, after: &Metadata) -> Result<(), Fault> {
    match metadata_problems(before, after).first() {
        Some(wrong) => Err(wrong.fault(after)),
        None => Ok(()),
    }
}

/// Four numbers with commas between them that are no rectangle of the earth; it may go over the antimeridian. Anything else is words.
fn is_no_area(text: &str) -> bool {
    let numbers: Vec<f64> = text
        .split(',')
        .filter_map(|part| part.trim().parse().ok())
        .collect();
    let [west, south, east, north] = numbers.as_slice() else {
        return false;
    };
    let is_length = |degrees: &f64| (-180.0..=180.0).contains(degrees);
    let is_width = |degrees: &f64| (-90.0..=90.0).contains(degrees);
    !(is_length(west) && is_length(east) && is_width(south) && is_width(north) && south <= north)
}

/// An address of another kind than the web's, such as `javascript:` or `file:`. A sentence with a colon has spaces.
fn is_no_source(text: &str) -> bool {
    let text = text.trim();
    let is_address = !text.contains(char::is_whitespace) && text.contains(':');
    is_address
        && Url::parse(text).is_ok_and(|url| !(matches!(url.scheme(), "http" | "https") && url.has_host()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(from: &str, until: &str, area: &str, source: &str) -> Metadata {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let mut metadata = Metadata {
            references: some(source),
            ..Metadata::default()
        };
        metadata.dcat.temporal_coverage_start = some(from);
        metadata.dcat.temporal_coverage_end = some(until);
        metadata.dcat.spatial = some(area);
        metadata
    }

    #[test]
    fn what_cannot_be_is_told() {
        let blank = Metadata::default();
        let all = words(
            "2020-05-01",
            "2019-12-31",
            "-95, 40, -96, 30",
            "javascript:alert(1)",
        );
        assert_eq!(
            metadata_problems(&blank, &all),
            [MetadataWrong::Period, MetadataWrong::Area, MetadataWrong::Source]
        );
        assert_eq!(metadata_problems(&all, &all), [], "older than the rule");
        let fault = check(&blank, &all).expect_err("a period");
        assert_eq!(fault.clause.as_deref(), Some("dcat.temporal_coverage_end"));
        for area in ["-200, 0, 10, 10", "0, -91, 10, 10", "0, 0, 10, 100"] {
            assert!(is_no_area(area), "{area}");
        }
        for source in ["file:///etc/passwd", "data:text/html,x", "mailto:me@example.org"] {
            assert!(is_no_source(source), "{source}");
        }
    }

    #[test]
    fn what_can_be_is_taken() {
        let blank = Metadata::default();
        for (from, until, area, source) in [
            (
                "2020-05-01",
                "2020-05-01",
                "-96.5, 35.9, -95.7, 36.3",
                "https://example.org/a",
            ),
            ("2020-05-01", "", "170, -50, -170, -30", "Ask the office: room 4"),
            ("", "2019", "Tulsa, Oklahoma, USA, Earth", "Survey:2019 of trees"),
        ] {
            assert_eq!(metadata_problems(&blank, &words(from, until, area, source)), []);
        }
    }
}
