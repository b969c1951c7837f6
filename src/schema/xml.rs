//! How a schema is notated in XML.

use serde::Serialize;

/// XML Object (OpenAPI 3.2.0 §4.26). What `attribute` and `wrapped` of earlier versions say is in `node`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Xml {
    pub name: Option<String>,
    pub namespace: Option<String>,
    pub prefix: Option<String>,
    pub node: Option<NodeType>,
}

/// `nodeType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum NodeType {
    Element,
    Attribute,
    Text,
    Cdata,
    None,
}
