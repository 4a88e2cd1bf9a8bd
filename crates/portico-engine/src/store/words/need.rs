//! Which words does a condition need? What can be told of it without reading a record.

use datafusion::logical_expr::expr::ScalarFunction;
use datafusion::logical_expr::{BinaryExpr, Expr, Operator};
use portico_model::{FieldType, Schema};

use super::build::is_indexed;
use super::postings::Blocks;
use crate::functions::own::told;
use crate::functions::text::Term;

/// Words without which no record satisfies a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Need {
    /// All of these.
    Words(Vec<Term>),
    /// Each.
    All(Vec<Need>),
    /// One of them.
    Any(Vec<Need>),
}

/// The words that a condition on such records needs; none when it can be satisfied without any that are known.
pub(crate) fn need(condition: &Expr, schema: &Schema) -> Option<Need> {
    match condition {
        Expr::BinaryExpr(BinaryExpr { left, op, right }) => match op {
            Operator::And => match (need(left, schema), need(right, schema)) {
                (Some(left), Some(right)) => Some(Need::All(vec![left, right])),
                (left, right) => left.or(right),
            },
            Operator::Or => Some(Need::Any(vec![need(left, schema)?, need(right, schema)?])),
            _ => None,
        },
        Expr::IsTrue(inner) => need(inner, schema),
        Expr::Alias(alias) => need(&alias.expr, schema),
        Expr::ScalarFunction(call) => words(call, schema),
        _ => None,
    }
}

fn words(call: &ScalarFunction, schema: &Schema) -> Option<Need> {
    let terms: &Vec<Term> = told(call)?;
    let mut with_numbers = false;
    for argument in &call.args {
        let Expr::Column(column) = argument else {
            return None;
        };
        let field = schema.fields.iter().find(|field| field.name == column.name)?;
        match field.ty {
            FieldType::Int => with_numbers = true,
            other if is_indexed(other) => {}
            _ => return None,
        }
    }
    // A whole number holds digits only, and no word without one is near to it.
    let is_told = |term: &&Term| !with_numbers || !term.word().chars().any(char::is_numeric);
    let terms: Vec<Term> = terms.iter().filter(is_told).cloned().collect();
    (!terms.is_empty()).then_some(Need::Words(terms))
}

impl Need {
    /// Every term, each once.
    pub(super) fn terms(&self) -> Vec<&Term> {
        let mut found = Vec::new();
        self.gather(&mut found);
        found
    }

    fn gather<'a>(&'a self, found: &mut Vec<&'a Term>) {
        match self {
            Self::Words(terms) => {
                for term in terms {
                    if !found.contains(&term) {
                        found.push(term);
                    }
                }
            }
            Self::All(needs) | Self::Any(needs) => needs.iter().for_each(|need| need.gather(found)),
        }
    }

    /// The blocks where the need may be met; `of` gives those of a term.
    pub(super) fn blocks(&self, of: &impl Fn(&Term) -> Blocks) -> Blocks {
        let mut met = Blocks::ALL;
        match self {
            Self::Words(terms) => terms.iter().for_each(|term| met.meet(&of(term))),
            Self::All(needs) => needs.iter().for_each(|need| met.meet(&need.blocks(of))),
            Self::Any(needs) => {
                met = Blocks::NONE;
                needs.iter().for_each(|need| met.join(&need.blocks(of)));
            }
        }
        met
    }
}

#[cfg(test)]
mod tests {
    use datafusion::logical_expr::{col, lit, not};
    use portico_model::Field;

    use super::*;
    use crate::functions::text::{full_text_terms, matches};

    fn schema() -> Schema {
        let field = |name: &str, ty| Field::new(name, ty);
        Schema {
            fields: vec![
                field("title", FieldType::Text),
                field("year", FieldType::Int),
                field("price", FieldType::Double),
            ],
        }
    }

    fn found(columns: &[&str], text: &str) -> Expr {
        matches(
            columns.iter().map(|name| col(*name)).collect(),
            full_text_terms(text),
        )
    }

    fn words(text: &str) -> Need {
        Need::Words(full_text_terms(text))
    }

    fn check(condition: &Expr, expected: Option<Need>) {
        assert_eq!(need(condition, &schema()), expected, "{condition}");
    }

    #[test]
    fn a_search_in_texts_needs_its_words() {
        check(&found(&["title"], "old film*"), Some(words("old film*")));
        check(&found(&["title"], ""), None);
        let both = found(&["title"], "old").and(col("price").gt(lit(3)));
        check(&both, Some(words("old")));
    }

    #[test]
    fn a_number_may_stand_in_a_column_of_numbers() {
        check(&found(&["title", "year"], "film 1984"), Some(words("film")));
        check(&found(&["title", "year"], "1984"), None);
        check(&found(&["title"], "1984"), Some(words("1984")));
        check(&found(&["title", "price"], "film"), None);
    }

    #[test]
    fn one_of_two_needs_both_to_be_known() {
        let (old, new) = (found(&["title"], "old"), found(&["title"], "new"));
        let either = Need::Any(vec![words("old"), words("new")]);
        check(&old.clone().or(new.clone()), Some(either));
        check(&old.clone().or(col("price").gt(lit(3))), None);
        check(&not(old.clone()), None);
        check(&old.and(new), Some(Need::All(vec![words("old"), words("new")])));
    }
}
