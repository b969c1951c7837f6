//! Security requirements and schemes.

use std::collections::{BTreeMap, BTreeSet};

use super::collect::{Collector, Context};
use super::tree::{at, items, json, members, text, texts};
use crate::source::{At, Node};

/// Credentials that are sent together: schemes with their scopes. Without any, the request is anonymous.
type Requirement<'t> = BTreeMap<&'t str, BTreeSet<&'t str>>;

/// The alternatives; a missing or empty list allows anonymous requests.
fn requirements(list: Option<&Node>) -> Vec<Requirement<'_>> {
    let alternatives = items(list).iter().map(|requirement| {
        let schemes = members(Some(requirement));
        schemes
            .map(|(name, scopes)| (name, texts(Some(scopes)).collect()))
            .collect()
    });
    let alternatives: Vec<Requirement> = alternatives.collect();
    match alternatives.is_empty() {
        true => vec![Requirement::new()],
        false => alternatives,
    }
}

/// Whether credentials for `sent` are enough for `needed`.
fn is_enough(sent: &Requirement, needed: &Requirement) -> bool {
    needed
        .iter()
        .all(|(name, scopes)| sent.get(name).is_some_and(|sent| scopes.is_subset(sent)))
}

fn name(requirement: &Requirement) -> String {
    let schemes = requirement
        .iter()
        .map(|(name, scopes)| match scopes.is_empty() {
            true => (*name).to_owned(),
            false => format!(
                "{name} ({})",
                scopes.iter().copied().collect::<Vec<_>>().join(", ")
            ),
        });
    let schemes: Vec<String> = schemes.collect();
    match schemes.is_empty() {
        true => "no credentials".to_owned(),
        false => schemes.join(" and "),
    }
}

/// The ids of a change, for the document or an operation.
struct Ids {
    added: &'static str,
    removed: &'static str,
    scope_added: &'static str,
    scope_removed: &'static str,
}

const GLOBAL: Ids = Ids {
    added: "api-global-security-added",
    removed: "api-global-security-removed",
    scope_added: "api-global-security-scope-added",
    scope_removed: "api-global-security-scope-removed",
};
const OPERATION: Ids = Ids {
    added: "api-security-added",
    removed: "api-security-removed",
    scope_added: "api-security-scope-added",
    scope_removed: "api-security-scope-removed",
};

/// The document's requirements, and the schemes.
pub(super) fn compare(collector: &mut Collector) {
    let lists = (collector.old.get("security"), collector.new.get("security"));
    let roots = (collector.old.root(), collector.new.root());
    let places = (at(roots.0, "security"), at(roots.1, "security"));
    compare_requirements(collector, &Context::default(), &GLOBAL, lists, places);
    compare_schemes(collector);
}

/// The requirements of an operation that has its own in one of the documents.
pub(super) fn compare_operation(
    collector: &mut Collector,
    context: &Context,
    old: &Node,
    new: &Node,
) {
    let (before, after) = (old.get("security"), new.get("security"));
    if before.is_none() && after.is_none() {
        return;
    }
    let places = (at(old, "security"), at(new, "security"));
    let lists = (
        before.or(collector.old.get("security")),
        after.or(collector.new.get("security")),
    );
    compare_requirements(collector, context, &OPERATION, lists, places);
}

fn compare_requirements(
    collector: &mut Collector,
    context: &Context,
    ids: &Ids,
    (old, new): (Option<&Node>, Option<&Node>),
    places: (At, At),
) {
    let (mut before, mut after) = (requirements(old), requirements(new));
    let refused =
        |sent: &Requirement, all: &[Requirement]| !all.iter().any(|needed| is_enough(sent, needed));
    let new_requirements = after.clone();
    let any_refused = before.iter().any(|sent| refused(sent, &new_requirements));
    let was_anonymous = before.iter().any(Requirement::is_empty);
    // Alternatives of the same schemes are matched; their scopes may differ.
    before.retain(|one| {
        let same = |other: &Requirement| one.keys().eq(other.keys());
        let Some(index) = after.iter().position(same) else {
            return true;
        };
        let other = after.remove(index);
        let breaks = refused(one, &new_requirements);
        for (scheme, scopes) in one {
            let empty = BTreeSet::new();
            let other = other.get(scheme).unwrap_or(&empty);
            for scope in other.difference(scopes) {
                let text = format!("`{scheme}` needs the scope `{scope}`");
                collector.change_with(context, ids.scope_added, breaks, "security", text, places);
            }
            for scope in scopes.difference(other) {
                let text = format!("`{scheme}` does not need the scope `{scope}` any more");
                collector.change(context, ids.scope_removed, "security", text, places);
            }
        }
        false
    });
    for requirement in before.iter().filter(|it| !it.is_empty()) {
        let breaks = refused(requirement, &new_requirements);
        let text = format!(
            "requests with {} are not accepted any more",
            name(requirement)
        );
        let text = match breaks {
            true => text,
            false => format!("{} is not needed any more", name(requirement)),
        };
        collector.change_with(context, ids.removed, breaks, "security", text, places);
    }
    for requirement in after.iter().filter(|it| !it.is_empty()) {
        let breaks = any_refused && was_anonymous;
        let text = match breaks {
            true => format!("requests need {}", name(requirement)),
            false => format!("requests with {} are accepted", name(requirement)),
        };
        collector.change_with(context, ids.added, breaks, "security", text, places);
    }
}

