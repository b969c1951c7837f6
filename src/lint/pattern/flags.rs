//! The flags of regular expressions, which the engine of the runtime has not: expressions are written so that they mean
//! the same without.

use std::iter::Peekable;
use std::str::Chars;

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, HirKind};

/// The beginning of a line: no character before, unless it ends a line.
const LINE_START: &str = "(?<![^\\n\\r\\u2028\\u2029])";
/// The end of a line.
const LINE_END: &str = "(?![^\\n\\r\\u2028\\u2029])";

/// The expression that means without flags what `source` means with them.
pub(super) fn without_flags(source: &str, flags: &str) -> String {
    let has = |flag: char| flags.contains(flag);
    if !has('i') && !has('m') && !has('s') {
        return source.to_owned();
    }
    let rewriter = Rewriter {
        ignores_case: has('i'),
        has_lines: has('m'),
        has_any: has('s'),
        is_unicode: has('u') || has('v'),
        chars: source.chars().peekable(),
        text: String::with_capacity(source.len() * 2),
    };
    rewriter.run()
}

struct Rewriter<'s> {
    ignores_case: bool,
    has_lines: bool,
    has_any: bool,
    is_unicode: bool,
    chars: Peekable<Chars<'s>>,
    text: String,
}

/// A character of an expression, or an escape.
enum Atom {
    /// A character, however it is written.
    Char(char),
    /// A property of Unicode.
    Property(ClassUnicode),
    /// Anything else.
    Other,
}

