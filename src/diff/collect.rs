//! Collects changes in the order in which they are found.

use std::collections::HashMap;

use super::checks::{self, Direction, Effect, Scope};
use super::lifecycle::Calendar;
use super::schema::{Found, Graph, Mode, PairId};
use super::tree::Tree;
use super::{Change, Verdict};
use crate::source::At;

/// The operation that is compared.
#[derive(Clone, Debug, Default)]
pub(super) struct Context {
    /// Its name in the new document.
    pub operation: Option<String>,
    /// What ids begin with: `callback-` and `webhook-`, or nothing.
    pub prefix: &'static str,
    /// Whether clients receive its requests and send its responses.
    pub is_swapped: bool,
}

/// A use of a schema.
struct Site {
    context: Context,
    subject: String,
    /// Where the document has it; what its values do is exchanged if the context is.
    scope: Scope,
    pair: PairId,
    /// The path from the subject to the schema, such as `itemSchema`.
    path: Vec<String>,
}

enum Entry {
    Change(Change),
    Site(Site),
}

/// The state of a comparison.
pub(super) struct Collector<'t> {
    pub old: Tree<'t>,
    pub new: Tree<'t>,
    pub calendar: Calendar,
    pub graph: Graph<'t>,
    entries: Vec<Entry>,
}

/// Effects where clients receive requests and send responses, if they are not information.
const SWAPPED: [(&str, Level); 23] = [
    ("request-parameter-removed", Level::Warn),
    ("request-parameter-became-optional", Level::Err),
    ("request-parameter-style-changed", Level::Err),
    ("request-parameter-explode-changed", Level::Err),
    ("request-parameter-media-type-changed", Level::Err),
    ("request-parameter-media-type-name-generalized", Level::Err),
    ("request-body-removed", Level::Err),
    ("request-body-became-required", Level::Err),
    ("request-body-became-optional", Level::Err),
    ("request-body-media-type-added", Level::Err),
    ("request-body-media-type-schema-removed", Level::Warn),
    ("response-success-status-removed", Level::Err),
    ("response-media-type-removed", Level::Err),
    ("api-removed-without-deprecation", Level::Err),
    ("request-body-encoding-content-type-added", Level::Err),
    ("request-body-encoding-style-changed", Level::Err),
    ("request-body-encoding-header-removed", Level::Err),
    ("request-body-encoding-header-became-optional", Level::Err),
    ("response-body-encoding-content-type-removed", Level::Err),
    ("response-body-encoding-style-changed", Level::Err),
    ("response-body-encoding-header-became-required", Level::Err),
    ("response-header-media-type-changed", Level::Err),
    ("response-header-media-type-name-specialized", Level::Err),
];

use super::checks::Level;

impl<'t> Collector<'t> {
    pub fn new(old: Tree<'t>, new: Tree<'t>, calendar: Calendar) -> Self {
        Collector {
            old,
            new,
            calendar,
            graph: Graph::new(old, new, calendar),
            entries: Vec::new(),
        }
    }

    /// Adds a change that is not about a schema.
    pub fn change(
        &mut self,
        context: &Context,
        id: &str,
        subject: impl Into<String>,
        text: impl Into<String>,
        (old, new): (At, At),
    ) {
        let mut effect = checks::other_effect(id);
        if context.is_swapped {
            let found = SWAPPED.iter().find(|(swapped, _)| *swapped == id);
            effect = match found {
                Some((_, level)) => Effect {
                    level: *level,
                    // An error as that of paths is; whoever reads the body finds one all the same.
                    breaks: id != "request-body-became-required",
                },
                None => Effect {
                    level: Level::Info,
                    breaks: false,
                },
            };
        }
        self.push(context, id, effect, subject.into(), text.into(), (old, new));
    }

    /// Adds a change whose effect depends on more than its id.
    pub fn change_with(
        &mut self,
        context: &Context,
        id: &str,
        breaks: bool,
        subject: impl Into<String>,
        text: impl Into<String>,
        places: (At, At),
    ) {
        let effect = Effect {
            breaks,
            ..checks::other_effect(id)
        };
        self.push(context, id, effect, subject.into(), text.into(), places);
    }

    fn push(
        &mut self,
        context: &Context,
        id: &str,
        effect: Effect,
        subject: String,
        text: String,
        (old, new): (At, At),
    ) {
        let direction = checks::direction(id);
        self.entries.push(Entry::Change(Change {
            id: format!("{}{id}", context.prefix),
            level: effect.level,
            direction: if context.is_swapped {
                swap(direction)
            } else {
                direction
            },
            operation: context.operation.clone(),
            subject,
            text,
            old,
            new,
            fingerprint: String::new(),
            verdict: verdict(effect, direction, context.is_swapped),
            is_judged: false,
        }));
    }

