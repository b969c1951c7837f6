//! Working out the shapes of parameters, forms, parts and bodies of text.

use std::collections::{HashMap, VecDeque};

use indexmap::{IndexMap, IndexSet};

use super::lines::{Graph, names};
use super::types::types;
use super::{Described, Sets};
use crate::api::{TextShape, TextShapeId, TextShapes as Finished};
use crate::schema::{SchemaId, Schemas, Type, TypeSet};

/// Limit on the work for one parameter or body: the alternatives of its values, members and items. What is
/// beyond may be anything, so that a hostile document costs no exponential time.
const WORK: usize = 20_000;

/// Limit on the length of the path that names a shape. Longer ones are cut, and told apart by numbers.
const PATH: usize = 200;

/// The shapes of a document, while they are worked out.
#[derive(Default)]
pub(in crate::lower) struct TextShapes {
    nodes: Vec<Node>,
    known: HashMap<Sets, usize>,
    /// The shapes whose members and items are not worked out yet.
    open: VecDeque<(usize, Sets)>,
    roots: Vec<usize>,
}

struct Node {
    shape: TextShape,
    /// Whether it is that of a component.
    is_component: bool,
    /// A name for the line of a shape that has none.
    path: String,
}

impl Graph for Node {
    fn children(&self) -> Vec<usize> {
        self.shape.children().map(|child| child.0).collect()
    }

    fn is_short(&self, nodes: &[Node]) -> bool {
        let is_scalar = |node: &Node| node.shape.children().next().is_none();
        let mut inner = self.shape.children().map(|child| &nodes[child.0]);
        let is_list = self.shape.items.is_some() && self.shape.children().count() == 1;
        self.shape.schemas.is_empty()
            && (is_list || is_scalar(self))
            && inner.all(|node| is_scalar(node) && node.shape.schemas.is_empty())
    }

    fn is_component(&self) -> bool {
        self.is_component
    }

    fn path(&self) -> &str {
        &self.path
    }
}

impl TextShapes {
    /// The shape of a parameter or body. `path` names it where it has to have a name.
    pub fn root(&mut self, schemas: &Schemas, schema: SchemaId, path: &str) -> TextShapeId {
        let index = self.node(schemas, vec![vec![schema]], path);
        self.roots.push(index);
        self.fill(schemas);
        TextShapeId(index)
    }

