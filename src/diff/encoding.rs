//! `encoding`, `prefixEncoding` and `itemEncoding`: how the parts of a form or multipart body are written.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::checks::{Direction, Scope};
use super::collect::{Collector, Context};
use super::schema::{Parts, form};
use super::tree::{Tree, at, flag, items, members, text};
use super::{headers, media};
use crate::source::{At, Node};

/// The ids of changes in one direction.
struct Ids {
    content_type_added: &'static str,
    content_type_removed: &'static str,
    style_changed: &'static str,
    became_allow_reserved: &'static str,
    became_not_allow_reserved: &'static str,
}

const REQUEST: Ids = Ids {
    content_type_added: "request-body-encoding-content-type-added",
    content_type_removed: "request-body-encoding-content-type-removed",
    style_changed: "request-body-encoding-style-changed",
    became_allow_reserved: "request-body-encoding-became-allow-reserved",
    became_not_allow_reserved: "request-body-encoding-became-not-allow-reserved",
};

const RESPONSE: Ids = Ids {
    content_type_added: "response-body-encoding-content-type-added",
    content_type_removed: "response-body-encoding-content-type-removed",
    style_changed: "response-body-encoding-style-changed",
    became_allow_reserved: "response-body-encoding-became-allow-reserved",
    became_not_allow_reserved: "response-body-encoding-became-not-allow-reserved",
};

/// Compares the encodings of two media types of that name, for the parts that both have.
pub(super) fn compare<'t>(
    collector: &mut Collector<'t>,
    context: &Context,
    direction: Direction,
    (subject, media): (&str, &str),
    (before, after): (&'t Node, &'t Node),
) {
    let ids = match direction {
        Direction::Request => &REQUEST,
        _ => &RESPONSE,
    };
    let media_type = media.split(';').next().unwrap_or_default().trim();
    let is_form = media_type.eq_ignore_ascii_case(FORM);
    let is_multipart =
        media_type.len() >= 10 && media_type.as_bytes()[..10].eq_ignore_ascii_case(b"multipart/");
    if !is_form && !is_multipart {
        return;
    }
    let comparison = Comparison {
        direction,
        ids,
        media: media_type,
        is_multipart,
    };
    named(collector, context, &comparison, subject, (before, after));
    if is_multipart {
        positional(collector, context, &comparison, subject, (before, after));
    }
}

/// What is the same for all parts of a body.
struct Comparison<'a> {
    direction: Direction,
    ids: &'a Ids,
    /// The media type without parameters.
    media: &'a str,
    is_multipart: bool,
}

/// Compares the parts that `encoding` names in one of the documents.
fn named<'t>(
    collector: &mut Collector<'t>,
    context: &Context,
    comparison: &Comparison,
    subject: &str,
    (before, after): (&'t Node, &'t Node),
) {
    let old: IndexMap<&str, &Node> = members(before.get("encoding")).collect();
    let new: IndexMap<&str, &Node> = members(after.get("encoding")).collect();
    let names: BTreeSet<&str> = old.keys().chain(new.keys()).copied().collect();
    let (Some(old_schema), Some(new_schema)) = (before.get("schema"), after.get("schema")) else {
        return;
    };
    if names.is_empty() {
        return;
    }
    let old_properties = form::properties(&collector.old, old_schema);
    let new_properties = form::properties(&collector.new, new_schema);
    for name in names {
        let schemas = (old_properties.get(name), new_properties.get(name));
        let (Some(old_schema), Some(new_schema)) = schemas else {
            continue;
        };
        let side = |encodings: &IndexMap<&str, &'t Node>, media, schema| Side {
            node: encodings.get(name).copied(),
            at: at(media, "encoding"),
            schema,
        };
        let sides = (
            side(&old, before, old_schema),
            side(&new, after, new_schema),
        );
        let subject = format!("{subject} part `{name}`");
        compare_part(collector, context, comparison, &subject, sides);
    }
}

