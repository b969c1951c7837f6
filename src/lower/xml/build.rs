//! Working out the shape of each schema.

use std::collections::HashMap;

use indexmap::IndexSet;

use super::names::followed;
use super::{Named, Shapes};
use crate::api::{XmlName, XmlNode};
use crate::lower::shapes::{ALTERNATIVES, Described, Graph, Sets};
use crate::schema::{NodeType, SchemaId, Schemas, Type, Xml};

/// What determines a shape. The context is that of arrays; for others it is `None`.
pub(super) type Key = (Sets, Option<Context>);

/// Where a value stands, which determines the elements of an array.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Context {
    Root,
    /// The value of the member of that name.
    Member(String),
    /// An item, or a member whose name is not known: it is an element in any case.
    Item(String),
}

/// The shape of a value, which refers to others by their indices.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// The component, if it is one.
    pub component: Option<String>,
    /// A name for people and for the line of a shape that has none.
    pub path: String,
    pub types: Vec<&'static str>,
    pub object: Option<ObjectNode>,
    pub array: Option<ArrayNode>,
    /// Why XML cannot notate it.
    pub problem: Option<String>,
}

#[derive(Debug, Default)]
pub(super) struct ObjectNode {
    pub members: Vec<MemberNode>,
    pub additional: Option<usize>,
}

#[derive(Debug)]
pub(super) struct MemberNode {
    pub json: String,
    pub element: XmlName,
    pub node: XmlNode,
    pub required: bool,
    pub is: Option<usize>,
}

#[derive(Debug)]
pub(super) struct ArrayNode {
    pub wrapped: bool,
    /// The name and shape of each item that has schemas of its own; the last is that of all others.
    pub items: Vec<(XmlName, Option<usize>)>,
}

impl Node {
    /// The nodes that it refers to.
    fn members_and_items(&self) -> impl Iterator<Item = usize> + '_ {
        let object = self.object.iter();
        let members = object.flat_map(|it| {
            it.members
                .iter()
                .map(|member| member.is)
                .chain([it.additional])
        });
        let items = self
            .array
            .iter()
            .flat_map(|it| it.items.iter().map(|(_, is)| *is));
        members.chain(items).flatten()
    }
}

impl Graph for Node {
    fn children(&self) -> Vec<usize> {
        self.members_and_items().collect()
    }

    fn is_short(&self, _: &[Node]) -> bool {
        self.object.is_none() && self.array.is_none()
    }

    fn is_component(&self) -> bool {
        self.component.is_some()
    }

    fn path(&self) -> &str {
        &self.path
    }
}

impl Shapes {
    /// The node of a value; `None` if it may be anything.
    pub(super) fn build(
        &mut self,
        schemas: &Schemas,
        sets: Sets,
        context: Context,
        path: &str,
    ) -> Option<usize> {
        let sets = simplified(schemas, sets);
        let Some(value) = Described::of(schemas, &sets) else {
            return Some(self.refused(path));
        };
        // An alternative that says nothing, beside others that do, is told from them by nothing.
        if value.is_any() {
            return None;
        }
        let (is_array, is_object) = (value.has(Type::Array), value.has(Type::Object));
        // What the schemas of an object or text say about its own element belongs to the member.
        let sets = match is_array {
            true => sets,
            false => included(schemas, sets),
        };
        let key = (sets, is_array.then_some(context));
        if let Some(known) = self.known.get(&key) {
            return Some(*known);
        }
        let component = match &key.0[..] {
            [set] if set.len() == 1 => schemas[set[0]].name.clone(),
            _ => None,
        };
        let scalars = [
            Type::String,
            Type::Integer,
            Type::Number,
            Type::Boolean,
            Type::Null,
        ];
        let path = component.as_deref().unwrap_or(path).to_owned();
        let index = self.nodes.len();
        self.nodes.push(Node {
            component,
            path: path.clone(),
            types: scalars
                .into_iter()
                .filter(|kind| value.has(*kind))
                .map(Type::name)
                .collect(),
            // Known before the members and items are, which may lead back to it.
            object: is_object.then(ObjectNode::default),
            array: key.1.as_ref().map(|context| ArrayNode {
                wrapped: is_wrapped(schemas, &key.0, context),
                items: Vec::new(),
            }),
            problem: None,
        });
        self.known.insert(key.clone(), index);
        if is_object {
            let object = self.object(schemas, &value, &path);
            self.settle(index, object, |node, object| node.object = Some(object));
        }
        if let (true, Some(context)) = (is_array, key.1) {
            let array = self.array(schemas, &key.0, &value, &context, &path);
            self.settle(index, array, |node, array| node.array = Some(array));
        }
        Some(index)
    }

