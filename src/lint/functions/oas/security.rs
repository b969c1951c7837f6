//! Security requirements.

use crate::lint::document::Step;
use crate::lint::functions::{Context, Hit};
use crate::source::{Node, Value};

pub(super) fn defined<'a>(
    requirement: &'a Node,
    path: &[Step<'a>],
    context: Context<'_, 'a>,
) -> Vec<Hit<'a>> {
    let Value::Object(members) = &requirement.value else {
        return Vec::new();
    };
    let mut scopes = Vec::new();
    for (name, entry) in members.iter() {
        let items = context.view.get(&entry.node).as_array();
        let texts: Option<Vec<&str>> =
            items.and_then(|items| items.iter().map(Node::as_str).collect());
        match texts {
            Some(texts) => scopes.push((name, texts)),
            None => return Vec::new(),
        }
    }
    let root = context.documents.root().root;
    let is_2 = context.formats.is_2();
    let schemes = match is_2 {
        true => root.get("securityDefinitions"),
        false => root
            .get("components")
            .and_then(|node| node.get("securitySchemes")),
    };
    let mut hits = Vec::new();
    for (name, scopes) in scopes {
        let Some(scheme) = schemes.and_then(|schemes| schemes.get(name)) else {
            hits.push(Hit::below(
                path,
                [Step::Key(name)],
                format!("the security scheme `{name}` is not defined"),
            ));
            continue;
        };
        for (index, scope) in scopes.into_iter().enumerate() {
            if !has_scope(scheme, scope, is_2) {
                hits.push(Hit::below(
                    path,
                    [Step::Key(name), Step::Index(index)],
                    format!("the security scheme `{name}` has no scope `{scope}`"),
                ));
            }
        }
    }
    hits
}

fn has_scope(scheme: &Node, scope: &str, is_2: bool) -> bool {
    let lists = |node: &Node| {
        node.get("scopes")
            .is_some_and(|scopes| scopes.get(scope).is_some())
    };
    if is_2 {
        return lists(scheme);
    }
    scheme
        .get("flows")
        .and_then(Node::as_object)
        .is_some_and(|flows| flows.iter().any(|(_, flow)| lists(&flow.node)))
}
