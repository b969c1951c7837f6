//! Rulesets: which rules apply, to what, and how important their findings are.

mod glob;
mod load;
mod members;
mod read;

pub use load::{LoadError, Selection, load};

use std::collections::BTreeMap;
use std::rc::Rc;

use indexmap::IndexMap;

use super::Severity;
use super::document::{Place, Step, View};
use super::format::Formats;
use super::functions::{Function, Hit};
use super::jsonpath::JsonPath;
use super::rules::{self, BuiltIn};
use super::value::field_steps;
use crate::source::At;

/// Names for paths. Each has alternatives for formats; those without a format apply to all.
pub(super) type Aliases = BTreeMap<String, Vec<AliasTarget>>;

/// The paths of an alias.
#[derive(Clone, Debug)]
pub(super) struct AliasTarget {
    /// The formats; empty for all.
    pub(super) formats: Vec<String>,
    /// The paths.
    pub(super) given: Vec<String>,
}

/// A set of rules.
#[derive(Clone, Debug, Default)]
pub struct Ruleset {
    rules: IndexMap<String, Rule>,
    aliases: Aliases,
    /// What could not be read and is left out, with the place in its file.
    pub warnings: Vec<String>,
    /// The same of the file that is being read, which are not located yet.
    notes: Vec<(At, String)>,
}

/// A rule.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) name: String,
    pub(super) severity: Severity,
    pub(super) is_enabled: bool,
    pub(super) is_recommended: bool,
    /// Whether it sees the document with references followed.
    pub(super) is_resolved: bool,
    /// The formats that it applies to; `None`: all.
    pub(super) formats: Option<Vec<String>>,
    pub(super) description: Option<String>,
    pub(super) message: Option<String>,
    pub(super) url: Option<String>,
    pub(super) given: Vec<Given>,
    pub(super) then: Rc<Vec<Then>>,
    /// Other severities for places: a JSON pointer, and `None` for off.
    pub(super) overrides: Vec<(String, Option<Severity>)>,
}

/// A path of a rule, with the formats for which it is searched.
#[derive(Clone, Debug)]
pub(super) struct Given {
    /// The formats; empty for all.
    pub(super) formats: Vec<String>,
    /// Formats for which another alternative is searched instead.
    pub(super) except: Vec<String>,
    pub(super) path: Rc<JsonPath>,
}

/// A function that a rule applies.
#[derive(Debug)]
pub(super) struct Then {
    pub(super) field: Option<Field>,
    pub(super) function: Function,
}

/// The part of a value that a function is applied to.
#[derive(Debug)]
pub(super) enum Field {
    /// Each name of a member.
    Key,
    /// A path such as `info.contact`, as text and as steps.
    Steps(String, Vec<String>),
    /// A JSONPath.
    Path(JsonPath),
}

impl Field {
    pub(super) fn new(text: &str) -> Result<Self, String> {
        Ok(match text {
            "@key" => Self::Key,
            _ if text.starts_with('$') => Self::Path(super::jsonpath::parse(text)?),
            _ => Self::Steps(text.to_owned(), field_steps(text)),
        })
    }
}

impl Ruleset {
    /// The rules of `spectral:oas`, or others that specfirst has. `all`: also those that are not recommended.
    pub(super) fn built_in(name: &str, enabled: Enabled) -> Option<Self> {
        let mut ruleset = Self {
            aliases: rules::aliases(),
            ..Self::default()
        };
        let mut any = false;
        for built_in in rules::of_ruleset(name) {
            any = true;
            let mut rule = Rule::built_in(built_in, &ruleset.aliases);
            rule.is_enabled = enabled.allows(&rule);
            ruleset.rules.insert(rule.name.clone(), rule);
        }
        any.then_some(ruleset)
    }

    pub(super) fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.values()
    }

    /// Adds the rules of another ruleset; its rules replace those of the same name.
    pub(super) fn merge(&mut self, other: Self) {
        self.rules.extend(other.rules);
        self.aliases.extend(other.aliases);
        for warning in other.warnings {
            if !self.warnings.contains(&warning) {
                self.warnings.push(warning);
            }
        }
    }
}

/// Which rules of a ruleset are enabled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Enabled {
    All,
    Recommended,
    None,
}

