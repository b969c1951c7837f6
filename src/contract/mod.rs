//! The compiled document, which a generated server parses at start: JSON Lines.
//!
//! Operations come first, in document order, then the schemas and shapes that they refer to, by name, then the security
//! schemes.
//! Each is one JSON object on one line, so that another operation is another line.

mod equal_webhooks;
mod forms;
mod operation;
mod shapes;
mod unions;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

pub use equal_webhooks::check_webhooks;
pub use forms::forms;
pub(crate) use forms::lines as form_lines;
pub use operation::OwnResponses;
use operation::{Head, Writers};

use crate::api::hooks::{Hook, RECEIVED, hooks};
use crate::api::{Api, SchemeKind, Section, SecurityScheme};
use crate::example::Samples;
use crate::problem::Templates;
use crate::schema::Schemas;
use crate::validator::{Definitions, Writer};
pub(crate) use shapes::ShapeWriter;

/// The compiled document, and the parts of the runtime that it needs.
#[derive(Debug, Default)]
pub struct Contract {
    /// The text of `contract.jsonl`.
    pub text: String,
    /// The runtime's cargo features that it needs.
    pub parts: BTreeSet<&'static str>,
}

pub use unions::unions;

/// Compiles a document. `keys` are the names of the operations in generated code, in the order of
/// [`Api::operations`].
pub fn write(api: &Api, schemas: &Schemas, keys: &[String]) -> Contract {
    section(api, Section::Paths, schemas, keys, &[])
}

/// The same for programs that receive webhooks or callbacks: those that there are, each after the name of its part.
pub fn receivers(api: &Api, schemas: &Schemas, keys: &[String]) -> Vec<(&'static str, Contract)> {
    let hooks = hooks(api, keys);
    let sections = RECEIVED.iter();
    let sections = sections.filter(|(section, _)| api.in_section(*section).next().is_some());
    sections
        .map(|(part, name)| (*name, section(api, *part, schemas, keys, &hooks)))
        .collect()
}

/// Compiles the operations of a part of the document.
fn section(
    api: &Api,
    section: Section,
    schemas: &Schemas,
    keys: &[String],
    hooks: &[Option<Hook>],
) -> Contract {
    let definitions = Definitions::in_section(api, section, schemas, keys);
    let mut samples = Samples::new(&definitions)
        .with_xml(xml(api))
        .with_shapes(&api.shapes);
    let mut templates = Templates::default();
    let mut writers = Writers {
        schemas: Writer::new(&definitions),
        shapes: ShapeWriter::new(&api.shapes),
    };
    let mut text = String::new();
    for (index, operation) in api.in_section(section) {
        let hook = hooks.get(index).and_then(Option::as_ref);
        let head = Head {
            key: &keys[index],
            tag: api.tags[operation.tag.0].name.as_deref(),
            hook,
        };
        let own = OwnResponses {
            // Receivers have no mock.
            mock: hook.is_none().then(|| samples.mock(operation)),
            problems: templates.of(&mut samples, operation),
        };
        push(
            &mut text,
            &operation::line(head, operation, own, schemas, &mut writers),
        );
    }
    let Writers {
        schemas: mut writer,
        mut shapes,
    } = writers;
    let lines = std::iter::from_fn(|| shapes.next_line(&mut writer));
    let shapes: BTreeMap<String, Value> = lines.collect();
    let lines = std::iter::from_fn(|| writer.next_line());
    let schemas: BTreeMap<String, Value> = lines.collect();
    for (name, schema) in schemas {
        push(&mut text, &json!({ "schema": name, "is": schema }));
    }
    for (name, shape) in shapes {
        push(&mut text, &json!({ "shape": name, "is": shape }));
    }
    for scheme in &api.schemes {
        push(&mut text, &security_scheme(scheme));
    }
    let parts = writer.parts().collect();
    Contract { text, parts }
}

/// A schema of several that a keyword combines.
fn combined(keyword: &str, schemas: impl Iterator<Item = Value>) -> Value {
    let mut schemas: Vec<Value> = schemas.collect();
    match schemas.len() {
        1 => schemas.remove(0),
        _ => json!({ keyword: schemas }),
    }
}

fn push(text: &mut String, line: &Value) {
    text.push_str(&line.to_string());
    text.push('\n');
}

/// The shapes of schemas in XML, a line for each; empty if there is no XML.
pub fn xml(api: &Api) -> String {
    let mut text = String::new();
    api.xml
        .iter()
        .for_each(|schema| push(&mut text, &json!(schema)));
    text
}

/// A security scheme's line (Security Scheme Object, OpenAPI 3.1.1 §4.8.27).
fn security_scheme(scheme: &SecurityScheme) -> Value {
    let name = &scheme.name;
    match &scheme.kind {
        SchemeKind::ApiKey {
            location,
            name: key,
        } => {
            json!({ "scheme": name, "type": "apiKey", "in": location.name(), "name": key })
        }
        SchemeKind::Basic => json!({ "scheme": name, "type": "http", "http": "basic" }),
        SchemeKind::Bearer => json!({ "scheme": name, "type": "http", "http": "bearer" }),
        SchemeKind::MutualTls => json!({ "scheme": name, "type": "mutualTLS" }),
        SchemeKind::Http { scheme } => json!({ "scheme": name, "type": "http", "http": scheme }),
    }
}
