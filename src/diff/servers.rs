//! Servers: the paths that requests go to. Other hosts are information: programs configure which deployment they use.

use std::collections::BTreeSet;

use super::collect::{Collector, Context};
use super::parameters::Operation;
use super::tree::{items, members, text};
use crate::source::{At, Node};

/// The servers of the document.
pub(super) fn compare(collector: &mut Collector) {
    let (old, new) = (collector.old.root(), collector.new.root());
    compare_lists(collector, &Context::default(), Some(old), Some(new));
}

/// The servers of an operation, where it or its path has some.
pub(super) fn compare_operation<'t>(
    collector: &mut Collector<'t>,
    context: &Context,
    old: &Operation<'t>,
    new: &Operation<'t>,
) {
    let own = |operation: &Operation<'t>| {
        let owners = [operation.node, operation.path_item];
        owners
            .into_iter()
            .find(|node| node.get("servers").is_some())
    };
    let (before, after) = (own(old), own(new));
    if before.is_some() || after.is_some() {
        let before = before.unwrap_or(collector.old.root());
        let after = after.unwrap_or(collector.new.root());
        compare_lists(collector, context, Some(before), Some(after));
    }
}

fn compare_lists(
    collector: &mut Collector,
    context: &Context,
    old: Option<&Node>,
    new: Option<&Node>,
) {
    let (before, after) = (urls(old), urls(new));
    if before == after {
        return;
    }
    let at =
        |owner: Option<&Node>| owner.map_or(At::NONE, |owner| super::tree::at(owner, "servers"));
    let places = (at(old), at(new));
    let paths: BTreeSet<&str> = after.iter().map(|url| path(url)).collect();
    let hosts: BTreeSet<&str> = after.iter().map(|url| host(url)).collect();
    let is_lost = |url: &&String| hosts.contains(host(url)) && !paths.contains(path(url));
    if let Some(lost) = before.iter().find(is_lost) {
        let text = format!("no server has the path `/{}` any more", path(lost));
        return collector.change(context, "api-server-path-changed", "servers", text, places);
    }
    for url in before.difference(&after) {
        let text = format!("the server `{url}` was removed");
        collector.change(context, "api-server-removed", "servers", text, places);
    }
    for url in after.difference(&before) {
        let text = format!("the server `{url}` was added");
        collector.change(context, "api-server-added", "servers", text, places);
    }
}

/// The URLs of an object's servers, with the defaults of their variables.
fn urls(owner: Option<&Node>) -> BTreeSet<String> {
    let servers = items(owner.and_then(|owner| owner.get("servers")));
    let urls = servers.iter().filter_map(|server| {
        let mut url = text(server, "url")?.to_owned();
        for (name, variable) in members(server.get("variables")) {
            if let Some(default) = text(variable, "default") {
                url = url.replace(&format!("{{{name}}}"), default);
            }
        }
        Some(url)
    });
    let urls: BTreeSet<String> = urls.collect();
    match urls.is_empty() {
        true => BTreeSet::from(["/".to_owned()]),
        false => urls,
    }
}

/// The path of a URL, without slashes around it.
fn path(url: &str) -> &str {
    let rest = match url.split_once("//") {
        Some((_, rest)) => rest.find('/').map_or("", |slash| &rest[slash..]),
        None => url,
    };
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    rest[..end].trim_matches('/')
}

/// The host of a URL, which is empty if the URL is relative.
fn host(url: &str) -> &str {
    let rest = url.split_once("//").map_or("", |(_, rest)| rest);
    rest.split(['/', ':', '?', '#']).next().unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_of_a_server_has_neither_host_nor_final_slash() {
        for (url, expected) in [
            ("https://a.example/v1/", "v1"),
            ("https://a.example", ""),
            ("//a.example:443/pg", "pg"),
            ("/v1", "v1"),
            ("/", ""),
            ("v1", "v1"),
        ] {
            assert_eq!(path(url), expected, "{url}");
        }
    }
}
