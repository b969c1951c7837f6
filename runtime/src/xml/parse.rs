//! Parsing XML into elements with resolved namespaces. What is not well-formed is refused, and so is a DOCTYPE.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::attributes::Attribute as SourceAttribute;
use quick_xml::events::{BytesDecl, BytesRef, BytesStart, Event};
use quick_xml::name::{QName, ResolveResult};
use quick_xml::reader::NsReader;
use quick_xml::XmlVersion;

use super::escape::{is_char, is_name};
use super::shape::{XMLNS, XSI};
use super::ReadError;

/// The greatest depth of elements, as of arrays and objects in JSON.
const DEPTH: usize = 128;

/// The greatest number of namespaces that the names of a text have, and the greatest length of one in bytes. Each name is
/// looked up among them.
const NAMESPACES: usize = 128;
const NAMESPACE_BYTES: usize = 1024;

/// An element.
#[derive(Debug)]
pub(super) struct Element<'x> {
    pub namespace: Option<Rc<str>>,
    pub local: &'x str,
    /// Without those of `xmlns` and of XML Schema instances.
    pub attributes: Vec<Attribute<'x>>,
    pub children: Vec<Element<'x>>,
    /// The text of the element itself.
    pub text: Cow<'x, str>,
    /// Whether it has `xsi:nil="true"`.
    pub is_nil: bool,
}

/// An attribute.
#[derive(Debug)]
pub(super) struct Attribute<'x> {
    pub namespace: Option<Rc<str>>,
    pub local: &'x str,
    pub value: Cow<'x, str>,
}

impl Element<'_> {
    /// Whether there is text other than white space.
    pub fn has_text(&self) -> bool {
        !is_blank(&self.text)
    }

    /// Whether there are elements or attributes in it.
    pub fn has_structure(&self) -> bool {
        !self.children.is_empty() || !self.attributes.is_empty()
    }
}

/// The error of a text that is not well-formed.
pub(super) fn malformed(message: impl Into<String>) -> ReadError {
    ReadError {
        place: String::new(),
        message: message.into(),
        is_well_formed: false,
    }
}

/// The root element of a text.
pub(super) fn document(text: &str) -> Result<Element<'_>, ReadError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if let Some((at, character)) = text.char_indices().find(|(_, it)| !is_char(*it)) {
        let message = format!("there is the character {}", character.escape_unicode());
        return Err(placed(text, at, &message));
    }
    let mut reader = NsReader::from_str(text);
    reader.config_mut().check_comments = true;
    let mut parser = Parser {
        text,
        open: Vec::new(),
        namespaces: HashMap::new(),
        last: None,
        root: None,
    };
    loop {
        let start = reader.buffer_position();
        let event = match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(event) => event,
            Err(error) => {
                let at = usize::try_from(reader.error_position()).unwrap_or_default();
                return Err(placed(text, at, &error.to_string()));
            }
        };
        let at = usize::try_from(start).unwrap_or_default();
        parser
            .event(&event, &reader, at == 0)
            .map_err(|message| placed(text, at, &message))?;
    }
    match (parser.open.pop(), parser.root) {
        (None, Some(root)) => Ok(root),
        (Some(open), _) => {
            let message = format!("the element `{}` is not closed", open.local);
            Err(placed(text, text.len(), &message))
        }
        (None, None) => Err(placed(text, text.len(), "there is no element")),
    }
}

/// An error with its line and column.
fn placed(text: &str, at: usize, message: &str) -> ReadError {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let last = before.rsplit('\n').next().unwrap_or_default();
    let column = last.chars().count() + 1;
    malformed(format!("{message} at line {line} column {column}"))
}

struct Parser<'x> {
    text: &'x str,
    /// The elements around the next event, innermost last.
    open: Vec<Element<'x>>,
    /// Each namespace once, by its text in the declaration.
    namespaces: HashMap<Rc<str>, Rc<str>>,
    /// That of the last name, which is most often that of the next as well.
    last: Option<(Rc<str>, Rc<str>)>,
    root: Option<Element<'x>>,
}

