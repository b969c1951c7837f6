//! Checks documents by rules: those of `spectral:oas`, those of `rest`, and those of rulesets that users write.
//!
//! [`lint`] takes parsed documents and a [`Ruleset`], and returns findings. Nothing here reads files or prints, except
//! that [`ruleset::load`] reads rulesets.

pub mod document;
mod effort;
pub mod fix;
mod format;
mod functions;
mod jsonpath;
mod meta;
mod pattern;
mod rules;
pub mod ruleset;
mod schema;
mod value;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt;

use document::{Documents, Step};
use format::Formats;
use functions::{Context, Hit, Target};
use jsonpath::{Found, JsonPath, Matched};
pub use rules::{explanation, titles};
use ruleset::{Field, Rule, Ruleset};
use schema::Cache;

use crate::source::{At, FileId, Node, Value};

/// How important a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The document is wrong.
    Error,
    /// The document should be changed.
    Warning,
    /// A remark.
    Information,
    /// A hint.
    Hint,
}

impl Severity {
    /// The severity with a name as in rulesets.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "error" => Self::Error,
            "warn" => Self::Warning,
            "info" => Self::Information,
            "hint" => Self::Hint,
            _ => return None,
        })
    }

    /// The severity with a number as in rulesets.
    pub fn numbered(number: i64) -> Option<Self> {
        Some(match number {
            0 => Self::Error,
            1 => Self::Warning,
            2 => Self::Information,
            3 => Self::Hint,
            _ => return None,
        })
    }

    /// The name, as in rulesets.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warn",
            Self::Information => "info",
            Self::Hint => "hint",
        }
    }

    /// The number, as in rulesets.
    pub fn number(self) -> u8 {
        self as u8
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a rule finds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file.
    pub file: FileId,
    /// The position in it.
    pub at: At,
    /// The rule.
    pub code: String,
    /// The keys and indexes that lead to the place, in its file.
    pub path: Vec<String>,
    /// How many of these Spectral reports.
    pub reported: usize,
    /// What is wrong.
    pub message: String,
    /// How important it is.
    pub severity: Severity,
    /// A page about the rule.
    pub url: Option<String>,
}

/// The result of a run.
#[derive(Debug, Default)]
pub struct Report {
    /// The findings, by file and position.
    pub findings: Vec<Finding>,
    /// The number of findings that the document itself suppresses.
    pub suppressed: usize,
    /// What could not be checked, as it would take too long.
    pub warnings: Vec<String>,
}

/// Lints the first of the documents, which are all that it refers to.
pub fn lint<'a>(documents: &'a Documents<'a>, ruleset: &'a Ruleset) -> Report {
    let root = documents.root();
    let cache = Cache::default();
    let mut run = Run {
        documents,
        formats: Formats::of(root.root),
        cache: &cache,
        findings: BTreeSet::new(),
    };
    for broken in documents.broken() {
        let mut path = broken.path.clone();
        path.push(Step::Key("$ref"));
        let node = document_root(documents, broken.file).and_then(|root| {
            path.iter()
                .try_fold(root, |node, step| document::child(node, step))
        });
        run.findings.insert(Finding {
            file: broken.file,
            at: node.map_or(root.root.at, |node| node.at),
            code: "invalid-ref".to_owned(),
            path: path.iter().map(Step::to_string).collect(),
            reported: path.len(),
            message: match broken.reference.contains("://") {
                true => format!(
                    "the reference `{}` is not followed: `--allow-network` allows it",
                    broken.reference
                ),
                false => format!("the reference `{}` leads nowhere", broken.reference),
            },
            severity: Severity::Error,
            url: None,
        });
    }
    if run.formats.is_none() {
        run.findings.insert(Finding {
            file: root.file,
            at: root.root.at,
            code: "unrecognized-format".to_owned(),
            path: Vec::new(),
            reported: 0,
            message: "neither `openapi` nor `swagger` names a known version".to_owned(),
            severity: Severity::Warning,
            url: None,
        });
    }
    for rule in ruleset.rules() {
        run.rule(rule);
    }
    let (findings, suppressed) = suppress(documents, run.findings.into_iter().collect());
    Report {
        findings,
        suppressed,
        warnings: documents.effort().warnings(),
    }
}

fn document_root<'a>(documents: &Documents<'a>, file: FileId) -> Option<&'a Node> {
    documents
        .all()
        .iter()
        .find(|document| document.file == file)
        .map(|document| document.root)
}

struct Run<'r, 'a> {
    documents: &'r Documents<'a>,
    formats: Option<Formats>,
    cache: &'r Cache,
    findings: BTreeSet<Finding>,
}

