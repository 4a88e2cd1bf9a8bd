//! How do the words become a question? By reading on, whatever stands there.

use super::{Clause, TestOp, function};
use crate::ast::CompareOp;

/// Deepest nesting of groups; a parenthesis below it is a blank.
const DEEPEST: usize = 64;

/// Reads a text from left to right.
pub(super) struct Reader<'a> {
    pub(super) rest: &'a str,
    pub(super) depth: usize,
    /// A quote, or a bracket, was never closed: the others of its kind are not followed to the end of the text again.
    pub(super) open_quote: bool,
    pub(super) open_bracket: bool,
}

/// A word of the text, or what joins them.
enum Joint {
    And,
    Or,
    None,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            rest: text,
            depth: 0,
            open_quote: false,
            open_bracket: false,
        }
    }

    /// The whole text.
    pub(super) fn question(mut self) -> Clause {
        let mut parts = Vec::new();
        loop {
            parts.push(self.or());
            // What is left begins with a parenthesis too many.
            if !self.eat(')') {
                break;
            }
        }
        all(parts)
    }

    fn or(&mut self) -> Clause {
        let mut choices = vec![];
        loop {
            let (clause, more) = self.and();
            choices.push(clause);
            if !more {
                break;
            }
        }
        // `OR` with nothing on one side joins nothing.
        choices.retain(|choice| *choice != Clause::Everything);
        match choices.len() {
            0 => Clause::Everything,
            1 => choices.remove(0),
            _ => Clause::Or(choices),
        }
    }

    /// What stands between two `OR`, and whether one followed.
    fn and(&mut self) -> (Clause, bool) {
        let mut parts = Vec::new();
        let mut after_test = false;
        loop {
            match self.joint(after_test) {
                Joint::Or => return (all(parts), true),
                Joint::And => {
                    after_test = false;
                    continue;
                }
                Joint::None => {}
            }
            let Some(part) = self.not(after_test) else {
                return (all(parts), false);
            };
            after_test = !matches!(part, Clause::Words(_) | Clause::Phrase(_));
            parts.push(part);
        }
    }

    /// `AND`, `OR`, `&&`, `||`, when they come next.
    fn joint(&mut self, after_test: bool) -> Joint {
        self.skip_blanks();
        if self.eat_text("&&") {
            return Joint::And;
        }
        if self.eat_text("||") {
            return Joint::Or;
        }
        if self.keyword("AND", after_test) {
            return Joint::And;
        }
        if self.keyword("OR", after_test) {
            return Joint::Or;
        }
        Joint::None
    }

    /// `NOT` in front of what follows; nothing at the end of the text or of a group.
    fn not(&mut self, after_test: bool) -> Option<Clause> {
        let mut negated = false;
        loop {
            self.skip_blanks();
            let minus = self.rest.strip_prefix('-').is_some_and(begins_something);
            let meant = after_test || self.rest.get(3..).is_some_and(begins_test);
            if self.keyword("NOT", meant) {
                negated = !negated;
            } else if minus {
                self.rest = &self.rest[1..];
                negated = !negated;
            } else {
                break;
            }
        }
        let clause = self.primary()?;
        Some(if negated && clause != Clause::Everything {
            Clause::Not(Box::new(clause))
        } else {
            clause
        })
    }

    fn primary(&mut self) -> Option<Clause> {
        self.skip_blanks();
        match self.rest.chars().next()? {
            '(' => {
                self.eat('(');
                if self.depth >= DEEPEST {
                    return self.primary_or_nothing();
                }
                self.depth += 1;
                let inner = self.or();
                self.eat(')');
                self.depth -= 1;
                // A group is no free word, so that `(a) or b` is a choice.
                Some(match inner {
                    Clause::Words(_) | Clause::Phrase(_) => Clause::And(vec![inner]),
                    other => other,
                })
            }
            ')' => None,
            '#' => Some(self.function()),
            '"' => Some(match self.quoted() {
                Some(text) => phrase(text),
                None => self.word(),
            }),
            _ => Some(self.word()),
        }
    }

    /// Below the deepest group, without going deeper.
    fn primary_or_nothing(&mut self) -> Option<Clause> {
        self.rest = self
            .rest
            .trim_start_matches(|c: char| c == '(' || c.is_whitespace());
        match self.rest.chars().next()? {
            ')' => Some(Clause::Everything),
            _ => self.primary(),
        }
    }

    fn function(&mut self) -> Clause {
        let before = self.rest;
        let after = &self.rest[1..];
        let length = after
            .find(|c: char| !(c.is_alphanumeric() || c == '_'))
            .unwrap_or(after.len());
        let name = &after[..length];
        let Some(inner) = after[length..].trim_start().strip_prefix('(') else {
            self.rest = after;
            return if length == 0 {
                self.word()
            } else {
                self.words(length)
            };
        };
        let (arguments, rest) = function::arguments(inner);
        self.rest = rest;
        function::clause(name, &arguments)
            .unwrap_or_else(|| Clause::Words(before[..before.len() - rest.len()].to_owned()))
    }

    fn words(&mut self, length: usize) -> Clause {
        let (word, rest) = self.rest.split_at(length);
        self.rest = rest;
        Clause::Words(word.to_owned())
    }

    /// A free word, or a field with its test.
    fn word(&mut self) -> Clause {
        let length = self
            .rest
            .find(|c: char| c.is_whitespace() || "()\"=<>:!".contains(c))
            .unwrap_or(self.rest.len());
        if length == 0 {
            // A sign that stands alone means nothing.
            let first = self.rest.chars().next().map_or(0, char::len_utf8);
            self.rest = &self.rest[first..];
            return Clause::Everything;
        }
        let start = self.rest;
        let (name, after) = start.split_at(length);
        let is_name = name
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '@'));
        if is_name && let Some((op, value)) = operator(after.trim_start()) {
            self.rest = value.trim_start();
            if let Some(clause) = self.test(name, op, start) {
                return clause;
            }
            self.rest = value;
            return Clause::Words(name.to_owned());
        }
        self.words(length)
    }

    /// What stands after `field` and an operator; nothing when there is no operand.
    fn test(&mut self, field: &str, op: TestOp, start: &str) -> Option<Clause> {
        let first = self.rest.chars().next()?;
        if matches!(first, '[' | ']' | '{')
            && op != TestOp::Compare(CompareOp::NotEqual)
            && let Some(clause) = self.interval(field)
        {
            return Some(clause);
        }
        if first == '(' && self.depth < DEEPEST {
            return self.choices(field, op);
        }
        let value = self.operand()?;
        let written = start[..start.len() - self.rest.len()].to_owned();
        let field = field.to_owned();
        Some(Clause::Test {
            field,
            op,
            value,
            written,
        })
    }

    pub(super) fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }

    pub(super) fn eat(&mut self, sign: char) -> bool {
        self.skip_blanks();
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    pub(super) fn eat_text(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// A whole word in capitals, or in any letters where it can only be an operator. `and:` is a field.
    pub(super) fn keyword(&mut self, word: &str, in_any_case: bool) -> bool {
        let Some(found) = self.rest.get(..word.len()) else {
            return false;
        };
        let after = &self.rest[word.len()..];
        let ends = after.is_empty() || after.starts_with(|c: char| c.is_whitespace() || "()\"#".contains(c));
        let same = found == word || in_any_case && found.eq_ignore_ascii_case(word);
        if !same || !ends || operator(after.trim_start()).is_some() {
            return false;
        }
        self.rest = after;
        true
    }
}

/// What follows a minus that negates: a letter, a quote, a group, a function. `-5` is a number.
fn begins_something(rest: &str) -> bool {
    rest.starts_with(|c: char| c.is_alphabetic() || "\"(#_".contains(c))
}

/// What follows a `not` in small letters that can only be an operator: the test of a field, a function, or a group.
fn begins_test(rest: &str) -> bool {
    let next = rest.trim_start();
    if next.starts_with(['(', '#']) {
        return true;
    }
    let name = next
        .find(|c: char| !(c.is_alphanumeric() || "_.-".contains(c)))
        .unwrap_or(next.len());
    next.len() < rest.len() && name > 0 && operator(next[name..].trim_start()).is_some()
}

/// The operator that the text begins with, and what stands behind it.
fn operator(text: &str) -> Option<(TestOp, &str)> {
    const OPERATORS: [(&str, TestOp); 9] = [
        ("==", TestOp::Whole),
        ("!=", TestOp::Compare(CompareOp::NotEqual)),
        ("<>", TestOp::Compare(CompareOp::NotEqual)),
        ("<=", TestOp::Compare(CompareOp::LessOrEqual)),
        (">=", TestOp::Compare(CompareOp::GreaterOrEqual)),
        ("<", TestOp::Compare(CompareOp::Less)),
        (">", TestOp::Compare(CompareOp::Greater)),
        ("=", TestOp::Is),
        (":", TestOp::Is),
    ];
    let (op, rest) = OPERATORS
        .iter()
        .find_map(|(sign, op)| Some((*op, text.strip_prefix(sign)?)))?;
    // `:>=` and the like are written too: the second sign says more.
    if op == TestOp::Is
        && let Some(more) = operator_after_colon(rest)
    {
        return Some(more);
    }
    Some((op, rest))
}

fn operator_after_colon(rest: &str) -> Option<(TestOp, &str)> {
    rest.starts_with(['<', '>']).then(|| operator(rest)).flatten()
}

/// Everything that was read side by side; neighbouring words become one question.
fn all(parts: Vec<Clause>) -> Clause {
    let mut joined: Vec<Clause> = Vec::with_capacity(parts.len());
    for part in parts {
        match (joined.last_mut(), part) {
            (_, Clause::Everything) => {}
            (Some(Clause::Words(words)), Clause::Words(more)) => {
                words.push(' ');
                words.push_str(&more);
            }
            (_, part) => joined.push(part),
        }
    }
    match joined.len() {
        0 => Clause::Everything,
        1 => joined.remove(0),
        _ => Clause::And(joined),
    }
}

fn phrase(text: String) -> Clause {
    if text.trim().is_empty() {
        Clause::Everything
    } else {
        Clause::Phrase(text)
    }
}
