//! Documents changed as accidents and malice change them: a tree goes in, and comes out a little different.
//!
//! The test `mutations` and the fuzzer share this, so it knows nothing of specfirst.

#![allow(dead_code, reason = "every user takes some of it")]

pub mod piece;
mod random;
pub mod schemas;
pub mod words;

use serde_json::{Map, Value, json};

pub use random::Random;

/// Changes a document in one to four places.
pub fn mutate(document: &mut Value, random: &mut Random) {
    for _ in 0..=random.below(4) {
        let before = document.clone();
        random.pick(CHANGES)(document, random);
        // Of what is no object at all there is nothing to learn.
        if !document.is_object() {
            *document = before;
        }
    }
}

type Change = fn(&mut Value, &mut Random);

/// The changes; what is most likely to get past the reader stands here more than once.
const CHANGES: &[Change] = &[
    delete,
    duplicate,
    swap,
    copy,
    replace,
    replace_scalar,
    replace_scalar,
    retarget,
    retarget,
    rename,
    rename,
    splice,
    splice,
    splice,
    version,
    wrap,
    wrap,
    recur,
    renew,
    renew,
    renew,
];

/// Takes a member or an item away.
fn delete(document: &mut Value, random: &mut Random) {
    match place(document, random, has_children) {
        Some(Value::Object(members)) => {
            let name = members.keys().nth(random.below(members.len())).cloned();
            name.and_then(|name| members.shift_remove(&name));
        }
        Some(Value::Array(items)) => drop(items.remove(random.below(items.len()))),
        _ => {}
    }
}

/// Puts a member a second time, under another name, or an item.
fn duplicate(document: &mut Value, random: &mut Random) {
    match place(document, random, has_children) {
        Some(Value::Object(members)) => {
            let index = random.below(members.len());
            if let Some((name, member)) = members.iter().nth(index) {
                let (name, member) = (name.clone(), member.clone());
                let other = match random.below(4) {
                    0 => name.to_uppercase(),
                    1 => format!("{name}_"),
                    2 => format!("{name}2"),
                    _ => words::name(random),
                };
                members.insert(other, member);
            }
        }
        Some(Value::Array(items)) => {
            let item = random.pick(items).clone();
            items.push(item);
        }
        _ => {}
    }
}

/// Two subtrees change places; where one is in the other, it becomes all of it.
fn swap(document: &mut Value, random: &mut Random) {
    let all = pointers(document, |_| true);
    let (one, other) = (random.pick(&all).clone(), random.pick(&all).clone());
    let taken = document.pointer(&one).cloned();
    let put = document.pointer(&other).cloned();
    set(document, &one, put);
    set(document, &other, taken);
}

/// A subtree stands in the place of another as well.
fn copy(document: &mut Value, random: &mut Random) {
    let all = pointers(document, |_| true);
    let copied = document.pointer(random.pick(&all).as_str()).cloned();
    let over = random.pick(&all).clone();
    set(document, &over, copied);
}

/// A value of another type.
fn replace(document: &mut Value, random: &mut Random) {
    if let Some(found) = place(document, random, |_| true) {
        *found = words::odd(random);
    }
}

/// Another value of the same type: another pattern, format, style, bound, name.
fn replace_scalar(document: &mut Value, random: &mut Random) {
    match place(document, random, |value| {
        !value.is_object() && !value.is_array()
    }) {
        Some(Value::String(text)) => *text = words::text(random),
        Some(Value::Bool(flag)) => *flag = !*flag,
        Some(other) => *other = words::number(random),
        None => {}
    }
}

/// A reference leads elsewhere.
fn retarget(document: &mut Value, random: &mut Random) {
    let target = reference(document, random);
    if let Some(found) = place(document, random, |value| value.get("$ref").is_some()) {
        found["$ref"] = target.into();
    }
}

/// A member gets another name, at its place.
fn rename(document: &mut Value, random: &mut Random) {
    let is_object = |value: &Value| value.as_object().is_some_and(|members| !members.is_empty());
    if let Some(Value::Object(members)) = place(document, random, is_object) {
        let renamed = random.below(members.len());
        let renamed = |(index, (name, member))| match index == renamed {
            true => (words::name(random), member),
            false => (name, member),
        };
        *members = std::mem::take(members)
            .into_iter()
            .enumerate()
            .map(renamed)
            .collect();
    }
}

/// A keyword where it may belong or not, with a value that fits it or not.
fn splice(document: &mut Value, random: &mut Random) {
    let references = references(document);
    let name = *random.pick(words::KEYWORDS);
    let value = match random.one_in(4) {
        true => words::odd(random),
        false => schemas::keyword(name, random, &references, 2),
    };
    let place = match random.one_in(2) {
        true => place(document, random, is_schema),
        false => place(document, random, Value::is_object),
    };
    if let Some(members) = place.and_then(Value::as_object_mut) {
        members.insert(name.to_owned(), value);
    }
}

