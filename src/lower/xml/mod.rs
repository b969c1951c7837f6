//! The shapes of schemas in XML: the names and kinds of their elements, and what is in them.

mod build;
mod lines;
mod names;

use indexmap::IndexMap;

use self::build::{Context, Node};
use crate::api::{XmlName, XmlSchema};
use crate::schema::{SchemaId, Schemas};

pub(super) use names::Named;

/// The shapes of a document.
#[derive(Default)]
pub(super) struct Shapes {
    nodes: Vec<Node>,
    known: std::collections::HashMap<build::Key, usize>,
    /// The roots by their names.
    roots: IndexMap<String, (usize, XmlName)>,
}

/// The root of a body or parameter.
pub(super) struct Root {
    pub name: String,
    /// Whether the document has no name for its element.
    pub is_unnamed: bool,
}

impl Shapes {
    /// The root element of a schema; `None` if that describes nothing that is in it. `location` names the shape of one that is no
    /// component.
    ///
    /// # Errors
    /// What XML cannot notate.
    pub(super) fn root(
        &mut self,
        schemas: &Schemas,
        schema: SchemaId,
        location: &str,
    ) -> Result<Option<Root>, String> {
        let id = names::followed(schemas, schema);
        let Named { xml, component } = Named::of(schemas, &[id]);
        let node = self.build(
            schemas,
            vec![vec![id]],
            Context::Root,
            component.unwrap_or(location),
        );
        let Some(node) = node else { return Ok(None) };
        if let Some(problem) = self.problem(node) {
            return Err(problem);
        }
        let local = xml.name.as_deref().or(component);
        let is_unnamed = local.is_none();
        let mut element = xml.element(local.unwrap_or("root"))?;
        // Any name is read.
        element.name = element.name.filter(|_| !is_unnamed);
        let name = schemas[id].name.as_deref().unwrap_or(location).to_owned();
        let root = (node, element);
        let name = match self.roots.get(&name) {
            Some(known) if *known != root => self.unique(&name, &root),
            _ => name,
        };
        self.roots.insert(name.clone(), root);
        Ok(Some(Root { name, is_unnamed }))
    }

    /// A name that no other root has.
    fn unique(&self, name: &str, root: &(usize, XmlName)) -> String {
        let mut names = (2..).map(|number| format!("{name} {number}"));
        let is_free = |name: &String| self.roots.get(name).is_none_or(|known| known == root);
        names.find(is_free).unwrap_or_default()
    }

    /// The lines of all shapes that contents use.
    pub(super) fn finish(self) -> Vec<XmlSchema> {
        lines::lines(&self.nodes, &self.roots)
    }
}
