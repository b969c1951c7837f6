//! The variables of servers.

use crate::lint::document::Step;
use crate::lint::functions::{Context, Hit};
use crate::source::{Node, Object, Value};

/// The number of wrong URLs after which no more are looked for.
const WRONG_URLS: usize = 5;

/// The number of combinations of values that are tried.
const COMBINATIONS: usize = 10_000;

/// The most bytes of URLs that are made to try them.
const BYTES: usize = 50_000_000;

pub(super) fn variables<'a>(
    server: &'a Node,
    path: &[Step<'a>],
    context: Context<'_, 'a>,
) -> Vec<Hit<'a>> {
    let view = context.view;
    let url = view.member(server, "url").and_then(Node::as_str);
    let described = view.member(server, "variables");
    let empty = Object::default();
    let variables = match described.map(|node| &node.value) {
        None => Some(&empty),
        Some(Value::Object(variables)) => Some(variables),
        Some(_) => None,
    };
    let (Some(url), Some(variables)) = (url, variables) else {
        return vec![Hit::new(path, "this is no Server Object")];
    };
    if !variables
        .iter()
        .all(|(_, entry)| is_variable(view.get(&entry.node)))
    {
        return vec![Hit::new(path, "this is no Server Object")];
    }
    let used = names(url);
    let mut hits = Vec::new();
    // The names as the document has them.
    let described: Vec<(&'a str, &'a Node)> = described
        .and_then(Node::as_object)
        .into_iter()
        .flat_map(Object::iter)
        .map(|(name, entry)| (name, view.get(&entry.node)))
        .collect();
    let below = |more: &[Step<'a>]| [&[Step::Key("variables")], more].concat();
    for (name, _) in &described {
        if !used.contains(name) {
            hits.push(Hit::below(
                path,
                below(&[Step::Key(name)]),
                format!("the URL does not have the variable `{name}`"),
            ));
        }
    }
    if used.is_empty() {
        return hits;
    }
    let missing: Vec<_> = used
        .iter()
        .filter(|name| !described.iter().any(|(other, _)| other == *name))
        .copied()
        .collect();
    if !missing.is_empty() {
        hits.push(Hit::below(
            path,
            below(&[]),
            format!(
                "these variables of the URL are not described: {}",
                missing.join(", ")
            ),
        ));
    }
    if server.get("variables").is_none() {
        return hits;
    }
    let mut values: Vec<(&str, Vec<&str>)> = Vec::new();
    for (name, variable) in described {
        if !used.contains(&name) {
            continue;
        }
        let default = view.member(variable, "default").and_then(Node::as_str);
        let allowed = view.member(variable, "enum").and_then(Node::as_array);
        match (allowed, default) {
            (Some(allowed), _) => {
                let allowed: Vec<_> = allowed.iter().filter_map(Node::as_str).collect();
                if default.is_some_and(|default| !allowed.contains(&default)) {
                    hits.push(Hit::below(
                        path,
                        below(&[Step::Key(name), Step::Key("default")]),
                        format!("the default of `{name}` is not in its `enum`"),
                    ));
                }
                values.push((name, allowed));
            }
            (None, Some(default)) => values.push((name, vec![default])),
            (None, None) => values.push((name, Vec::new())),
        }
        if default.is_none() {
            hits.push(Hit::below(
                path,
                below(&[Step::Key(name)]),
                format!("the variable `{name}` has no default"),
            ));
        }
    }
    let wrong = wrong_urls(url, &values);
    if !wrong.is_empty() {
        let more = if wrong.len() == WRONG_URLS {
            " and more"
        } else {
            ""
        };
        hits.push(Hit::below(
            path,
            below(&[]),
            format!(
                "the values make these URLs, which are wrong: {}{more}",
                wrong.join(", ")
            ),
        ));
    }
    hits
}

fn is_variable(variable: &Node) -> bool {
    let Some(variable) = variable.as_object() else {
        return false;
    };
    variable.iter().all(|(key, entry)| match key {
        "enum" => entry
            .node
            .as_array()
            .is_some_and(|values| values.iter().all(|value| value.as_str().is_some())),
        "default" | "description" | "examples" => entry.node.as_str().is_some(),
        _ => key.starts_with("x-"),
    })
}

