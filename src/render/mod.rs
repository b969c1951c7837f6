//! From views to text. Templates print what the `rust` stage has decided.
//!
//! A template prints a plain string as a quoted literal, and only [`crate::rust::Code`] verbatim. So text from a document
//! cannot become code.

mod calls;
mod chains;
mod files;
mod format;
mod imports;
mod join;
mod line;
mod runtime;

pub use files::{Runtime, Sides, Text, module, skeleton};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, ValueKind};
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior};
use serde::Serialize;

use crate::error::Error;
use crate::rust::literal;

/// The templates by name.
const TEMPLATES: &[(&str, &str)] = &[
    ("api.rs", include_str!("../../templates/api.rs.j2")),
    ("modules.rs", include_str!("../../templates/modules.rs.j2")),
    (
        "construct.rs",
        include_str!("../../templates/construct.rs.j2"),
    ),
    (
        "types/file.rs",
        include_str!("../../templates/types/file.rs.j2"),
    ),
    (
        "types/items.rs",
        include_str!("../../templates/types/items.rs.j2"),
    ),
    (
        "types/struct.rs",
        include_str!("../../templates/types/struct.rs.j2"),
    ),
    (
        "types/enum.rs",
        include_str!("../../templates/types/enum.rs.j2"),
    ),
    (
        "types/integer_enum.rs",
        include_str!("../../templates/types/integer_enum.rs.j2"),
    ),
    (
        "types/union.rs",
        include_str!("../../templates/types/union.rs.j2"),
    ),
    (
        "types/any_of.rs",
        include_str!("../../templates/types/any_of.rs.j2"),
    ),
    (
        "operations/file.rs",
        include_str!("../../templates/operations/file.rs.j2"),
    ),
    (
        "server/mod.rs",
        include_str!("../../templates/server/mod.rs.j2"),
    ),
    (
        "server/interface.rs",
        include_str!("../../templates/server/interface.rs.j2"),
    ),
    (
        "server/auth.rs",
        include_str!("../../templates/server/auth.rs.j2"),
    ),
    (
        "receiver/mod.rs",
        include_str!("../../templates/receiver/mod.rs.j2"),
    ),
    (
        "client/mod.rs",
        include_str!("../../templates/client/mod.rs.j2"),
    ),
    (
        "client/sender.rs",
        include_str!("../../templates/client/sender.rs.j2"),
    ),
    (
        "client/methods.rs",
        include_str!("../../templates/client/methods.rs.j2"),
    ),
    (
        "skeleton/Cargo.toml",
        include_str!("../../templates/skeleton/Cargo.toml.j2"),
    ),
    (
        "skeleton/lib.rs",
        include_str!("../../templates/skeleton/lib.rs.j2"),
    ),
    (
        "skeleton/main.rs",
        include_str!("../../templates/skeleton/main.rs.j2"),
    ),
    (
        "skeleton/test.rs",
        include_str!("../../templates/skeleton/test.rs.j2"),
    ),
    (
        "skeleton/handlers.rs",
        include_str!("../../templates/skeleton/handlers.rs.j2"),
    ),
    (
        "skeleton/auth_stub.rs",
        include_str!("../../templates/skeleton/auth_stub.rs.j2"),
    ),
    (
        "skeleton/stub.rs",
        include_str!("../../templates/skeleton/stub.rs.j2"),
    ),
];

/// The template engine with all templates.
pub struct Renderer {
    templates: Environment<'static>,
}

impl Renderer {
    /// Parses all templates.
    pub fn new() -> Result<Renderer, Error> {
        let syntax = SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build();
        let syntax = syntax.map_err(|error| Error::template("syntax", describe(&error), None))?;
        let mut templates = Environment::new();
        templates.set_undefined_behavior(UndefinedBehavior::Strict);
        templates.set_syntax(syntax);
        templates.set_auto_escape_callback(|_| AutoEscape::Custom("rust".into()));
        templates.set_formatter(|out, _, value| match value.kind() {
            _ if value.is_safe() => Ok(out.write_str(value.as_str().unwrap_or_default())?),
            ValueKind::String => {
                Ok(out.write_str(literal(value.as_str().unwrap_or_default()).as_str())?)
            }
            ValueKind::Number => Ok(write!(out, "{value}")?),
            kind => Err(minijinja::Error::new(
                ErrorKind::BadEscape,
                format!("cannot print a value of kind {kind}"),
            )),
        });
        for (name, text) in TEMPLATES {
            templates
                .add_template(name, text)
                .map_err(|error| Error::template(*name, describe(&error), None))?;
        }
        Ok(Renderer { templates })
    }

    /// The text of a template, unformatted.
    pub fn text(&self, template: &str, view: impl Serialize) -> Result<String, Error> {
        let rendered = self
            .templates
            .get_template(template)
            .and_then(|template| template.render(Serde(&view)));
        rendered.map_err(|error| Error::template(template, describe(&error), None))
    }

    /// The text of a template, formatted as Rust.
    pub fn rust(&self, template: &str, view: impl Serialize) -> Result<String, Error> {
        let text = self.text(template, view)?;
        match format::format(&text) {
            Ok(formatted) => Ok(formatted),
            Err(message) => Err(Error::template(template, message, Some(text))),
        }
    }
}

/// The start of the item that makes a method a complete file, so that it can be formatted.
const IMPL: &str = "impl X {\n";

impl Renderer {
    /// The text of a template for a method, formatted.
    pub fn method(&self, template: &str, view: impl Serialize) -> Result<String, Error> {
        let text = format!("{IMPL}{}}}\n", self.text(template, view)?);
        let formatted = format::format(&text)
            .map_err(|message| Error::template(template, message, Some(text)))?;
        let inside = formatted.lines().skip(1).filter(|line| *line != "}");
        Ok(inside
            .map(|line| format!("{}\n", line.strip_prefix("    ").unwrap_or(line)))
            .collect())
    }
}

/// An error of the template engine with its causes.
fn describe(error: &minijinja::Error) -> String {
    format!("{error:#}")
}
