//! A small piece of a document: a path, and what it refers to.

use serde_json::{Map, Value};

use super::{Random, escape};

/// A document with one of the paths of another, and the components that it reaches.
pub fn piece(document: &Value, random: &mut Random) -> Value {
    let mut small = Map::new();
    for (name, member) in document.as_object().into_iter().flatten() {
        let kept =
            !["paths", "components", "definitions", "tags", "webhooks"].contains(&name.as_str());
        if kept {
            small.insert(name.clone(), member.clone());
        }
    }
    let mut small = Value::Object(small);
    let paths: Vec<&String> = document["paths"]
        .as_object()
        .into_iter()
        .flat_map(Map::keys)
        .collect();
    let mut open = Vec::new();
    if !paths.is_empty() {
        open.push(format!(
            "/paths/{}",
            escape((*random.pick(&paths)).as_str())
        ));
    }
    // Security schemes are referred to by their names.
    for folder in ["/components/securitySchemes", "/securityDefinitions"] {
        put(&mut small, folder, document.pointer(folder).cloned());
    }
    while let Some(pointer) = open.pop() {
        if small.pointer(&pointer).is_none()
            && put(&mut small, &pointer, document.pointer(&pointer).cloned())
        {
            references(document.pointer(&pointer), &mut open);
        }
    }
    small
}

/// The pointers of a value's references.
fn references(value: Option<&Value>, found: &mut Vec<String>) {
    match value {
        Some(Value::Object(members)) => {
            let target = members.get("$ref").and_then(Value::as_str);
            found.extend(
                target
                    .and_then(|target| target.strip_prefix('#'))
                    .map(str::to_owned),
            );
            members
                .values()
                .for_each(|member| references(Some(member), found));
        }
        Some(Value::Array(items)) => items.iter().for_each(|item| references(Some(item), found)),
        _ => {}
    }
}

/// Puts a value at a pointer, in objects made on the way.
fn put(document: &mut Value, pointer: &str, value: Option<Value>) -> bool {
    let Some(value) = value else { return false };
    let mut place = document;
    for name in pointer.split('/').skip(1) {
        let name = name.replace("~1", "/").replace("~0", "~");
        if place.is_null() {
            *place = Value::Object(Map::new());
        }
        let Some(members) = place.as_object_mut() else {
            return false;
        };
        place = members.entry(name).or_insert(Value::Null);
    }
    *place = value;
    true
}
