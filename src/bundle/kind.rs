//! Where a document has references: the objects of the specification, and which members of theirs hold which others.
//!
//! What isn't listed is data: a `$ref` in an example, a default or an extension refers to nothing.

/// What may stand at a place of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// An object.
    One(Object),
    /// A list of objects.
    List(Object),
    /// Objects by name.
    Map(Object),
    /// Names of schemas, or references to them, by value: a discriminator's `mapping`.
    Mapping,
    /// The same, a single one; also `defaultMapping`.
    SchemaName,
    /// A `$dynamicRef`.
    DynamicRef,
    /// A link's reference to an operation.
    OperationRef,
    /// Anything that holds no references.
    Data,
}

/// The objects of the specification, of all versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Object {
    Document,
    Components,
    Paths,
    PathItem,
    Operation,
    Responses,
    Response,
    Parameter,
    Header,
    RequestBody,
    MediaType,
    Encoding,
    Example,
    Link,
    Callback,
    SecurityScheme,
    Schema,
    Discriminator,
    /// One that holds no references, but may be one: `info`, a tag, a server.
    Plain,
}

impl Kind {
    /// What a member holds.
    pub(super) fn member(self, key: &str) -> Kind {
        match self {
            Kind::One(object) => object.member(key),
            Kind::Map(object) => Kind::One(object),
            Kind::Mapping => Kind::SchemaName,
            _ => Kind::Data,
        }
    }

    /// What an item of a list holds.
    pub(super) fn item(self) -> Kind {
        match self {
            Kind::List(object) => Kind::One(object),
            // Draft 4's `items` is a list or a single one.
            Kind::One(Object::Schema) => self,
            _ => Kind::Data,
        }
    }

    /// Whether an object with `$ref` is a reference here.
    pub(super) fn has_references(self) -> bool {
        match self {
            Kind::One(object) => object != Object::Document,
            Kind::List(_) | Kind::Map(_) => true,
            Kind::Mapping
            | Kind::SchemaName
            | Kind::DynamicRef
            | Kind::OperationRef
            | Kind::Data => false,
        }
    }

    /// The object that stands here.
    pub(super) fn object(self) -> Option<Object> {
        match self {
            Kind::One(object) => Some(object),
            _ => None,
        }
    }
}

impl Object {
    fn member(self, key: &str) -> Kind {
        use Kind::{List, Map, One};
        match (self, key) {
            (Object::Document, "info" | "externalDocs") => One(Object::Plain),
            (Object::Document | Object::PathItem | Object::Operation, "servers") => {
                List(Object::Plain)
            }
            (Object::Document, "tags") => List(Object::Plain),
            (Object::Document, "paths") => One(Object::Paths),
            (Object::Document, "webhooks") => Map(Object::PathItem),
            (Object::Document, "components") => One(Object::Components),
            (Object::Document, "definitions") => Map(Object::Schema),
            (Object::Document, "securityDefinitions") => Map(Object::SecurityScheme),

            (Object::Components, "schemas") => Map(Object::Schema),
            (Object::Components, "securitySchemes") => Map(Object::SecurityScheme),
            (Object::Components, "requestBodies") => Map(Object::RequestBody),
            (Object::Components, "pathItems") => Map(Object::PathItem),
            (Object::Components, "mediaTypes") => Map(Object::MediaType),
            (Object::Components | Object::Document, "responses") => Map(Object::Response),
            (Object::Components | Object::Document, "parameters") => Map(Object::Parameter),
            (Object::PathItem | Object::Operation, "parameters") => List(Object::Parameter),
            (Object::Components | Object::Operation, "callbacks") => Map(Object::Callback),
            (Object::Components | Object::Response, "links") => Map(Object::Link),
            (Object::Components | Object::Response | Object::Encoding, "headers") => {
                Map(Object::Header)
            }

            (Object::Paths | Object::Callback | Object::Responses, key)
                if key.starts_with("x-") =>
            {
                Kind::Data
            }
            (Object::Paths | Object::Callback, _) => One(Object::PathItem),
            (Object::Responses, _) => One(Object::Response),

            (
                Object::PathItem,
                "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace"
                | "query",
            ) => One(Object::Operation),
            (Object::PathItem, "additionalOperations") => Map(Object::Operation),
            (Object::Operation, "requestBody") => One(Object::RequestBody),
            (Object::Operation, "responses") => One(Object::Responses),
            (Object::Operation | Object::Schema, "externalDocs") => One(Object::Plain),

            (
                Object::Components
                | Object::Parameter
                | Object::Header
                | Object::MediaType
                | Object::Schema,
                "examples",
            ) => Map(Object::Example),
            (
                Object::Parameter | Object::Header | Object::Response | Object::MediaType,
                "schema",
            ) => One(Object::Schema),
            (
                Object::Parameter | Object::Header | Object::Response | Object::RequestBody,
                "content",
            ) => Map(Object::MediaType),
            // Swagger 2.0's are schemas but for their name.
            (Object::Parameter | Object::Header, "items") => One(Object::Schema),
            (Object::MediaType, "itemSchema") => One(Object::Schema),
            (Object::MediaType | Object::Encoding, "encoding") => Map(Object::Encoding),
            (Object::MediaType | Object::Encoding, "itemEncoding") => One(Object::Encoding),
            (Object::MediaType | Object::Encoding, "prefixEncoding") => List(Object::Encoding),
            (Object::Link, "operationRef") => Kind::OperationRef,
            (Object::Link, "server") => One(Object::Plain),

            (
                Object::Schema,
                "not"
                | "if"
                | "then"
                | "else"
                | "contains"
                | "propertyNames"
                | "items"
                | "additionalItems"
                | "additionalProperties"
                | "unevaluatedItems"
                | "unevaluatedProperties"
                | "contentSchema",
            ) => One(Object::Schema),
            (Object::Schema, "allOf" | "anyOf" | "oneOf" | "prefixItems") => List(Object::Schema),
            (
                Object::Schema,
                "properties" | "patternProperties" | "dependentSchemas" | "dependencies" | "$defs"
                | "definitions",
            ) => Map(Object::Schema),
            (Object::Schema, "discriminator") => One(Object::Discriminator),
            (Object::Schema, "$dynamicRef") => Kind::DynamicRef,
            (Object::Discriminator, "mapping") => Kind::Mapping,
            (Object::Discriminator, "defaultMapping") => Kind::SchemaName,
            _ => Kind::Data,
        }
    }

    /// Where a document keeps objects that are referred to, in Swagger 2.0 and since. `None`: nowhere, and what refers
    /// to one has it put in its place.
    pub(super) fn container(self, swagger: bool) -> Option<&'static [&'static str]> {
        match (self, swagger) {
            (Object::Schema, true) => Some(&["definitions"]),
            (Object::Parameter, true) => Some(&["parameters"]),
            (Object::Response, true) => Some(&["responses"]),
            (Object::SecurityScheme, true) => Some(&["securityDefinitions"]),
            (_, true) => None,
            (Object::Schema, false) => Some(&["components", "schemas"]),
            (Object::Response, false) => Some(&["components", "responses"]),
            (Object::Parameter, false) => Some(&["components", "parameters"]),
            (Object::Example, false) => Some(&["components", "examples"]),
            (Object::RequestBody, false) => Some(&["components", "requestBodies"]),
            (Object::Header, false) => Some(&["components", "headers"]),
            (Object::SecurityScheme, false) => Some(&["components", "securitySchemes"]),
            (Object::Link, false) => Some(&["components", "links"]),
            (Object::Callback, false) => Some(&["components", "callbacks"]),
            _ => None,
        }
    }
}
