//! Where a document has references: which members of which objects hold which objects.
//!
//! Everything else is data: a `$ref` in an example, a default or an extension is not a reference.

/// What is at a position of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// An object.
    One(Object),
    /// An array of objects.
    List(Object),
    /// A map of objects.
    Map(Object),
    /// A discriminator's `mapping`: schema names, or references to schemas, by value.
    Mapping,
    /// A value of a `mapping`, or a `defaultMapping`.
    SchemaName,
    /// A `$dynamicRef`.
    DynamicRef,
    /// A link's `operationRef`.
    OperationRef,
    /// Anything without references.
    Data,
}

/// The objects of the specification, in all versions.
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
    /// An object without references in it that may be a reference itself: `info`, a tag, a server.
    Plain,
}

impl Kind {
    /// The kind of a member.
    pub(super) fn member(self, key: &str) -> Kind {
        match self {
            Kind::One(object) => object.member(key),
            Kind::Map(object) => Kind::One(object),
            Kind::Mapping => Kind::SchemaName,
            _ => Kind::Data,
        }
    }

    /// The kind of an array's item.
    pub(super) fn item(self) -> Kind {
        match self {
            Kind::List(object) => Kind::One(object),
            // In draft 4, `items` is a schema or an array of schemas.
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

    /// The object, if it is a single one.
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
            (Object::Document, _) => document_member(key),
            (Object::Components, _) => components_member(key),
            (Object::Schema, _) => schema_member(key),
            (Object::Paths | Object::Callback | Object::Responses, key)
                if key.starts_with("x-") =>
            {
                Kind::Data
            }
            (Object::Paths | Object::Callback, _) => One(Object::PathItem),
            (Object::Responses, _) => One(Object::Response),

            (Object::PathItem | Object::Operation, "servers") => List(Object::Plain),
            (Object::PathItem | Object::Operation, "parameters") => List(Object::Parameter),
            (
                Object::PathItem,
                "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace"
                | "query",
            ) => One(Object::Operation),
            (Object::PathItem, "additionalOperations") => Map(Object::Operation),
            (Object::Operation, "callbacks") => Map(Object::Callback),
            (Object::Operation, "requestBody") => One(Object::RequestBody),
            (Object::Operation, "responses") => One(Object::Responses),
            (Object::Operation, "externalDocs") => One(Object::Plain),

            (Object::Link, "operationRef") => Kind::OperationRef,
            (Object::Link, "server") => One(Object::Plain),
            (Object::Discriminator, "mapping") => Kind::Mapping,
            (Object::Discriminator, "defaultMapping") => Kind::SchemaName,
            _ => self.content_member(key),
        }
    }

    /// The members of objects that describe values: parameters, headers, bodies, media types.
    fn content_member(self, key: &str) -> Kind {
        use Kind::{List, Map, One};
        match (self, key) {
            (Object::Parameter | Object::Header | Object::MediaType, "examples") => {
                Map(Object::Example)
            }
            (
                Object::Parameter | Object::Header | Object::Response | Object::MediaType,
                "schema",
            ) => One(Object::Schema),
            (
                Object::Parameter | Object::Header | Object::Response | Object::RequestBody,
                "content",
            ) => Map(Object::MediaType),
            // In Swagger 2.0 an Items Object is almost a schema.
            (Object::Parameter | Object::Header, "items") => One(Object::Schema),
            (Object::Response, "links") => Map(Object::Link),
            (Object::Response | Object::Encoding, "headers") => Map(Object::Header),
            (Object::MediaType, "itemSchema" | "x-item-schema") => One(Object::Schema),
            (Object::MediaType | Object::Encoding, "encoding") => Map(Object::Encoding),
            (Object::MediaType | Object::Encoding, "itemEncoding") => One(Object::Encoding),
            (Object::MediaType | Object::Encoding, "prefixEncoding") => List(Object::Encoding),
            _ => Kind::Data,
        }
    }

    /// The pointer of the map of components of this object, in Swagger 2.0 and in OpenAPI 3. `None`: there are no such
    /// components, and references are inlined.
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

fn document_member(key: &str) -> Kind {
    use Kind::{List, Map, One};
    match key {
        "info" | "externalDocs" => One(Object::Plain),
        "servers" | "tags" => List(Object::Plain),
        "paths" => One(Object::Paths),
        "webhooks" => Map(Object::PathItem),
        "components" => One(Object::Components),
        "definitions" => Map(Object::Schema),
        "securityDefinitions" => Map(Object::SecurityScheme),
        "responses" => Map(Object::Response),
        "parameters" => Map(Object::Parameter),
        _ => Kind::Data,
    }
}

fn components_member(key: &str) -> Kind {
    Kind::Map(match key {
        "schemas" => Object::Schema,
        "responses" => Object::Response,
        "parameters" => Object::Parameter,
        "examples" => Object::Example,
        "requestBodies" => Object::RequestBody,
        "headers" => Object::Header,
        "securitySchemes" => Object::SecurityScheme,
        "links" => Object::Link,
        "callbacks" => Object::Callback,
        "pathItems" => Object::PathItem,
        "mediaTypes" => Object::MediaType,
        _ => return Kind::Data,
    })
}

fn schema_member(key: &str) -> Kind {
    use Kind::{List, Map, One};
    match key {
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
        | "contentSchema" => One(Object::Schema),
        "allOf" | "anyOf" | "oneOf" | "prefixItems" => List(Object::Schema),
        "properties" | "patternProperties" | "dependentSchemas" | "dependencies" | "$defs"
        | "definitions" => Map(Object::Schema),
        "discriminator" => One(Object::Discriminator),
        "$dynamicRef" => Kind::DynamicRef,
        "examples" => Map(Object::Example),
        "externalDocs" => One(Object::Plain),
        _ => Kind::Data,
    }
}