impl<'a> Run<'_, 'a> {
    fn rule(&mut self, rule: &'a Rule) {
        if !rule.is_enabled || !rule.applies_to(self.formats) {
            return;
        }
        let view = self.documents.view(rule.is_resolved);
        let context = Context {
            view,
            documents: self.documents,
            formats: self.formats.unwrap_or(Formats::V3),
            cache: self.cache,
        };
        for given in rule.given(self.formats) {
            let mut hits = Vec::new();
            let is_complete = jsonpath::search(given, view, &mut |found| {
                for then in rule.then.iter() {
                    apply(&then.field, &then.function, &found, context, &mut hits);
                }
            });
            if !is_complete {
                self.documents.effort().warn(format!(
                    "a path of the rule `{}` selects too much: the rest is not checked",
                    rule.name
                ));
            }
            for hit in hits {
                self.finding(rule, given, context, hit);
            }
        }
    }

    fn finding(&mut self, rule: &Rule, given: &JsonPath, context: Context<'_, 'a>, hit: Hit<'a>) {
        let mut place = context.view.place(&hit.path);
        if place.path.first().is_some_and(|first| given.reaches(first)) {
            place.reported = place.path.len();
        }
        let Some(severity) = rule.severity_at(&place.path) else {
            return;
        };
        let message = rule.message(&place, &hit, context.view);
        self.findings.insert(Finding {
            file: place.file,
            at: place.node.at,
            code: rule.name.clone(),
            path: place.path,
            reported: place.reported,
            message,
            severity,
            url: rule.url.clone(),
        });
    }
}

/// Applies a function to the field of what was found.
fn apply<'a>(
    field: &'a Option<Field>,
    function: &'a functions::Function,
    found: &Found<'_, 'a>,
    context: Context<'_, 'a>,
    hits: &mut Vec<Hit<'a>>,
) {
    let (Some(field), Matched::Node(node)) = (field, found.matched) else {
        let target = match found.matched {
            Matched::Node(node) => Target::Node(node),
            Matched::Key(step) => Target::Key(step),
        };
        hits.extend(function.call(target, found.path, context));
        return;
    };
    if !matches!(node.value, Value::Array(_) | Value::Object(_)) {
        hits.extend(function.call(Target::Node(node), found.path, context));
        return;
    }
    match field {
        Field::Key => {
            let mut is_empty = true;
            for (step, _) in document::children(node) {
                is_empty = false;
                let path = [found.path, &[step]].concat();
                hits.extend(function.call(Target::Key(step), &path, context));
            }
            if is_empty {
                hits.extend(function.call(Target::Missing, found.path, context));
            }
        }
        Field::Steps(text, steps) => {
            let mut path = found.path.to_vec();
            path.extend(steps.iter().map(|step| Step::Key(step)));
            let target = match context.view.member(node, text) {
                Some(member) => Some(member),
                None => value::field(context.view, node, steps),
            };
            let target = target.map_or(Target::Missing, Target::Node);
            hits.extend(function.call(target, &path, context));
        }
        Field::Path(given) => {
            let mut any = false;
            let is_complete = jsonpath::search_below(given, context.view, node, &mut |inner| {
                any = true;
                let path = [found.path, inner.path].concat();
                let target = match inner.matched {
                    Matched::Node(node) => Target::Node(node),
                    Matched::Key(step) => Target::Key(step),
                };
                hits.extend(function.call(target, &path, context));
            });
            if !is_complete {
                let warning = "a field of a rule selects too much: the rest is not checked";
                context.documents.effort().warn(warning);
            }
            if !any {
                hits.extend(function.call(Target::Missing, found.path, context));
            }
        }
    }
}

/// The member by which a document suppresses rules for an object and all that it contains.
const IGNORE: &str = "x-lint-ignore";

/// Removes the findings that the documents suppress, and counts them.
fn suppress(documents: &Documents<'_>, findings: Vec<Finding>) -> (Vec<Finding>, usize) {
    let mut with_ignores: HashMap<FileId, bool> = HashMap::new();
    let before = findings.len();
    let kept: Vec<Finding> = findings
        .into_iter()
        .filter(|finding| {
            let Some(root) = document_root(documents, finding.file) else {
                return true;
            };
            let has_ignores = *with_ignores
                .entry(finding.file)
                .or_insert_with(|| contains_ignore(root));
            !has_ignores || !is_ignored(root, finding)
        })
        .collect();
    let suppressed = before - kept.len();
    (kept, suppressed)
}

fn contains_ignore(node: &Node) -> bool {
    match &node.value {
        Value::Object(object) => {
            object.contains(IGNORE) || object.iter().any(|(_, entry)| contains_ignore(&entry.node))
        }
        Value::Array(items) => items.iter().any(contains_ignore),
        _ => false,
    }
}

fn is_ignored(root: &Node, finding: &Finding) -> bool {
    let ignores = |node: &Node| {
        let names = |node: &Node| matches!(node.as_str(), Some(name) if name == "*" || name == finding.code);
        node.get(IGNORE).is_some_and(|ignore| {
            names(ignore)
                || ignore
                    .as_array()
                    .is_some_and(|items| items.iter().any(names))
        })
    };
    let mut node = root;
    if ignores(node) {
        return true;
    }
    for key in &finding.path {
        let Some(next) = document::child(node, &Step::Key(key)) else {
            return false;
        };
        node = next;
        if ignores(node) {
            return true;
        }
    }
    false
}

/// The names of all rules that specfirst has.
pub fn rule_names() -> Vec<&'static str> {
    let mut seen = HashSet::new();
    rules::all()
        .map(|rule| rule.name)
        .filter(|name| seen.insert(*name))
        .collect()
}