    /// Adds the changes of a schema.
    pub fn schema(
        &mut self,
        context: &Context,
        scope: Scope,
        subject: impl Into<String>,
        path: &[&str],
        schemas: (&'t crate::source::Node, &'t crate::source::Node),
        mode: Mode,
    ) {
        let direction = match context.is_swapped {
            true => swap(mode.direction),
            false => mode.direction,
        };
        let mode = Mode { direction, ..mode };
        let pair = self
            .graph
            .pair(vec![schemas.0.into()], vec![schemas.1.into()], mode);
        self.entries.push(Entry::Site(Site {
            context: context.clone(),
            subject: subject.into(),
            scope,
            pair,
            path: path.iter().map(|&segment| segment.to_owned()).collect(),
        }));
    }

    /// All changes.
    pub fn finish(mut self) -> Vec<Change> {
        self.graph.finish();
        let mut changes = Vec::new();
        // Most operations share some schemas, such as that of errors.
        let mut reports: HashMap<PairId, Vec<Found>> = HashMap::new();
        for entry in self.entries {
            match entry {
                Entry::Change(change) => changes.push(change),
                Entry::Site(site) => {
                    let report = reports.entry(site.pair);
                    let report = report.or_insert_with(|| self.graph.report(site.pair));
                    site.add(report, &mut changes);
                }
            }
        }
        changes
    }
}

impl Site {
    /// Adds the changes that were found below the schema.
    fn add(self, report: &[Found], changes: &mut Vec<Change>) {
        let is_swapped = self.context.is_swapped;
        let (direction, scope) = match is_swapped {
            true => (swap(self.scope.direction()), exchanged(self.scope)),
            false => (self.scope.direction(), self.scope),
        };
        for found in report {
            let path: Vec<&str> = self
                .path
                .iter()
                .chain(&found.path)
                .map(String::as_str)
                .collect();
            let is_root = path.is_empty();
            let action = &found.local.action;
            let usual = || checks::schema_effect(scope, is_root, action);
            let effect = found.local.effect.unwrap_or_else(usual);
            let id = checks::schema_id(self.scope, is_root, action);
            let subject = match is_root {
                true => self.subject.clone(),
                false => format!("{} `/{}`", self.subject, path.join("/")),
            };
            changes.push(Change {
                id: format!("{}{id}", self.context.prefix),
                level: effect.level,
                direction,
                operation: self.context.operation.clone(),
                subject,
                text: found.local.text.clone(),
                old: found.local.old,
                new: found.local.new,
                fingerprint: String::new(),
                verdict: verdict(effect, direction, false),
                is_judged: false,
            });
        }
    }
}

fn verdict(effect: Effect, direction: Direction, is_swapped: bool) -> Verdict {
    let direction = if is_swapped {
        swap(direction)
    } else {
        direction
    };
    Verdict {
        requests_accepted: !effect.breaks || direction == Direction::Response,
        responses_readable: !effect.breaks || direction != Direction::Response,
    }
}

fn swap(direction: Direction) -> Direction {
    match direction {
        Direction::Request => Direction::Response,
        Direction::Response => Direction::Request,
        Direction::Either => Direction::Either,
    }
}

/// The place whose values go the other way.
fn exchanged(scope: Scope) -> Scope {
    match scope {
        Scope::RequestBody => Scope::ResponseBody,
        Scope::ResponseBody => Scope::RequestBody,
        Scope::Parameter | Scope::HeaderParameter => Scope::Header,
        Scope::Header => Scope::Parameter,
    }
}

/// Names every change. The name depends on what it is and where, not on lines, files or other changes; only of equal
/// changes do the later ones get another.
pub(super) fn add_fingerprints(changes: &mut [Change]) {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for change in changes {
        let operation = change.operation.as_deref().unwrap_or_default();
        let parts = [&change.id, operation, &change.subject, &change.text];
        let name = parts.join("\n");
        let count = counts.entry(name.clone()).or_default();
        let name = format!("{name}\n{count}");
        *count += 1;
        change.fingerprint = format!("{:012x}", hash(name.as_bytes()) >> 16);
    }
}

/// FNV-1a with 64 bits, mixed so that the high bits depend on every byte.
fn hash(bytes: &[u8]) -> u64 {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let mixed = (hash ^ hash >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
    mixed ^ mixed >> 33
}
