//! Matches parameters with the names in a path template and in its query.

use super::Lowering;
use super::route::{named, split};
use crate::api::{Location, Parameter, Style, Type};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::At;

impl Lowering<'_> {
    /// Removes the path parameters of webhooks and callbacks, whose address is given as a whole.
    pub(super) fn leave_address(&mut self, parameters: &mut Vec<Parameter>) {
        parameters.retain(|parameter| {
            let in_path = parameter.location == Location::Path;
            if in_path {
                let message = format!(
                    "`{}` is a part of the address, which the caller gives as a whole",
                    parameter.name
                );
                self.diagnostics.push(
                    Diagnostic::warning(Code::PathParameter, parameter.at, message)
                        .label("this is left out")
                        .help("send it in the query, in a header or in the body"),
                );
            }
            !in_path
        });
    }

    /// Matches path parameters with the template: afterwards each name in braces has one, in this order, and there are
    /// no others.
    pub(super) fn match_template(&mut self, path: &str, at: At, parameters: &mut Vec<Parameter>) {
        let names = template_names(path);
        self.move_to_query(path, &names, parameters);
        self.respell(path, &names, parameters);
        parameters.retain(|parameter| {
            let stray = is_stray(parameter, &names);
            if stray {
                let message = format!("`{path}` has no `{{{}}}`", parameter.name);
                let colon = format!(":{}", parameter.name);
                let help = match path.split('/').any(|segment| segment == colon) {
                    true => format!(
                        "write `{{{}}}`, not `{colon}`; it is left out",
                        parameter.name
                    ),
                    false => {
                        "add it to the path, or remove the parameter; it is left out".to_owned()
                    }
                };
                self.diagnostics.push(
                    Diagnostic::warning(Code::PathParameter, parameter.at, message).help(help),
                );
            }
            !stray
        });
        for name in &names {
            if is_declared(parameters, name) {
                continue;
            }
            // A name that is empty cannot be declared, and has been reported.
            if name.is_empty() {
                parameters.push(undeclared(at, name));
                continue;
            }
            self.warn(
                Code::PathParameter,
                at,
                format!("`{{{name}}}` in `{path}` is not among the operation's parameters"),
                format!("add a parameter `{name}` with `in: path`; it is read as a string"),
            );
            parameters.push(undeclared(at, name));
        }
        self.declare_in_query(path, at, parameters);
        let position = |parameter: &Parameter| match parameter.location {
            Location::Path => names
                .iter()
                .position(|name| *name == parameter.name)
                .unwrap_or_default(),
            _ => names.len(),
        };
        parameters.sort_by_key(position);
    }

    /// Renames path parameters that differ from the template only in case.
    fn respell(&mut self, path: &str, names: &[&str], parameters: &mut [Parameter]) {
        for name in names {
            if is_declared(parameters, name) {
                continue;
            }
            let stray = parameters.iter_mut().find(|parameter| {
                is_stray(parameter, names) && parameter.name.eq_ignore_ascii_case(name)
            });
            let Some(parameter) = stray else { continue };
            let message = format!(
                "`{path}` has `{{{name}}}`, and here is `{}`",
                parameter.name
            );
            self.diagnostics.push(
                Diagnostic::warning(Code::PathParameter, parameter.at, message)
                    .label(format!("read as `{name}`"))
                    .help("spell both in the same letters"),
            );
            parameter.name = (*name).to_owned();
        }
    }

    /// Moves path parameters to the query if their names are behind `?` or `#`, as in `/pets?kind={kind}`.
    fn move_to_query(&mut self, path: &str, names: &[&str], parameters: &mut Vec<Parameter>) {
        for (pair, key, name) in query_names(path) {
            let is_one =
                |parameter: &Parameter| is_stray(parameter, names) && parameter.name == name;
            let is_there = parameters
                .iter()
                .any(|other| other.location == Location::Query && other.name == key);
            let Some(index) = parameters.iter().position(is_one) else {
                continue;
            };
            let message = format!("`{name}` is in the query of `{path}`");
            let warning = Diagnostic::warning(Code::PathParameter, parameters[index].at, message);
            if is_there {
                parameters.remove(index);
                self.diagnostics.push(
                    warning
                        .label("this is left out")
                        .help(format!("remove it; there is the query parameter `{key}`")),
                );
                continue;
            }
            let unless = match pair.starts_with('{') {
                true => "",
                false => " unless it tells operations apart",
            };
            self.diagnostics.push(
                warning
                    .label(format!("read as the query parameter `{key}`"))
                    .help(format!(
                        "write `in: query`, and leave `{pair}` out of the path{unless}"
                    )),
            );
            let stray = &mut parameters[index];
            stray.location = Location::Query;
            stray.name = key.to_owned();
            stray.style = Style::Form;
            stray.explode = true;
        }
    }

    /// Adds parameters for names in the query that are not declared.
    fn declare_in_query(&mut self, path: &str, at: At, parameters: &mut Vec<Parameter>) {
        for (pair, key, name) in query_names(path) {
            let is_one = |parameter: &Parameter| match parameter.location {
                Location::Query => parameter.name == key,
                Location::Header => parameter.name.eq_ignore_ascii_case(key),
                Location::Path => parameter.name == name,
                Location::Cookie => false,
            };
            if key.is_empty() || parameters.iter().any(is_one) {
                continue;
            }
            self.warn(
                Code::PathParameter,
                at,
                format!("`{key}` in `{path}` is not among the operation's parameters"),
                format!("add a parameter `{key}` with `in: query`; it is read as a string"),
            );
            parameters.push(Parameter {
                location: Location::Query,
                // RFC 6570 omits undefined variables (§3.2.8).
                required: !pair.starts_with('{'),
                style: Style::Form,
                explode: true,
                ..undeclared(at, key)
            });
        }
    }
}