impl Enabled {
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "all" => Self::All,
            "recommended" => Self::Recommended,
            "off" => Self::None,
            _ => return None,
        })
    }

    pub(super) fn allows(self, rule: &Rule) -> bool {
        match self {
            Self::All => true,
            Self::Recommended => rule.is_recommended,
            Self::None => false,
        }
    }
}

impl Rule {
    fn built_in(rule: &BuiltIn, aliases: &Aliases) -> Self {
        let then = (rule.then)()
            .into_iter()
            .map(|(field, function)| Then {
                field: field.and_then(|field| Field::new(field).ok()),
                function,
            })
            .collect();
        let given = rule
            .given
            .iter()
            .filter_map(|path| read::given(path, aliases).ok())
            .flatten()
            .collect();
        let formats = match rule.formats {
            [] => &["oas2", "oas3"],
            formats => formats,
        };
        Self {
            name: rule.name.to_owned(),
            severity: rule.severity,
            is_enabled: rule.is_recommended,
            is_recommended: rule.is_recommended,
            is_resolved: rule.is_resolved,
            formats: Some(formats.iter().map(|format| (*format).to_owned()).collect()),
            description: Some(rule.title().to_owned()),
            message: rule.shows_error.then(|| "{{error}}".to_owned()),
            url: None,
            given,
            then: Rc::new(then),
            overrides: Vec::new(),
        }
    }

    pub(super) fn applies_to(&self, formats: Option<Formats>) -> bool {
        let Some(names) = &self.formats else {
            return true;
        };
        formats.is_some_and(|formats| names.iter().any(|name| formats.is(name)))
    }

    /// The paths to search in a document of that format.
    pub(super) fn given(&self, formats: Option<Formats>) -> impl Iterator<Item = &JsonPath> {
        let is = move |names: &[String]| {
            formats.is_some_and(|formats| names.iter().any(|name| formats.is(name)))
        };
        self.given
            .iter()
            .filter(move |given| {
                (given.formats.is_empty() || is(&given.formats)) && !is(&given.except)
            })
            .map(|given| given.path.as_ref())
    }

    /// The severity of a finding at a path; `None`: it is switched off there.
    pub(super) fn severity_at(&self, path: &[String]) -> Option<Severity> {
        if self.overrides.is_empty() {
            return Some(self.severity);
        }
        let pointer: String = path
            .iter()
            .flat_map(|key| {
                [
                    "/".to_owned(),
                    crate::source::pointer::escape(key).into_owned(),
                ]
            })
            .collect();
        let closest = self
            .overrides
            .iter()
            .filter(|(place, _)| {
                pointer
                    .strip_prefix(place.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
            .max_by_key(|(place, _)| place.len());
        closest.map_or(Some(self.severity), |(_, severity)| *severity)
    }

    /// The message of a finding.
    pub(super) fn message<'a>(
        &self,
        place: &Place<'_>,
        hit: &Hit<'a>,
        view: View<'_, 'a>,
    ) -> String {
        let template = self.message.as_deref().or(self.description.as_deref());
        let Some(template) = template else {
            return hit.error.clone();
        };
        if !template.contains("{{") {
            return template.trim().to_owned();
        }
        let property = match view.missing(&hit.path) {
            [] => place.path.last().cloned().unwrap_or_default(),
            // A missing member, with the names that lead to it.
            missing => {
                let names: Vec<_> = missing.iter().map(Step::to_string).collect();
                names.join(".")
            }
        };
        let mut message = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once("{{") {
            let Some((name, after)) = after.split_once("}}") else {
                break;
            };
            message.push_str(before.strip_suffix('#').unwrap_or(before));
            match name.trim() {
                "error" => message.push_str(&hit.error),
                "property" => message.push_str(&property),
                "path" => {
                    message.push('#');
                    for key in &place.path {
                        message.push('/');
                        message.push_str(&crate::source::pointer::escape(key));
                    }
                }
                "description" => {
                    message.push_str(self.description.as_deref().unwrap_or_default());
                }
                "value" => match place.node.as_str() {
                    Some(text) => message.push_str(text),
                    None => message.push_str(&super::value::printed(place.node)),
                },
                _ => {}
            }
            rest = after;
        }
        message.push_str(rest);
        message.trim().to_owned()
    }
}
