//! How are the items of `select`, `group_by`, `order_by`, `refine` and `facet` written again?

use std::fmt::{self, Display, Formatter};

use crate::ast::{Expr, FacetSpec, GroupKey, OrderKey, Pattern, Refinement, SelectItem, Spanned};
use crate::print::Joined;
use crate::text::{quote_field, quote_text};

fn keyed(expr: &Expr, alias: Option<&Spanned<String>>, f: &mut Formatter<'_>) -> fmt::Result {
    match alias {
        Some(alias) => write!(f, "{expr} AS {}", quote_field(&alias.node)),
        None => expr.fmt(f),
    }
}

impl Display for SelectItem {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("*"),
            Self::Include(patterns) => write!(f, "include({})", Joined(patterns, ", ")),
            Self::Exclude(patterns) => write!(f, "exclude({})", Joined(patterns, ", ")),
            Self::Expr { expr, alias, .. } => keyed(expr, alias.as_ref(), f),
        }
    }
}

impl Display for Pattern {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if !self.name.is_empty() {
            f.write_str(&quote_field(&self.name))?;
        }
        f.write_str(if self.prefix { "*" } else { "" })
    }
}

impl Display for GroupKey {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        keyed(&self.expr, self.alias.as_ref(), f)
    }
}

impl Display for OrderKey {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let text = self.expr.to_string();
        // A minus at the very beginning would mean the direction.
        if text.starts_with('-') {
            write!(f, "({text})")
        } else {
            f.write_str(&text)
        }?;
        f.write_str(if self.descending { " DESC" } else { "" })
    }
}

impl Display for Refinement {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", quote_field(&self.field), quote_text(&self.value))
    }
}

impl Display for FacetSpec {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self {
            name,
            disjunctive,
            hierarchical,
            sort,
            limit,
        } = self;
        if *self
            == (Self {
                name: name.clone(),
                ..Self::default()
            })
        {
            return f.write_str(&quote_field(name));
        }
        write!(f, "facet(name={}", quote_text(name))?;
        if let Some(disjunctive) = disjunctive {
            write!(f, ", disjunctive={disjunctive}")?;
        }
        if hierarchical.as_ref().is_some_and(String::is_empty) {
            f.write_str(", hierarchical=false")?;
        } else if let Some(separator) = hierarchical {
            write!(f, ", hierarchical=true, separator={}", quote_text(separator))?;
        }
        if let Some(sort) = sort {
            write!(f, ", sort={}", quote_text(sort))?;
        }
        if let Some(limit) = limit {
            write!(f, ", limit={limit}")?;
        }
        f.write_str(")")
    }
}