impl<'x> Parser<'x> {
    fn event(
        &mut self,
        event: &Event<'x>,
        reader: &NsReader<&'x [u8]>,
        is_first: bool,
    ) -> Result<(), String> {
        match event {
            Event::Start(start) => {
                let element = self.element(start, reader)?;
                self.open.push(element);
            }
            Event::Empty(start) => {
                let element = self.element(start, reader)?;
                self.close(element);
            }
            Event::End(_) => {
                if let Some(element) = self.open.pop() {
                    self.close(element);
                }
            }
            Event::Text(text) => {
                let content = text.xml10_content();
                if content.contains("]]>") {
                    return Err("there is `]]>` in a text".to_owned());
                }
                self.text(content)?;
            }
            Event::CData(_) if self.open.is_empty() => return Err(outside()),
            Event::CData(data) => self.text(data.xml10_content())?,
            Event::GeneralRef(_) if self.open.is_empty() => return Err(outside()),
            Event::GeneralRef(reference) => self.text(resolved(reference)?)?,
            Event::Decl(declaration) if is_first => check(declaration)?,
            Event::Decl(_) => return Err("the XML declaration is not at the start".to_owned()),
            Event::DocType(_) => return Err("there is a DOCTYPE, which is not allowed".to_owned()),
            Event::Comment(_) | Event::PI(_) | Event::Eof => {}
        }
        Ok(())
    }

    fn element(
        &mut self,
        start: &BytesStart<'x>,
        reader: &NsReader<&'x [u8]>,
    ) -> Result<Element<'x>, String> {
        if self.open.len() >= DEPTH {
            return Err(format!(
                "there are more than {DEPTH} elements in each other"
            ));
        }
        if self.open.is_empty() && self.root.is_some() {
            return Err("there is more than one root element".to_owned());
        }
        let (namespace, local) = self.name(start.name(), reader, true)?;
        let mut element = Element {
            namespace,
            local,
            attributes: Vec::new(),
            children: Vec::new(),
            text: Cow::Borrowed(""),
            is_nil: false,
        };
        // They are compared below: this comparison takes quadratic time.
        for attribute in start.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| error.to_string())?;
            self.attribute(&attribute, reader, &mut element)?;
        }
        let mut names = HashSet::new();
        if element.attributes.len() > 1 {
            for it in &element.attributes {
                if !names.insert((it.namespace.as_deref(), it.local)) {
                    return Err(format!(
                        "the attribute `{}` is given more than once",
                        it.local
                    ));
                }
            }
        }
        let is_nil = &mut element.is_nil;
        element
            .attributes
            .retain(|it| match it.namespace.as_deref() {
                Some(XSI) => {
                    *is_nil |= it.local == "nil" && matches!(it.value.trim(), "true" | "1");
                    false
                }
                Some(XMLNS) => false,
                Some(_) => true,
                None => it.local != "xmlns",
            });
        Ok(element)
    }

    fn attribute(
        &mut self,
        attribute: &SourceAttribute<'_>,
        reader: &NsReader<&'x [u8]>,
        element: &mut Element<'x>,
    ) -> Result<(), String> {
        let name = attribute.key;
        let (_, local) = split(name.0)?;
        if attribute.value.contains('<') {
            return Err(format!("there is `<` in the attribute `{local}`"));
        }
        let value = normalized(attribute)?;
        if !value.chars().all(is_char) {
            return Err(format!(
                "the attribute `{local}` has a reference to a character that XML has not"
            ));
        }
        let (namespace, local) = self.name(name, reader, false)?;
        let value = match value {
            Cow::Borrowed(value) => {
                within(self.text, value).map_or_else(|| value.to_owned().into(), Cow::Borrowed)
            }
            Cow::Owned(value) => Cow::Owned(value),
        };
        element.attributes.push(Attribute {
            namespace,
            local,
            value,
        });
        Ok(())
    }

    /// The namespace and the local name of an element or attribute.
    fn name(
        &mut self,
        name: QName<'_>,
        reader: &NsReader<&'x [u8]>,
        is_element: bool,
    ) -> Result<(Option<Rc<str>>, &'x str), String> {
        let (prefix, local) = split(name.0)?;
        let resolver = reader.resolver();
        let (namespace, _) = match is_element {
            true => resolver.resolve_element(name),
            false => resolver.resolve_attribute(name),
        };
        let namespace = match namespace {
            ResolveResult::Bound(namespace) if !namespace.0.is_empty() => Some(namespace.0),
            ResolveResult::Unknown(_) => {
                let prefix = prefix.unwrap_or_default();
                return Err(format!("the prefix `{prefix}` is not declared"));
            }
            _ => None,
        };
        let namespace = namespace.map(|it| self.namespace(it)).transpose()?;
        let local = within(self.text, local).ok_or("a name cannot be read")?;
        Ok((namespace, local))
    }

    fn namespace(&mut self, declared: &str) -> Result<Rc<str>, String> {
        if let Some((_, last)) = self.last.as_ref().filter(|(key, _)| **key == *declared) {
            return Ok(Rc::clone(last));
        }
        if declared.len() > NAMESPACE_BYTES {
            return Err(format!(
                "there is a namespace of more than {NAMESPACE_BYTES} bytes"
            ));
        }
        let (key, namespace) = match self.namespaces.get_key_value(declared) {
            Some((key, known)) => (Rc::clone(key), Rc::clone(known)),
            None if self.namespaces.len() >= NAMESPACES => {
                return Err(format!("there are more than {NAMESPACES} namespaces"));
            }
            None => {
                // The resolver leaves references as they are.
                let attribute = SourceAttribute {
                    key: QName("xmlns"),
                    value: Cow::Borrowed(declared),
                };
                let new: Rc<str> = normalized(&attribute)?.into();
                let key: Rc<str> = declared.into();
                self.namespaces.insert(Rc::clone(&key), Rc::clone(&new));
                (key, new)
            }
        };
        self.last = Some((key, Rc::clone(&namespace)));
        Ok(namespace)
    }

    fn text(&mut self, text: Cow<'x, str>) -> Result<(), String> {
        match self.open.last_mut() {
            Some(element) if element.text.is_empty() => element.text = text,
            Some(element) => element.text.to_mut().push_str(&text),
            None if is_blank(&text) => {}
            None => return Err(outside()),
        }
        Ok(())
    }

    fn close(&mut self, element: Element<'x>) {
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
    }
}

