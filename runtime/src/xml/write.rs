//! Writing JSON values as elements, by their shapes.

use std::collections::BTreeMap;

use super::super::json::{Json, Kind, Object as Members};
use super::escape::{is_name, push_attribute, push_cdata, push_text};
use super::shape::{self, Array, Compiled, Name, Node, Object, ShapeId, XML, XSI};
use super::WriteError;

/// The name of items that have none, and of a root element without a name.
const ITEM: &str = "item";
const ROOT: &str = "root";

/// The text of a document, behind its declaration.
pub(super) fn text(
    value: Json<'_>,
    shapes: &Compiled,
    root: Option<&shape::Element>,
    declaration: &str,
) -> Result<String, WriteError> {
    let mut writer = Writer {
        shapes,
        out: declaration.to_owned(),
        scope: Vec::new(),
    };
    let unnamed = named(ROOT);
    let name = root.map(|root| &root.name);
    let name = name
        .filter(|name| !name.local.is_empty())
        .unwrap_or(&unnamed);
    writer.element(name, value, root.and_then(|root| root.shape))?;
    Ok(writer.out)
}

fn named(local: &str) -> Name {
    Name {
        local: local.to_owned(),
        ..Name::default()
    }
}

struct Writer<'s> {
    shapes: &'s Compiled,
    out: String,
    /// The prefixes that are declared, innermost last, with their namespaces. The empty prefix is the default namespace.
    scope: Vec<(String, String)>,
}

