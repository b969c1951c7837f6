//! Keywords that no value satisfies together.

use serde_json::Value;

use super::View;
use super::forbidden::parts;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::schema::{Schema, SchemaId, Type, TypeSet};

/// Pairs of a lower and an upper bound, and whether they may be equal.
const PAIRS: &[(&str, &str, bool)] = &[
    ("minimum", "maximum", true),
    ("minimum", "exclusiveMaximum", false),
    ("exclusiveMinimum", "maximum", false),
    ("exclusiveMinimum", "exclusiveMaximum", false),
    ("minLength", "maxLength", true),
    ("minItems", "maxItems", true),
    ("minContains", "maxContains", true),
    ("minProperties", "maxProperties", true),
];

pub(super) fn check(view: View, diagnostics: &mut Diagnostics) {
    let schemas = view.schemas;
    let is_bound = schemas.leading_to(
        |id| !schemas[id].assertions.is_empty(),
        |id| schemas[id].included().collect(),
    );
    for id in schemas.ids() {
        let schema = &schemas[id];
        if is_bound[id.index()] {
            bounds(view, id, diagnostics);
        }
        if schema.read_only && schema.write_only {
            let message = "this is both read-only and write-only";
            let found = Diagnostic::warning(
                Code::Contradiction,
                view.keyword_at(id, "writeOnly"),
                message,
            );
            diagnostics.push(
                found
                    .label("so it is neither in requests nor in responses")
                    .related(view.keyword_at(id, "readOnly"), "read-only")
                    .help("leave out one of the two"),
            );
        }
        values(view, id, schema, diagnostics);
    }
}

/// Compares the bounds of a schema and of those that it includes.
fn bounds(view: View, id: SchemaId, diagnostics: &mut Diagnostics) {
    let schemas = view.schemas;
    let parts = parts(schemas, id);
    let bound = |id: SchemaId, key: &str| schemas[id].assertions.get(key).and_then(Value::as_f64);
    let bounds = |key: &'static str| {
        let parts = parts.iter().copied();
        parts.filter_map(move |part| Some((bound(part, key)?, part)))
    };
    let is_whole =
        |id: &SchemaId| schemas[*id].types.and_then(TypeSet::only) == Some(Type::Integer);
    let is_whole = parts.iter().any(is_whole);
    for (low, high, may_be_equal) in PAIRS {
        // The narrowest bound of each kind; among equal ones, that of the schema itself.
        let least = bounds(low).reduce(|one, other| if other.0 > one.0 { other } else { one });
        let most = bounds(high).reduce(|one, other| if other.0 < one.0 { other } else { one });
        let (Some((least, lower)), Some((most, upper))) = (least, most) else {
            continue;
        };
        let is_possible = least < most || least == most && *may_be_equal;
        let has_whole = !is_whole || first_whole(low, least) <= last_whole(high, most);
        if is_possible && has_whole {
            continue;
        }
        let printed = |id: SchemaId, key: &str| schemas[id].assertions[key].clone();
        let message = format!(
            "no {} satisfies `{low}: {}` and `{high}: {}`",
            if is_possible { "whole number" } else { "value" },
            printed(lower, low),
            printed(upper, high)
        );
        let found = Diagnostic::warning(Code::Contradiction, view.keyword_at(upper, high), message);
        diagnostics.push(
            found
                .label("every value is refused")
                .related(view.keyword_at(lower, low), "the lower bound")
                .help("correct one of the two; usually they are swapped"),
        );
    }
}

/// The least integer that a lower bound allows.
fn first_whole(keyword: &str, bound: f64) -> f64 {
    match keyword.starts_with("exclusive") {
        true => bound.floor() + 1.0,
        false => bound.ceil(),
    }
}

/// The greatest integer that an upper bound allows.
fn last_whole(keyword: &str, bound: f64) -> f64 {
    match keyword.starts_with("exclusive") {
        true => bound.ceil() - 1.0,
        false => bound.floor(),
    }
}

/// Warns of an `enum` or `const` whose values are all of another type than `type` allows.
fn values(view: View, id: SchemaId, schema: &Schema, diagnostics: &mut Diagnostics) {
    let (Some(types), Some(values)) = (schema.types, &schema.enumeration) else {
        return;
    };
    let fits = |value: &&Value| {
        let kind = Type::of(value);
        types.contains(kind) || kind == Type::Integer && types.contains(Type::Number)
    };
    if values.iter().any(|value| fits(&value)) {
        return;
    }
    let names: Vec<&str> = types.iter().map(Type::name).collect();
    let key = match view.keyword(id, "const") {
        Some(_) => "const",
        None => "enum",
    };
    let message = format!(
        "no value of `{key}` is of the type `{}`",
        names.join(" or ")
    );
    let found = Diagnostic::warning(Code::Contradiction, view.keyword_at(id, key), message);
    diagnostics.push(
        found
            .label("every value is refused")
            .related(view.keyword_at(id, "type"), "the type")
            .help("correct the type or the values"),
    );
}
