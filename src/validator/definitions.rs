//! Which schemas stand on a line of their own, and under which name.

use std::collections::HashSet;

use super::writer::implied;
use crate::api::Api;
use crate::cycles::cycles;
use crate::schema::{Applicator, Schema, SchemaId, Schemas};

/// The names that the contract's schemas refer to each other by.
///
/// A schema of the document keeps its name. One without a name is written where it is used, except when it is used in
/// several schemas, as those are that contain themselves: then it gets a name made of the way that leads to it.
#[derive(Debug)]
pub struct Definitions<'a> {
    schemas: &'a Schemas,
    names: Vec<Option<String>>,
    /// For each schema: whether it, or what it includes, has a type.
    saying_type: Vec<bool>,
}

impl<'a> Definitions<'a> {
    /// Names the schemas of an API; `keys` are the names of its operations, in their order.
    pub fn new(api: &Api, schemas: &'a Schemas, keys: &[String]) -> Definitions<'a> {
        Self::named(schemas, &roots(api, keys))
    }

    /// Names schemas whatever operations use them: those that have a name, and those that contain themselves.
    pub fn of(schemas: &'a Schemas) -> Definitions<'a> {
        let targets = schemas
            .ids()
            .map(|id| schemas[id].children().map(SchemaId::index));
        let targets: Vec<Vec<usize>> = targets.map(Iterator::collect).collect();
        let cycles = cycles(&targets);
        let roots = schemas.ids().filter(|id| cycles[id.index()].is_some());
        let roots: Vec<_> = roots.map(|id| (format!("#{}", id.index()), id)).collect();
        Self::named(schemas, &roots)
    }

    fn named(schemas: &'a Schemas, roots: &[(String, SchemaId)]) -> Definitions<'a> {
        let mut naming = Naming {
            schemas,
            names: vec![None; schemas.len()],
            taken: HashSet::new(),
        };
        naming.keep();
        naming.invent(roots);
        let names = naming.names;
        let says = |id: SchemaId| {
            let has_name = names[id.index()].is_some();
            schemas[id].types.is_some() || has_name && implied(&schemas[id]).is_some()
        };
        let saying_type = schemas.leading_to(says, |id| schemas[id].included().collect());
        Definitions {
            schemas,
            names,
            saying_type,
        }
    }

    /// All schemas.
    pub fn schemas(&self) -> &'a Schemas {
        self.schemas
    }

    /// Whether what a schema includes has a type, so that its other parts need none.
    pub fn parts_say_type(&self, schema: &Schema) -> bool {
        let mut parts = schema.included();
        parts.any(|part| self.saying_type[part.index()])
    }

    /// The name of a schema that has a line.
    pub fn name(&self, id: SchemaId) -> Option<&str> {
        self.names.get(id.index())?.as_deref()
    }
}

struct Naming<'a> {
    schemas: &'a Schemas,
    names: Vec<Option<String>>,
    taken: HashSet<String>,
}

impl Naming<'_> {
    /// The document's own names. Of two schemas with one name, the first keeps it.
    fn keep(&mut self) {
        for id in self.schemas.ids() {
            if let Some(name) = &self.schemas[id].name {
                self.names[id.index()] = Some(self.free(name));
            }
        }
    }

    /// Names for the nameless schemas that can't be written where they are used.
    fn invent(&mut self, roots: &[(String, SchemaId)]) {
        let shared = self.shared(roots);
        let named = self
            .schemas
            .ids()
            .filter_map(|id| Some((self.names[id.index()].clone()?, id)));
        let mut open: Vec<(String, SchemaId)> = roots.iter().cloned().chain(named).collect();
        // What nothing leads to is named all the same, so that writing it comes to an end.
        open.extend(self.schemas.ids().map(|id| ("schema".to_owned(), id)));
        let mut seen = vec![false; self.schemas.len()];
        open.reverse();
        while let Some((path, id)) = open.pop() {
            if std::mem::replace(&mut seen[id.index()], true) {
                continue;
            }
            if shared[id.index()] && self.names[id.index()].is_none() {
                self.names[id.index()] = Some(self.free(&path));
            }
            let path = self.names[id.index()].as_ref().unwrap_or(&path);
            let steps = steps(&self.schemas[id]);
            open.extend(
                steps
                    .into_iter()
                    .rev()
                    .map(|(step, child)| (format!("{path}{step}"), child)),
            );
        }
    }

