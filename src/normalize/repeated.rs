//! Paths that repeat a name in braces, which the specification forbids (OpenAPI 3.2.0 §4.8.1).

use openapiv3::{Parameter, ParameterData, ReferenceOr};

use super::PathItem;
use super::reader::Reader;
use crate::diagnostic::{Code, Diagnostic};

impl Reader<'_, '_> {
    /// Gives each repetition a name and a parameter of its own, so that clients can fill in both and handlers get both:
    /// `/p/{x}/{x}` becomes `/p/{x}/{x2}`.
    pub(super) fn separate_repeated_names(&mut self, item: &mut PathItem) {
        let (path, renamed) = with_distinct_names(&item.key);
        for (name, new) in &renamed {
            let message = format!("the path `{}` has `{{{name}}}` more than once", item.key);
            let help = "give each part of the path a name of its own, and a parameter";
            self.diagnostics.push(
                Diagnostic::warning(Code::BadPath, item.at, message)
                    .label(format!("the later one is read as `{{{new}}}`"))
                    .help(help),
            );
            repeat_parameter(&mut item.parameters, name, new);
            for (_, operation) in &mut item.operations {
                repeat_parameter(&mut operation.parameters, name, new);
            }
        }
        item.key = path;
    }
}

/// Adds a copy of the path parameter of that name under another name, where there is one.
fn repeat_parameter(parameters: &mut Vec<ReferenceOr<Parameter>>, name: &str, new: &str) {
    let copies = parameters
        .iter()
        .filter_map(|parameter| match parameter.as_item()? {
            Parameter::Path {
                parameter_data,
                style,
            } if parameter_data.name == name => Some(Parameter::Path {
                parameter_data: ParameterData {
                    name: new.to_owned(),
                    ..parameter_data.clone()
                },
                style: style.clone(),
            }),
            _ => None,
        });
    let copies: Vec<Parameter> = copies.collect();
    parameters.extend(copies.into_iter().map(ReferenceOr::Item));
}

/// A path with distinct names, and the names that were replaced, each with the new one. What follows `?` or `#` stays
/// as it is.
fn with_distinct_names(path: &str) -> (String, Vec<(String, String)>) {
    let (mut rest, selection) = path.split_at(path.find(['?', '#']).unwrap_or(path.len()));
    let mut out = String::new();
    let mut names: Vec<String> = Vec::new();
    let mut renamed = Vec::new();
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        let mut new = name.to_owned();
        let mut number = 1;
        // Empty names are reported elsewhere.
        while names.contains(&new) && !name.is_empty() {
            number += 1;
            new = format!("{name}{number}");
            if path.contains(&format!("{{{new}}}")) {
                new = name.to_owned();
            }
        }
        if new != name {
            renamed.push((name.to_owned(), new.clone()));
        }
        out.push_str(&format!("{before}{{{new}}}"));
        names.push(new);
        rest = after;
    }
    (out + rest + selection, renamed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_names_get_numbers() {
        let path = |path| with_distinct_names(path).0;
        assert_eq!(path("/p/{x}/{x}"), "/p/{x}/{x2}");
        assert_eq!(path("/p/{x}/{x}/{x2}/{x}"), "/p/{x}/{x3}/{x2}/{x4}");
        assert_eq!(path("/p/{x}/{y}.{x}?x={x}"), "/p/{x}/{y}.{x2}?x={x}");
        assert_eq!(path("/p/{}/{}/{x"), "/p/{}/{}/{x");
    }
}
