//! Reading elements as JSON values, by their shapes.

use std::collections::HashMap;

use super::super::json::{DuplicateMembers, Tree};
use super::lexical::{scalar, Scalar};
use super::parse::{Attribute, Element};
use super::shape::{self, Array, Compiled, Node, Object, Scalars, ShapeId, XML};
use super::ReadError;

/// The memory in bytes, roughly, of a member that is added, without its name. As in `schema::defaults`, one that no element
/// stands for has to be paid for: `<a/>` is four bytes, and may be an object of many arrays.
const ADDED: usize = 64;

/// The memory that such members may take: so much for any text, and so much for each of its bytes.
const ADDITIONS: usize = 64 * 1024;
const ADDITIONS_PER_BYTE: usize = 32;

/// The greatest number of arrays and objects in each other, as of JSON: an element is two of them if it is an item of an array
/// that has no element of its own.
const LEVELS: usize = 127;

/// The value of a document, and the length of its text.
pub(super) fn tree(
    root: &Element<'_>,
    length: usize,
    shapes: &Compiled,
    expected: Option<&shape::Element>,
    duplicates: DuplicateMembers,
) -> Result<Tree, ReadError> {
    let mut reader = Reader {
        shapes,
        is_strict: duplicates == DuplicateMembers::Refuse,
        tree: Tree::default(),
        level: 0,
        additions: length
            .saturating_mul(ADDITIONS_PER_BYTE)
            .saturating_add(ADDITIONS),
        path: vec![root.local.to_owned()],
    };
    let name = expected.map(|expected| &expected.name);
    let name = name.filter(|name| !name.local.is_empty());
    if let Some(name) = name.filter(|name| !name.is(root.namespace.as_deref(), root.local)) {
        let message = match &name.namespace {
            Some(namespace) => format!("must be the element `{}` of {namespace}", name.local),
            None => format!("must be the element `{}`", name.local),
        };
        reader.undescribed(message)?;
    }
    reader.value(root, expected.and_then(|expected| expected.shape))?;
    Ok(reader.tree)
}

/// Whether an attribute is one that every element may have: `xml:lang`, `xml:space` and the like.
fn is_of_xml(attribute: &Attribute<'_>) -> bool {
    attribute.namespace.as_deref() == Some(XML)
}

struct Reader<'s> {
    shapes: &'s Compiled,
    /// Whether what the schema does not describe is refused; a client passes over it.
    is_strict: bool,
    tree: Tree,
    /// How many arrays and objects are open.
    level: usize,
    /// The memory that is left for members that no element stands for.
    additions: usize,
    /// The names of the elements that lead to the current one.
    path: Vec<String>,
}

/// The nodes of an element that belong to one member.
struct Group<'e, 'x> {
    key: Key<'e>,
    attribute: Option<&'e Attribute<'x>>,
    elements: Vec<&'e Element<'x>>,
}

/// A member by its index, or one that is not listed by its name.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Key<'e> {
    Listed(usize),
    Other(&'e str),
}

impl<'s> Reader<'s> {
    fn value(&mut self, element: &Element<'_>, id: ShapeId) -> Result<(), ReadError> {
        if element.is_nil {
            return self.nil(element);
        }
        let Some(shape) = self.shapes.get(id) else {
            return self.free(element);
        };
        let has_text = shape.scalars.has_text();
        if let Some(array) = &shape.array {
            // The elements in it tell an array from an object, and from a text.
            let mut children = element.children.iter();
            let are_items = children.all(|it| array.has(it.namespace.as_deref(), it.local));
            let may_be_other = match element.children.is_empty() {
                true => {
                    element.has_text() && has_text
                        || shape.object.is_some() && !element.attributes.is_empty()
                }
                false => shape.object.is_some() && !are_items,
            };
            if !may_be_other {
                return self.array(element, array);
            }
        }
        match &shape.object {
            Some(object) if element.has_structure() || !has_text => self.object(element, object),
            _ => self.text(element, shape.scalars),
        }
    }

    /// An element with `xsi:nil="true"`.
    fn nil(&mut self, element: &Element<'_>) -> Result<(), ReadError> {
        if element.has_text() || !element.children.is_empty() {
            self.undescribed("has `xsi:nil`, so it must be empty".to_owned())?;
        }
        self.tree.push_null();
        Ok(())
    }

    /// An element that contains only text.
    fn text(&mut self, element: &Element<'_>, types: Scalars) -> Result<(), ReadError> {
        if !element.children.is_empty() {
            // An object, which the schema refuses.
            return self.free(element);
        }
        if let Some(attribute) = element.attributes.iter().find(|it| !is_of_xml(it)) {
            self.path.push(format!("@{}", attribute.local));
            self.undescribed("is not described".to_owned())?;
            self.path.pop();
        }
        self.scalar(&element.text, types);
        Ok(())
    }

