//! Parses the JavaScript expressions in filters.

use super::expression::{Binary, Expression, Variable};
use super::parse::quoted;
use crate::lint::pattern::Pattern;

/// How deeply expressions may be nested.
const DEPTH: usize = 100;

/// The most operators and members in an expression, each of which may contain all that is left of it.
const OPERATORS_AND_MEMBERS: usize = 500;

/// Parses an expression.
///
/// # Errors
/// When it is none, or uses what filters don't have.
pub(super) fn parse(text: &str) -> Result<Expression, String> {
    let mut parser = Parser {
        rest: text,
        depth: 0,
        count: 0,
    };
    let expression = parser.binary(0)?;
    parser.space();
    match parser.rest.is_empty() {
        true => Ok(expression),
        false => Err(format!("`{}` is not expected in a filter", parser.rest)),
    }
}

struct Parser<'t> {
    rest: &'t str,
    depth: usize,
    /// How many operators and members there are so far.
    count: usize,
}

/// Operators with their precedence, the longest first.
const OPERATORS: [(&str, u8, Binary); 16] = [
    ("===", 3, Binary::Same),
    ("!==", 3, Binary::NotSame),
    ("||", 1, Binary::Or),
    ("&&", 2, Binary::And),
    ("==", 3, Binary::Equal),
    ("!=", 3, Binary::NotEqual),
    ("<=", 4, Binary::AtMost),
    (">=", 4, Binary::AtLeast),
    ("=~", 3, Binary::Matches),
    ("~=", 3, Binary::Matches),
    ("<", 4, Binary::Less),
    (">", 4, Binary::Greater),
    ("in ", 4, Binary::In),
    ("+", 5, Binary::Add),
    ("-", 5, Binary::Subtract),
    ("%", 6, Binary::Remainder),
];

