//! Which pages of a long list are offered? Numbers around the current one, first and last.

use crate::href::Pairs;

/// The pager under a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pager {
    /// Address of the page before.
    pub(crate) previous: Option<String>,
    /// Address of the page after.
    pub(crate) next: Option<String>,
    /// Numbers; none is a gap.
    pub(crate) numbers: Vec<Option<Number>>,
}

/// One page of the pager.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Number {
    pub(crate) number: usize,
    pub(crate) href: String,
    pub(crate) current: bool,
}

impl Pager {
    /// The pager of a list of `total` things; none when they fit on one page. `most` is the last page that is served.
    pub(crate) fn new(
        current: usize,
        size: usize,
        total: u64,
        most: usize,
        path: &str,
        pairs: &Pairs,
    ) -> Option<Self> {
        let total = usize::try_from(total).unwrap_or(usize::MAX);
        let last = total.div_ceil(size).min(most);
        if last <= 1 {
            return None;
        }
        let href = |number: usize| {
            let pairs = if number > 1 {
                pairs.with("page", &number.to_string())
            } else {
                pairs.clone()
            };
            pairs.on(path)
        };
        let mut numbers = Vec::new();
        let mut before = 0;
        for number in (1..=last).filter(|n| *n == 1 || *n == last || n.abs_diff(current) <= 2) {
            if number > before + 1 {
                numbers.push(None);
            }
            before = number;
            numbers.push(Some(Number {
                number,
                href: href(number),
                current: number == current,
            }));
        }
        Some(Self {
            previous: (current > 1).then(|| href((current - 1).min(last))),
            next: (current < last).then(|| href(current + 1)),
            numbers,
        })
    }
}

/// The page asked for: a number from 1; anything else is the first.
pub(crate) fn page_number(text: Option<&str>, most: usize) -> usize {
    text.and_then(|text| text.trim().parse().ok())
        .unwrap_or(1)
        .clamp(1, most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(current: usize, total: u64, expected: &str) {
        let said = Pager::new(current, 10, total, 200, "/p/", &Pairs::default()).map(|pager| {
            let words = pager.numbers.iter().map(|number| match number {
                None => "…".to_owned(),
                Some(number) if number.current => format!("[{}]", number.number),
                Some(number) => number.number.to_string(),
            });
            words.collect::<Vec<_>>().join(" ")
        });
        assert_eq!(said.unwrap_or_default(), expected);
    }

    #[test]
    fn numbers_stand_around_the_current_page() {
        check(1, 10, "");
        check(1, 11, "[1] 2");
        check(5, 100, "1 … 3 4 [5] 6 7 … 10");
        check(1, 1_000_000, "[1] 2 3 … 200");
        check(9, 100, "1 … 7 8 [9] 10");
    }

    #[test]
    fn a_page_that_is_no_number_is_the_first() {
        assert_eq!(page_number(Some("x"), 9), 1);
        assert_eq!(page_number(Some("-3"), 9), 1);
        assert_eq!(page_number(Some("99999999999999999999"), 9), 1);
        assert_eq!(page_number(Some("12"), 9), 9);
        assert_eq!(page_number(None, 9), 1);
    }
}
