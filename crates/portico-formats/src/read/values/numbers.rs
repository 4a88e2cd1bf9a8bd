//! Is this text a number, and in whose spelling?

/// Spellings of a number. A column is numeric when one style explains every value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// `12`, `-3`, `0`.
    Plain,
    /// `1.5`, `.5`, `1.5e-7`.
    Point,
    /// `1.234`: a decimal point, or dots between groups.
    PointOrGroup,
    /// `1,5` or `0,125`.
    Comma,
    /// `1,234`: groups or decimals.
    CommaOrGroup,
    /// `1,234,567` or `1,234.5`.
    CommaGroups { decimals: bool },
    /// `1.234.567` or `1.234,5`.
    PointGroups { decimals: bool },
    /// `1 234` or `1 234,5`, with any kind of space.
    SpaceGroups { comma: bool, point: bool, hard: bool },
}

/// How to read the numbers of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NumberStyle {
    /// `.` or `,`.
    pub(crate) decimal: char,
    /// Between groups of three: `,`, `.`, or a space standing for any kind of space.
    pub(crate) group: Option<char>,
}

impl NumberStyle {
    /// `1234.5`
    pub(crate) const PLAIN: Self = Self {
        decimal: '.',
        group: None,
    };
}

/// Longest integer that a 64-bit number holds exactly whatever its digits.
const EXACT_DIGITS: usize = 18;

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}')
}

/// The spelling of a number; none when it is none, or when reading it as one would lose something (`007`, `+33`, 20 digits).
pub(crate) fn look(text: &str) -> Option<Shape> {
    let body = text.strip_prefix('-').unwrap_or(text);
    let first = *body.as_bytes().first()?;
    if !(first.is_ascii_digit() || first == b'.' || first == b',') || body.len() > 60 {
        return None;
    }
    if body.bytes().all(|b| b.is_ascii_digit()) {
        let fits = body.len() <= EXACT_DIGITS && (body.len() == 1 || first != b'0');
        return fits.then_some(Shape::Plain);
    }
    if let Some(mark) = body.find(['e', 'E']) {
        return scientific(&body[..mark], &body[mark + 1..]).then_some(Shape::Point);
    }
    if body.contains(is_space) {
        return spaced(body);
    }
    match (body.contains(','), body.contains('.')) {
        (true, true) => {
            let (group, decimal) = if body.rfind(',') < body.rfind('.') {
                (',', '.')
            } else {
                ('.', ',')
            };
            let (whole, rest) = body.rsplit_once(decimal)?;
            (digits(rest) && grouped(whole, group)).then_some(if group == ',' {
                Shape::CommaGroups { decimals: true }
            } else {
                Shape::PointGroups { decimals: true }
            })
        }
        (true, false) => one_mark(
            body,
            ',',
            Shape::Comma,
            Shape::CommaOrGroup,
            Shape::CommaGroups { decimals: false },
        ),
        (false, true) => one_mark(
            body,
            '.',
            Shape::Point,
            Shape::PointOrGroup,
            Shape::PointGroups { decimals: false },
        ),
        (false, false) => None,
    }
}

fn one_mark(body: &str, mark: char, decimal: Shape, either: Shape, groups: Shape) -> Option<Shape> {
    let (whole, rest) = body.split_once(mark)?;
    if rest.contains(mark) {
        return grouped(body, mark).then_some(groups);
    }
    if !(digits(rest) || rest.is_empty() && mark == '.')
        || !whole_part(whole)
        || whole.is_empty() && rest.is_empty()
    {
        return None;
    }
    Some(if rest.len() == 3 && grouped(body, mark) {
        either
    } else {
        decimal
    })
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Digits without a needless zero in front, or nothing.
fn whole_part(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit()) && (text.len() <= 1 || !text.starts_with('0'))
}

/// `1,234,567`: one to three digits, then groups of three.
fn grouped(text: &str, mark: char) -> bool {
    let mut parts = text.split(mark);
    let head = parts.next().unwrap_or_default();
    let head_fits = digits(head) && head.len() <= 3 && !head.starts_with('0');
    let mut groups = 0;
    head_fits
        && parts.all(|part| {
            groups += 1;
            part.len() == 3 && digits(part)
        })
        && groups > 0
        && text.len() <= 24
}

