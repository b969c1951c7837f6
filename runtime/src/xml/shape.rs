//! The shapes of schemas, compiled from the lines of a document.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::Value;

/// The namespace of `xsi:nil`.
pub(super) const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// The namespace of the prefix `xml`, which is never declared.
pub(super) const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// The namespace of the prefix `xmlns`, of the attributes that declare prefixes.
pub(super) const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// All shapes of a document.
#[derive(Debug, Default)]
pub(super) struct Compiled {
    shapes: Vec<Shape>,
    roots: HashMap<String, Element>,
}

/// Index of a shape in [`Compiled`]; none for values without a shape, which are read as they look.
pub(super) type ShapeId = Option<usize>;

/// The name of an element or attribute.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Name {
    #[serde(default, rename = "name")]
    pub local: String,
    pub namespace: Option<String>,
    pub prefix: Option<String>,
}

/// An element and what is in it.
#[derive(Clone, Debug)]
pub(super) struct Element {
    pub name: Name,
    pub shape: ShapeId,
}

/// What an element or attribute may hold.
#[derive(Debug, Default)]
pub(super) struct Shape {
    pub scalars: Scalars,
    pub object: Option<Object>,
    pub array: Option<Array>,
}

/// The JSON types that a text may have.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Scalars {
    pub string: bool,
    pub integer: bool,
    pub number: bool,
    pub boolean: bool,
    pub null: bool,
}

#[derive(Debug, Default)]
pub(super) struct Object {
    pub members: Vec<Member>,
    by_json: HashMap<String, usize>,
    /// The members that elements of a local name may belong to.
    elements: HashMap<String, Vec<usize>>,
    attributes: HashMap<String, Vec<usize>>,
    /// The member that is the text of the element.
    pub text: Option<usize>,
    /// The shape of members that are not listed.
    pub additional: ShapeId,
}

#[derive(Debug)]
pub(super) struct Member {
    pub json: String,
    pub name: Name,
    pub node: Node,
    /// Whether it is an array that has to be there even if it is empty.
    pub required: bool,
    pub shape: ShapeId,
}

/// The kind of node that a member is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Node {
    #[default]
    Element,
    Attribute,
    Text,
    Cdata,
}

#[derive(Debug)]
pub(super) struct Array {
    /// Whether the items are in an element of their own.
    pub is_wrapped: bool,
    first: Vec<Element>,
    rest: Element,
}

#[derive(Deserialize)]
struct Line {
    xml: String,
    #[serde(default)]
    element: Name,
    is: Value,
}

#[derive(Deserialize)]
struct RawShape {
    #[serde(default)]
    types: Vec<String>,
    object: Option<RawObject>,
    array: Option<RawArray>,
}

#[derive(Deserialize)]
struct RawObject {
    #[serde(default)]
    members: Vec<RawMember>,
    #[serde(default)]
    additional: Value,
}

#[derive(Deserialize)]
struct RawMember {
    json: String,
    #[serde(default)]
    element: Name,
    #[serde(default)]
    node: Node,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    is: Value,
}

#[derive(Deserialize)]
struct RawArray {
    #[serde(default)]
    wrapped: bool,
    #[serde(default)]
    first: Vec<RawElement>,
    item: RawElement,
}

#[derive(Deserialize)]
struct RawElement {
    element: Name,
    #[serde(default)]
    is: Value,
}

impl Compiled {
    pub fn of(text: &str) -> Self {
        let lines = text
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok());
        let lines: Vec<Line> = lines.collect();
        let named = lines.iter().enumerate();
        let named: HashMap<String, usize> = named
            .map(|(index, line)| (line.xml.clone(), index))
            .collect();
        let mut compiled = Self::default();
        compiled.shapes.resize_with(lines.len(), Shape::default);
        for (index, line) in lines.into_iter().enumerate() {
            let shape = compiled.shape(line.is, &named);
            if let Some(place) = compiled.shapes.get_mut(index) {
                *place = shape;
            }
            let element = Element {
                name: line.element,
                shape: Some(index),
            };
            compiled.roots.insert(line.xml, element);
        }
        // The names of items are known only now.
        let objects: Vec<Option<Object>> = compiled
            .shapes
            .iter_mut()
            .map(|shape| shape.object.take())
            .collect();
        let objects: Vec<Option<Object>> = objects
            .into_iter()
            .map(|object| object.map(|object| object.indexed(&compiled)))
            .collect();
        for (shape, object) in compiled.shapes.iter_mut().zip(objects) {
            shape.object = object;
        }
        compiled
    }

    pub fn root(&self, name: &str) -> Option<&Element> {
        self.roots.get(name)
    }

    pub fn get(&self, id: ShapeId) -> Option<&Shape> {
        self.shapes.get(id?)
    }

    /// The array that a value may be, whose items are not in an element of their own.
    pub fn unwrapped(&self, id: ShapeId) -> Option<&Array> {
        let array = self.get(id)?.array.as_ref()?;
        (!array.is_wrapped).then_some(array)
    }

    fn id(&mut self, is: Value, named: &HashMap<String, usize>) -> ShapeId {
        match is {
            Value::String(name) => named.get(&name).copied(),
            Value::Object(_) => {
                let shape = self.shape(is, named);
                self.shapes.push(shape);
                Some(self.shapes.len() - 1)
            }
            _ => None,
        }
    }

    fn shape(&mut self, is: Value, named: &HashMap<String, usize>) -> Shape {
        let Ok(raw) = RawShape::deserialize(is) else {
            return Shape::default();
        };
        let has = |name: &str| raw.types.iter().any(|known| known == name);
        let scalars = Scalars {
            string: has("string"),
            integer: has("integer"),
            number: has("number"),
            boolean: has("boolean"),
            null: has("null"),
        };
        let object = raw.object.map(|object| {
            let members = object.members.into_iter();
            let members = members.map(|member| {
                let mut name = member.element;
                if name.local.is_empty() {
                    name.local.clone_from(&member.json);
                }
                Member {
                    name,
                    json: member.json,
                    node: member.node,
                    required: member.required,
                    shape: self.id(member.is, named),
                }
            });
            let members = members.collect();
            Object {
                members,
                additional: self.id(object.additional, named),
                ..Object::default()
            }
        });
        let array = raw.array.map(|array| {
            let mut element = |raw: RawElement| Element {
                name: raw.element,
                shape: self.id(raw.is, named),
            };
            Array {
                is_wrapped: array.wrapped,
                first: array.first.into_iter().map(&mut element).collect(),
                rest: element(array.item),
            }
        });
        Shape {
            scalars,
            object,
            array,
        }
    }
}

