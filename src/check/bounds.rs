//! Keywords that no value satisfies together.

use serde_json::{Number, Value};

use super::View;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::resolve::{Bound, Constraints, Count};
use crate::schema::{Schema, SchemaId, Type, TypeSet};

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

/// One side of a range, with the schema that sets it.
struct Limit {
    keyword: &'static str,
    number: Number,
    exclusive: bool,
    from: SchemaId,
}

impl Limit {
    fn bound(
        bound: Option<Bound>,
        inclusive: &'static str,
        exclusive: &'static str,
    ) -> Option<Self> {
        bound.map(|bound| Limit {
            keyword: if bound.exclusive {
                exclusive
            } else {
                inclusive
            },
            number: bound.number.clone(),
            exclusive: bound.exclusive,
            from: bound.from,
        })
    }

    fn count(count: Option<Count>, keyword: &'static str) -> Option<Self> {
        count.map(|count| Limit {
            keyword,
            number: count.number.into(),
            exclusive: false,
            from: count.from,
        })
    }

    fn float(&self) -> f64 {
        self.number.as_f64().unwrap_or_default()
    }
}

/// Compares the bounds of a schema and of those that it includes.
fn bounds(view: View, id: SchemaId, diagnostics: &mut Diagnostics) {
    let constraints = Constraints::of(view.schemas, &[id]);
    let counts = &constraints.counts;
    let assertions = &view.schemas[id].assertions;
    let contains = |number: Option<u64>| number.map(|number| Count { number, from: id });
    let is_whole = constraints.types.and_then(TypeSet::only) == Some(Type::Integer);
    let pairs = [
        (
            Limit::bound(constraints.minimum, "minimum", "exclusiveMinimum"),
            Limit::bound(constraints.maximum, "maximum", "exclusiveMaximum"),
        ),
        (
            Limit::count(counts.min_length, "minLength"),
            Limit::count(counts.max_length, "maxLength"),
        ),
        (
            Limit::count(counts.min_items, "minItems"),
            Limit::count(counts.max_items, "maxItems"),
        ),
        (
            Limit::count(contains(assertions.min_contains), "minContains"),
            Limit::count(contains(assertions.max_contains), "maxContains"),
        ),
        (
            Limit::count(counts.min_properties, "minProperties"),
            Limit::count(counts.max_properties, "maxProperties"),
        ),
    ];
    for (lower, upper) in pairs {
        let (Some(lower), Some(upper)) = (lower, upper) else {
            continue;
        };
        let (least, most) = (lower.float(), upper.float());
        let may_be_equal = !lower.exclusive && !upper.exclusive;
        let is_possible = least < most || least == most && may_be_equal;
        let has_whole = !is_whole || first_whole(&lower) <= last_whole(&upper);
        if is_possible && has_whole {
            continue;
        }
        let message = format!(
            "no {} satisfies `{}: {}` and `{}: {}`",
            if is_possible { "whole number" } else { "value" },
            lower.keyword,
            lower.number,
            upper.keyword,
            upper.number,
        );
        let at = view.keyword_at(upper.from, upper.keyword);
        let found = Diagnostic::warning(Code::Contradiction, at, message);
        diagnostics.push(
            found
                .label("every value is refused")
                .related(
                    view.keyword_at(lower.from, lower.keyword),
                    "the lower bound",
                )
                .help("correct one of the two; usually they are swapped"),
        );
    }
}

/// The least integer that a lower bound allows.
fn first_whole(limit: &Limit) -> f64 {
    match limit.exclusive {
        true => limit.float().floor() + 1.0,
        false => limit.float().ceil(),
    }
}

/// The greatest integer that an upper bound allows.
fn last_whole(limit: &Limit) -> f64 {
    match limit.exclusive {
        true => limit.float().ceil() - 1.0,
        false => limit.float().floor(),
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
