//! How do the pieces of a formula become a tree?

use portico_formats::values::Value;
use portico_model::Schema;
use portico_odsql::nearest;

use super::functions;
use super::lex::{Token, tokens};
use super::{Mistake, Node, Operator};

/// Deepest nesting: a tree is walked by recursion.
const DEEPEST: usize = 60;
/// Operators and functions of one formula: each may make the tree one level deeper.
const MOST_OPERATORS: usize = 300;
/// Longest formula, in bytes.
const LONGEST: usize = 20_000;

/// The tree, and the fields that it reads.
pub(super) fn read(text: &str, schema: &Schema, with_hand: bool) -> Result<(Node, Vec<usize>), Mistake> {
    if text.len() > LONGEST {
        return Err(Mistake::new(
            0,
            format!("a formula has at most {LONGEST} letters"),
        ));
    }
    let body = text.trim_start();
    let offset = text.len() - body.len();
    let (offset, body) = match body.strip_prefix('=') {
        Some(rest) => (offset + 1, rest),
        None => (offset, body),
    };
    let moved = |mut mistake: Mistake| {
        mistake.at += offset;
        mistake
    };
    let mut parser = Parser {
        tokens: tokens(body).map_err(moved)?,
        at: 0,
        depth: 0,
        operators: 0,
        schema,
        with_hand,
        inputs: Vec::new(),
    };
    let tree = parser.choice().map_err(moved)?;
    match parser.peek() {
        Token::End => Ok((tree, parser.inputs)),
        other => Err(moved(Mistake::new(
            parser.place(),
            format!("{} was not expected here", said(other)),
        ))),
    }
}

fn said(token: &Token) -> String {
    match token {
        Token::Int(number) => format!("`{number}`"),
        Token::Double(number) => format!("`{number}`"),
        Token::Text(_) => "a text".to_owned(),
        Token::Word(word) => format!("`{word}`"),
        Token::Field(name) => format!("`${name}`"),
        Token::Sign(sign) => format!("`{sign}`"),
        Token::End => "the end".to_owned(),
    }
}

struct Parser<'a> {
    tokens: Vec<(usize, Token)>,
    at: usize,
    depth: usize,
    operators: usize,
    schema: &'a Schema,
    with_hand: bool,
    inputs: Vec<usize>,
}

