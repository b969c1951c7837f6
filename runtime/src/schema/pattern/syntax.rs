//! The syntax of regular expressions of ECMA-262 (section 22.2.1), with the extensions for web browsers (annex B.1.2).
//!
//! JSON Schema recommends the flag `u`. Patterns that are valid only without it are common, so that both are read:
//! characters are code points as with the flag, and `\p{…}` and `\u{…}` mean what they mean with it.

use std::iter::Peekable;
use std::str::Chars;

use super::super::PatternError;
use super::class::{self, Class};

/// Limit on groups within groups, so that no pattern exhausts the stack.
const DEPTH: usize = 50;

/// A regular expression, or a part of one.
#[derive(Clone, Debug)]
pub(super) enum Node {
    Literal(char),
    Class(Class),
    /// `^`
    Start,
    /// `$`
    End,
    /// `\b`, or `\B` if the flag is false.
    WordBoundary(bool),
    Concat(Vec<Node>),
    Alternation(Vec<Node>),
    /// A capturing group with its number.
    Group(usize, Box<Node>),
    Look {
        is_ahead: bool,
        is_negative: bool,
        inner: Box<Node>,
    },
    Repeat {
        inner: Box<Node>,
        min: u32,
        /// `None` if there is no limit.
        max: Option<u32>,
        is_lazy: bool,
    },
    /// A reference to the text of a group.
    Backreference(usize),
}

/// Parses a pattern.
pub(super) fn parse(source: &str) -> Result<Node, PatternError> {
    let mut parser = Parser {
        chars: source.chars().peekable(),
        names: names(source),
        groups: 0,
        depth: 0,
        references: Vec::new(),
    };
    let node = parser.alternation()?;
    if parser.chars.peek().is_some() {
        return Err(syntax("it has an unbalanced parenthesis"));
    }
    let mut references = parser.references.iter();
    match references.any(|number| *number > parser.groups) {
        true => Err(syntax("it refers to a group that it does not have")),
        false => Ok(node),
    }
}

pub(super) fn syntax(reason: &str) -> PatternError {
    PatternError::Syntax(reason.to_owned())
}

