//! `encoding`: how the parts of a form or multipart body are written.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::checks::{Direction, Scope};
use super::collect::{Collector, Context};
use super::schema::{Parts, form};
use super::tree::{Tree, at, flag, members, text};
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

/// Compares the `encoding` of two media types of that name, for the parts that both have.
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
        let (one, other) = (
            Part::new(
                old.get(name).copied(),
                before,
                Styles::of(&collector.old, media_type),
            ),
            Part::new(
                new.get(name).copied(),
                after,
                Styles::of(&collector.new, media_type),
            ),
        );
        let subject = format!("{subject} part `{name}`");
        let types = (
            one.content_types(&collector.old, old_schema),
            other.content_types(&collector.new, new_schema),
        );
        // A style is about lists and objects: a number or a text is the same text in each.
        let is_scalar = form::is_scalar(&collector.old, old_schema)
            && form::is_scalar(&collector.new, new_schema);
        let is_text = |part: &Part, types: &[String]| {
            part.style.is_some() || types.iter().all(|name| media::covers("text/plain", name))
        };
        match (&one.style, &other.style) {
            (None, None) => {
                let places = (one.at, other.at);
                compare_types(collector, context, ids, &subject, types, places);
            }
            _ if is_scalar && is_text(&one, &types.0) && is_text(&other, &types.1) => {}
            _ => compare_styles(collector, context, ids, &subject, (&one, &other)),
        }
        if is_multipart {
            headers::compare_parts(
                collector,
                context,
                direction,
                &subject,
                (one.node, other.node),
            );
        }
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
    fn new(node: Option<&'t Node>, media: &'t Node, styles: Styles) -> Self {
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
            at: node.map_or(at(media, "encoding"), |node| node.at),
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
