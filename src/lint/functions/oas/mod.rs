//! The functions for OpenAPI, under the names by which rulesets know them.

mod components;
mod document;
mod examples;
mod operations;
mod paths;
mod schemas;
mod security;
mod servers;

use super::{Context, Hit, Target};
use crate::lint::document::{Step, View};
use crate::source::{Node, Value};

/// A function for OpenAPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Oas {
    /// The members of 2.0's discriminators exist and are required.
    Discriminator,
    /// The document is valid against the schema of its version.
    DocumentSchema,
    /// Examples in schemas are valid.
    SchemaExample,
    /// Examples beside schemas are valid.
    MediaExample,
    /// Forms of 2.0 have a media type for forms.
    OpFormDataConsumeCheck,
    /// No two operations have the same `operationId`.
    OpIdUnique,
    /// No two parameters have the same name and place.
    OpParams,
    /// There is a response for success.
    OpSuccessResponse,
    /// Paths and path parameters fit together.
    PathParam,
    /// Security requirements name schemes that exist.
    SecurityDefined,
    /// Tags of operations are tags of the document.
    TagDefined,
    /// Components are referred to.
    UnusedComponent,
    /// There is nothing beside `$ref`.
    RefSiblings,
    /// Values of an `enum` have the `type` of the same schema.
    TypedEnum,
    /// Variables of servers are described and used.
    ServerVariables,
    /// No two tags have the same name.
    UniquenessTags,
}

impl Oas {
    /// The function of that name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "oasDiscriminator" => Self::Discriminator,
            "oasDocumentSchema" => Self::DocumentSchema,
            "oasOpFormDataConsumeCheck" => Self::OpFormDataConsumeCheck,
            "oasOpIdUnique" => Self::OpIdUnique,
            "oasOpParams" => Self::OpParams,
            "oasOpSuccessResponse" => Self::OpSuccessResponse,
            "oasPathParam" => Self::PathParam,
            "oasSecurityDefined" | "oasOpSecurityDefined" => Self::SecurityDefined,
            "oasTagDefined" => Self::TagDefined,
            "oasUnusedComponent" => Self::UnusedComponent,
            "refSiblings" => Self::RefSiblings,
            "typedEnum" => Self::TypedEnum,
            "serverVariables" => Self::ServerVariables,
            "uniquenessTags" => Self::UniquenessTags,
            _ => return None,
        })
    }

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
            Self::Discriminator => schemas::discriminator(node, path, context),
            Self::DocumentSchema => document::document_schema(path, context),
            Self::SchemaExample => examples::schema(node, path, context),
            Self::MediaExample => examples::media(node, path, context),
            Self::OpFormDataConsumeCheck => operations::form_data(node, path, context),
            Self::OpIdUnique => operations::unique_ids(node, path, context),
            Self::OpParams => operations::parameters(node, path, context),
            Self::OpSuccessResponse => operations::success(node, path, context),
            Self::PathParam => paths::path_parameters(node, path, context),
            Self::SecurityDefined => security::defined(node, path, context),
            Self::TagDefined => operations::tags(node, path, context),
            Self::UnusedComponent => components::unused(node, path, context),
            Self::RefSiblings => schemas::reference_siblings(path, context),
            Self::TypedEnum => schemas::typed_enum(node, path, context),
            Self::ServerVariables => servers::variables(node, path, context),
            Self::UniquenessTags => operations::unique_tags(node, path, context),
        }
    }
}

/// The methods that are operations for the rules about them.
const METHODS: [&str; 8] = [
    "get", "head", "post", "put", "patch", "delete", "options", "trace",
];

/// An operation with its path below `paths`.
struct Operation<'a> {
    path: &'a str,
    method: &'a str,
    node: &'a Node,
}

/// The operations of `paths`, in order.
fn operations<'a>(view: View<'_, 'a>, paths: &'a Node) -> Vec<Operation<'a>> {
    let mut found = Vec::new();
    let Value::Object(paths) = &view.get(paths).value else {
        return found;
    };
    for (path, item) in paths.iter() {
        let Value::Object(item) = &view.get(&item.node).value else {
            continue;
        };
        for (method, operation) in item.iter() {
            let node = view.get(&operation.node);
            if METHODS.contains(&method) && node.as_object().is_some() {
                found.push(Operation { path, method, node });
            }
        }
    }
    found
}

impl<'a> Operation<'a> {
    /// The path of a part of the operation, in the document.
    fn step(&self, more: impl IntoIterator<Item = Step<'a>>) -> Vec<Step<'a>> {
        let mut path = vec![
            Step::Key("paths"),
            Step::Key(self.path),
            Step::Key(self.method),
        ];
        path.extend(more);
        path
    }
}
