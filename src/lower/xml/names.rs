//! The names of elements and attributes (OpenAPI 3.2.0 §4.26, "XML Node Names").

use specfirst_runtime::xml::is_name;

use crate::api::XmlName;
use crate::schema::{NodeType, Schema, SchemaId, Schemas, Type, Xml};

/// Limit on the schemas that are asked for a name one after the other, since references may be circular.
const CHAIN: usize = 100;

/// What several schemas of one value say together about its node.
pub(in crate::lower) struct Named<'a> {
    pub xml: Xml,
    /// The first component among them.
    pub component: Option<&'a str>,
}

/// Follows references that say nothing about XML.
pub(super) fn followed(schemas: &Schemas, mut id: SchemaId) -> SchemaId {
    for _ in 0..CHAIN {
        let schema = &schemas[id];
        match schema.plain_reference() {
            Some(next) if schema.xml.is_none() => id = next,
            _ => break,
        }
    }
    id
}

impl<'a> Named<'a> {
    /// Takes what each schema says itself, then what the schema that it stands for says.
    pub fn of(schemas: &'a Schemas, ids: &[SchemaId]) -> Named<'a> {
        let mut named = Named {
            xml: Xml::default(),
            component: None,
        };
        let mut open: Vec<SchemaId> = ids.iter().rev().copied().collect();
        for _ in 0..CHAIN {
            let Some(id) = open.pop() else { break };
            let schema = &schemas[id];
            named.component = named.component.or(schema.name.as_deref());
            if let Some(xml) = &schema.xml {
                named.add(xml);
            }
            open.extend(stands_for(schemas, schema));
        }
        named
    }

    fn add(&mut self, xml: &Xml) {
        let own = &mut self.xml;
        if own.name.is_none() {
            own.name.clone_from(&xml.name);
        }
        if own.namespace.is_none() && own.prefix.is_none() {
            own.namespace.clone_from(&xml.namespace);
            own.prefix.clone_from(&xml.prefix);
        }
        own.node = own.node.or(xml.node);
    }
}

/// The schema that another one stands for: its reference, its only alternative other than null, or what it has in `allOf`
/// that is no component.
fn stands_for(schemas: &Schemas, schema: &Schema) -> Vec<SchemaId> {
    if let Some(target) = schema.reference {
        return vec![target];
    }
    if let [only] = schema.all_of[..] {
        return vec![only];
    }
    let is_null = |id: &SchemaId| {
        let types = schemas[schemas.resolve(*id)].types;
        types.is_some_and(|types| types.only() == Some(Type::Null))
    };
    let alternatives = schema.one_of.iter().chain(&schema.any_of);
    let mut alternatives: Vec<SchemaId> = alternatives.filter(|id| !is_null(id)).copied().collect();
    if alternatives.len() != 1 {
        alternatives.clear();
    }
    let inline = schema.all_of.iter();
    let inline =
        inline.filter(|id| schemas[**id].reference.is_none() && schemas[**id].name.is_none());
    alternatives.extend(inline);
    // The last is asked first.
    alternatives.reverse();
    alternatives
}

impl Xml {
    /// The name of the element or attribute, given the one that it has without an XML Object.
    ///
    /// # Errors
    /// When that is no name of XML.
    pub(super) fn element(&self, inferred: &str) -> Result<XmlName, String> {
        let name = self.name.as_deref().unwrap_or(inferred);
        if !is_name(name) {
            return Err(format!("`{name}` is no name of an element or attribute"));
        }
        let prefix = self
            .prefix
            .clone()
            .filter(|prefix| is_name(prefix) && prefix != "xmlns");
        let namespace = self
            .namespace
            .clone()
            .filter(|namespace| !namespace.is_empty());
        // This prefix has a namespace without a declaration (Namespaces in XML 1.0, section 3).
        let namespace = match prefix.as_deref() {
            Some("xml") => Some("http://www.w3.org/XML/1998/namespace".to_owned()),
            _ => namespace,
        };
        Ok(XmlName {
            name: Some(name.to_owned()),
            prefix: prefix.filter(|_| namespace.is_some()),
            namespace,
        })
    }

    /// Whether an array is an element of its own, with its items in it.
    pub(super) fn is_wrapped(&self) -> bool {
        self.node == Some(NodeType::Element)
    }
}