impl Rewriter<'_> {
    fn run(mut self) -> String {
        while let Some(character) = self.chars.next() {
            match character {
                '^' if self.has_lines => self.text.push_str(LINE_START),
                '$' if self.has_lines => self.text.push_str(LINE_END),
                '.' if self.has_any => self.text.push_str("[^]"),
                '[' => self.class(),
                '(' => self.group(),
                _ => {
                    let (atom, written) = self.atom(character);
                    match self.set(&atom) {
                        Some(set) => {
                            self.text.push('[');
                            self.text.push_str(&written);
                            self.push(&set);
                            self.text.push(']');
                        }
                        None => self.text.push_str(&written),
                    }
                }
            }
        }
        self.text
    }

    /// The beginning of a group; its name is copied.
    fn group(&mut self) {
        self.text.push('(');
        let mut rest = self.chars.clone();
        let is_named = rest.next() == Some('?')
            && rest.next() == Some('<')
            && !matches!(rest.peek(), Some('=' | '!'));
        if is_named {
            for next in self.chars.by_ref() {
                self.text.push(next);
                if next == '>' {
                    break;
                }
            }
        }
    }

    /// A class, with what its characters are in another case.
    fn class(&mut self) {
        self.text.push('[');
        if self.chars.next_if_eq(&'^').is_some() {
            self.text.push('^');
        }
        let mut folded = ClassUnicode::empty();
        while let Some(character) = self.chars.next() {
            if character == ']' {
                self.push(&folded);
                self.text.push(']');
                return;
            }
            let (atom, written) = self.atom(character);
            self.push_member(&written);
            let set = match &atom {
                Atom::Char(first) => match self.range_end() {
                    Some((last, written)) => {
                        self.text.push('-');
                        self.text.push_str(&written);
                        self.fold(ClassUnicode::new([ClassUnicodeRange::new(*first, last)]))
                    }
                    None => self.set(&atom),
                },
                _ => {
                    // Neither a set nor a character of Rust: half of a surrogate pair, which may begin a range.
                    let hyphen = match written.starts_with("\\u") {
                        true => "-",
                        false => "\\-",
                    };
                    if let Some(set) = self.after_set(hyphen) {
                        folded.union(&set);
                    }
                    self.set(&atom)
                }
            };
            if let Some(set) = set {
                folded.union(&set);
            }
        }
        // The class does not end: the parser says so.
        self.push(&folded);
    }

    /// Writes a member of a class: a hyphen that is no range would be one with what is added.
    fn push_member(&mut self, written: &str) {
        self.text.push_str(match written {
            "-" => "\\-",
            written => written,
        });
    }

    /// A hyphen behind a set such as `\w`, and the member behind it, neither of which begins a range; `hyphen` is what is
    /// written for it. The result is what the member matches in another case.
    fn after_set(&mut self, hyphen: &str) -> Option<ClassUnicode> {
        let mut rest = self.chars.clone();
        if rest.next() != Some('-') || matches!(rest.next(), None | Some(']')) {
            return None;
        }
        self.chars.next();
        let character = self.chars.next()?;
        let (atom, written) = self.atom(character);
        self.text.push_str(hyphen);
        self.push_member(&written);
        self.set(&atom)
    }

    /// The end of a range, if one follows.
    fn range_end(&mut self) -> Option<(char, String)> {
        let before = self.chars.clone();
        if self.chars.next_if_eq(&'-').is_some()
            && let Some(character) = self.chars.next_if(|next| *next != ']')
            && let (Atom::Char(last), written) = self.atom(character)
        {
            return Some((last, written));
        }
        self.chars = before;
        None
    }

    /// A character, or an escape with all that belongs to it, and how it is written.
    fn atom(&mut self, first: char) -> (Atom, String) {
        let mut written = String::from(first);
        if first != '\\' {
            return (Atom::Char(first), written);
        }
        let Some(kind) = self.chars.next() else {
            return (Atom::Other, written);
        };
        written.push(kind);
        let atom = match kind {
            'x' => self.hexadecimal(2, &mut written),
            'u' if self.chars.peek() == Some(&'{') => self.braces(&mut written).and_then(|inner| {
                let number = u32::from_str_radix(&inner, 16).ok()?;
                char::from_u32(number).map(Atom::Char)
            }),
            'u' => self.hexadecimal(4, &mut written),
            'p' | 'P' if self.chars.peek() == Some(&'{') => {
                self.braces(&mut written);
                property(&written).map(Atom::Property)
            }
            'k' if self.chars.peek() == Some(&'<') => {
                for next in self.chars.by_ref() {
                    written.push(next);
                    if next == '>' {
                        break;
                    }
                }
                None
            }
            // The letter of a control character.
            'c' => {
                let letter = self.chars.next();
                written.extend(letter);
                let letter = letter.filter(char::is_ascii_alphabetic);
                letter.map(|letter| Atom::Char(char::from(letter as u8 % 32)))
            }
            't' => Some(Atom::Char('\t')),
            'n' => Some(Atom::Char('\n')),
            'r' => Some(Atom::Char('\r')),
            'f' => Some(Atom::Char('\x0c')),
            'v' => Some(Atom::Char('\x0b')),
            // The character itself, which may be an end of a range.
            _ if !kind.is_alphanumeric() && kind != '_' => Some(Atom::Char(kind)),
            _ => None,
        };
        (atom.unwrap_or(Atom::Other), written)
    }

    fn hexadecimal(&mut self, length: usize, written: &mut String) -> Option<Atom> {
        let mut digits = String::new();
        while digits.len() < length {
            digits.push(self.chars.next_if(char::is_ascii_hexdigit)?);
            written.extend(digits.chars().last());
        }
        let number = u32::from_str_radix(&digits, 16).ok()?;
        char::from_u32(number).map(Atom::Char)
    }

    /// What is between braces, if they are closed.
    fn braces(&mut self, written: &mut String) -> Option<String> {
        let mut inner = String::new();
        for next in self.chars.by_ref() {
            written.push(next);
            match next {
                '{' if inner.is_empty() => {}
                '}' => return Some(inner),
                _ => inner.push(next),
            }
        }
        None
    }

    /// What an atom matches in any case; `None` if that is nothing but what is written.
    fn set(&self, atom: &Atom) -> Option<ClassUnicode> {
        match atom {
            Atom::Char(character) => {
                let range = ClassUnicodeRange::new(*character, *character);
                let folded = self.fold(ClassUnicode::new([range]))?;
                (folded.ranges() != [range]).then_some(folded)
            }
            Atom::Property(set) => self.fold(set.clone()),
            Atom::Other => None,
        }
    }

    /// A set with the other cases of its characters. Without the flag `u`, letters of ASCII have no others beyond ASCII.
    fn fold(&self, mut set: ClassUnicode) -> Option<ClassUnicode> {
        if !self.ignores_case {
            return None;
        }
        if self.is_unicode {
            set.try_case_fold_simple().ok()?;
            return Some(set);
        }
        let ascii = ClassUnicode::new([ClassUnicodeRange::new('\0', '\x7f')]);
        let mut within = set.clone();
        within.intersect(&ascii);
        within.try_case_fold_simple().ok()?;
        within.intersect(&ascii);
        set.difference(&ascii);
        set.try_case_fold_simple().ok()?;
        set.difference(&ascii);
        set.union(&within);
        Some(set)
    }

    /// Writes the ranges of a set as in a class.
    fn push(&mut self, set: &ClassUnicode) {
        for range in set.ranges() {
            let (start, end) = (u32::from(range.start()), u32::from(range.end()));
            self.text.push_str(&format!("\\u{{{start:x}}}"));
            if start != end {
                self.text.push_str(&format!("-\\u{{{end:x}}}"));
            }
        }
    }
}

/// The characters of `\p{…}` or `\P{…}`, if there is such a property.
fn property(written: &str) -> Option<ClassUnicode> {
    match regex_syntax::parse(written).ok()?.into_kind() {
        HirKind::Class(Class::Unicode(set)) => Some(set),
        _ => None,
    }
}