impl Parser<'_> {
    fn peek(&self) -> &Token {
        &self.tokens[self.at.min(self.tokens.len() - 1)].1
    }

    fn place(&self) -> usize {
        self.tokens[self.at.min(self.tokens.len() - 1)].0
    }

    fn next(&mut self) -> Token {
        let token = self.peek().clone();
        self.at += 1;
        token
    }

    fn sign(&mut self, sign: &str) -> bool {
        let is_it = matches!(self.peek(), Token::Sign(known) if *known == sign);
        self.at += usize::from(is_it);
        is_it
    }

    fn word(&mut self, word: &str) -> bool {
        let is_it = matches!(self.peek(), Token::Word(known) if known.eq_ignore_ascii_case(word));
        self.at += usize::from(is_it);
        is_it
    }

    fn expect(&mut self, sign: &str) -> Result<(), Mistake> {
        if self.sign(sign) {
            return Ok(());
        }
        let message = format!("`{sign}` was expected, not {}", said(self.peek()));
        Err(Mistake::new(self.place(), message))
    }

    fn deeper(&mut self) -> Result<(), Mistake> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Mistake::new(self.place(), "it is nested too deeply"));
        }
        Ok(())
    }

    fn counted(&mut self) -> Result<(), Mistake> {
        self.operators += 1;
        if self.operators > MOST_OPERATORS {
            let message = format!("it has more than {MOST_OPERATORS} operators and functions");
            return Err(Mistake::new(self.place(), message));
        }
        Ok(())
    }

    fn choice(&mut self) -> Result<Node, Mistake> {
        self.deeper()?;
        let condition = self.binary(0)?;
        let node = if self.sign("?") {
            let yes = self.choice()?;
            self.expect(":")?;
            let no = self.choice()?;
            Node::Choose(Box::new(condition), Box::new(yes), Box::new(no))
        } else {
            condition
        };
        self.depth -= 1;
        Ok(node)
    }

    /// Operators that bind at least so tightly: 0 or, 1 and, 2 comparison, 3 `&`, 4 sums, 5 products.
    fn binary(&mut self, level: u8) -> Result<Node, Mistake> {
        if level == 2 && (self.sign("!") || self.word("not")) {
            self.deeper()?;
            let inner = self.binary(2)?;
            self.depth -= 1;
            return Ok(Node::Not(Box::new(inner)));
        }
        let next = |parser: &mut Self| match level {
            5 => parser.signed(),
            _ => parser.binary(level + 1),
        };
        let mut left = next(self)?;
        while let Some(operator) = self.operator(level) {
            self.counted()?;
            let right = next(self)?;
            left = Node::Binary(operator, Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn operator(&mut self, level: u8) -> Option<Operator> {
        let found = match (level, self.peek()) {
            (0, Token::Sign("||")) => Operator::Or,
            (1, Token::Sign("&&")) => Operator::And,
            (2, Token::Sign("==" | "=")) => Operator::Equal,
            (2, Token::Sign("!=" | "<>")) => Operator::Unequal,
            (2, Token::Sign("<")) => Operator::Less,
            (2, Token::Sign("<=")) => Operator::LessOrEqual,
            (2, Token::Sign(">")) => Operator::Greater,
            (2, Token::Sign(">=")) => Operator::GreaterOrEqual,
            (3, Token::Sign("&")) => Operator::Join,
            (4, Token::Sign("+")) => Operator::Add,
            (4, Token::Sign("-")) => Operator::Subtract,
            (5, Token::Sign("*")) => Operator::Multiply,
            (5, Token::Sign("/")) => Operator::Divide,
            (5, Token::Sign("//")) => Operator::DivideDown,
            (5, Token::Sign("%")) => Operator::Remainder,
            (level, Token::Word(word)) => match (level, word.to_ascii_lowercase().as_str()) {
                (0, "or") => Operator::Or,
                (1, "and") => Operator::And,
                (2, "contains") => Operator::Contains,
                (2, "startswith") => Operator::StartsWith,
                (2, "endswith") => Operator::EndsWith,
                _ => return None,
            },
            _ => return None,
        };
        self.at += 1;
        Some(found)
    }

    fn signed(&mut self) -> Result<Node, Mistake> {
        self.deeper()?;
        let node = if self.sign("-") {
            Node::Negate(Box::new(self.signed()?))
        } else if self.sign("+") {
            self.signed()?
        } else if self.sign("!") {
            Node::Not(Box::new(self.signed()?))
        } else {
            let base = self.primary()?;
            if self.sign("^") {
                Node::Binary(Operator::Power, Box::new(base), Box::new(self.signed()?))
            } else {
                base
            }
        };
        self.depth -= 1;
        Ok(node)
    }

    fn primary(&mut self) -> Result<Node, Mistake> {
        let place = self.place();
        match self.next() {
            Token::Int(number) => Ok(Node::Value(Value::Int(number))),
            Token::Double(number) => Ok(Node::Value(Value::Double(number))),
            Token::Text(text) => Ok(Node::Value(Value::Text(text))),
            Token::Field(name) => self.field(&name, place),
            Token::Sign("(") => {
                let inner = self.choice()?;
                self.expect(")")?;
                Ok(inner)
            }
            Token::Word(word) if matches!(self.peek(), Token::Sign("(")) => self.call(&word, place),
            Token::Word(word) => match word.to_ascii_lowercase().as_str() {
                "true" => Ok(Node::Value(Value::Boolean(true))),
                "false" => Ok(Node::Value(Value::Boolean(false))),
                "null" | "none" => Ok(Node::Value(Value::Null)),
                _ if self.with_hand && word == "X" => Ok(Node::Hand),
                _ => self.field(&word, place),
            },
            other => Err(Mistake::new(
                place,
                format!("a value was expected, not {}", said(&other)),
            )),
        }
    }

    fn call(&mut self, word: &str, place: usize) -> Result<Node, Mistake> {
        self.counted()?;
        let name = word.to_ascii_lowercase();
        let Some(function) = functions::find(&name) else {
            let mut mistake = Mistake::new(place, format!("there is no function `{word}`"));
            mistake.hint = nearest(&name, functions::names()).map(|known| format!("did you mean `{known}`?"));
            return Err(mistake);
        };
        self.expect("(")?;
        let mut arguments = Vec::new();
        if !self.sign(")") {
            loop {
                arguments.push(self.choice()?);
                if self.sign(")") {
                    break;
                }
                self.expect(",")?;
            }
        }
        let (least, most) = function.arguments;
        if arguments.len() < least || arguments.len() > most {
            let wanted = match (least, most) {
                (least, most) if least == most => format!("{least}"),
                (least, usize::MAX) => format!("{least} or more"),
                (least, most) => format!("{least} to {most}"),
            };
            let message = format!("`{word}` takes {wanted} values, not {}", arguments.len());
            let mut mistake = Mistake::new(place, message);
            mistake.hint = Some(format!("write {}", function.usage));
            return Err(mistake);
        }
        Ok(Node::Call(function, arguments))
    }

    fn field(&mut self, name: &str, place: usize) -> Result<Node, Mistake> {
        let Some(index) = crate::arguments::find(self.schema, name) else {
            let known = || self.schema.fields.iter().map(|field| field.name.as_str());
            let mut mistake = Mistake::new(place, format!("there is no field `{name}` before this step"));
            mistake.hint = Some(match nearest(name, known()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!(
                    "the fields are {}",
                    known().take(50).collect::<Vec<_>>().join(", ")
                ),
            });
            return Err(mistake);
        };
        let input = self.inputs.iter().position(|known| *known == index);
        let input = input.unwrap_or_else(|| {
            self.inputs.push(index);
            self.inputs.len() - 1
        });
        Ok(Node::Field(input))
    }
}