fn outside() -> String {
    "there is text outside of the root element".to_owned()
}

fn is_blank(text: &str) -> bool {
    text.chars()
        .all(|it| matches!(it, ' ' | '\t' | '\n' | '\r'))
}

/// The value of an attribute, with its references resolved.
fn normalized<'a>(attribute: &SourceAttribute<'a>) -> Result<Cow<'a, str>, String> {
    let value = attribute.normalized_value(XmlVersion::Explicit1_0);
    value.map_err(|error| error.to_string())
}

/// The prefix and the local part of a name.
fn split(name: &str) -> Result<(Option<&str>, &str), String> {
    let (prefix, local) = match name.split_once(':') {
        Some((prefix, local)) => (Some(prefix), local),
        None => (None, name),
    };
    match is_name(local) && prefix.is_none_or(is_name) {
        true => Ok((prefix, local)),
        false => Err(format!("`{name}` is no name")),
    }
}

/// A part of the text, which lives as long as the text does.
fn within<'x>(text: &'x str, part: &str) -> Option<&'x str> {
    let start = part.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
    let found = text.get(start..start + part.len())?;
    (found == part).then_some(found)
}

/// The text of a reference: to a character, or to one of XML's own entities.
fn resolved(reference: &BytesRef<'_>) -> Result<Cow<'static, str>, String> {
    if let Some(character) = reference
        .resolve_char_ref()
        .map_err(|error| error.to_string())?
    {
        return match is_char(character) {
            true => Ok(character.to_string().into()),
            false => Err("there is a reference to a character that XML has not".to_owned()),
        };
    }
    let entity = resolve_predefined_entity(reference);
    entity
        .map(Cow::Borrowed)
        .ok_or_else(|| format!("there is no entity `{}`", &**reference))
}

/// Checks the version and the encoding of an XML declaration.
fn check(declaration: &BytesDecl<'_>) -> Result<(), String> {
    let version = declaration.version().map_err(|error| error.to_string())?;
    if !version.starts_with("1.") {
        return Err(format!("XML {version} is not supported"));
    }
    let encoding = declaration.encoding().transpose();
    let encoding = encoding.map_err(|error| error.to_string())?;
    let is_supported = |it: &str| {
        ["utf-8", "us-ascii"]
            .iter()
            .any(|known| it.eq_ignore_ascii_case(known))
    };
    match encoding {
        Some(encoding) if !is_supported(&encoding) => Err(format!(
            "the encoding {encoding} is not supported; it must be UTF-8"
        )),
        _ => Ok(()),
    }
}
