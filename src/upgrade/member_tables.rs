//! The members that objects can have in Swagger 2.0 and OpenAPI 3.

use super::members::MemberTable;

pub(super) const DOCUMENT: MemberTable = MemberTable {
    what: "the document",
    both: &[
        "info",
        "paths",
        "security",
        "tags",
        "externalDocs",
        "openapi",
    ],
    two: &[
        ("swagger", "`openapi`"),
        ("host", "`servers`"),
        ("basePath", "`servers`"),
        ("schemes", "`servers`"),
        ("consumes", "the keys of `content` in a `requestBody`"),
        ("produces", "the keys of `content` in a response"),
        ("definitions", "`components/schemas`"),
        ("parameters", "`components/parameters`"),
        ("responses", "`components/responses`"),
        ("securityDefinitions", "`components/securitySchemes`"),
    ],
    three: &[
        ("servers", "`host`, `basePath` and `schemes`"),
        (
            "components",
            "`definitions`, `parameters`, `responses` and `securityDefinitions`",
        ),
        ("webhooks", ""),
        ("jsonSchemaDialect", ""),
        ("$self", ""),
    ],
};

pub(super) const PATH_ITEM: MemberTable = MemberTable {
    what: "a path item",
    both: &[
        "get",
        "put",
        "post",
        "delete",
        "options",
        "head",
        "patch",
        "parameters",
    ],
    two: &[],
    three: &[
        ("summary", "`summary` in each operation"),
        ("description", "`description` in each operation"),
        ("servers", "`host` and `basePath`"),
        ("trace", ""),
        ("query", ""),
        ("additionalOperations", ""),
    ],
};

pub(super) const OPERATION: MemberTable = MemberTable {
    what: "an operation",
    both: &[
        "tags",
        "summary",
        "description",
        "externalDocs",
        "operationId",
        "parameters",
        "responses",
        "deprecated",
        "security",
    ],
    two: &[
        ("consumes", "the keys of `content` in the `requestBody`"),
        ("produces", "the keys of `content` in a response"),
        ("schemes", "`servers`"),
    ],
    three: &[
        ("requestBody", "a parameter with `in: body`"),
        ("callbacks", ""),
        ("servers", "`host`, `basePath` and `schemes`"),
    ],
};

pub(super) const PARAMETER: MemberTable = MemberTable {
    what: "a parameter",
    both: &[
        "name",
        "in",
        "description",
        "required",
        "allowEmptyValue",
        "schema",
        "type",
        "format",
        "items",
        "default",
        "maximum",
        "exclusiveMaximum",
        "minimum",
        "exclusiveMinimum",
        "maxLength",
        "minLength",
        "pattern",
        "maxItems",
        "minItems",
        "uniqueItems",
        "enum",
        "multipleOf",
    ],
    two: &[("collectionFormat", "`style` and `explode`")],
    three: &[
        ("deprecated", ""),
        ("style", "`collectionFormat`"),
        ("explode", "`collectionFormat`"),
        ("allowReserved", ""),
        ("content", "`schema`"),
        ("example", "`x-example`"),
        ("examples", "`x-example`"),
    ],
};

pub(super) const HEADER: MemberTable = MemberTable {
    what: "a header",
    both: &[
        "description",
        "type",
        "format",
        "items",
        "default",
        "maximum",
        "exclusiveMaximum",
        "minimum",
        "exclusiveMinimum",
        "maxLength",
        "minLength",
        "pattern",
        "maxItems",
        "minItems",
        "uniqueItems",
        "enum",
        "multipleOf",
    ],
    two: &[("collectionFormat", "`style` and `explode`")],
    three: &[
        ("required", ""),
        ("deprecated", ""),
        ("style", "`collectionFormat`"),
        ("explode", "`collectionFormat`"),
        ("schema", "`type`"),
        ("content", "`type`"),
        ("example", ""),
        ("examples", ""),
    ],
};

pub(super) const RESPONSE: MemberTable = MemberTable {
    what: "a response",
    both: &["description", "headers"],
    two: &[("schema", "`content`"), ("examples", "`content`")],
    three: &[
        ("summary", ""),
        ("content", "`schema`, and `produces` in the operation"),
        ("links", ""),
    ],
};

pub(super) const SECURITY_SCHEME: MemberTable = MemberTable {
    what: "a security scheme",
    both: &["type", "description", "name", "in"],
    two: &[
        ("flow", "`flows`"),
        ("authorizationUrl", "`flows`"),
        ("tokenUrl", "`flows`"),
        ("scopes", "`flows`"),
    ],
    three: &[
        ("scheme", "`type: basic`"),
        ("bearerFormat", ""),
        (
            "flows",
            "`flow`, `authorizationUrl`, `tokenUrl` and `scopes`",
        ),
        ("openIdConnectUrl", ""),
        ("oauth2MetadataUrl", ""),
        ("deprecated", ""),
    ],
};