/// The document says that it is of another version.
fn version(document: &mut Value, random: &mut Random) {
    if let Some(members) = document.as_object_mut() {
        members.remove("openapi");
        members.remove("swagger");
        let version = *random.pick(&["2.0", "3.0.3", "3.1.1", "3.1.1", "3.2.0"]);
        let key = if version == "2.0" {
            "swagger"
        } else {
            "openapi"
        };
        members.shift_insert(0, key.to_owned(), version.into());
    }
}

/// A schema becomes part of another.
fn wrap(document: &mut Value, random: &mut Random) {
    let references = references(document);
    let beside = schemas::schema(random, &references, 1);
    let Some(found) = place(document, random, is_schema) else {
        return;
    };
    let inner = found.take();
    *found = match random.below(10) {
        0 => json!({ "allOf": [inner] }),
        1 => json!({ "allOf": [inner, beside] }),
        2 => json!({ "oneOf": [inner, beside] }),
        3 => json!({ "anyOf": [inner, beside] }),
        4 => json!({ "oneOf": [inner, { "type": "null" }] }),
        5 => json!({ "not": inner }),
        6 => json!({ "type": "array", "items": inner }),
        7 => json!({ "type": "object", "additionalProperties": inner }),
        8 => json!({ "type": "object", "properties": { "inner": inner, "beside": beside } }),
        _ => json!({ "if": inner, "then": beside, "type": "object" }),
    };
}

/// A schema refers to one that contains it, or to itself.
fn recur(document: &mut Value, random: &mut Random) {
    let all = pointers(document, is_schema);
    if all.is_empty() {
        return;
    }
    let pointer = random.pick(&all).clone();
    let above: Vec<&String> = all
        .iter()
        .filter(|other| pointer.starts_with(other.as_str()))
        .collect();
    let target = format!("#{}", random.pick(&above));
    set(document, &pointer, Some(json!({ "$ref": target })));
}

/// A schema becomes a wholly different one.
fn renew(document: &mut Value, random: &mut Random) {
    let references = references(document);
    let schema = schemas::schema(random, &references, 3);
    if let Some(found) = place(document, random, is_schema) {
        *found = schema;
    }
}

/// A reference: mostly to a component, else to anything, nothing, or another file.
fn reference(document: &Value, random: &mut Random) -> String {
    const ODD: &[&str] = &[
        "",
        "#",
        "#/",
        "#/paths",
        "#/components",
        "#/components/schemas/Nowhere",
        "Pet",
        "#/components/schemas/%41%42",
        "#/components/schemas/%",
        "#/components/schemas/~2",
        "other.yaml#/a",
        "../../../etc/passwd",
        "https://example.com/a.json",
        "#anchor",
        "%23/info",
    ];
    let known = references(document);
    match random.below(10) {
        0 => (*random.pick(ODD)).to_owned(),
        1 | 2 => format!("#{}", random.pick(&pointers(document, |_| true))),
        3 => format!(
            "#{}",
            random
                .pick(&pointers(document, |_| true))
                .replace('/', "%2F")
        ),
        _ if known.is_empty() => "#".to_owned(),
        _ => random.pick(&known).clone(),
    }
}

/// The schemas that have names, as references to them.
fn references(document: &Value) -> Vec<String> {
    let folders = ["/components/schemas", "/definitions"];
    let names = |folder: &str| {
        let members = document.pointer(folder).and_then(Value::as_object);
        let names = members.into_iter().flat_map(Map::keys);
        names
            .map(|name| format!("#{folder}/{}", escape(name)))
            .collect::<Vec<_>>()
    };
    folders.into_iter().flat_map(names).collect()
}

fn is_schema(value: &Value) -> bool {
    const SIGNS: [&str; 7] = [
        "type",
        "$ref",
        "properties",
        "items",
        "allOf",
        "oneOf",
        "anyOf",
    ];
    value
        .as_object()
        .is_some_and(|members| SIGNS.iter().any(|sign| members.contains_key(*sign)))
}

fn has_children(value: &Value) -> bool {
    match value {
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
        _ => false,
    }
}

/// Some value that looks right.
fn place<'a>(
    document: &'a mut Value,
    random: &mut Random,
    looks_right: fn(&Value) -> bool,
) -> Option<&'a mut Value> {
    let all = pointers(document, looks_right);
    if all.is_empty() {
        return None;
    }
    document.pointer_mut(random.pick(&all).as_str())
}

fn set(document: &mut Value, pointer: &str, value: Option<Value>) {
    if let (Some(place), Some(value)) = (document.pointer_mut(pointer), value) {
        *place = value;
    }
}

/// The JSON pointers of all values that look right.
fn pointers(document: &Value, looks_right: fn(&Value) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), document)];
    while let Some((pointer, value)) = open.pop() {
        match value {
            Value::Object(members) => open.extend(
                members
                    .iter()
                    .map(|(name, member)| (format!("{pointer}/{}", escape(name)), member)),
            ),
            Value::Array(items) => open.extend(
                items
                    .iter()
                    .enumerate()
                    .map(|(index, item)| (format!("{pointer}/{index}"), item)),
            ),
            _ => {}
        }
        if looks_right(value) {
            found.push(pointer);
        }
    }
    found
}

/// A name in a JSON pointer (RFC 6901 §3).
fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