/// A path parameter that only the template mentions.
fn undeclared(at: At, name: &str) -> Parameter {
    Parameter {
        at,
        name: name.to_owned(),
        location: Location::Path,
        description: None,
        deprecated: false,
        required: true,
        style: Style::Simple,
        explode: false,
        is_dotted: false,
        allow_reserved: false,
        allow_empty_value: false,
        content: None,
        xml: None,
        whole_query: false,
        encodings: Vec::new(),
        schema: None,
        shape: None,
        lists_empty: false,
        ty: Type::String,
        default: None,
        examples: Vec::new(),
    }
}
/// The variables in a path's query: the text, the key, and the name in braces.
fn query_names(path: &str) -> Vec<(&str, &str, &str)> {
    let (before, query) = split(path);
    // `{?kind,size}` and `{&kind}` are expressions of RFC 6570.
    if let Some(before) = before.strip_suffix('{')
        && let Some((names, _)) = query.split_once('}')
    {
        let written = &path[before.len()..path.len() - query.len() + names.len() + 1];
        let names = names.trim_start_matches(['?', '#', '&']).split(',');
        let names = names.map(|name| name.trim_end_matches('*'));
        return names.map(|name| (written, name, name)).collect();
    }
    let pairs = query.split(['?', '&', '#']).filter_map(|pair| {
        let (key, name) = named(pair)?;
        Some((pair, key, name))
    });
    pairs.collect()
}

/// Whether a name in the template has a path parameter.
fn is_declared(parameters: &[Parameter], name: &str) -> bool {
    let mut of_path = parameters
        .iter()
        .filter(|parameter| parameter.location == Location::Path);
    of_path.any(|parameter| parameter.name == name)
}

/// Whether a parameter is a path parameter whose name is not in the template.
fn is_stray(parameter: &Parameter, names: &[&str]) -> bool {
    parameter.location == Location::Path && !names.contains(&parameter.name.as_str())
}

/// The distinct names in braces, in order.
pub(crate) fn template_names(path: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let (mut rest, _) = split(path);
    while let Some((_, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        if !names.contains(&name) {
            names.push(name);
        }
        rest = after;
    }
    names
}
