//! The function `schema`.

use super::{Context, Hit, Target};
use crate::lint::document::{Step, View};
use crate::lint::schema::{Dialect, Mode, Outcome, reported, validate};
use crate::lint::value::quoted;
use crate::source::{At, Node, Value};

/// The dialect of a schema in a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Draft {
    /// That of its `$schema`, or draft 7.
    Detected,
    /// The one that the rule names.
    Named(Dialect),
    /// That of the schemas in the document.
    OfDocument,
}

impl Draft {
    fn mode(self, schema: &Node, context: Context<'_, '_>) -> Mode {
        match self {
            Self::Detected => {
                let uri = schema.get("$schema").and_then(Node::as_str);
                Mode::of(uri.and_then(Dialect::of_uri).unwrap_or(Dialect::Draft7))
            }
            Self::Named(dialect) => Mode::of(dialect),
            Self::OfDocument => document_mode(context),
        }
    }
}

/// How the schemas of the document are evaluated.
pub(super) fn document_mode(context: Context<'_, '_>) -> Mode {
    let formats = context.formats;
    if formats.is_3_1_or_later() {
        let root = context.documents.root().root;
        let uri = root.get("jsonSchemaDialect").and_then(Node::as_str);
        return Mode::of(uri.and_then(Dialect::of_uri).unwrap_or(Dialect::Draft2020));
    }
    let mut mode = Mode::of(Dialect::Draft4);
    if formats.is_2() {
        mode.nullable = "x-nullable";
    }
    mode
}

pub(super) fn schema<'a>(
    target: Target<'a>,
    schema: &'a Node,
    draft: Draft,
    all: bool,
    path: &[Step<'a>],
    context: Context<'_, 'a>,
) -> Vec<Hit<'a>> {
    let mut mode = draft.mode(schema, context);
    mode.all = all;
    // Schemas of rulesets are not part of the documents: their references are their own.
    let schemas = match draft {
        Draft::Detected | Draft::Named(_) => context.documents.view(false),
        Draft::OfDocument => context.view,
    };
    match target {
        Target::Node(value) => violations(schemas, schema, value, mode, path, context),
        Target::Missing => vec![Hit::new(path, target.must(path, "be there"))],
        Target::Key(step) => {
            // A name is validated as a text of its own; findings are about the name as a whole.
            let value = match step {
                Step::Key(key) => Value::String(key.to_owned()),
                Step::Index(index) => Value::Number(index.into()),
            };
            let node = Node::new(At::NONE, value);
            let view = context.documents.view(false);
            let outcome = validate(context.cache, schemas, schema, view, &node, mode);
            match outcome {
                Outcome::Done(violations) => reported(violations)
                    .into_iter()
                    .map(|violation| {
                        let subject = target.subject(path);
                        Hit::new(path, format!("{subject} {}", violation.message))
                    })
                    .collect(),
                Outcome::InvalidSchema(reason) => vec![Hit::new(path, reason)],
            }
        }
    }
}

/// The violations of a schema of the document, or what is wrong with it.
pub(super) fn hits<'a>(
    schema: &'a Node,
    value: &'a Node,
    mode: Mode,
    path: &[Step<'a>],
    context: Context<'_, 'a>,
) -> Vec<Hit<'a>> {
    violations(context.view, schema, value, mode, path, context)
}

fn violations<'a>(
    schemas: View<'_, 'a>,
    schema: &'a Node,
    value: &'a Node,
    mode: Mode,
    path: &[Step<'a>],
    context: Context<'_, 'a>,
) -> Vec<Hit<'a>> {
    match validate(context.cache, schemas, schema, context.view, value, mode) {
        Outcome::Done(violations) => reported(violations)
            .into_iter()
            .map(|violation| {
                let name = match violation.path.last().or(path.last()) {
                    Some(Step::Key(name)) => format!("{} ", quoted(name)),
                    Some(Step::Index(index)) => format!("item {index} "),
                    None => "the value ".to_owned(),
                };
                let allowed = match violation.allowed.is_empty() {
                    true => String::new(),
                    false => format!(": {}", violation.allowed.join(", ")),
                };
                let error = format!("{name}{}{allowed}", violation.message);
                Hit::below(path, violation.path.iter().copied(), error)
            })
            .collect(),
        Outcome::InvalidSchema(reason) => {
            vec![Hit::new(path, format!("its schema is invalid: {reason}"))]
        }
    }
}