impl Name {
    /// Whether an element or attribute has this name. Where the document states no namespace, it may have any.
    pub fn is(&self, namespace: Option<&str>, local: &str) -> bool {
        let is_namespace = |stated: &str| namespace == Some(stated);
        self.local == local && self.namespace.as_deref().is_none_or(is_namespace)
    }

    /// The name with its prefix, for places.
    pub fn qualified(&self) -> String {
        match &self.prefix {
            Some(prefix) if self.namespace.is_some() => format!("{prefix}:{}", self.local),
            _ => self.local.clone(),
        }
    }
}

impl Scalars {
    /// All types, for values without a shape.
    pub const ALL: Self = Self {
        string: true,
        integer: true,
        number: true,
        boolean: true,
        null: true,
    };

    /// Whether a text may be a value other than `null`.
    pub fn has_text(self) -> bool {
        self.string || self.integer || self.number || self.boolean
    }
}

impl Object {
    fn indexed(self, compiled: &Compiled) -> Self {
        let mut object = Self {
            by_json: HashMap::new(),
            ..self
        };
        for (index, member) in object.members.iter().enumerate() {
            object.by_json.insert(member.json.clone(), index);
            match member.node {
                Node::Text | Node::Cdata => object.text = Some(index),
                Node::Attribute => {
                    let known = object.attributes.entry(member.name.local.clone());
                    known.or_default().push(index);
                }
                Node::Element => {
                    let items = compiled.unwrapped(member.shape);
                    let items = items.into_iter().flat_map(Array::elements);
                    let items = items.map(|item| &item.name.local);
                    for local in items.chain([&member.name.local]) {
                        let known = object.elements.entry(local.clone()).or_default();
                        if !known.contains(&index) {
                            known.push(index);
                        }
                    }
                }
            }
        }
        object
    }

    pub fn by_json(&self, name: &str) -> Option<&Member> {
        self.members.get(*self.by_json.get(name)?)
    }

    /// The member that an element belongs to, by its index.
    pub fn element(
        &self,
        namespace: Option<&str>,
        local: &str,
        compiled: &Compiled,
    ) -> Option<usize> {
        self.closest(self.elements.get(local)?, namespace, local, |member| {
            let items = compiled.unwrapped(member.shape);
            let items = items.into_iter().flat_map(Array::elements);
            items.map(|item| &item.name).chain([&member.name])
        })
    }

    /// The member that an attribute belongs to, by its index.
    pub fn attribute(&self, namespace: Option<&str>, local: &str) -> Option<usize> {
        self.closest(self.attributes.get(local)?, namespace, local, |member| {
            [&member.name]
        })
    }

    /// The one of these members with a name that states this namespace; or else one with a name that states none, and so may
    /// have any.
    fn closest<'a, N: IntoIterator<Item = &'a Name>>(
        &'a self,
        members: &[usize],
        namespace: Option<&str>,
        local: &str,
        names: impl Fn(&'a Member) -> N,
    ) -> Option<usize> {
        let mut any = None;
        for index in members {
            for name in self.members.get(*index).into_iter().flat_map(&names) {
                if !name.is(namespace, local) {
                    continue;
                }
                if name.namespace.is_some() {
                    return Some(*index);
                }
                any = any.or(Some(*index));
            }
        }
        any
    }
}

impl Array {
    /// The element of the item at an index.
    pub fn item(&self, index: usize) -> &Element {
        self.first.get(index).unwrap_or(&self.rest)
    }

    /// The elements of all items.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.first.iter().chain([&self.rest])
    }

    /// Whether an element may be an item.
    pub fn has(&self, namespace: Option<&str>, local: &str) -> bool {
        self.elements().any(|item| item.name.is(namespace, local))
    }
}