/// `1.5e10`, `2E-7`: only what cannot be a code such as `12E3`.
fn scientific(mantissa: &str, exponent: &str) -> bool {
    let signed = exponent.starts_with(['-', '+']);
    let power = exponent.trim_start_matches(['-', '+']);
    let (whole, rest) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    (signed || mantissa.contains('.'))
        && digits(power)
        && power.len() <= 3
        && whole_part(whole)
        && (rest.is_empty() || digits(rest))
        && !(whole.is_empty() && rest.is_empty())
}

fn spaced(body: &str) -> Option<Shape> {
    let hard = !body.contains(' ');
    let text: String = body.chars().map(|c| if is_space(c) { ' ' } else { c }).collect();
    let (whole, rest, comma, point) = match (text.split_once(','), text.split_once('.')) {
        (Some((whole, rest)), None) => (whole, Some(rest), true, false),
        (None, Some((whole, rest))) => (whole, Some(rest), false, true),
        (None, None) => (text.as_str(), None, false, false),
        _ => return None,
    };
    (grouped(whole, ' ') && rest.is_none_or(digits)).then_some(Shape::SpaceGroups { comma, point, hard })
}

/// How often each spelling was seen.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shapes {
    pub(crate) total: u64,
    plain: u64,
    point: u64,
    point_or_group: u64,
    comma: u64,
    comma_or_group: u64,
    comma_groups: u64,
    comma_groups_decimals: u64,
    point_groups: u64,
    point_groups_decimals: u64,
    space: u64,
    space_soft: u64,
    space_comma: u64,
    space_point: u64,
}

/// The style that explains every number of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) style: NumberStyle,
    pub(crate) decimals: bool,
    /// `1,234` alone decided: worth a remark.
    pub(crate) doubtful: bool,
}

impl Shapes {
    /// Counts one.
    pub(crate) fn add(&mut self, shape: Shape) {
        self.total += 1;
        *match shape {
            Shape::Plain => &mut self.plain,
            Shape::Point => &mut self.point,
            Shape::PointOrGroup => &mut self.point_or_group,
            Shape::Comma => &mut self.comma,
            Shape::CommaOrGroup => &mut self.comma_or_group,
            Shape::CommaGroups { decimals: false } => &mut self.comma_groups,
            Shape::CommaGroups { decimals: true } => &mut self.comma_groups_decimals,
            Shape::PointGroups { decimals: false } => &mut self.point_groups,
            Shape::PointGroups { decimals: true } => &mut self.point_groups_decimals,
            Shape::SpaceGroups { comma, point, hard } => {
                self.space_soft += u64::from(!hard);
                self.space_comma += u64::from(comma);
                self.space_point += u64::from(point);
                &mut self.space
            }
        } += 1;
    }

    /// The style of these values, when one style explains them all. `european` is what the rest of the file suggests.
    pub(crate) fn verdict(&self, european: bool) -> Option<Verdict> {
        let commas = self.comma_or_group + self.comma_groups + self.comma_groups_decimals;
        let all = |explained: u64| explained == self.total;
        let verdict = |decimal, group, decimals: bool, doubtful| {
            Some(Verdict {
                style: NumberStyle { decimal, group },
                decimals,
                doubtful,
            })
        };
        let points = self.point + self.point_or_group;
        if all(self.plain + points) {
            return verdict('.', None, points > 0, false);
        }
        if self.space > 0 {
            let safe =
                self.space_soft == 0 || self.space_comma + self.space_point > 0 || self.comma + points > 0;
            return if !safe {
                None
            } else if all(self.plain + self.space + self.comma + self.comma_or_group) && self.space_point == 0
            {
                verdict(
                    ',',
                    Some(' '),
                    self.space_comma + self.comma + self.comma_or_group > 0,
                    false,
                )
            } else if all(self.plain + self.space + points) && self.space_comma == 0 {
                verdict('.', Some(' '), self.space_point + points > 0, false)
            } else {
                None
            };
        }
        let european_marks = self.comma + self.point_groups + self.point_groups_decimals;
        if european_marks > 0 && all(self.plain + self.comma_or_group + european_marks + self.point_or_group)
        {
            let grouped = self.point_groups + self.point_groups_decimals > 0;
            let decimals = self.comma + self.comma_or_group + self.point_groups_decimals > 0;
            // `1.234` among `1,5` is a contradiction unless dots separate groups elsewhere.
            return if self.point_or_group > 0 && !grouped {
                None
            } else {
                verdict(',', Some('.'), decimals, false)
            };
        }
        if all(self.plain + points + commas) {
            let certain = self.comma_groups + self.comma_groups_decimals > 0;
            let decimals = points + self.comma_groups_decimals > 0;
            return if certain || !european {
                verdict('.', Some(','), decimals, !certain)
            } else {
                None
            };
        }
        None
    }
}