impl Writer<'_> {
    fn element(&mut self, name: &Name, value: Json<'_>, id: ShapeId) -> Result<(), WriteError> {
        let depth = self.scope.len();
        let prefix = match &name.namespace {
            Some(_) => name.prefix.clone().unwrap_or_default(),
            None => String::new(),
        };
        let qualified = match prefix.as_str() {
            "" => name.local.clone(),
            prefix => format!("{prefix}:{}", name.local),
        };
        self.out.push('<');
        self.out.push_str(&qualified);
        if let Some(namespace) = &name.namespace {
            self.declare(&prefix, namespace)?;
        }
        let shape = self.shapes.get(id);
        let before = self.out.len();
        match value.kind() {
            Kind::Null => {
                self.declare("xsi", XSI)?;
                self.out.push_str(r#" xsi:nil="true">"#);
            }
            Kind::Object(members) => {
                let object = shape.and_then(|shape| shape.object.as_ref());
                let own = name.namespace.clone().map(|namespace| (prefix, namespace));
                self.object(members, object, own)?;
            }
            Kind::Array(items) => {
                self.out.push('>');
                let array = shape.and_then(|shape| shape.array.as_ref());
                self.items(&mut items.iter(), array, &named(ITEM))?;
            }
            _ => {
                self.out.push('>');
                self.scalar(value, push_text)?;
            }
        }
        // Whether nothing follows the start tag, which is never escaped as `>`.
        if self.out.ends_with('>') && !self.out.get(before..).is_some_and(|new| new.contains('<')) {
            self.out.pop();
            self.out.push_str("/>");
        } else {
            self.out.push_str("</");
            self.out.push_str(&qualified);
            self.out.push('>');
        }
        self.scope.truncate(depth);
        Ok(())
    }

    /// The attributes of an element, the end of its start tag, and what is in it.
    fn object(
        &mut self,
        members: Members<'_>,
        object: Option<&Object>,
        own: Option<(String, String)>,
    ) -> Result<(), WriteError> {
        let listed = |name: &str| object.and_then(|object| object.by_json(name));
        // The prefixes of the start tag, which have one namespace each.
        let mut prefixes: BTreeMap<String, String> = own.into_iter().collect();
        for (name, value) in members.iter() {
            if let Some(member) = listed(name).filter(|member| member.node == Node::Attribute) {
                // An attribute cannot be nil.
                if !value.is_null() || member.required {
                    self.attribute(&member.name, value, &mut prefixes)?;
                }
            }
        }
        self.out.push('>');
        for (name, value) in members.iter() {
            match listed(name) {
                Some(member) => match member.node {
                    Node::Attribute => {}
                    Node::Text => self.scalar(value, push_text)?,
                    Node::Cdata => self.scalar(value, push_cdata)?,
                    Node::Element => self.member(&member.name, value, member.shape)?,
                },
                None if !is_name(name) => {
                    let message =
                        format!("the member {name:?} has no name that an element can have");
                    return Err(WriteError(message));
                }
                None => {
                    let additional = object.and_then(|object| object.additional);
                    self.member(&named(name), value, additional)?;
                }
            }
        }
        Ok(())
    }

    fn member(&mut self, name: &Name, value: Json<'_>, id: ShapeId) -> Result<(), WriteError> {
        let array = self.shapes.unwrapped(id);
        match value.kind() {
            // Items of an array without an element of its own, or of a value without a shape.
            Kind::Array(items) if array.is_some() || self.shapes.get(id).is_none() => {
                self.items(&mut items.iter(), array, name)
            }
            // An array that is no element cannot be nil.
            Kind::Null if array.is_some() => Ok(()),
            _ => self.element(name, value, id),
        }
    }

    fn items<'t>(
        &mut self,
        items: &mut dyn Iterator<Item = Json<'t>>,
        array: Option<&Array>,
        name: &Name,
    ) -> Result<(), WriteError> {
        for (index, item) in items.enumerate() {
            match array.map(|array| array.item(index)) {
                Some(element) => self.element(&element.name, item, element.shape)?,
                None => self.element(name, item, None)?,
            }
        }
        Ok(())
    }

    fn attribute(
        &mut self,
        name: &Name,
        value: Json<'_>,
        prefixes: &mut BTreeMap<String, String>,
    ) -> Result<(), WriteError> {
        let prefix = match &name.namespace {
            None => String::new(),
            Some(namespace) => {
                let is_free =
                    |prefix: &String| prefixes.get(prefix).is_none_or(|it| it == namespace);
                let stated = name.prefix.clone().filter(is_free);
                let prefix = stated.unwrap_or_else(|| self.prefix_of(namespace, prefixes));
                self.declare(&prefix, namespace)?;
                prefixes.insert(prefix.clone(), namespace.clone());
                format!("{prefix}:")
            }
        };
        self.out.push(' ');
        self.out.push_str(&prefix);
        self.out.push_str(&name.local);
        self.out.push_str("=\"");
        self.scalar(value, push_attribute)?;
        self.out.push('"');
        Ok(())
    }

    /// A prefix for a namespace, since attributes without one have no namespace.
    fn prefix_of(&self, namespace: &str, prefixes: &BTreeMap<String, String>) -> String {
        let known = prefixes
            .iter()
            .find(|(prefix, known)| *known == namespace && !prefix.is_empty());
        if let Some((prefix, _)) = known {
            return prefix.clone();
        }
        let mut names = (1..).map(|number| format!("ns{number}"));
        let is_free = |name: &String| self.scope.iter().all(|(prefix, _)| prefix != name);
        names.find(is_free).unwrap_or_default()
    }

    /// Declares a prefix in the current start tag, unless it has that namespace already.
    fn declare(&mut self, prefix: &str, namespace: &str) -> Result<(), WriteError> {
        let mut scope = self.scope.iter().rev();
        let known = scope.find(|(known, _)| known == prefix);
        if known.is_some_and(|(_, known)| known == namespace) || namespace == XML {
            return Ok(());
        }
        match prefix {
            "" => self.out.push_str(" xmlns=\""),
            prefix => {
                self.out.push_str(" xmlns:");
                self.out.push_str(prefix);
                self.out.push_str("=\"");
            }
        }
        push_attribute(&mut self.out, namespace)?;
        self.out.push('"');
        self.scope.push((prefix.to_owned(), namespace.to_owned()));
        Ok(())
    }

    fn scalar(
        &mut self,
        value: Json<'_>,
        push: fn(&mut String, &str) -> Result<(), WriteError>,
    ) -> Result<(), WriteError> {
        match value.kind() {
            Kind::Null => Ok(()),
            Kind::Bool(flag) => push(&mut self.out, if flag { "true" } else { "false" }),
            Kind::Number(number) => push(&mut self.out, &number.to_string()),
            Kind::String(text) => push(&mut self.out, text),
            // A schema for it has no such value.
            Kind::Array(_) | Kind::Object(_) => Err(WriteError(
                "an array or object has no place in a text".to_owned(),
            )),
        }
    }
}