/// The names of the capturing groups in their order; empty for those without one.
fn names(source: &str) -> Vec<String> {
    let (mut is_escaped, mut in_class) = (false, false);
    let mut names = Vec::new();
    for (at, c) in source.char_indices() {
        if is_escaped {
            is_escaped = false;
            continue;
        }
        match c {
            '\\' => is_escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '(' if !in_class => {
                let rest = source.get(at + 1..).unwrap_or_default();
                match rest.strip_prefix("?<") {
                    Some(rest) if !rest.starts_with(['=', '!']) => {
                        names.push(rest.split('>').next().unwrap_or_default().to_owned());
                    }
                    None if !rest.starts_with('?') => names.push(String::new()),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    names
}

pub(super) type Source<'s> = Peekable<Chars<'s>>;

struct Parser<'s> {
    chars: Source<'s>,
    names: Vec<String>,
    groups: usize,
    depth: usize,
    references: Vec<usize>,
}

impl Parser<'_> {
    fn alternation(&mut self) -> Result<Node, PatternError> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(PatternError::TooLarge);
        }
        let mut branches = vec![self.concat()?];
        while self.chars.next_if_eq(&'|').is_some() {
            branches.push(self.concat()?);
        }
        self.depth -= 1;
        Ok(match branches.len() {
            1 => branches.remove(0),
            _ => Node::Alternation(branches),
        })
    }

    fn concat(&mut self) -> Result<Node, PatternError> {
        let mut parts = Vec::new();
        while let Some(c) = self.chars.next_if(|c| !matches!(c, '|' | ')')) {
            let atom = self.atom(c)?;
            parts.push(self.quantified(atom)?);
        }
        Ok(Node::Concat(parts))
    }

    fn atom(&mut self, c: char) -> Result<Node, PatternError> {
        Ok(match c {
            '^' => Node::Start,
            '$' => Node::End,
            '.' => Node::Class(class::any_but_line_ends()),
            '(' => self.group()?,
            '[' => Node::Class(class::parse(&mut self.chars)?),
            '\\' => self.escape()?,
            '*' | '+' | '?' => return Err(syntax("it repeats nothing")),
            '{' if self.braces()?.is_some() => return Err(syntax("it repeats nothing")),
            c => Node::Literal(c),
        })
    }

    fn quantified(&mut self, atom: Node) -> Result<Node, PatternError> {
        let (min, max) = match self.chars.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                let mut ahead = self.chars.clone();
                ahead.next();
                std::mem::swap(&mut ahead, &mut self.chars);
                match self.braces()? {
                    // `braces` has read them.
                    Some(bounds) => return self.repeat(atom, bounds),
                    None => {
                        self.chars = ahead;
                        return Ok(atom);
                    }
                }
            }
            _ => return Ok(atom),
        };
        self.chars.next();
        self.repeat(atom, (min, max))
    }

    fn repeat(&mut self, atom: Node, (min, max): (u32, Option<u32>)) -> Result<Node, PatternError> {
        if max.is_some_and(|max| max < min) {
            return Err(syntax(
                "it has a range of repetitions that ends before it begins",
            ));
        }
        let is_lazy = self.chars.next_if_eq(&'?').is_some();
        match atom {
            // Repeating a lookahead changes nothing, but that none is required where there may be none.
            Node::Look { is_ahead: true, .. } if min > 0 => Ok(atom),
            Node::Look { is_ahead: true, .. } => Ok(Node::Concat(Vec::new())),
            Node::Start | Node::End | Node::WordBoundary(_) | Node::Look { .. } => {
                Err(syntax("it repeats nothing"))
            }
            atom => Ok(Node::Repeat {
                inner: Box::new(atom),
                min,
                max,
                is_lazy,
            }),
        }
    }

    /// The rest of `{2,3}`, if that is what follows the brace; otherwise nothing is read.
    fn braces(&mut self) -> Result<Option<(u32, Option<u32>)>, PatternError> {
        let mut ahead = self.chars.clone();
        let mut inner = String::new();
        loop {
            match ahead.next() {
                Some('}') => break,
                Some(c @ ('0'..='9' | ',')) => inner.push(c),
                _ => return Ok(None),
            }
        }
        let (min, max) = match inner.split_once(',') {
            Some((min, max)) => (min, Some(max)),
            None => (inner.as_str(), None),
        };
        if min.is_empty() || max.is_some_and(|max| max.contains(',')) {
            return Ok(None);
        }
        let number = |text: &str| text.parse().map_err(|_| PatternError::TooLarge);
        let bounds = match max {
            None => (number(min)?, Some(number(min)?)),
            Some("") => (number(min)?, None),
            Some(max) => (number(min)?, Some(number(max)?)),
        };
        self.chars = ahead;
        Ok(Some(bounds))
    }

    fn group(&mut self) -> Result<Node, PatternError> {
        let mut look = None;
        let mut number = None;
        if self.chars.next_if_eq(&'?').is_some() {
            match self.chars.next() {
                Some(':') => {}
                Some('=') => look = Some((true, false)),
                Some('!') => look = Some((true, true)),
                Some('<') => match self.chars.peek() {
                    Some('=') => look = Some((false, false)),
                    Some('!') => look = Some((false, true)),
                    _ => number = Some(self.named_group()?),
                },
                _ => return Err(syntax("it has a group of an unknown kind")),
            }
            if matches!(look, Some((false, _))) {
                self.chars.next();
            }
        } else {
            self.groups += 1;
            number = Some(self.groups);
        }
        let inner = Box::new(self.alternation()?);
        if self.chars.next() != Some(')') {
            return Err(syntax("it has an unbalanced parenthesis"));
        }
        Ok(match (look, number) {
            (Some((is_ahead, is_negative)), _) => Node::Look {
                is_ahead,
                is_negative,
                inner,
            },
            (None, Some(number)) => Node::Group(number, inner),
            (None, None) => *inner,
        })
    }

    fn named_group(&mut self) -> Result<usize, PatternError> {
        let name = self.name()?;
        self.groups += 1;
        match self.names.iter().filter(|other| **other == name).count() {
            1 => Ok(self.groups),
            _ => Err(PatternError::Unsupported("a name for several groups")),
        }
    }

    /// The rest of a name in angle brackets.
    fn name(&mut self) -> Result<String, PatternError> {
        let mut name = String::new();
        loop {
            match self.chars.next() {
                Some('>') if !name.is_empty() => return Ok(name),
                Some(c) if c.is_alphanumeric() || matches!(c, '_' | '$') => name.push(c),
                _ => return Err(syntax("it has a group without a proper name")),
            }
        }
    }

    fn escape(&mut self) -> Result<Node, PatternError> {
        match self.chars.peek() {
            Some('b' | 'B') => Ok(Node::WordBoundary(self.chars.next() == Some('b'))),
            Some('1'..='9') => {
                let mut number = String::new();
                while let Some(digit) = self.chars.next_if(char::is_ascii_digit) {
                    number.push(digit);
                }
                let number = number.parse().map_err(|_| PatternError::TooLarge)?;
                self.references.push(number);
                Ok(Node::Backreference(number))
            }
            Some('k') => {
                self.chars.next();
                if self.chars.next() != Some('<') {
                    return Err(syntax("it has `\\k` without a name"));
                }
                let name = self.name()?;
                let index = self.names.iter().position(|other| *other == name);
                let Some(index) = index else {
                    return Err(syntax("it refers to a group that it does not have"));
                };
                Ok(Node::Backreference(index + 1))
            }
            _ => Ok(match class::escape(&mut self.chars)? {
                class::Escape::Char(c) => match char::from_u32(c) {
                    Some(c) => Node::Literal(c),
                    // Half of a surrogate pair, which no text of Unicode contains.
                    None => Node::Class(class::none()),
                },
                class::Escape::Set(set) => Node::Class(Class {
                    is_negated: false,
                    set,
                }),
            }),
        }
    }
}