/// Compares the parts by position, which `prefixEncoding` and `itemEncoding` describe (OpenAPI 3.2.0, section 4.14).
fn positional<'t>(
    collector: &mut Collector<'t>,
    context: &Context,
    comparison: &Comparison,
    subject: &str,
    (before, after): (&'t Node, &'t Node),
) {
    let is_described = |media: &Node| {
        let has = |key| media.get(key).is_some();
        has("prefixEncoding") || has("itemEncoding")
    };
    if !is_described(before) && !is_described(after) {
        return;
    }
    let old_parts = form::positions(&collector.old, before);
    let new_parts = form::positions(&collector.new, after);
    let count = |media: &Node, parts: &form::Positions| {
        items(media.get("prefixEncoding"))
            .len()
            .max(parts.first.len())
    };
    let count = count(before, &old_parts).max(count(after, &new_parts));
    // The last one stands for all parts behind those that have positions of their own.
    for position in (0..count).map(Some).chain([None]) {
        let schemas = (
            old_parts.at(&collector.old, position),
            new_parts.at(&collector.new, position),
        );
        let (Some(old_schema), Some(new_schema)) = schemas else {
            continue;
        };
        let sides = (
            Side::at(before, position, old_schema),
            Side::at(after, position, new_schema),
        );
        let subject = match position {
            Some(position) => format!("{subject} part {}", position + 1),
            None => format!("{subject} further parts"),
        };
        compare_part(collector, context, comparison, &subject, sides);
    }
}

/// A part in one of the documents.
struct Side<'t, 's> {
    /// Its Encoding Object.
    node: Option<&'t Node>,
    /// The place of a change, if there is none.
    at: At,
    schema: &'s Parts<'t>,
}

impl<'t, 's> Side<'t, 's> {
    /// The part at a position, or those behind all positions.
    fn at(media: &'t Node, position: Option<usize>, schema: &'s Parts<'t>) -> Self {
        let own = position.and_then(|position| items(media.get("prefixEncoding")).get(position));
        Side {
            node: own.or_else(|| media.get("itemEncoding")),
            at: media.at,
            schema,
        }
    }
}

fn compare_part<'t>(
    collector: &mut Collector<'t>,
    context: &Context,
    comparison: &Comparison,
    subject: &str,
    (old, new): (Side<'t, '_>, Side<'t, '_>),
) {
    let Comparison {
        direction,
        ids,
        media,
        is_multipart,
    } = *comparison;
    let one = Part::new(old.node, old.at, Styles::of(&collector.old, media));
    let other = Part::new(new.node, new.at, Styles::of(&collector.new, media));
    let types = (
        one.content_types(&collector.old, old.schema),
        other.content_types(&collector.new, new.schema),
    );
    // A style is about lists and objects: a number or a text is the same text in each.
    let is_scalar =
        form::is_scalar(&collector.old, old.schema) && form::is_scalar(&collector.new, new.schema);
    let is_text = |part: &Part, types: &[String]| {
        part.style.is_some() || types.iter().all(|name| media::covers("text/plain", name))
    };
    match (&one.style, &other.style) {
        (None, None) => {
            let places = (one.at, other.at);
            compare_types(collector, context, ids, subject, types, places);
        }
        _ if is_scalar && is_text(&one, &types.0) && is_text(&other, &types.1) => {}
        _ => compare_styles(collector, context, ids, subject, (&one, &other)),
    }
    if is_multipart {
        let nodes = (one.node, other.node);
        headers::compare_parts(collector, context, direction, subject, nodes);
    }
}

fn compare_styles(
    collector: &mut Collector,
    context: &Context,
    ids: &Ids,
    subject: &str,
    (one, other): (&Part, &Part),
) {
    let places = (one.at, other.at);
    if one.style != other.style {
        let text = format!(
            "the part was written as {} and is as {}",
            one.written(),
            other.written()
        );
        collector.change(context, ids.style_changed, subject, text, places);
    }
    match (one.allows_reserved, other.allows_reserved) {
        (false, true) => {
            let text = "reserved characters may be written as they are";
            collector.change(context, ids.became_allow_reserved, subject, text, places);
        }
        (true, false) => {
            let text = "reserved characters have to be encoded";
            collector.change(
                context,
                ids.became_not_allow_reserved,
                subject,
                text,
                places,
            );
        }
        _ => {}
    }
}

