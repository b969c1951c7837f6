//! Keywords that leave no value.

use serde_json::Value;

use super::View;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::schema::{Schema, SchemaId, Type};

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
    for id in view.schemas.ids() {
        let schema = &view.schemas[id];
        if !schema.assertions.is_empty() {
            bounds(view, id, schema, diagnostics);
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

fn bounds(view: View, id: SchemaId, schema: &Schema, diagnostics: &mut Diagnostics) {
    let bound = |key: &str| schema.assertions.get(key).and_then(Value::as_f64);
    for (low, high, may_be_equal) in PAIRS {
        let (Some(least), Some(most)) = (bound(low), bound(high)) else {
            continue;
        };
        if least < most || least == most && *may_be_equal {
            continue;
        }
        let shown = |key: &str| &schema.assertions[key];
        let message = format!(
            "no value satisfies `{low}: {}` and `{high}: {}`",
            shown(low),
            shown(high)
        );
        let found = Diagnostic::warning(Code::Contradiction, view.keyword_at(id, high), message);
        diagnostics.push(
            found
                .label("every value is refused")
                .related(view.keyword_at(id, low), "the lower bound")
                .help("mend one of the two; mostly they are mixed up"),
        );
    }
}

/// Listed values of another type than the schema's.
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
            .help("mend the type or the values"),
    );
}
