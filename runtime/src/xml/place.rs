//! The elements and attributes that JSON Pointers lead to.

use super::shape::{Compiled, Element, Node, ShapeId};

/// The XPath of the value that a JSON Pointer leads to: `/book/authors/author[2]/@id`.
pub(super) fn xpath(pointer: &str, shapes: &Compiled, root: Option<&Element>) -> String {
    let mut path = String::new();
    let mut shape: ShapeId = None;
    // Any element, where the root has no name.
    let mut name = "*".to_owned();
    if let Some(root) = root {
        shape = root.shape;
        if !root.name.local.is_empty() {
            name = root.name.qualified();
        }
    }
    let mut is_unwrapped = false;
    path.push('/');
    path.push_str(&name);
    for token in pointer.split('/').skip(1) {
        let token = token.replace("~1", "/").replace("~0", "~");
        let known = shapes.get(shape);
        let array = known.and_then(|known| known.array.as_ref());
        let index = token.parse::<usize>().ok();
        if let Some((array, index)) = array.zip(index) {
            let item = array.item(index);
            if is_unwrapped {
                // The array itself is no element.
                path.truncate(path.rfind('/').unwrap_or_default());
            }
            path.push_str(&format!("/{}[{}]", item.name.qualified(), index + 1));
            shape = item.shape;
            is_unwrapped = false;
            continue;
        }
        let object = known.and_then(|known| known.object.as_ref());
        let member = object.and_then(|object| object.by_json(&token));
        let Some(member) = member else {
            path.push_str(&format!("/{token}"));
            shape = object.and_then(|object| object.additional);
            is_unwrapped = shapes.unwrapped(shape).is_some();
            continue;
        };
        let name = member.name.qualified();
        path.push('/');
        path.push_str(&match member.node {
            Node::Element => name,
            Node::Attribute => format!("@{name}"),
            Node::Text | Node::Cdata => "text()".to_owned(),
        });
        shape = member.shape;
        is_unwrapped = member.node == Node::Element && shapes.unwrapped(shape).is_some();
    }
    path
}