/// Compares the media types that a part may have; nothing if one side's are not known.
fn compare_types(
    collector: &mut Collector,
    context: &Context,
    ids: &Ids,
    subject: &str,
    (old, new): (Vec<String>, Vec<String>),
    places: (At, At),
) {
    if old.is_empty() || new.is_empty() {
        return;
    }
    let is_covered =
        |name: &str, list: &[String]| list.iter().any(|other| media::covers(other, name));
    for name in new.iter().filter(|name| !is_covered(name, &old)) {
        let text = format!("the media type `{name}` of the part was added");
        collector.change(context, ids.content_type_added, subject, text, places);
    }
    for name in old.iter().filter(|name| !is_covered(name, &new)) {
        let text = format!("the media type `{name}` of the part was removed");
        collector.change(context, ids.content_type_removed, subject, text, places);
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

/// Whether parts have styles.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Styles {
    /// All have one, except for those that name a media type and nothing about a style.
    All,
    /// Those that name one, or something else about it.
    Named,
    /// None has one, whatever `encoding` names.
    None,
}

impl Styles {
    /// In 3.0, `multipart` has no styles.
    fn of(tree: &Tree, media: &str) -> Self {
        let version = text(tree.root(), "openapi").unwrap_or_default();
        match media.to_ascii_lowercase().as_str() {
            FORM => Styles::All,
            "multipart/form-data" if !version.starts_with("3.0") => Styles::Named,
            _ => Styles::None,
        }
    }
}

/// How a part is written.
struct Part<'t> {
    node: Option<&'t Node>,
    at: At,
    /// The style, and whether items are separated; `None`: by the media type.
    style: Option<(&'t str, bool)>,
    allows_reserved: bool,
}

impl<'t> Part<'t> {
    /// `at` is its place if there is no Encoding Object.
    fn new(node: Option<&'t Node>, at: At, styles: Styles) -> Self {
        let style = node.and_then(|node| text(node, "style"));
        let explode = node.and_then(|node| node.get("explode")?.as_bool());
        let has = |key: &str| node.is_some_and(|node| node.get(key).is_some());
        let is_named = style.is_some() || explode.is_some() || has("allowReserved");
        let is_styled = match styles {
            Styles::All => is_named || !has("contentType"),
            Styles::Named => is_named,
            Styles::None => false,
        };
        let style = style.unwrap_or("form");
        Part {
            node,
            at: node.map_or(at, |node| node.at),
            style: is_styled.then_some((style, explode.unwrap_or(style == "form"))),
            allows_reserved: styles != Styles::None
                && node.is_some_and(|node| flag(node, "allowReserved")),
        }
    }

    fn written(&self) -> String {
        match self.style {
            None => "its media type says".to_owned(),
            Some((style, explode)) => format!("`style: {style}` with `explode: {explode}`"),
        }
    }

    /// The media types, or the one that follows from the schema; empty if that is none.
    fn content_types(&self, tree: &Tree<'t>, schema: &Parts<'t>) -> Vec<String> {
        match self.node.and_then(|node| text(node, "contentType")) {
            Some(list) => {
                let names = list.split(',').map(|name| name.trim().to_ascii_lowercase());
                names.filter(|name| !name.is_empty()).collect()
            }
            None => form::default_media_type(tree, schema)
                .map(str::to_owned)
                .into_iter()
                .collect(),
        }
    }
}

/// The scope of the schemas of a part's headers.
pub(super) fn header_scope(direction: Direction) -> Scope {
    match direction {
        Direction::Request => Scope::HeaderParameter,
        _ => Scope::Header,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::diff::{Calendar, compare};
    use crate::source::{At, Node};

    fn ids(version: &str, media: &str, old: Value, new: Value) -> Vec<String> {
        let list = json!({"type": "array", "items": {"type": "string"}});
        ids_of(version, media, list, old, new)
    }

    /// The changes of the `encoding` of the property `ids`, which a member of `allOf` has.
    fn ids_of(version: &str, media: &str, ids: Value, old: Value, new: Value) -> Vec<String> {
        let document = |encoding: Value| {
            let form = json!({"type": "object", "properties": {"ids": ids}});
            let content = json!({media: {"schema": {"allOf": [form]}, "encoding": encoding}});
            let value = json!({
                "openapi": version,
                "paths": {"/a": {"post": {"requestBody": {"content": content}, "responses": {}}}},
            });
            Node::from_json(At::NONE, value)
        };
        let changes = compare(&document(old), &document(new), Calendar::new(0, 0));
        changes.into_iter().map(|change| change.id).collect()
    }

    #[test]
    fn styles_count_where_the_version_has_them() {
        let style = json!({"ids": {"style": "pipeDelimited"}});
        let changed = "request-body-encoding-style-changed".to_owned();
        let none = Vec::<String>::new();
        let form = "application/x-www-form-urlencoded";
        for (version, media, expected) in [
            ("3.0.3", form, vec![changed.clone()]),
            ("3.1.0", form, vec![changed.clone()]),
            ("3.0.3", "multipart/form-data", none.clone()),
            ("3.1.0", "multipart/form-data", vec![changed]),
            ("3.1.0", "multipart/mixed", none.clone()),
            ("3.1.0", "application/json", none.clone()),
        ] {
            let found = ids(version, media, json!({}), style.clone());
            assert_eq!(found, expected, "{version} {media}");
        }
        // What is the default anyway.
        let default = json!({"ids": {"style": "form", "explode": true}});
        assert_eq!(ids("3.1.0", form, json!({}), default), none);
    }

    #[test]
    fn media_types_that_follow_from_schemas_are_no_change() {
        let text = json!({"ids": {"contentType": "text/plain"}});
        let binary = json!({"ids": {"contentType": "text/plain, image/png"}});
        let media = "multipart/form-data";
        assert_eq!(ids("3.1.0", media, json!({}), text), Vec::<String>::new());
        assert_eq!(
            ids("3.1.0", media, json!({}), binary.clone()),
            ["request-body-encoding-content-type-added"]
        );
        assert_eq!(
            ids("3.1.0", media, binary, json!({})),
            ["request-body-encoding-content-type-removed"]
        );
    }

    #[test]
    fn a_media_type_or_a_style_decides_how_fields_of_forms_are_written() {
        let form = "application/x-www-form-urlencoded";
        let object = json!({"type": "object", "properties": {"a": {"type": "string"}}});
        let text = json!({"type": "string"});
        let typed = |name: &str| json!({"ids": {"contentType": name}});
        let changed = "request-body-encoding-style-changed";
        let json = "application/json";
        for (schema, old, new, expected) in [
            (&object, typed(json), json!({}), vec![changed]),
            (&object, json!({}), typed(json), vec![changed]),
            (&text, typed(json), json!({}), vec![changed]),
            (&text, typed("text/plain; charset=utf-8"), json!({}), vec![]),
            (
                &object,
                typed(json),
                typed("application/xml"),
                vec![
                    "request-body-encoding-content-type-added",
                    "request-body-encoding-content-type-removed",
                ],
            ),
            // A style is named, so that the media type is ignored.
            (
                &object,
                json!({}),
                json!({"ids": {"contentType": json, "explode": true}}),
                vec![],
            ),
        ] {
            let found = ids_of("3.0.3", form, schema.clone(), old.clone(), new.clone());
            assert_eq!(found, expected, "{schema} {old} {new}");
        }
        // So does `allowReserved`, also in `multipart` of 3.1.
        let reserved = json!({"ids": {"contentType": "image/png", "allowReserved": false}});
        let found = ids("3.1.0", "multipart/form-data", json!({}), reserved);
        assert_eq!(found, [changed]);
    }

    #[test]
    fn parts_by_position_are_compared() {
        let found = |media: &str, old: Value, new: Value| -> Vec<String> {
            let document = |more: Value| {
                let image = json!({"type": "string", "format": "binary"});
                let mut content = json!({"schema": {
                    "type": "array",
                    "prefixItems": [{"type": "object"}, image],
                    "items": image,
                }});
                let members = more.as_object().cloned().unwrap_or_default();
                content.as_object_mut().unwrap().extend(members);
                let value = json!({
                    "openapi": "3.2.0",
                    "paths": {"/a": {"post": {"requestBody": {"content": {media: content}}, "responses": {}}}},
                });
                Node::from_json(At::NONE, value)
            };
            let changes = compare(&document(old), &document(new), Calendar::new(0, 0));
            let text = |change: crate::diff::Change| {
                let id = change.id.trim_start_matches("request-body-encoding-");
                format!("{}: {id}", change.subject)
            };
            changes.into_iter().map(text).collect()
        };
        let png = json!({"contentType": "image/png"});
        let webp = json!({"contentType": "image/webp"});
        let headers = json!({"contentType": "image/png", "headers": {"X-Size": {"required": true, "schema": {}}}});
        let mixed = "multipart/mixed";
        let none = Vec::<String>::new();
        // What follows from the schema, or from `itemEncoding`, is no change.
        let default = json!({"prefixEncoding": [{"contentType": "application/json"}]});
        assert_eq!(found(mixed, json!({}), default), none);
        let (items, both) = (
            json!({"itemEncoding": png}),
            json!({"prefixEncoding": [png, png], "itemEncoding": png}),
        );
        assert_eq!(found(mixed, items.clone(), both), none);
        assert_eq!(found("application/json", json!({}), items.clone()), none);
        assert_eq!(
            found(
                mixed,
                items.clone(),
                json!({"prefixEncoding": [png, headers], "itemEncoding": webp})
            ),
            [
                "request body part 2 header `x-size`: required-header-added",
                "request body further parts: content-type-added",
                "request body further parts: content-type-removed",
            ]
        );
        assert_eq!(
            found(
                mixed,
                json!({"prefixEncoding": [webp], "itemEncoding": png}),
                items
            ),
            [
                "request body part 1: content-type-added",
                "request body part 1: content-type-removed"
            ]
        );
    }

    #[test]
    fn parts_by_position_are_compared_unless_they_cannot_exist() {
        let found = |content: Value, old: Value, new: Value| -> Vec<String> {
            let document = |more: Value| {
                let mut content = content.clone();
                let members = more.as_object().cloned().unwrap_or_default();
                content.as_object_mut().unwrap().extend(members);
                let value = json!({
                    "openapi": "3.2.0",
                    "paths": {"/a": {"post": {
                        "requestBody": {"content": {"multipart/mixed": content}},
                        "responses": {},
                    }}},
                    "components": {"schemas": {"None": false}},
                });
                Node::from_json(At::NONE, value)
            };
            let changes = compare(&document(old), &document(new), Calendar::new(0, 0));
            let subject = |change: crate::diff::Change| change.subject;
            let mut subjects: Vec<_> = changes.into_iter().map(subject).collect();
            subjects.dedup();
            subjects
        };
        let items = |name: &str| json!({"itemEncoding": {"contentType": name}});
        let prefix = |name: &str| json!({"prefixEncoding": [{"contentType": name}]});
        let (png, webp) = ("image/png", "image/webp");
        for schema in [
            json!({}),
            json!({"schema": {"type": "array"}}),
            json!({"schema": {"type": "array", "items": true}}),
        ] {
            assert_eq!(
                found(schema.clone(), items(png), items(webp)),
                ["request body further parts"]
            );
            assert_eq!(
                found(schema, prefix(png), prefix(webp)),
                ["request body part 1"]
            );
        }
        let object = json!({"schema": {"type": "object"}});
        assert!(found(object, items(png), items(webp)).is_empty());
        for none in [json!(false), json!({"$ref": "#/components/schemas/None"})] {
            let schema =
                json!({"schema": {"type": "array", "prefixItems": [{}, none], "items": none}});
            assert_eq!(
                found(schema.clone(), items(png), items(webp)),
                ["request body part 1"]
            );
            let both = |name: &str| json!({"prefixEncoding": [{}, {"contentType": name}]});
            assert!(found(schema, both(png), both(webp)).is_empty());
        }
    }

    #[test]
    fn media_types_are_compared_by_what_they_cover() {
        let typed = |name: &str| json!({"ids": {"contentType": name}});
        let added = "request-body-encoding-content-type-added";
        let removed = "request-body-encoding-content-type-removed";
        for (old, new, expected) in [
            ("image/png", "image/*", vec![added]),
            ("image/*", "image/png", vec![removed]),
            (
                "application/json",
                "application/json; charset=utf-8",
                vec![],
            ),
            ("text/plain", "text/csv", vec![added, removed]),
        ] {
            let found = ids("3.1.0", "multipart/form-data", typed(old), typed(new));
            assert_eq!(found, expected, "{old} {new}");
        }
    }
}