    fn scalar(&mut self, text: &str, types: Scalars) {
        match scalar(text, types) {
            Scalar::Null => self.tree.push_null(),
            Scalar::Bool(flag) => self.tree.push_bool(flag),
            Scalar::Number(number) => self.tree.push_number(number),
            Scalar::String => {
                self.tree.push_string(text);
            }
        }
    }

    /// An array whose items are in an element of their own.
    fn array(&mut self, element: &Element<'_>, array: &Array) -> Result<(), ReadError> {
        if let Some(attribute) = element.attributes.iter().find(|it| !is_of_xml(it)) {
            self.path.push(format!("@{}", attribute.local));
            self.undescribed("is not described".to_owned())?;
            self.path.pop();
        }
        if element.has_text() {
            self.undescribed("must have elements, and has text".to_owned())?;
        }
        self.items(&mut element.children.iter(), array)
    }

    fn items<'e, 'x: 'e>(
        &mut self,
        elements: &mut dyn Iterator<Item = &'e Element<'x>>,
        array: &Array,
    ) -> Result<(), ReadError> {
        let index = self.open(Tree::open_array)?;
        let mut count = 0;
        for element in elements {
            let item = array.item(count);
            self.path.push(format!("{}[{}]", element.local, count + 1));
            if item.name.is(element.namespace.as_deref(), element.local) {
                self.value(element, item.shape)?;
                count += 1;
            } else {
                let message = format!(
                    "is no item, which would be the element `{}`",
                    item.name.local
                );
                self.undescribed(message)?;
            }
            self.path.pop();
        }
        self.close(index, count);
        Ok(())
    }

    fn object(&mut self, element: &Element<'_>, object: &Object) -> Result<(), ReadError> {
        if object.text.is_none() && element.has_text() {
            if !element.has_structure() {
                // A string, which the schema refuses.
                self.tree.push_string(&element.text);
                return Ok(());
            }
            self.undescribed("must have elements, and has text between them".to_owned())?;
        }
        let groups = self.groups(element, Some(object))?;
        let index = self.open(Tree::open_object)?;
        let mut count = groups.len();
        let mut listed = vec![false; object.members.len()];
        for group in groups {
            let (name, id) = match group.key {
                Key::Other(name) => (name, object.additional),
                Key::Listed(index) => {
                    if let Some(listed) = listed.get_mut(index) {
                        *listed = true;
                    }
                    let member = object.members.get(index);
                    member.map_or(("", None), |member| (member.json.as_str(), member.shape))
                }
            };
            self.tree.push_string(name);
            self.member(&group, id)?;
        }
        if let Some(member) = object.text.and_then(|index| object.members.get(index)) {
            let types = self
                .shapes
                .get(member.shape)
                .map_or(Scalars::ALL, |it| it.scalars);
            if member.required || !element.text.is_empty() && (types.string || element.has_text()) {
                self.tree.push_string(&member.json);
                self.scalar(&element.text, types);
                count += 1;
            }
        }
        // An empty array has no elements.
        for (member, _) in object
            .members
            .iter()
            .zip(listed)
            .filter(|(_, listed)| !listed)
        {
            if member.required && member.node == Node::Element {
                self.add(&member.json)?;
                self.tree.push_string(&member.json);
                let array = self.open(Tree::open_array)?;
                self.close(array, 0);
                count += 1;
            }
        }
        self.close(index, count);
        Ok(())
    }

    /// Begins an array or object.
    fn open(&mut self, open: fn(&mut Tree) -> usize) -> Result<usize, ReadError> {
        if self.level >= LEVELS {
            let message = format!("there are more than {LEVELS} arrays and objects in each other");
            return Err(self.error(message, false));
        }
        self.level += 1;
        Ok(open(&mut self.tree))
    }

    fn close(&mut self, index: usize, count: usize) {
        self.level -= 1;
        self.tree.close(index, count);
    }

    /// Accounts for a member that no element stands for.
    fn add(&mut self, name: &str) -> Result<(), ReadError> {
        let left = self.additions.checked_sub(ADDED + name.len());
        self.additions = left.ok_or_else(|| {
            let message = "there are too many arrays without elements for so short a text";
            self.error(message.to_owned(), false)
        })?;
        Ok(())
    }

    /// The attributes and elements of an element, by the members that they belong to.
    fn groups<'e, 'x>(
        &mut self,
        element: &'e Element<'x>,
        object: Option<&Object>,
    ) -> Result<Vec<Group<'e, 'x>>, ReadError> {
        let mut groups: Vec<Group<'e, 'x>> = Vec::new();
        let mut known: HashMap<Key<'e>, usize> = HashMap::new();
        let mut group = |key: Key<'e>,
                         attribute: Option<&'e Attribute<'x>>,
                         element: Option<&'e Element<'x>>| {
            let index = *known.entry(key).or_insert(groups.len());
            if index == groups.len() {
                groups.push(Group {
                    key,
                    attribute: None,
                    elements: Vec::new(),
                });
            }
            if let Some(group) = groups.get_mut(index) {
                group.attribute = attribute.or(group.attribute);
                group.elements.extend(element);
            }
        };
        for attribute in &element.attributes {
            let found =
                object.and_then(|it| it.attribute(attribute.namespace.as_deref(), attribute.local));
            if found.is_none() && is_of_xml(attribute) {
                continue;
            }
            if let Some(key) = self.key(found, attribute.local, object, "@")? {
                group(key, Some(attribute), None);
            }
        }
        for child in &element.children {
            let found = object
                .and_then(|it| it.element(child.namespace.as_deref(), child.local, self.shapes));
            if let Some(key) = self.key(found, child.local, object, "")? {
                group(key, None, Some(child));
            }
        }
        Ok(groups)
    }

    /// The member of a node; none for one that is passed over.
    fn key<'e>(
        &mut self,
        found: Option<usize>,
        local: &'e str,
        object: Option<&Object>,
        sign: &str,
    ) -> Result<Option<Key<'e>>, ReadError> {
        if let Some(index) = found {
            return Ok(Some(Key::Listed(index)));
        }
        let Some(member) = object.and_then(|object| object.by_json(local)) else {
            return Ok(Some(Key::Other(local)));
        };
        // It has the name that the member has in JSON only, or another namespace.
        self.path.push(format!("{sign}{local}"));
        let kind = match member.node {
            Node::Element => "the element",
            Node::Attribute => "the attribute",
            Node::Text | Node::Cdata => "the text of",
        };
        let namespace = match &member.name.namespace {
            Some(namespace) => format!(" of {namespace}"),
            None => String::new(),
        };
        let message = format!("must be {kind} `{}`{namespace}", member.name.local);
        self.undescribed(message)?;
        self.path.pop();
        Ok(None)
    }

    /// The value of a member.
    fn member(&mut self, group: &Group<'_, '_>, id: ShapeId) -> Result<(), ReadError> {
        let shape = self.shapes.get(id);
        let [elements @ .., last] = group.elements.as_slice() else {
            let Some(attribute) = group.attribute else {
                self.tree.push_null();
                return Ok(());
            };
            let types = shape.map_or(Scalars::ALL, |shape| shape.scalars);
            self.scalar(&attribute.value, types);
            return Ok(());
        };
        let count = group.elements.len();
        if let Some(array) = self.shapes.unwrapped(id) {
            // One element may as well be the value itself, if that need not be an array.
            let may_be_other = shape.is_some_and(|it| it.object.is_some() || it.scalars.has_text());
            if count > 1 || !may_be_other {
                return self.items(&mut group.elements.iter().copied(), array);
            }
        }
        if shape.is_none() && count > 1 && group.attribute.is_none() {
            return self.free_items(&group.elements);
        }
        if !elements.is_empty() || group.attribute.is_some() {
            self.path.push(last.local.to_owned());
            if self.is_strict {
                let message = format!("`{}` is given more than once", last.local);
                return Err(self.error(message, false));
            }
            self.path.pop();
        }
        self.path.push(last.local.to_owned());
        match shape {
            Some(shape) if shape.array.as_ref().is_some_and(|array| !array.is_wrapped) => {
                // A single value, which is no array.
                match &shape.object {
                    _ if last.is_nil => self.nil(last)?,
                    Some(object) if last.has_structure() || !shape.scalars.has_text() => {
                        self.object(last, object)?
                    }
                    _ => self.text(last, shape.scalars)?,
                }
            }
            _ => self.value(last, id)?,
        }
        self.path.pop();
        Ok(())
    }

    /// A value without a shape.
    fn free(&mut self, element: &Element<'_>) -> Result<(), ReadError> {
        if element.is_nil {
            return self.nil(element);
        }
        if element.children.is_empty() && element.attributes.iter().all(is_of_xml) {
            self.scalar(&element.text, Scalars::ALL);
            return Ok(());
        }
        if element.has_text() {
            self.undescribed("must have elements, and has text between them".to_owned())?;
        }
        let groups = self.groups(element, None)?;
        let index = self.open(Tree::open_object)?;
        let count = groups.len();
        for group in groups {
            if let Key::Other(name) = group.key {
                self.tree.push_string(name);
            }
            self.member(&group, None)?;
        }
        self.close(index, count);
        Ok(())
    }

    fn free_items(&mut self, elements: &[&Element<'_>]) -> Result<(), ReadError> {
        let index = self.open(Tree::open_array)?;
        for (number, element) in elements.iter().enumerate() {
            self.path.push(format!("{}[{}]", element.local, number + 1));
            self.free(element)?;
            self.path.pop();
        }
        self.close(index, elements.len());
        Ok(())
    }

    /// The error for something that the schema does not describe, at the current element; none for a client.
    fn undescribed(&self, message: String) -> Result<(), ReadError> {
        match self.is_strict {
            true => Err(self.error(message, true)),
            false => Ok(()),
        }
    }

    fn error(&self, message: String, is_well_formed: bool) -> ReadError {
        ReadError {
            place: format!("/{}", self.path.join("/")),
            message,
            is_well_formed,
        }
    }
}
