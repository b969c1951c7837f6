//! Reads the rules of a ruleset that users write.

use std::rc::Rc;

use super::{AliasTarget, Aliases, Field, Given, Rule, Ruleset, Then, members};
use crate::lint::Severity;
use crate::lint::functions;
use crate::lint::jsonpath;
use crate::nearest::Nearest;
use crate::source::{Node, Value};

/// The limit on aliases that refer to aliases.
const DEPTH: usize = 20;

/// The most aliases and paths that a `given` may stand for.
const EXPANSIONS: usize = 1000;

/// A list, or a single value in place of one.
pub(super) fn list(node: Option<&Node>) -> &[Node] {
    match node {
        None => &[],
        Some(node) => match &node.value {
            Value::Array(items) => items,
            _ => std::slice::from_ref(node),
        },
    }
}

pub(super) fn texts(node: Option<&Node>) -> Vec<String> {
    list(node)
        .iter()
        .filter_map(|node| node.as_str().map(str::to_owned))
        .collect()
}

/// The aliases of a ruleset.
pub(super) fn aliases(node: Option<&Node>) -> Aliases {
    let mut aliases = Aliases::new();
    let Some(members) = node.and_then(Node::as_object) else {
        return aliases;
    };
    for (name, entry) in members.iter() {
        let targets = match entry.node.get("targets") {
            Some(targets) => list(Some(targets))
                .iter()
                .map(|target| AliasTarget {
                    formats: texts(target.get("formats")),
                    given: texts(target.get("given")),
                })
                .collect(),
            None => vec![AliasTarget {
                formats: Vec::new(),
                given: texts(Some(&entry.node)),
            }],
        };
        aliases.insert(name.to_owned(), targets);
    }
    aliases
}

/// The paths that a `given` stands for.
pub(super) fn given(text: &str, aliases: &Aliases) -> Result<Vec<Given>, String> {
    let mut expansion = Expansion {
        aliases,
        steps: 0,
        found: Vec::new(),
    };
    expansion.expand(text, &[], &[], 0)?;
    Ok(expansion.found)
}

struct Expansion<'a> {
    aliases: &'a Aliases,
    steps: usize,
    found: Vec<Given>,
}

impl Expansion<'_> {
    fn expand(
        &mut self,
        text: &str,
        formats: &[String],
        except: &[String],
        depth: usize,
    ) -> Result<(), String> {
        self.steps += 1;
        if self.steps > EXPANSIONS {
            return Err(format!("the aliases in `{text}` stand for too many paths"));
        }
        let Some(rest) = text.strip_prefix('#') else {
            self.found.push(Given {
                formats: formats.to_vec(),
                except: except.to_vec(),
                path: Rc::new(jsonpath::parse(text)?),
            });
            return Ok(());
        };
        if depth > DEPTH {
            return Err(format!("the alias `{text}` refers to itself"));
        }
        let end = rest
            .find(|character: char| {
                !(character.is_ascii_alphanumeric() || "_-".contains(character))
            })
            .unwrap_or(rest.len());
        let (name, rest) = rest.split_at(end);
        let targets = self
            .aliases
            .get(name)
            .ok_or_else(|| format!("there is no alias `{name}`"))?;
        // Of several alternatives, the last one that applies counts.
        for (index, target) in targets.iter().enumerate() {
            let mut except = except.to_vec();
            for later in &targets[index + 1..] {
                except.extend(later.formats.iter().cloned());
            }
            let formats = match target.formats.as_slice() {
                [] => formats,
                formats => formats,
            };
            for path in &target.given {
                self.expand(&format!("{path}{rest}"), formats, &except, depth + 1)?;
            }
        }
        Ok(())
    }
}

/// A severity: a name, a number, or off (`None`). The error is the text that is none.
pub(super) fn severity(node: &Node) -> Result<Option<Severity>, String> {
    let found = match &node.value {
        Value::String(name) if name == "off" => return Ok(None),
        Value::String(name) => Severity::named(name),
        Value::Number(number) if number.as_i64() == Some(-1) => return Ok(None),
        Value::Number(number) => number.as_i64().and_then(Severity::numbered),
        _ => None,
    };
    found
        .map(Some)
        .ok_or_else(|| format!("`{}` is no severity", node.to_json()))
}