fn cleaned(text: &str, style: NumberStyle) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c == style.decimal {
            out.push('.');
        } else if style.group == Some(c) || style.group == Some(' ') && is_space(c) {
            continue;
        } else if c.is_ascii_digit() || matches!(c, '-' | '+' | 'e' | 'E') {
            out.push(c);
        } else {
            return None;
        }
    }
    Some(out)
}

/// The integer written there.
pub(crate) fn int(text: &str, style: NumberStyle) -> Option<i64> {
    if let Ok(value) = text.parse() {
        return Some(value);
    }
    let text = cleaned(text, style)?;
    text.parse().ok().or_else(|| {
        let (whole, rest) = text.split_once('.')?;
        if rest.bytes().all(|b| b == b'0') {
            whole.parse().ok()
        } else {
            None
        }
    })
}

/// The number written there; never infinite.
pub(crate) fn double(text: &str, style: NumberStyle) -> Option<f64> {
    let value: f64 = if style == NumberStyle::PLAIN {
        if !text
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'+' | b'.' | b'e' | b'E'))
        {
            return None;
        }
        text.parse().ok()?
    } else {
        cleaned(text, style)?.parse().ok()?
    };
    value.is_finite().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(values: &[&str], european: bool) -> String {
        let mut shapes = Shapes::default();
        for value in values {
            match look(value) {
                Some(shape) => shapes.add(shape),
                None => return "text".to_owned(),
            }
        }
        let Some(verdict) = shapes.verdict(european) else {
            return "text".to_owned();
        };
        let read = |text: &&str| {
            if verdict.decimals {
                double(text, verdict.style).unwrap().to_string()
            } else {
                int(text, verdict.style).unwrap().to_string()
            }
        };
        values.iter().map(read).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn numbers_are_read_in_the_spelling_of_their_column() {
        assert_eq!(check(&["1", "-20", "0"], false), "1 -20 0");
        assert_eq!(check(&["1", "2.5", ".5"], false), "1 2.5 0.5");
        assert_eq!(check(&["1.234", "2.5"], false), "1.234 2.5");
        assert_eq!(check(&["1,5", "2", "1,234"], false), "1.5 2 1.234");
        assert_eq!(check(&["1,234,567", "1,234", "5"], true), "1234567 1234 5");
        assert_eq!(check(&["1,234.50", "12"], true), "1234.5 12");
        assert_eq!(check(&["1.234,50", "1.234", "12"], false), "1234.5 1234 12");
        assert_eq!(check(&["1\u{a0}234", "12,5"], false), "1234 12.5");
        assert_eq!(check(&["1,234", "5,678"], false), "1234 5678");
        assert_eq!(check(&["1.5e-7", "2"], false), "0.00000015 2");
    }

    #[test]
    fn what_would_lose_something_stays_text() {
        for values in [
            &["00501"][..],
            &["+33612345678"],
            &["12E3"],
            &["12345678901234567890"],
            &["123 456 789"],
            &["1,5", "1.5"],
            &["5%"],
            &["$5"],
            &["1.2.3"],
            &["--1"],
            &["1-2"],
            &["-"],
            &["."],
        ] {
            assert_eq!(check(values, false), "text", "{values:?}");
        }
        assert_eq!(check(&["1,234", "5,678"], true), "text");
    }
}