    /// For each schema: whether more than one place uses it, or a discriminator does, which needs a name.
    fn shared(&self, roots: &[(String, SchemaId)]) -> Vec<bool> {
        let mut uses = vec![0_usize; self.schemas.len()];
        for id in roots.iter().map(|(_, id)| *id).collect::<HashSet<_>>() {
            uses[id.index()] += 1;
        }
        for id in self.schemas.ids() {
            self.schemas[id]
                .children()
                .for_each(|child| uses[child.index()] += 1);
            if let Some(discriminator) = &self.schemas[id].discriminator {
                discriminator
                    .targets()
                    .for_each(|target| uses[target.index()] += 2);
            }
        }
        uses.into_iter().map(|uses| uses > 1).collect()
    }

    fn free(&mut self, wish: &str) -> String {
        let name = std::iter::once(wish.to_owned())
            .chain((2_usize..).map(|number| format!("{wish}-{number}")))
            .find(|name| !self.taken.contains(name))
            .unwrap_or_default();
        self.taken.insert(name.clone());
        name
    }
}

/// The schemas that operations use directly, with the path that names them.
fn roots(api: &Api, keys: &[String]) -> Vec<(String, SchemaId)> {
    let mut roots = Vec::new();
    for (index, operation) in api.served() {
        let key = &keys[index];
        let mut root = |step: &str, id: Option<SchemaId>| {
            roots.extend(id.map(|id| (format!("{key}{step}"), id)))
        };
        for parameter in &operation.parameters {
            root(&format!("/{}", parameter.name), parameter.schema);
        }
        for content in operation.body.iter().flat_map(|body| &body.contents) {
            root("/body", content.schema);
        }
        for response in &operation.responses {
            for header in &response.headers {
                root(
                    &format!("/{}/{}", response.status, header.name),
                    header.schema,
                );
            }
            for content in &response.contents {
                root(&format!("/{}", response.status), content.schema);
            }
        }
    }
    roots
}

/// The schemas directly below a schema, with the keywords that lead to them; a reference is no step.
fn steps(schema: &Schema) -> Vec<(String, SchemaId)> {
    let mut steps = Vec::new();
    steps.extend(schema.reference.map(|id| (String::new(), id)));
    steps.extend(
        schema
            .properties
            .iter()
            .map(|(name, id)| (format!("/{name}"), *id)),
    );
    steps.extend(
        schema
            .additional_properties
            .map(|id| ("/additionalProperties".to_owned(), id)),
    );
    steps.extend(schema.items.map(|id| ("/items".to_owned(), id)));
    let lists = [
        ("prefixItems", &schema.prefix_items),
        ("allOf", &schema.all_of),
        ("anyOf", &schema.any_of),
        ("oneOf", &schema.one_of),
    ];
    for (keyword, list) in lists {
        steps.extend(
            list.iter()
                .enumerate()
                .map(|(index, id)| (format!("/{keyword}/{index}"), *id)),
        );
    }
    for (keyword, applicator) in &schema.applicators {
        match applicator {
            Applicator::One(id) => steps.push((format!("/{keyword}"), *id)),
            Applicator::Keyed(list) => {
                steps.extend(
                    list.iter()
                        .map(|(name, id)| (format!("/{keyword}/{name}"), *id)),
                );
            }
        }
    }
    steps.extend(schema.discriminator.iter().flat_map(|discriminator| {
        let mapping = discriminator.mapping.iter();
        let mapping = mapping.map(|(value, id)| (format!("/{value}"), *id));
        mapping.chain(
            discriminator
                .default
                .map(|id| ("/defaultMapping".to_owned(), id)),
        )
    }));
    steps
}
