//! Which of several violations are reported: those that say most.

use super::Violation;
use crate::source::pointer::escape;

/// The violations that are worth a finding, in the order in which they are reported.
///
/// Each alternative that does not match has violations, and `oneOf` or `anyOf` has one more. That one is left out if a
/// violation is about a part of the value; a violation of `enum` is left out if there are others.
pub fn reported(violations: Vec<Violation<'_>>) -> Vec<Violation<'_>> {
    let mut tree = Branch::default();
    for violation in violations {
        let mut pointer = String::new();
        for step in &violation.path {
            pointer.push('/');
            pointer.push_str(&escape(&step.to_string()));
        }
        let tokens = match pointer.is_empty() {
            true => vec![String::new()],
            false => tokens(&pointer),
        };
        if tokens.is_empty() {
            continue;
        }
        let mut branch = &mut tree;
        for token in tokens {
            let position = branch.children.iter().position(|(name, _)| *name == token);
            let position = position.unwrap_or_else(|| {
                branch.children.push((token, Branch::default()));
                branch.children.len() - 1
            });
            branch = &mut branch.children[position].1;
        }
        branch.violations.push(violation);
    }
    tree.filter_children();
    let mut found = Vec::new();
    tree.collect(&mut found);
    found
}

#[derive(Default)]
struct Branch<'a> {
    violations: Vec<Violation<'a>>,
    children: Vec<(String, Branch<'a>)>,
}

impl<'a> Branch<'a> {
    fn is_enum_only(&self) -> bool {
        !self.violations.is_empty()
            && self
                .violations
                .iter()
                .all(|violation| violation.keyword == "enum")
    }

    fn filter_children(&mut self) {
        let mut index = 0;
        while index < self.children.len() {
            let siblings = self.children.len() - 1;
            let child = &mut self.children[index].1;
            let is_choice = child
                .violations
                .iter()
                .any(|violation| violation.keyword == "anyOf");
            if is_choice && !child.children.is_empty() {
                child.violations.clear();
            }
            if child.is_enum_only() && siblings > 0 {
                self.children.remove(index);
                continue;
            }
            child.filter_children();
            index += 1;
        }
    }

    fn collect(self, found: &mut Vec<Violation<'a>>) {
        if self.is_enum_only() {
            let mut violations = self.violations.into_iter();
            if let Some(mut first) = violations.next() {
                for other in violations {
                    for value in other.allowed {
                        if !first.allowed.contains(&value) {
                            first.allowed.push(value);
                        }
                    }
                }
                found.push(first);
            }
            return;
        }
        found.extend(self.violations);
        for (_, child) in self.children {
            child.collect(found);
        }
    }
}

/// The parts of a pointer by which violations are grouped: an index belongs to the name before it, and what follows an
/// unusual character does not count.
fn tokens(pointer: &str) -> Vec<String> {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'-');
    let bytes = pointer.as_bytes();
    let mut tokens = Vec::new();
    let mut index = 0;
    while index < bytes.len() {
        let start = index;
        if bytes[index] != b'/' {
            index += 1;
            continue;
        }
        index += 1;
        while index < bytes.len() && is_word(bytes[index]) {
            index += 1;
        }
        if index == start + 1 {
            continue;
        }
        if bytes.get(index) == Some(&b'/') {
            let digits = bytes[index + 1..]
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            if digits > 0 {
                index += 1 + digits;
            }
        }
        tokens.push(pointer[start..index].to_owned());
    }
    tokens
}