    /// The shape of an object with the parts of a body that have no names; those of the last part are `items`, if there are
    /// more parts than positions.
    pub fn parts<'p>(
        &mut self,
        schemas: &Schemas,
        parts: impl Iterator<Item = (&'p str, &'p [SchemaId], bool)>,
        path: &str,
    ) -> TextShapeId {
        let mut members = IndexMap::new();
        for (name, ids, is_list) in parts {
            let path = format!("{path}.{name}");
            let mut part = self.node(schemas, vec![ids.to_vec()], &path);
            if is_list {
                let list = TextShape {
                    types: Some(TypeSet::from_iter([Type::Array])),
                    items: Some(TextShapeId(part)),
                    ..TextShape::default()
                };
                part = self.push(list, false, &path);
            }
            members.insert(name.to_owned(), TextShapeId(part));
        }
        let object = TextShape {
            types: Some(TypeSet::from_iter([Type::Object])),
            members,
            ..TextShape::default()
        };
        let index = self.push(object, false, path);
        self.roots.push(index);
        self.fill(schemas);
        TextShapeId(index)
    }

    fn push(&mut self, shape: TextShape, is_component: bool, path: &str) -> usize {
        self.nodes.push(Node {
            shape,
            is_component,
            path: path.to_owned(),
        });
        self.nodes.len() - 1
    }

    /// The shape of a value, whose members and items are worked out later.
    fn node(&mut self, schemas: &Schemas, sets: Sets, path: &str) -> usize {
        let sets = resolved(schemas, sets);
        if let Some(known) = self.known.get(&sets) {
            return *known;
        }
        let component = match &sets[..] {
            [set] if set.len() == 1 => schemas[set[0]].name.as_deref(),
            _ => None,
        };
        let (is_component, path) = (component.is_some(), component.unwrap_or(path));
        let index = self.push(TextShape::default(), is_component, path);
        self.known.insert(sets.clone(), index);
        self.open.push_back((index, sets));
        index
    }

    fn fill(&mut self, schemas: &Schemas) {
        let mut left = WORK;
        while let Some((index, sets)) = self.open.pop_front() {
            let value = (left > 0).then(|| Described::of(schemas, &sets)).flatten();
            let Some(value) = value else {
                self.nodes[index].shape.schemas = sets;
                continue;
            };
            left = left.saturating_sub(value.count().max(1));
            let shape = self.shape(schemas, index, &value, sets);
            self.nodes[index].shape = shape;
        }
    }

    fn shape(
        &mut self,
        schemas: &Schemas,
        index: usize,
        value: &Described,
        sets: Sets,
    ) -> TextShape {
        let types = types(schemas, &sets);
        let has = |kind| types.is_none_or(|types| types.contains(kind));
        let mut shape = TextShape {
            types,
            ..TextShape::default()
        };
        let path = self.nodes[index].path.clone();
        if has(Type::Object) {
            let keyed = |shapes: &mut Self, members: IndexMap<&str, Sets>| {
                let members = members.into_iter().map(|(name, sets)| {
                    let member = shapes.node(schemas, sets, &joined(&path, &format!(".{name}")));
                    (name.to_owned(), TextShapeId(member))
                });
                members.collect::<IndexMap<_, _>>()
            };
            shape.members = keyed(self, value.members(schemas));
            shape.patterns = keyed(self, value.patterns());
            let others = value.additional(schemas, false, |it| it.boolean != Some(false));
            shape.additional = self.inner(schemas, others, &joined(&path, ".*"));
        }
        if has(Type::Array) {
            let inner = joined(&path, "[]");
            for at in 0..value.prefix_length() {
                let item = self.inner(schemas, value.item(at), &inner);
                shape.prefix.extend(item);
            }
            shape.items = self.inner(schemas, value.item(usize::MAX), &inner);
        }
        let says_more = |id: &SchemaId| !schemas[*id].has_only_types();
        if is_ambiguous(types) && sets.iter().flatten().any(says_more) {
            shape.schemas = sets;
        }
        shape
    }

    /// The shape of a value that may be missing; none where no schema describes it.
    fn inner(&mut self, schemas: &Schemas, sets: Sets, path: &str) -> Option<TextShapeId> {
        let is_described = !sets.is_empty();
        is_described.then(|| TextShapeId(self.node(schemas, sets, path)))
    }

    /// All shapes, with the names of those that have lines.
    pub fn finish(self) -> Finished {
        let roots = self.roots.iter().map(|root| (*root, None));
        let names = names(&self.nodes, roots);
        let shapes = self.nodes.into_iter().zip(names);
        let shapes = shapes.map(|(node, name)| TextShape { name, ..node.shape });
        Finished(shapes.collect())
    }
}

/// Whether an `enum` of a schema lists the empty string.
pub(in crate::lower) fn lists_empty(schemas: &Schemas, schema: SchemaId) -> bool {
    let value = Described::of(schemas, &vec![vec![schema]]);
    value.is_some_and(|value| value.lists_empty())
}

/// A path with what is behind it, if it is not too long.
fn joined(path: &str, behind: &str) -> String {
    match path.len() + behind.len() > PATH {
        true => path.to_owned(),
        false => format!("{path}{behind}"),
    }
}

/// Whether a text may be a string as well as a number or boolean.
fn is_ambiguous(types: Option<TypeSet>) -> bool {
    types.is_none_or(|types| {
        let scalars = [Type::Integer, Type::Number, Type::Boolean];
        types.contains(Type::String) && scalars.into_iter().any(|kind| types.contains(kind))
    })
}

/// The sets without plain references and duplicates.
fn resolved(schemas: &Schemas, sets: Sets) -> Sets {
    let sets = sets.into_iter().map(|set| {
        let set: IndexSet<SchemaId> = set.into_iter().map(|id| schemas.resolve(id)).collect();
        set.into_iter().collect::<Vec<_>>()
    });
    let sets: IndexSet<Vec<SchemaId>> = sets.collect();
    sets.into_iter().collect()
}