    /// The node of a value whose alternatives have too many combinations.
    fn refused(&mut self, path: &str) -> usize {
        let problem =
            format!("the alternatives of `{path}` have more than {ALTERNATIVES} combinations");
        self.nodes.push(Node {
            component: None,
            path: path.to_owned(),
            types: Vec::new(),
            object: None,
            array: None,
            problem: Some(problem),
        });
        self.nodes.len() - 1
    }

    fn settle<T>(&mut self, index: usize, built: Result<T, String>, set: fn(&mut Node, T)) {
        let node = &mut self.nodes[index];
        match built {
            Ok(built) => set(node, built),
            Err(problem) => node.problem = Some(problem),
        }
    }

    fn object(
        &mut self,
        schemas: &Schemas,
        value: &Described,
        path: &str,
    ) -> Result<ObjectNode, String> {
        let mut built = Vec::new();
        for (name, sets) in value.members(schemas) {
            let required = value.requires(name);
            built.push(self.member(schemas, name, sets, required, path)?);
        }
        self.are_distinct(&built, path)?;
        let additional = value.additional(schemas, true, |schema| schema.boolean.is_none());
        let additional = match additional.is_empty() {
            true => None,
            false => {
                let context = Context::Item("item".to_owned());
                self.build(schemas, additional, context, &format!("{path}.*"))
            }
        };
        Ok(ObjectNode {
            members: built,
            additional,
        })
    }

    fn member(
        &mut self,
        schemas: &Schemas,
        name: &str,
        sets: Sets,
        required: bool,
        path: &str,
    ) -> Result<MemberNode, String> {
        let ids: Vec<SchemaId> = sets.iter().flatten().copied().collect();
        let xml = Named::of(schemas, &ids).xml;
        let of = |problem: String| format!("the member `{name}` of `{path}`: {problem}");
        let context = Context::Member(name.to_owned());
        let is = self.build(schemas, sets, context, &format!("{path}.{name}"));
        let value = is.map(|is| &self.nodes[is]);
        let is_scalar = value.is_none_or(|it| it.object.is_none() && it.array.is_none());
        let unwrapped = value
            .and_then(|it| it.array.as_ref())
            .filter(|it| !it.wrapped);
        let node = match xml.node {
            Some(NodeType::Attribute | NodeType::Text | NodeType::Cdata) if !is_scalar => {
                return Err(of(
                    "only a string, number or boolean can be an attribute or text".to_owned(),
                ));
            }
            Some(NodeType::None) if unwrapped.is_none() => {
                return Err(of("`nodeType: none` is for arrays".to_owned()));
            }
            Some(NodeType::Attribute) => XmlNode::Attribute,
            Some(NodeType::Text) => XmlNode::Text,
            Some(NodeType::Cdata) => XmlNode::Cdata,
            _ => XmlNode::Element,
        };
        let element = match (node, unwrapped.and_then(|array| array.items.last())) {
            (XmlNode::Text | XmlNode::Cdata, _) => XmlName::default(),
            // A single value that is no array is notated as an item would be.
            (_, Some((item, _))) => item.clone(),
            _ => xml.element(name).map_err(of)?,
        };
        // One that is not sent in one direction may be missing there.
        let is_sent = |id: &SchemaId| {
            let schema = &schemas[followed(schemas, *id)];
            !schema.read_only && !schema.write_only
        };
        let is_unwrapped = unwrapped.is_some() && ids.iter().all(is_sent);
        Ok(MemberNode {
            json: name.to_owned(),
            element,
            required: required && (node != XmlNode::Element || is_unwrapped),
            node,
            is,
        })
    }

