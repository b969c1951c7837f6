//! Paths and path parameters.

use std::collections::HashMap;

use super::METHODS;
use crate::lint::document::Step;
use crate::lint::functions::{Context, Hit};
use crate::source::{Node, Value};

pub(super) fn path_parameters<'a>(
    paths: &'a Node,
    _path: &[Step<'a>],
    context: Context<'_, 'a>,
) -> Vec<Hit<'a>> {
    let Some(members) = paths.as_object() else {
        return Vec::new();
    };
    let mut hits = Vec::new();
    let mut normalized: HashMap<String, &str> = HashMap::new();
    for (path, entry) in members.iter() {
        let item = context.view.get(&entry.node);
        let Value::Object(operations) = &item.value else {
            continue;
        };
        let place = [Step::Key("paths"), Step::Key(path)];
        let template = Template::of(path);
        match normalized.get(&template.normalized) {
            Some(other) => hits.push(Hit::new(
                &place,
                format!("the path is the same as `{other}` but for the names of its parameters"),
            )),
            None => {
                normalized.insert(template.normalized.clone(), path);
            }
        }
        for name in &template.repeated {
            hits.push(Hit::new(
                &place,
                format!("the path has the parameter `{name}` several times"),
            ));
        }
        let mut check = Check { context, hits };
        let top = check.defined(item, &place);
        for (method, operation) in operations.iter() {
            let operation = context.view.get(&operation.node);
            let is_object = matches!(operation.value, Value::Object(_) | Value::Array(_));
            if !METHODS.contains(&method) || !is_object {
                continue;
            }
            let place = [place[0], place[1], Step::Key(method)];
            let own = check.defined(operation, &place);
            for (name, defined_at) in top
                .iter()
                .filter(|(name, _)| !own.iter().any(|(other, _)| other == name))
                .chain(&own)
            {
                if !template.names.contains(name) {
                    check.hits.push(Hit::new(
                        defined_at,
                        format!("the path does not have the parameter `{name}`"),
                    ));
                }
            }
            for name in &template.names {
                let is_defined = own.iter().chain(&top).any(|(other, _)| other == name);
                if !is_defined {
                    check.hits.push(Hit::new(
                        &place,
                        format!("the parameter `{name}` of the path is not described"),
                    ));
                }
            }
        }
        hits = check.hits;
    }
    hits
}

struct Check<'c, 'a> {
    context: Context<'c, 'a>,
    hits: Vec<Hit<'a>>,
}

impl<'a> Check<'_, 'a> {
    /// The path parameters in the `parameters` of a path item or an operation.
    fn defined(&mut self, owner: &'a Node, place: &[Step<'a>]) -> Vec<(String, Vec<Step<'a>>)> {
        let view = self.context.view;
        let mut defined: Vec<(String, Vec<Step<'a>>)> = Vec::new();
        let list = view.member(owner, "parameters").and_then(Node::as_array);
        for (index, parameter) in list.unwrap_or_default().iter().enumerate() {
            let parameter = view.get(parameter);
            if view.member(parameter, "in").and_then(Node::as_str) != Some("path") {
                continue;
            }
            let Some(name) = view.member(parameter, "name") else {
                continue;
            };
            let name = match name.as_str() {
                Some(name) => name.to_owned(),
                None => name.to_json().to_string(),
            };
            let mut at = place.to_vec();
            at.extend([Step::Key("parameters"), Step::Index(index)]);
            if view.member(parameter, "required").and_then(Node::as_bool) != Some(true) {
                self.hits.push(Hit::new(
                    &at,
                    format!("the path parameter `{name}` must have `required: true`"),
                ));
            }
            if defined.iter().any(|(other, _)| *other == name) {
                self.hits.push(Hit::new(
                    &at,
                    format!("the path parameter `{name}` is described several times"),
                ));
            } else {
                defined.push((name, at));
            }
        }
        defined
    }
}

/// The parameters in a path.
struct Template {
    /// The path with each parameter replaced.
    normalized: String,
    names: Vec<String>,
    repeated: Vec<String>,
}

impl Template {
    fn of(path: &str) -> Self {
        let mut template = Self {
            normalized: String::new(),
            names: Vec::new(),
            repeated: Vec::new(),
        };
        let mut rest = path;
        while let Some(open) = rest.find('{') {
            let (before, after) = rest.split_at(open);
            template.normalized.push_str(before);
            // `{?name*}` and `{;name}` are parameters of URI templates.
            let inner = &after[1..];
            let name = inner.strip_prefix(';').unwrap_or(inner);
            let name = name.strip_prefix('?').unwrap_or(name);
            let length = name
                .bytes()
                .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
                .count();
            let end = name[length..].strip_prefix('*').unwrap_or(&name[length..]);
            match end.strip_prefix('}') {
                Some(next) if length > 0 => {
                    let name = name[..length].to_owned();
                    match template.names.contains(&name) {
                        true => template.repeated.push(name),
                        false => template.names.push(name),
                    }
                    template.normalized.push('%');
                    rest = next;
                }
                _ => {
                    template.normalized.push('{');
                    rest = inner;
                }
            }
        }
        template.normalized.push_str(rest);
        template
    }
}
