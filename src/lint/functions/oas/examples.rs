//! Examples and defaults against their schemas.

use crate::lint::document::{Step, children};
use crate::lint::functions::schema::{document_mode, hits};
use crate::lint::functions::{Context, Hit};
use crate::lint::schema::{Mode, Relaxed};
use crate::source::{Node, Object};

fn mode_of(schema: &Node, context: Context<'_, '_>) -> Mode {
    let mut mode = document_mode(context);
    mode.ignores_required = context.formats.is_2()
        && schema
            .get("required")
            .is_some_and(|node| node.as_bool().is_some());
    mode
}

/// The examples in a schema.
pub(super) fn schema<'a>(
    schema: &'a Node,
    path: &[Step<'a>],
    context: Context<'_, 'a>,
) -> Vec<Hit<'a>> {
    let Some(object) = schema.as_object() else {
        return Vec::new();
    };
    let fields: &[&str] = match context.formats.is_2() {
        true => &["example", "x-example", "default"],
        false => &["example", "default"],
    };
    let mode = mode_of(schema, context);
    fields
        .iter()
        .filter_map(|field| object.get_key_value(field))
        .flat_map(|(field, value)| {
            let place = [path, &[Step::Key(field)]].concat();
            hits(schema, value, mode, &place, context)
        })
        .collect()
}

/// The examples beside a schema.
pub(super) fn media<'a>(
    owner: &'a Node,
    path: &[Step<'a>],
    context: Context<'_, 'a>,
) -> Vec<Hit<'a>> {
    let (Some(object), Some(schema)) = (owner.as_object(), context.view.member(owner, "schema"))
    else {
        return Vec::new();
    };
    let is_2 = context.formats.is_2();
    let mut mode = mode_of(schema, context);
    mode.relaxed = Relaxed {
        read_only: !is_2 && is_in(path, "requestBodies", "requestBody"),
        write_only: is_response(path, is_2),
    };
    let mut found = Vec::new();
    if !is_2 && let Some(value) = object.get("example") {
        let place = [path, &[Step::Key("example")]].concat();
        return hits(schema, value, mode, &place, context);
    }
    let Some(examples) = context.view.member(owner, "examples") else {
        return found;
    };
    // A list is wrong there, but has examples all the same.
    for (step, example) in children(examples) {
        let example = context.view.get(example);
        let mut place = [path, &[Step::Key("examples"), step]].concat();
        if is_2 {
            found.extend(hits(schema, example, mode, &place, context));
            continue;
        }
        let Some(members) = example.as_object().filter(|object| has_value(object)) else {
            continue;
        };
        place.push(Step::Key("value"));
        match members.get("value") {
            Some(value) => found.extend(hits(schema, value, mode, &place, context)),
            None => found.push(Hit::new(&place, "\"value\" must be there")),
        }
    }
    found
}

fn has_value(example: &Object) -> bool {
    !example.contains("externalValue")
}

/// Whether a path begins with `components` and a section, or with an operation and a member of it.
fn is_in(path: &[Step<'_>], section: &str, member: &str) -> bool {
    let key = |index: usize| match path.get(index) {
        Some(Step::Key(key)) => Some(*key),
        _ => None,
    };
    key(0) == Some("components") && key(1) == Some(section)
        || key(0) == Some("paths") && key(3) == Some(member)
}

fn is_response(path: &[Step<'_>], is_2: bool) -> bool {
    is_in(path, "responses", "responses")
        && !(is_2 && matches!(path.first(), Some(Step::Key("components"))))
        || is_2 && matches!(path.first(), Some(Step::Key("responses")))
}
