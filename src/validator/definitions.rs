//! Which schemas have lines of their own in the contract, and their names.

use std::collections::HashSet;

use crate::api::{Api, Section};
use crate::cycles::cycles;
use crate::schema::{Schema, SchemaId, Schemas};

/// The names of schemas in the contract.
///
/// Components keep their names. An inline schema is written in place, unless several schemas refer to it, or it contains
/// itself; then its name is the path that leads to it.
#[derive(Debug)]
pub struct Definitions<'a> {
    schemas: &'a Schemas,
    names: Vec<Option<String>>,
}

impl<'a> Definitions<'a> {
    /// Names the schemas of an API. `keys` are the names of the operations, in order.
    pub fn new(api: &Api, schemas: &'a Schemas, keys: &[String]) -> Definitions<'a> {
        Self::in_section(api, Section::Paths, schemas, keys)
    }

    /// The same for the operations of a part of the document.
    pub fn in_section(
        api: &Api,
        section: Section,
        schemas: &'a Schemas,
        keys: &[String],
    ) -> Definitions<'a> {
        Self::named(schemas, &roots(api, section, keys))
    }

    /// Names components and recursive schemas, whether or not operations use them.
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
            assigned: HashSet::new(),
        };
        naming.name_components();
        naming.name_shared(roots);
        Definitions {
            schemas,
            names: naming.names,
        }
    }

    /// All schemas.
    pub fn schemas(&self) -> &'a Schemas {
        self.schemas
    }

    /// The name of a schema that has a line of its own.
    pub fn name(&self, id: SchemaId) -> Option<&str> {
        self.names.get(id.index())?.as_deref()
    }
}

struct Naming<'a> {
    schemas: &'a Schemas,
    names: Vec<Option<String>>,
    assigned: HashSet<String>,
}

impl Naming<'_> {
    /// Names components. Of two with one name, the first one keeps it.
    fn name_components(&mut self) {
        for id in self.schemas.ids() {
            if let Some(name) = &self.schemas[id].name {
                self.names[id.index()] = Some(self.unique(name));
            }
        }
    }

    /// Names the inline schemas that cannot be written in place.
    fn name_shared(&mut self, roots: &[(String, SchemaId)]) {
        let shared = self.shared(roots);
        let named = self
            .schemas
            .ids()
            .filter_map(|id| Some((self.names[id.index()].clone()?, id)));
        let mut open: Vec<(String, SchemaId)> = roots.iter().cloned().chain(named).collect();
        // Unreachable schemas need names as well, because writing recursive ones in place would not end.
        open.extend(self.schemas.ids().map(|id| ("schema".to_owned(), id)));
        let mut seen = vec![false; self.schemas.len()];
        open.reverse();
        while let Some((path, id)) = open.pop() {
            if std::mem::replace(&mut seen[id.index()], true) {
                continue;
            }
            if shared[id.index()] && self.names[id.index()].is_none() {
                self.names[id.index()] = Some(self.unique(&path));
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

    /// For each schema, whether several schemas refer to it, or a discriminator does, which needs a name.
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

    /// The name, or the name with a number if it is assigned.
    fn unique(&mut self, base: &str) -> String {
        let name = std::iter::once(base.to_owned())
            .chain((2_usize..).map(|number| format!("{base}-{number}")))
            .find(|name| !self.assigned.contains(name))
            .unwrap_or_default();
        self.assigned.insert(name.clone());
        name
    }
}

/// The schemas that operations use directly, with their paths.
fn roots(api: &Api, section: Section, keys: &[String]) -> Vec<(String, SchemaId)> {
    let mut roots = Vec::new();
    for (index, operation) in api.in_section(section) {
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

/// The subschemas of a schema, with the path segments of their keywords; that of a reference is empty.
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
    for (keyword, applicator) in schema.applicators.keywords() {
        steps.extend(applicator.schemas().map(|(key, id)| match key {
            Some(key) => (format!("/{keyword}/{key}"), id),
            None => (format!("/{keyword}"), id),
        }));
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