/// The names in braces.
fn names(url: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = url;
    while let Some(open) = rest.find('{') {
        let inner = &rest[open + 1..];
        // A name has one character at least.
        let skip = inner.chars().next().map_or(0, char::len_utf8);
        let Some(close) = inner[skip..].find('}') else {
            break;
        };
        names.push(&inner[..skip + close]);
        rest = &inner[skip + close + 1..];
    }
    names
}

/// The first of the URLs that are none, of those that the values make: the last variable changes first.
fn wrong_urls(url: &str, values: &[(&str, Vec<&str>)]) -> Vec<String> {
    let mut wrong = Vec::new();
    if values.is_empty() || values.iter().any(|(_, values)| values.is_empty()) {
        return wrong;
    }
    let names: Vec<String> = values
        .iter()
        .map(|(name, _)| format!("{{{name}}}"))
        .collect();
    let mut chosen = vec![0; values.len()];
    let mut bytes = 0;
    for _ in 0..COMBINATIONS {
        let mut url = url.to_owned();
        for ((name, (_, values)), index) in names.iter().zip(values).zip(&chosen) {
            url = url.replace(name, values[*index]);
            bytes += url.len();
            if bytes > BYTES {
                return wrong;
            }
        }
        if !is_absolute_url(&url) {
            wrong.push(url);
        }
        // The next combination: like a number whose digits are the indexes.
        let next = (0..values.len())
            .rev()
            .find(|position| chosen[*position] + 1 < values[*position].1.len());
        let Some(position) = next.filter(|_| wrong.len() < WRONG_URLS) else {
            break;
        };
        chosen[position] += 1;
        chosen[position + 1..].fill(0);
    }
    wrong
}

/// Whether a text is a URL by itself, as browsers read it.
fn is_absolute_url(url: &str) -> bool {
    let url = url.trim();
    let Some((scheme, rest)) = url.split_once(':') else {
        return false;
    };
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    if !is_scheme {
        return false;
    }
    let is_special = matches!(
        scheme.to_ascii_lowercase().as_str(),
        "http" | "https" | "ws" | "wss" | "ftp"
    );
    let authority = match (is_special, rest.strip_prefix("//")) {
        (true, _) => rest.trim_start_matches(['/', '\\']),
        (false, Some(authority)) => authority,
        (false, None) => return true,
    };
    let end = authority
        .find(['/', '?', '#', '\\'])
        .unwrap_or(authority.len());
    let host = authority[..end].rsplit('@').next().unwrap_or_default();
    let (host, port) = match host.strip_prefix('[') {
        Some(address) => match address.split_once(']') {
            Some((address, rest)) => (address, rest.strip_prefix(':')),
            None => return false,
        },
        None => match host.rsplit_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (host, None),
        },
    };
    let has_port = port.is_none_or(|port| {
        port.is_empty()
            || port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok()
    });
    let is_host = !host.contains(|character: char| {
        character.is_whitespace() || "#<>^|".contains(character) || character.is_control()
    });
    has_port && is_host && (!is_special || !host.is_empty())
}

#[cfg(test)]
mod tests {
    use super::wrong_urls;

    #[test]
    fn the_first_wrong_urls_are_found_among_very_many() {
        let names: Vec<String> = (0..60).map(|number| format!("v{number}")).collect();
        let url: String = names.iter().map(|name| format!("{{{name}}}")).collect();
        let values: Vec<(&str, Vec<&str>)> = names
            .iter()
            .map(|name| (name.as_str(), vec!["a", "b"]))
            .collect();
        let wrong = wrong_urls(&url, &values);
        assert_eq!(wrong.len(), 5);
        assert!(
            wrong[0].ends_with("aaa") && wrong[1].ends_with("aab"),
            "{wrong:?}"
        );
        assert!(wrong_urls("https://{a}", &[("a", vec!["x", "y"])]).is_empty());
    }
}
