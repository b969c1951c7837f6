//! Patterns in the syntax of the crates `regex` and `fancy-regex`.

use std::fmt::Write;

use super::class::{Class, WORD};
use super::syntax::Node;

/// The set of all characters.
const ALL: &str = r"[\x00-\x{10FFFF}]";

/// The empty set.
const NONE: &str = r"[^\x00-\x{10FFFF}]";

/// The crate that a pattern is printed for.
#[derive(Clone, Copy)]
pub(super) enum Target<'a> {
    /// `regex`, which has neither lookaround nor backreferences.
    Linear,
    /// `fancy-regex`, with the numbers of the groups that are referred to.
    Backtracking(&'a [usize]),
}

/// Whether `regex` can express the pattern.
pub(super) fn is_linear(node: &Node) -> bool {
    match node {
        Node::Look { .. } | Node::Backreference(_) | Node::WordBoundary(false) => false,
        Node::Concat(nodes) | Node::Alternation(nodes) => nodes.iter().all(is_linear),
        Node::Group(_, inner) | Node::Repeat { inner, .. } => is_linear(inner),
        _ => true,
    }
}

/// The same pattern in the syntax of the target.
pub(super) fn print(node: &Node, target: Target<'_>) -> String {
    let mut out = String::new();
    write(node, target, &mut out);
    out
}

fn write(node: &Node, target: Target<'_>, out: &mut String) {
    match node {
        Node::Literal(c) => literal(*c, out),
        Node::Class(class) => write_class(class, out),
        Node::Start => out.push('^'),
        Node::End => out.push('$'),
        Node::WordBoundary(is_boundary) => word_boundary(*is_boundary, target, out),
        Node::Concat(nodes) => nodes.iter().for_each(|node| match node {
            Node::Alternation(_) => group("(?:", node, target, out),
            node => write(node, target, out),
        }),
        Node::Alternation(nodes) => {
            for (index, node) in nodes.iter().enumerate() {
                if index > 0 {
                    out.push('|');
                }
                write(node, target, out);
            }
        }
        Node::Group(number, inner) => match target {
            Target::Backtracking(captured) if captured.contains(number) => {
                group("(", inner, target, out);
            }
            _ => group("(?:", inner, target, out),
        },
        Node::Look {
            is_ahead,
            is_negative,
            inner,
        } => {
            let opening = match (is_ahead, is_negative) {
                (true, false) => "(?=",
                (true, true) => "(?!",
                (false, false) => "(?<=",
                (false, true) => "(?<!",
            };
            group(opening, inner, target, out);
        }
        Node::Repeat {
            inner,
            min,
            max,
            is_lazy,
        } => {
            group("(?:", inner, target, out);
            let _ = match max {
                Some(max) => write!(out, "{{{min},{max}}}"),
                None => write!(out, "{{{min},}}"),
            };
            if *is_lazy {
                out.push('?');
            }
        }
        Node::Backreference(number) => {
            if let Target::Backtracking(captured) = target {
                let index = captured.iter().position(|other| other == number);
                let _ = write!(out, r"(?:\{})", index.unwrap_or_default() + 1);
            }
        }
    }
}

fn group(opening: &str, inner: &Node, target: Target<'_>, out: &mut String) {
    out.push_str(opening);
    write(inner, target, out);
    out.push(')');
}

/// In ECMA-262 only ASCII has word characters.
fn word_boundary(is_boundary: bool, target: Target<'_>, out: &mut String) {
    let _ = match (target, is_boundary) {
        (Target::Linear, _) => write!(out, r"(?-u:\b)"),
        (Target::Backtracking(_), true) => write!(
            out,
            "(?:(?<=[{WORD}])(?![{WORD}])|(?<![{WORD}])(?=[{WORD}]))"
        ),
        (Target::Backtracking(_), false) => write!(
            out,
            "(?:(?<=[{WORD}])(?=[{WORD}])|(?<![{WORD}])(?![{WORD}]))"
        ),
    };
}

fn write_class(class: &Class, out: &mut String) {
    match (class.set.is_empty(), class.is_negated) {
        (true, true) => out.push_str(ALL),
        (true, false) => out.push_str(NONE),
        (false, true) => drop(write!(out, "[^{}]", class.set)),
        (false, false) => drop(write!(out, "[{}]", class.set)),
    }
}

fn literal(c: char, out: &mut String) {
    match c.is_ascii_alphanumeric() || !c.is_ascii() {
        true => out.push(c),
        false => drop(write!(out, r"\x{{{:X}}}", u32::from(c))),
    }
}
