//! The lines of shapes: one for each root, for each component, and for what is used more than once.

use indexmap::IndexMap;

use super::build::{ArrayNode, MemberNode, Node, ObjectNode};
use crate::api::{XmlArray, XmlItem, XmlMember, XmlName, XmlObject, XmlSchema, XmlShape, XmlValue};
use crate::lower::shapes::names;

/// The lines of the shapes that roots lead to, by name.
pub(super) fn lines(nodes: &[Node], roots: &IndexMap<String, (usize, XmlName)>) -> Vec<XmlSchema> {
    let taken = roots.iter();
    let taken = taken.map(|(name, (node, _))| (*node, Some(name.as_str())));
    let names = names(nodes, taken);
    let shapes = Shapes {
        nodes,
        names: &names,
    };
    let mut lines: Vec<XmlSchema> = roots
        .iter()
        .map(|(name, (node, element))| XmlSchema {
            xml: name.clone(),
            element: element.clone(),
            is: shapes.shape(*node),
        })
        .collect();
    for (index, name) in names.iter().enumerate() {
        let Some(name) = name.as_ref().filter(|name| !roots.contains_key(*name)) else {
            continue;
        };
        lines.push(XmlSchema {
            xml: name.clone(),
            element: XmlName::default(),
            is: shapes.shape(index),
        });
    }
    lines.sort_by(|one, other| one.xml.cmp(&other.xml));
    lines
}

struct Shapes<'n> {
    nodes: &'n [Node],
    names: &'n [Option<String>],
}

impl Shapes<'_> {
    fn value(&self, index: usize) -> XmlValue {
        match &self.names[index] {
            Some(name) => XmlValue::Named(name.clone()),
            None => XmlValue::Inline(self.shape(index)),
        }
    }

    fn shape(&self, index: usize) -> XmlShape {
        let node = &self.nodes[index];
        XmlShape {
            types: node.types.clone(),
            object: node.object.as_ref().map(|object| self.object(object)),
            array: node.array.as_ref().map(|array| Box::new(self.array(array))),
        }
    }

    fn object(&self, object: &ObjectNode) -> XmlObject {
        let member = |member: &MemberNode| {
            let mut element = member.element.clone();
            // The usual name is left out.
            element.name = element.name.filter(|name| *name != member.json);
            XmlMember {
                json: member.json.clone(),
                element,
                node: member.node,
                required: member.required,
                is: member.is.map(|is| self.value(is)),
            }
        };
        XmlObject {
            members: object.members.iter().map(member).collect(),
            additional: object.additional.map(|is| Box::new(self.value(is))),
        }
    }

    fn array(&self, array: &ArrayNode) -> XmlArray {
        let item = |(element, is): &(XmlName, Option<usize>)| XmlItem {
            element: element.clone(),
            is: is.map(|is| self.value(is)),
        };
        let mut items: Vec<XmlItem> = array.items.iter().map(item).collect();
        let last = items.pop();
        XmlArray {
            wrapped: array.wrapped,
            first: items,
            item: last.unwrap_or(XmlItem {
                element: XmlName::default(),
                is: None,
            }),
        }
    }
}
