//! The functions of the ruleset `rest`.

mod collections;
mod paths;
mod responses;
mod words;

use super::{Context, Hit, Target};
use crate::lint::document::Step;
use crate::source::{Node, Value};

/// A function of the ruleset `rest`. Those about paths apply to `paths`, the others to an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// Paths have no verbs.
    NoVerbs,
    /// Collections have plural names.
    PluralNouns,
    /// Segments of paths have the same spelling.
    OneCase,
    /// Paths have three levels at most.
    Nesting,
    /// What a POST creates is answered by 201.
    Created,
    /// A 201 has a `Location`.
    CreatedLocation,
    /// A 204 has no body.
    NoContent,
    /// An operation on an item has a 404.
    NotFound,
    /// A secured operation has 401 and 403.
    Secured,
    /// An operation with a body has 415 and 422.
    Body,
    /// There is no 405.
    NoMethodNotAllowed,
    /// Errors have the same schema.
    OneErrorSchema,
    /// Collections have pages.
    Pages,
    /// Items have an `ETag` and a 304.
    ETag,
    /// GET, HEAD and DELETE are not described as doing what they do not.
    SafeMethods,
    /// Responses for success have an example.
    Examples,
}

impl Rest {
    pub(super) fn call<'a>(
        self,
        target: Target<'a>,
        path: &[Step<'a>],
        context: Context<'_, 'a>,
    ) -> Vec<Hit<'a>> {
        let Some(node) = target.node() else {
            return Vec::new();
        };
        match self {
            Self::NoVerbs => return paths::no_verbs(node, path, context),
            Self::PluralNouns => return paths::plural_nouns(node, path),
            Self::OneCase => return paths::one_case(node, path),
            Self::Nesting => return paths::nesting(node, path),
            _ => {}
        }
        let [Step::Key("paths"), Step::Key(template), Step::Key(method)] = path else {
            return Vec::new();
        };
        if node.as_object().is_none() {
            return Vec::new();
        }
        let operation = Operation {
            node,
            template,
            method,
            path,
            context,
        };
        match self {
            Self::Created => responses::created(&operation),
            Self::CreatedLocation => responses::created_location(&operation),
            Self::NoContent => responses::no_content(&operation),
            Self::NotFound => responses::not_found(&operation),
            Self::Secured => responses::secured(&operation),
            Self::Body => responses::body(&operation),
            Self::NoMethodNotAllowed => responses::no_method_not_allowed(&operation),
            Self::OneErrorSchema => responses::one_error_schema(&operation),
            Self::Examples => responses::examples(&operation),
            Self::Pages => collections::pages(&operation),
            Self::ETag => collections::e_tag(&operation),
            Self::SafeMethods => paths::safe_methods(&operation),
            Self::NoVerbs | Self::PluralNouns | Self::OneCase | Self::Nesting => Vec::new(),
        }
    }
}

/// An operation with its place.
struct Operation<'o, 'c, 'a> {
    node: &'a Node,
    template: &'a str,
    method: &'a str,
    path: &'o [Step<'a>],
    context: Context<'c, 'a>,
}

impl<'a> Operation<'_, '_, 'a> {
    /// `GET /pets`
    fn name(&self) -> String {
        format!("{} {}", self.method.to_uppercase(), self.template)
    }

    fn member(&self, node: &'a Node, key: &str) -> Option<&'a Node> {
        self.context.view.member(node, key)
    }

    /// The responses, by status.
    fn responses(&self) -> Vec<(&'a str, &'a Node)> {
        let responses = self.member(self.node, "responses");
        responses
            .and_then(Node::as_object)
            .into_iter()
            .flat_map(|responses| responses.iter())
            .map(|(status, entry)| (status, self.context.view.get(&entry.node)))
            .collect()
    }

    fn has_response(&self, statuses: &[&str]) -> bool {
        self.responses()
            .iter()
            .any(|(status, _)| statuses.contains(status) || *status == "default")
    }

    /// Whether the path ends in a parameter.
    fn is_item(&self) -> bool {
        self.template.trim_end_matches('/').ends_with('}')
    }

    /// Whether the document has the path of this one's items.
    fn has_items(&self) -> bool {
        let root = self.context.view.get(self.context.documents.root().root);
        let paths = self.member(root, "paths").and_then(Node::as_object);
        let prefix = format!("{}/{{", self.template.trim_end_matches('/'));
        paths.is_some_and(|paths| {
            paths.keys().any(|path| {
                path.strip_prefix(&prefix)
                    .and_then(|rest| rest.trim_end_matches('/').strip_suffix('}'))
                    .is_some_and(|name| !name.contains('}'))
            })
        })
    }

    /// The contents of a response or body, by media type.
    fn contents(&self, owner: &'a Node) -> Vec<(&'a str, &'a Node)> {
        match self.member(owner, "content").map(|node| &node.value) {
            Some(Value::Object(contents)) => contents
                .iter()
                .map(|(media_type, entry)| (media_type, self.context.view.get(&entry.node)))
                .collect(),
            _ => Vec::new(),
        }
    }

    /// A hit at the operation or a part of it.
    fn hit(&self, more: &[Step<'a>], error: impl Into<String>) -> Vec<Hit<'a>> {
        vec![Hit::below(self.path, more.iter().copied(), error)]
    }
}
