//! Functions about schemas and references.

use crate::lint::document::{Step, child};
use crate::lint::functions::{Context, Hit};
use crate::lint::value::printed;
use crate::source::{Node, Value};

pub(super) fn discriminator<'a>(
    schema: &'a Node,
    path: &[Step<'a>],
    context: Context<'_, 'a>,
) -> Vec<Hit<'a>> {
    let Some(name) = context
        .view
        .member(schema, "discriminator")
        .and_then(Node::as_str)
    else {
        return Vec::new();
    };
    let mut hits = Vec::new();
    let properties = context.view.member(schema, "properties");
    if properties.is_none_or(|properties| properties.get(name).is_none()) {
        hits.push(Hit::below(
            path,
            [Step::Key("properties")],
            format!("the discriminator `{name}` must be one of `properties`"),
        ));
    }
    let required = context
        .view
        .member(schema, "required")
        .and_then(Node::as_array);
    if !required.is_some_and(|names| names.iter().any(|other| other.as_str() == Some(name))) {
        hits.push(Hit::below(
            path,
            [Step::Key("required")],
            format!("the discriminator `{name}` must be one of `required`"),
        ));
    }
    hits
}

pub(super) fn reference_siblings<'a>(path: &[Step<'a>], context: Context<'_, 'a>) -> Vec<Hit<'a>> {
    let Some((_, parent_path)) = path.split_last() else {
        return Vec::new();
    };
    let root = context.documents.root().root;
    let parent = parent_path
        .iter()
        .try_fold(root, |node, step| child(node, step));
    let Some(parent) = parent.and_then(Node::as_object) else {
        return Vec::new();
    };
    parent
        .keys()
        .filter(|key| *key != "$ref")
        .map(|key| {
            Hit::below(
                parent_path,
                [Step::Key(key)],
                format!("`{key}` stands beside `$ref`, where it has no effect"),
            )
        })
        .collect()
}

pub(super) fn typed_enum<'a>(
    schema: &'a Node,
    path: &[Step<'a>],
    context: Context<'_, 'a>,
) -> Vec<Hit<'a>> {
    let view = context.view;
    let (Some(values), Some(types)) = (view.member(schema, "enum"), view.member(schema, "type"))
    else {
        return Vec::new();
    };
    let Some(values) = values.as_array() else {
        return Vec::new();
    };
    let mut names: Vec<&str> = match &types.value {
        Value::String(name) => vec![name],
        Value::Array(items) => {
            let names: Option<Vec<&str>> = items.iter().map(Node::as_str).collect();
            match names {
                Some(names) => names,
                None => return Vec::new(),
            }
        }
        _ => return Vec::new(),
    };
    let is_nullable = |key: &str| view.member(schema, key).and_then(Node::as_bool) == Some(true);
    if context.formats.is("oas3_0") && is_nullable("nullable")
        || context.formats.is_2() && is_nullable("x-nullable")
    {
        names.push("null");
    }
    let has_integer = names.contains(&"integer");
    let mut hits = Vec::new();
    for (index, value) in values.iter().enumerate() {
        let value = view.get(value);
        let name = match &value.value {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(number) => {
                let is_integer = number
                    .as_f64()
                    .is_some_and(|number| number.trunc() == number);
                if is_integer && has_integer {
                    "integer"
                } else {
                    "number"
                }
            }
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        if !names.contains(&name) {
            hits.push(Hit::below(
                path,
                [Step::Key("enum"), Step::Index(index)],
                format!("{} must be of type {}", printed(value), names.join(" or ")),
            ));
        }
    }
    hits
}