impl Parser<'_> {
    fn space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn count(&mut self) -> Result<(), String> {
        self.count += 1;
        match self.count > OPERATORS_AND_MEMBERS {
            true => Err("the filter is too long".to_owned()),
            false => Ok(()),
        }
    }

    fn take(&mut self, token: &str) -> bool {
        self.space();
        match self.rest.strip_prefix(token) {
            Some(after) => {
                self.rest = after;
                true
            }
            None => false,
        }
    }

    fn expect(&mut self, token: &str) -> Result<(), String> {
        match self.take(token) {
            true => Ok(()),
            false => Err(format!("`{token}` is expected before `{}`", self.rest)),
        }
    }

    fn binary(&mut self, least: u8) -> Result<Expression, String> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err("the filter is nested too deeply".to_owned());
        }
        let mut left = self.unary()?;
        loop {
            self.space();
            let found = OPERATORS
                .iter()
                .find(|(token, ..)| self.rest.starts_with(token));
            let Some((token, precedence, operator)) = found else {
                break;
            };
            if *precedence <= least {
                break;
            }
            self.count()?;
            self.rest = &self.rest[token.len()..];
            let right = self.binary(*precedence)?;
            left = Expression::Binary(*operator, Box::new(left), Box::new(right));
        }
        self.depth -= 1;
        Ok(left)
    }

    fn unary(&mut self) -> Result<Expression, String> {
        self.space();
        self.depth += 1;
        if self.depth > DEPTH {
            return Err("the filter is nested too deeply".to_owned());
        }
        let expression = if self.rest.starts_with('!') && !self.rest.starts_with("!=") {
            self.rest = &self.rest[1..];
            Expression::Not(Box::new(self.unary()?))
        } else if self.rest.starts_with('-') {
            self.rest = &self.rest[1..];
            Expression::Negative(Box::new(self.unary()?))
        } else if self.rest.starts_with("void ") {
            self.rest = &self.rest[5..];
            self.unary()?;
            Expression::Undefined
        } else if self.rest.starts_with("typeof ") {
            self.rest = &self.rest[7..];
            Expression::TypeOf(Box::new(self.unary()?))
        } else {
            self.postfix()?
        };
        self.depth -= 1;
        Ok(expression)
    }

    fn postfix(&mut self) -> Result<Expression, String> {
        let mut expression = self.primary()?;
        loop {
            if self.rest.starts_with(['.', '[']) || self.rest.starts_with("?.") {
                self.count()?;
            }
            if self.rest.starts_with('.') || self.rest.starts_with("?.") {
                self.rest = self.rest.trim_start_matches('?');
                self.rest = &self.rest[1..];
                let name = self.name();
                if name.is_empty() {
                    return Err(format!("a name is expected before `{}`", self.rest));
                }
                expression = match self.rest.starts_with('(') {
                    true => Expression::Call(Box::new(expression), name, self.arguments()?),
                    false => {
                        Expression::Member(Box::new(expression), Box::new(Expression::Text(name)))
                    }
                };
            } else if self.rest.starts_with('[') {
                self.rest = &self.rest[1..];
                let key = self.binary(0)?;
                self.expect("]")?;
                expression = Expression::Member(Box::new(expression), Box::new(key));
            } else {
                return Ok(expression);
            }
        }
    }

    fn arguments(&mut self) -> Result<Vec<Expression>, String> {
        self.expect("(")?;
        let mut arguments = Vec::new();
        while !self.take(")") {
            arguments.push(self.binary(0)?);
            if !self.take(",") {
                self.expect(")")?;
                break;
            }
        }
        Ok(arguments)
    }

    fn name(&mut self) -> String {
        let end = self
            .rest
            .find(|character: char| !(character.is_alphanumeric() || "_$".contains(character)))
            .unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        name.to_owned()
    }

    fn primary(&mut self) -> Result<Expression, String> {
        self.space();
        let Some(first) = self.rest.chars().next() else {
            return Err("the filter ends too early".to_owned());
        };
        match first {
            '(' => {
                self.rest = &self.rest[1..];
                let inner = self.binary(0)?;
                self.expect(")")?;
                Ok(inner)
            }
            '\'' | '"' => {
                let (text, rest) = quoted(&self.rest[1..], first);
                self.rest = rest;
                Ok(Expression::Text(text))
            }
            '/' => self.regex(),
            '[' => {
                self.rest = &self.rest[1..];
                let mut items = Vec::new();
                while !self.take("]") {
                    items.push(self.binary(0)?);
                    if !self.take(",") {
                        self.expect("]")?;
                        break;
                    }
                }
                Ok(Expression::List(items))
            }
            '0'..='9' => {
                let end = self
                    .rest
                    .find(|character: char| !(character.is_ascii_digit() || character == '.'))
                    .unwrap_or(self.rest.len());
                let (number, rest) = self.rest.split_at(end);
                self.rest = rest;
                let number = number
                    .parse()
                    .map_err(|_| format!("`{number}` is no number"))?;
                Ok(Expression::Number(number))
            }
            '@' => {
                self.rest = &self.rest[1..];
                let name = self.name();
                // `@string()` is the same as `@string`.
                if self.rest.starts_with("()") {
                    self.rest = &self.rest[2..];
                }
                Variable::named(&name)
                    .map(Expression::Variable)
                    .ok_or_else(|| format!("`@{name}` is unknown"))
            }
            _ => match self.name().as_str() {
                "true" => Ok(Expression::Bool(true)),
                "false" => Ok(Expression::Bool(false)),
                "null" => Ok(Expression::Null),
                "undefined" => Ok(Expression::Undefined),
                "$" => Ok(Expression::Variable(Variable::Root)),
                "" => Err(format!("`{}` is not expected in a filter", self.rest)),
                name => Err(format!("`{name}` is unknown in a filter")),
            },
        }
    }

    fn regex(&mut self) -> Result<Expression, String> {
        let mut escaped = false;
        let mut in_class = false;
        let body = &self.rest[1..];
        let end = body
            .find(|character: char| {
                let ends = character == '/' && !escaped && !in_class;
                match character {
                    '[' if !escaped => in_class = true,
                    ']' if !escaped => in_class = false,
                    _ => {}
                }
                escaped = character == '\\' && !escaped;
                ends
            })
            .ok_or("a regular expression is not closed")?;
        let source = &body[..end];
        self.rest = &body[end + 1..];
        let flags_end = self
            .rest
            .find(|character: char| !character.is_ascii_lowercase())
            .unwrap_or(self.rest.len());
        let (flags, rest) = self.rest.split_at(flags_end);
        self.rest = rest;
        Ok(Expression::Regex(Pattern::with_flags(source, flags)?))
    }
}