    /// Checks that the names of elements and attributes tell members apart.
    fn are_distinct(&self, members: &[MemberNode], path: &str) -> Result<(), String> {
        let mut known: HashMap<(bool, Option<&str>, Option<&str>), &str> = HashMap::new();
        for member in members {
            let items = member.is.and_then(|is| self.nodes[is].array.as_ref());
            let items = items
                .filter(|array| !array.wrapped)
                .into_iter()
                .flat_map(|array| &array.items);
            let names: IndexSet<(Option<&str>, Option<&str>)> = items
                .map(|(name, _)| name)
                .chain([&member.element])
                .map(|name| (name.name.as_deref(), name.namespace.as_deref()))
                .collect();
            for (name, namespace) in names {
                let key = (member.node == XmlNode::Attribute, name, namespace);
                if let Some(other) = known.insert(key, &member.json) {
                    let both = format!("the members `{other}` and `{}` of `{path}`", member.json);
                    return Err(match name {
                        Some(name) => format!("{both} have the same name, `{name}`"),
                        None => format!("{both} are both the text of the element"),
                    });
                }
            }
        }
        Ok(())
    }

    fn array(
        &mut self,
        schemas: &Schemas,
        sets: &Sets,
        value: &Described,
        context: &Context,
        path: &str,
    ) -> Result<ArrayNode, String> {
        let own = own_xml(schemas, sets);
        let wrapped = is_wrapped(schemas, sets, context);
        // The name of items without one: that of the element around them, or of the member.
        let inferred = match context {
            Context::Root => None,
            Context::Member(name) | Context::Item(name) => Some(match &own.name {
                Some(own) if wrapped => own.clone(),
                _ => name.clone(),
            }),
        };
        let mut items = Vec::new();
        for index in (0..value.prefix_length()).chain([usize::MAX]) {
            let sets = value.item(index);
            let ids: Vec<SchemaId> = sets.iter().flatten().copied().collect();
            let Named { xml, component } = Named::of(schemas, &ids);
            if matches!(
                xml.node,
                Some(NodeType::Attribute | NodeType::Text | NodeType::Cdata)
            ) {
                return Err(format!("the items of `{path}` are no elements"));
            }
            let inferred = inferred.as_deref().or(component).unwrap_or("item");
            let element = xml.element(inferred)?;
            let name = element.name.clone().unwrap_or_default();
            let is = match sets.is_empty() {
                true => None,
                false => self.build(schemas, sets, Context::Item(name), &format!("{path}[]")),
            };
            items.push((element, is));
        }
        Ok(ArrayNode { wrapped, items })
    }

    /// Why XML cannot notate the value of a node, or one in it.
    pub(super) fn problem(&self, root: usize) -> Option<String> {
        let mut open = vec![root];
        let mut seen = vec![false; self.nodes.len()];
        while let Some(index) = open.pop() {
            if std::mem::replace(&mut seen[index], true) {
                continue;
            }
            let node = &self.nodes[index];
            if node.problem.is_some() {
                return node.problem.clone();
            }
            open.extend(node.children().into_iter().rev());
        }
        None
    }
}

fn own_xml(schemas: &Schemas, sets: &Sets) -> Xml {
    let own: Vec<SchemaId> = sets.iter().flatten().copied().collect();
    Named::of(schemas, &own).xml
}

/// Whether an array is an element, with its items in it.
fn is_wrapped(schemas: &Schemas, sets: &Sets, context: &Context) -> bool {
    !matches!(context, Context::Member(_)) || own_xml(schemas, sets).is_wrapped()
}

/// The sets with what schemas stand for in their place.
fn included(schemas: &Schemas, sets: Sets) -> Sets {
    let sets = sets.into_iter().map(|set| {
        set.into_iter()
            .map(|id| schemas.resolve_inclusions(id))
            .collect()
    });
    simplified(schemas, sets.collect())
}

/// The sets without references and duplicates.
fn simplified(schemas: &Schemas, sets: Sets) -> Sets {
    let mut simplified: Sets = Vec::new();
    for set in sets {
        let set: IndexSet<SchemaId> = set.into_iter().map(|id| followed(schemas, id)).collect();
        let set: Vec<SchemaId> = set.into_iter().collect();
        if !simplified.contains(&set) {
            simplified.push(set);
        }
    }
    simplified
}