/// The security schemes of the components.
fn compare_schemes(collector: &mut Collector) {
    let section = |tree: &super::tree::Tree<'_>| {
        tree.get("components")
            .map_or(tree.root().at, |it| at(it, "securitySchemes"))
    };
    let places = (section(&collector.old), section(&collector.new));
    let context = Context::default();
    let old = collector
        .old
        .get("components")
        .and_then(|it| it.get("securitySchemes"));
    let new = collector
        .new
        .get("components")
        .and_then(|it| it.get("securitySchemes"));
    for (name, node) in members(old) {
        let Some(other) = new.and_then(|new| new.get(name)) else {
            let text = format!("the security scheme `{name}` was removed");
            let id = "api-security-component-removed";
            collector.change(&context, id, "components", text, (node.at, places.1));
            continue;
        };
        let pair = (collector.old.resolve(node), collector.new.resolve(other));
        if let (Some(before), Some(after)) = pair {
            compare_scheme(collector, &context, name, before, after);
        }
    }
    for (name, node) in members(new) {
        if old.and_then(|old| old.get(name)).is_none() {
            let text = format!("the security scheme `{name}` was added");
            let id = "api-security-component-added";
            collector.change(&context, id, "components", text, (places.0, node.at));
        }
    }
}

fn compare_scheme(
    collector: &mut Collector,
    context: &Context,
    name: &str,
    old: &Node,
    new: &Node,
) {
    let places = (old.at, new.at);
    let subject = format!("security scheme `{name}`");
    let value = |node, key| text(node, key).unwrap_or("nothing").to_ascii_lowercase();
    for (key, id) in [
        ("type", "api-security-component-type-changed"),
        ("scheme", "api-security-component-type-changed"),
        ("in", "api-security-component-location-changed"),
        ("name", "api-security-component-location-changed"),
    ] {
        if value(old, key) != value(new, key) {
            let text = format!(
                "`{key}` changed from `{}` to `{}`",
                value(old, key),
                value(new, key)
            );
            collector.change(context, id, &*subject, text, places);
            return;
        }
    }
    for (flow, before) in members(old.get("flows")) {
        let Some(after) = new.get("flows").and_then(|flows| flows.get(flow)) else {
            continue;
        };
        for (key, id) in [
            (
                "authorizationUrl",
                "api-security-component-oauth-url-changed",
            ),
            ("tokenUrl", "api-security-component-oauth-token-url-changed"),
        ] {
            let (one, other) = (text(before, key), text(after, key));
            if one != other {
                let printed = |url: Option<&str>| url.unwrap_or("nothing").to_owned();
                let text = format!(
                    "`{key}` changed from `{}` to `{}`",
                    printed(one),
                    printed(other)
                );
                collector.change(context, id, &*subject, text, places);
            }
        }
        compare_scopes(collector, context, &subject, before, after);
    }
}

fn compare_scopes(
    collector: &mut Collector,
    context: &Context,
    subject: &str,
    before: &Node,
    after: &Node,
) {
    let (old, new) = (before.get("scopes"), after.get("scopes"));
    let places = (at(before, "scopes"), at(after, "scopes"));
    for (scope, meaning) in members(old) {
        match new.and_then(|new| new.get(scope)) {
            None => {
                let text = format!("the scope `{scope}` was removed");
                let id = "api-security-component-oauth-scope-removed";
                collector.change(context, id, subject, text, places);
            }
            Some(other) if json(other) != json(meaning) => {
                let text = format!("the description of the scope `{scope}` changed");
                let id = "api-security-component-oauth-scope-changed";
                collector.change(context, id, subject, text, places);
            }
            Some(_) => {}
        }
    }
    for (scope, _) in members(new) {
        if old.and_then(|old| old.get(scope)).is_none() {
            let text = format!("the scope `{scope}` was added");
            let id = "api-security-component-oauth-scope-added";
            collector.change(context, id, subject, text, places);
        }
    }
}
