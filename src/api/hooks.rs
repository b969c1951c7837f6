//! Where webhooks and callbacks are received.

use std::collections::{HashMap, HashSet};

use super::{Api, Callback, Operation, Section};

/// The parts of the document whose operations can be received, each with the name of its module and file.
pub const RECEIVED: [(Section, &str); 2] = [
    (Section::Webhooks, "webhooks"),
    (Section::Callbacks, "callbacks"),
];

/// Where a webhook or a callback is received.
#[derive(Clone, Debug)]
pub struct Hook {
    /// The name by which the program chooses its path: that of a webhook, or for a callback `OPERATION/CALLBACK`.
    pub name: String,
    /// The path, unless the program chooses another, without the suffix.
    base: String,
    /// What the document puts behind the address of a callback, with `{1}` and so on in place of expressions.
    pub suffix: String,
}

impl Hook {
    /// The path, unless the program chooses another.
    pub fn path(&self) -> String {
        format!("{}{}", self.base, self.suffix)
    }
}

/// The hook of each operation, in order; none for those of `paths`. `keys` are the names of operations without an id.
pub fn hooks(api: &Api, keys: &[String]) -> Vec<Option<Hook>> {
    // The operations of one path item have one hook.
    let mut known: HashMap<(Section, String, String), Hook> = HashMap::new();
    let mut paths: HashSet<(Section, String)> = HashSet::new();
    let mut hook = |operation: &Operation| {
        let section = api.section(operation);
        let (name, suffix) = match (section, &operation.callback) {
            (Section::Paths, _) => return None,
            (_, Some(callback)) => (callback_name(api, callback, keys), suffix(&operation.path)),
            (_, None) => (operation.path.clone(), String::new()),
        };
        let item = (section, name.clone(), operation.path.clone());
        let hook = known.entry(item).or_insert_with(|| {
            let hook = Hook {
                base: base(&name),
                name,
                suffix,
            };
            // Two path items with the same path would hide each other.
            let hooks = std::iter::once(hook.clone());
            let mut hooks = hooks.chain((2_usize..).map(|number| numbered(&hook, section, number)));
            let free = hooks.find(|hook| paths.insert((section, hook.path())));
            free.unwrap_or(hook)
        });
        Some(hook.clone())
    };
    api.operations.iter().map(&mut hook).collect()
}

/// The hook with a number behind its path. The name of a webhook is its own anyway; that of a callback is that of all of its
/// addresses.
fn numbered(hook: &Hook, section: Section, number: usize) -> Hook {
    Hook {
        name: match section {
            Section::Callbacks => format!("{}-{number}", hook.name),
            _ => hook.name.clone(),
        },
        base: format!("{}-{number}", hook.base),
        suffix: hook.suffix.clone(),
    }
}

/// The path of a name. These characters have a meaning in the template of a path.
fn base(name: &str) -> String {
    let name = name.trim_start_matches('/');
    format!("/{}", name.replace(['{', '}', '?', '#'], "-"))
}

/// The name of a callback: its key behind the operation that it belongs to, or for a component its name.
fn callback_name(api: &Api, callback: &Callback, keys: &[String]) -> String {
    let owner = callback.of.first().filter(|_| !callback.is_component);
    match owner {
        Some(owner) => {
            let id = api.operations[*owner].id.as_ref();
            let owner = id.unwrap_or(&keys[*owner]);
            format!("{owner}/{}", callback.name)
        }
        None => callback.name.clone(),
    }
}

/// What the path of a callback's address ends with: the literal part behind the expression of the address, or the path of a
/// URL. Its query is left out, since routes have none.
fn suffix(address: &str) -> String {
    let address = numbered_expressions(address);
    let (is_relative, path) = match address.split_once("://") {
        _ if address.starts_with('{') => (false, behind(&address, '}')),
        Some((_, rest)) => (false, rest.find('/').map_or("", |start| &rest[start..])),
        None => (true, address.as_str()),
    };
    let end = path.find(['?', '#']).unwrap_or(path.len());
    match &path[..end] {
        "" | "/" => String::new(),
        path if is_relative && !path.starts_with('/') => format!("/{path}"),
        path => path.to_owned(),
    }
}

/// The address with `{1}`, `{2}` and so on in place of its expressions, which have characters with a meaning in paths.
fn numbered_expressions(address: &str) -> String {
    let mut out = String::new();
    let mut rest = address;
    let mut number = 0;
    while let Some((before, expression)) = rest.split_once('{') {
        let Some((_, after)) = expression.split_once('}') else {
            break;
        };
        number += 1;
        out.push_str(&format!("{before}{{{number}}}"));
        rest = after;
    }
    // A brace that nothing closes is no expression.
    out + &rest.replace(['{', '}'], "-")
}

fn behind(text: &str, end: char) -> &str {
    text.split_once(end).map_or("", |(_, rest)| rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_callback_is_what_is_literal_behind_its_address() {
        for (address, expected) in [
            ("{$request.body#/url}", ""),
            ("{$request.body#/url}/", ""),
            ("{$request.body#/url}/data", "/data"),
            ("{$request.body#/url}.json", ".json"),
            ("{$request.query.callback}/a?b={$response.body#/c}#d", "/a"),
            (
                "{$request.body#/url}/jobs/{$response.body#/id}/done",
                "/jobs/{2}/done",
            ),
            (
                "https://example.com/hook/{$request.path.id}?a=b",
                "/hook/{1}",
            ),
            ("https://{$request.body#/host}/hook", "/hook"),
            ("https://example.com", ""),
            ("http://example.com?id={$request.body#/id}", ""),
            ("callback", "/callback"),
            ("/callback", "/callback"),
            ("{$request.body#/url", "/-$request.body"),
            ("", ""),
        ] {
            assert_eq!(suffix(address), expected, "{address}");
        }
    }

    #[test]
    fn the_name_of_a_webhook_is_literal_in_its_path() {
        for (name, expected) in [
            ("newPet", "/newPet"),
            ("/pets/new", "/pets/new"),
            ("list pets", "/list pets"),
            ("order#created?{a}", "/order-created--a-"),
        ] {
            assert_eq!(base(name), expected);
        }
    }
}
