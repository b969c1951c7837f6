//! XML as a notation of values: the shape of each schema that a body or parameter of XML has (XML Object, OpenAPI 3.2.0 §4.26).
//!
//! As JSON, this is a line of `xml.jsonl`, which the runtime reads.

use serde::Serialize;

/// The root element of a schema, and what is in it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct XmlSchema {
    /// The name by which contents and other shapes refer to it: that of a component, or a location.
    pub xml: String,
    #[serde(skip_serializing_if = "XmlName::is_empty")]
    pub element: XmlName,
    pub is: XmlShape,
}

/// The name of an element or attribute; without a local name, that of the member in JSON.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct XmlName {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
}

/// The shape of a value.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum XmlValue {
    /// The one of that name.
    Named(String),
    Inline(XmlShape),
}

/// What an element or attribute may hold: a text of these types, members, or items.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct XmlShape {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<XmlObject>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub array: Option<Box<XmlArray>>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct XmlObject {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<XmlMember>,
    /// The shape of other members; they have any if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub additional: Option<Box<XmlValue>>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct XmlMember {
    pub json: String,
    #[serde(skip_serializing_if = "XmlName::is_empty")]
    pub element: XmlName,
    #[serde(skip_serializing_if = "XmlNode::is_element")]
    pub node: XmlNode,
    /// Whether it is required and has no element where its value is an empty array, or an empty text.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is: Option<XmlValue>,
}

/// The kind of node that a member is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum XmlNode {
    Element,
    Attribute,
    Text,
    Cdata,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct XmlArray {
    /// Whether the items are in an element of their own.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub wrapped: bool,
    /// The items that have schemas of their own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub first: Vec<XmlItem>,
    pub item: XmlItem,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct XmlItem {
    pub element: XmlName,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is: Option<XmlValue>,
}

impl XmlName {
    pub fn is_empty(&self) -> bool {
        *self == XmlName::default()
    }
}

impl XmlNode {
    pub fn is_element(&self) -> bool {
        *self == XmlNode::Element
    }
}
