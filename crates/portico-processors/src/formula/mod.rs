//! What does a formula say? `=round(price * 1.2, 2) & ' €'`: text to tree, tree to the value of a record.
//!
//! It is the language that editors of the role model's portals write behind `=`; queries have a language of their own, which the
//! engine reads. Operators, from the loosest: `a ? b : c`, `or ||`, `and &&`, `not !`, `== = != <> < <= > >=` and the words
//! `contains startswith endswith`, `&` (texts joined), `+ -`, `* / // %`, `- +` before a value, `^`. `$name` is always a field.

mod dates;
mod eval;
mod functions;
mod lex;
mod numbers;
mod parse;
mod texts;

use portico_formats::values::Value;
use portico_model::{FieldType, Schema};

use crate::arguments::Wrong;

pub(crate) use self::eval::truth;
pub(crate) use self::texts::{piece, replaced};

/// Where a formula is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mistake {
    /// Byte of the text.
    pub(crate) at: usize,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
}

impl Mistake {
    fn new(at: usize, message: impl Into<String>) -> Self {
        Self {
            at,
            message: message.into(),
            hint: None,
        }
    }

    /// As what is wrong with a parameter.
    pub(crate) fn wrong(self, param: &str) -> Wrong {
        let wrong = Wrong::of(param, format!("{} (at character {})", self.message, self.at + 1));
        match self.hint {
            Some(hint) => wrong.hint(hint),
            None => wrong,
        }
    }
}

/// A tree.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    Value(Value),
    /// Index into the fields that the formula reads.
    Field(usize),
    /// The field at hand, of a formula that is applied to several.
    Hand,
    Not(Box<Node>),
    Negate(Box<Node>),
    Binary(Operator, Box<Node>, Box<Node>),
    Choose(Box<Node>, Box<Node>, Box<Node>),
    Call(&'static functions::Function, Vec<Node>),
}

/// Between two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Or,
    And,
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Contains,
    StartsWith,
    EndsWith,
    Join,
    Add,
    Subtract,
    Multiply,
    Divide,
    DivideDown,
    Remainder,
    Power,
}

/// A formula over the fields of a schema.
#[derive(Debug, Clone)]
pub(crate) struct Formula {
    tree: Node,
    /// The fields that it reads, as indexes into the schema.
    pub(crate) inputs: Vec<usize>,
    /// Type of its values.
    pub(crate) ty: FieldType,
}

impl Formula {
    /// Reads a text; a leading `=` may stand or not. `hand`: type of the field that `X` stands for.
    pub(crate) fn read(text: &str, schema: &Schema, hand: Option<FieldType>) -> Result<Self, Mistake> {
        let (tree, inputs) = parse::read(text, schema, hand.is_some())?;
        let types: Vec<FieldType> = inputs.iter().map(|index| schema.fields[*index].ty).collect();
        let ty = functions::type_of(&tree, &types, hand).unwrap_or(FieldType::Text);
        Ok(Self { tree, inputs, ty })
    }

    /// The value for a record, given the values of `inputs`, and of `X`.
    pub(crate) fn value(&self, inputs: &[Value], hand: &Value, now: i64) -> Result<Value, String> {
        let value = eval::Record { inputs, hand, now }.value(&self.tree)?;
        Ok(eval::of_type(value, self.ty))
    }
}

#[cfg(test)]
mod tests;