impl Ruleset {
    /// Changes a rule, or adds one.
    pub(super) fn set_rule(&mut self, name: &str, node: &Node, formats: Option<&[String]>) {
        let result = match (&node.value, self.rules.get_mut(name)) {
            (Value::Object(_), Some(rule)) => {
                let mut changed = rule.clone();
                changed.is_enabled = true;
                self.change(&mut changed, node).map(|()| changed)
            }
            (Value::Object(_), None) => {
                let mut rule = Rule {
                    name: name.to_owned(),
                    severity: Severity::Warning,
                    is_enabled: true,
                    is_recommended: true,
                    is_resolved: true,
                    formats: formats.map(<[String]>::to_vec),
                    description: None,
                    message: None,
                    url: None,
                    given: Vec::new(),
                    then: Rc::new(Vec::new()),
                    overrides: Vec::new(),
                };
                self.change(&mut rule, node).and_then(|()| {
                    if node.get("then").is_none() {
                        return Err("it has no `then`".to_owned());
                    }
                    rule.is_enabled = rule.is_recommended && rule.is_enabled;
                    Ok(rule)
                })
            }
            (Value::Bool(is_enabled), Some(rule)) => {
                rule.is_enabled = *is_enabled;
                return;
            }
            (Value::String(_) | Value::Number(_), Some(rule)) => match severity(node) {
                Ok(Some(severity)) => {
                    rule.severity = severity;
                    rule.is_enabled = true;
                    return;
                }
                Ok(None) => {
                    rule.is_enabled = false;
                    return;
                }
                Err(reason) => Err(reason),
            },
            // The old form `[severity, options]`.
            (Value::Array(items), Some(_)) if !items.is_empty() => {
                let first = items[0].clone();
                return self.set_rule(name, &first, formats);
            }
            (_, None) => {
                let names = self.rules.keys().map(String::as_str);
                let near = Nearest::default().find(name, names);
                let hint =
                    near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
                Err(format!("no ruleset before has this rule{hint}"))
            }
            _ => Err(format!("it is {}", node.kind())),
        };
        match result {
            Ok(rule) => {
                self.rules.insert(name.to_owned(), rule);
            }
            Err(reason) => self
                .notes
                .push((node.at, format!("the rule `{name}` is left out: {reason}"))),
        }
    }

    fn change(&mut self, rule: &mut Rule, node: &Node) -> Result<(), String> {
        members::check_rule(&rule.name, node, &mut self.notes);
        let text = |key: &str| node.get(key).and_then(Node::as_str).map(str::to_owned);
        if let Some(value) = node.get("severity") {
            match severity(value)? {
                Some(severity) => rule.severity = severity,
                None => rule.is_enabled = false,
            }
        }
        if let Some(recommended) = node.get("recommended").and_then(Node::as_bool) {
            rule.is_recommended = recommended;
        }
        if let Some(resolved) = node.get("resolved").and_then(Node::as_bool) {
            rule.is_resolved = resolved;
        }
        if let Some(formats) = node.get("formats") {
            members::check_formats(
                &format!("the rule `{}`", rule.name),
                formats,
                &mut self.notes,
            );
            rule.formats = Some(texts(Some(formats)));
        }
        rule.description = text("description").or(rule.description.take());
        rule.message = text("message").or(rule.message.take());
        rule.url = text("documentationUrl").or(rule.url.take());
        if node.get("given").is_some() {
            rule.given.clear();
            for path in texts(node.get("given")) {
                rule.given.extend(given(&path, &self.aliases)?);
            }
        }
        if node.get("then").is_some() {
            let mut then = Vec::new();
            if list(node.get("then")).is_empty() {
                return Err("its `then` is empty".to_owned());
            }
            for part in list(node.get("then")) {
                if let Some(part) = self.then(&rule.name, part)? {
                    then.push(part);
                }
            }
            rule.then = Rc::new(then);
        }
        if rule.given.is_empty() {
            return Err("it has no `given`".to_owned());
        }
        Ok(())
    }

    fn then(&mut self, rule: &str, node: &Node) -> Result<Option<Then>, String> {
        let name = node.get("function").and_then(Node::as_str);
        let name = name.ok_or("a `then` has no `function`")?;
        let options = node.get("functionOptions").filter(|node| !node.is_null());
        let Some(function) = functions::read(name, options) else {
            let near = Nearest::default().find(name, functions::NAMES.into_iter());
            let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            let note = format!(
                "the function `{name}` of the rule `{rule}` is not one that specfirst has, and is skipped{hint}"
            );
            let at = node.get("function").map_or(node.at, |node| node.at);
            self.notes.push((at, note));
            return Ok(None);
        };
        members::check_then(rule, name, node, &mut self.notes);
        let field = node.get("field").and_then(Node::as_str);
        Ok(Some(Then {
            field: field.map(Field::new).transpose()?,
            function: function?,
        }))
    }
}
