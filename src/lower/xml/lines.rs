//! The lines of shapes: one for each root, for each component, and for what is used more than once.

use std::collections::HashSet;

use indexmap::IndexMap;

use super::build::{ArrayNode, MemberNode, Node, ObjectNode};
use crate::api::{XmlArray, XmlItem, XmlMember, XmlName, XmlObject, XmlSchema, XmlShape, XmlValue};

/// The lines of the shapes that roots lead to, by name.
pub(super) fn lines(nodes: &[Node], roots: &IndexMap<String, (usize, XmlName)>) -> Vec<XmlSchema> {
    let names = names(nodes, roots);
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

/// The names of the nodes that have lines.
fn names(nodes: &[Node], roots: &IndexMap<String, (usize, XmlName)>) -> Vec<Option<String>> {
    let mut uses = vec![0_usize; nodes.len()];
    let mut open: Vec<usize> = Vec::new();
    let mut reach = |index: usize, open: &mut Vec<usize>| {
        uses[index] += 1;
        if uses[index] == 1 {
            open.push(index);
        }
    };
    for (node, _) in roots.values() {
        reach(*node, &mut open);
    }
    while let Some(index) = open.pop() {
        for child in nodes[index].children() {
            reach(child, &mut open);
        }
    }
    let mut taken: HashSet<String> = roots.keys().cloned().collect();
    let mut names = vec![None; nodes.len()];
    for (name, (node, _)) in roots {
        names[*node].get_or_insert_with(|| name.clone());
    }
    for (index, node) in nodes.iter().enumerate() {
        let is_scalar = node.object.is_none() && node.array.is_none();
        let is_line = uses[index] > 1 || uses[index] == 1 && node.component.is_some();
        if names[index].is_some() || is_scalar || !is_line {
            continue;
        }
        let others = (2..).map(|number| format!("{} {number}", node.path));
        let mut candidates = std::iter::once(node.path.clone()).chain(others);
        names[index] = candidates.find(|name| taken.insert(name.clone()));
    }
    names
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
