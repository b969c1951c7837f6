//! What of the runtime a document uses, and which crates.

use std::collections::BTreeSet;

use serde::Serialize;

use super::answers::streams;
use super::senders;
use super::sharing::params_fields;
use super::types::{KindView, TypeView};
use crate::api::{Api, Content, Form, Kind, Layout, Location, Operation, SchemeKind, Style, Type};

/// What a document uses of what a generated crate may lack.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Uses {
    /// The parts of the runtime, as its own manifest calls them (`support/Cargo.toml`).
    pub parts: BTreeSet<&'static str>,
}

impl Uses {
    /// What the model and the types of the generated code use. The contract adds what only it says.
    pub fn of<'a>(api: &Api, items: impl Iterator<Item = &'a TypeView>) -> Uses {
        let mut uses = Uses::default();
        for (_, definition) in api.types.iter() {
            match &definition.kind {
                Kind::Struct(structure) => {
                    structure
                        .fields
                        .iter()
                        .for_each(|field| uses.see(&field.ty));
                    structure.additional.iter().for_each(|ty| uses.see(ty));
                }
                Kind::Union(union) => union
                    .variants
                    .iter()
                    .for_each(|variant| uses.see(&variant.ty)),
                Kind::Alias(ty) | Kind::Newtype(ty) => uses.see(ty),
                Kind::Enum(_) | Kind::IntegerEnum(_) => {}
            }
        }
        for item in items {
            let part = match &item.kind {
                KindView::Struct(_) => "objects",
                KindView::Enum { .. } => "string-enums",
                KindView::IntegerEnum { .. } => "integer-enums",
                KindView::Union(_) => "unions",
                KindView::Newtype { .. } => "newtypes",
                KindView::Alias { .. } => continue,
            };
            uses.parts.extend(["types", part]);
        }
        for scheme in &api.schemes {
            uses.parts.insert("security");
            uses.parts.extend(match &scheme.kind {
                SchemeKind::ApiKey {
                    location: Location::Cookie,
                    ..
                } => Some("cookies"),
                SchemeKind::Basic => Some("base64"),
                _ => None,
            });
        }
        for operation in &api.operations {
            uses.parts.insert("operations");
            if !params_fields(operation).is_empty() {
                uses.parts.insert("parameters");
            }
            uses.operation(operation);
            if senders::own_url(api, operation).is_some() {
                uses.parts.insert("servers");
            }
        }
        uses
    }

    fn operation(&mut self, operation: &Operation) {
        if !operation.security.is_empty() {
            self.parts.insert("security");
        }
        if operation.route.contains(['?', '#']) {
            self.parts.insert("selectors");
        }
        for parameter in &operation.parameters {
            self.see(&parameter.ty);
            self.style(parameter.style);
            if parameter.location == Location::Cookie {
                self.parts.insert("cookies");
            }
            if parameter.whole_query {
                self.parts.insert("whole-query");
                self.parts.insert("forms");
            }
            self.layouts(parameter.encodings.iter().map(|encoding| encoding.layout));
        }
        let bodies = operation.body.iter().flat_map(|body| &body.contents);
        for content in bodies {
            if content.form == Form::UrlEncoded {
                self.parts.insert("forms");
            }
            self.layouts(content.encodings.iter().map(|encoding| encoding.layout));
            self.content(content);
        }
        if streams(operation) {
            self.parts.insert("downloads");
        }
        for response in &operation.responses {
            response
                .contents
                .iter()
                .for_each(|content| self.content(content));
            for header in &response.headers {
                self.parts.insert("headers");
                self.see(&header.ty);
            }
        }
    }

    fn content(&mut self, content: &Content) {
        match content.form {
            Form::Stream => {
                self.parts.insert("streams");
                return;
            }
            Form::Items => self.parts.extend(["items", "streams"]),
            _ => {}
        }
        self.see(&content.ty);
    }

    fn layouts(&mut self, layouts: impl Iterator<Item = Layout>) {
        for layout in layouts {
            if let Layout::Styled { style, .. } = layout {
                self.style(style);
            }
        }
    }

    fn style(&mut self, style: Style) {
        if style == Style::Cookie {
            self.parts.insert("cookies");
        }
    }

    fn see(&mut self, ty: &Type) {
        let mut open = vec![ty];
        while let Some(ty) = open.pop() {
            match ty {
                Type::List(inner)
                | Type::Map(inner)
                | Type::Nullable(inner)
                | Type::Items(inner)
                | Type::Boxed(inner) => open.push(inner),
                Type::Tuple(types) => {
                    self.parts.insert("tuples");
                    open.extend(types);
                }
                Type::DateTime | Type::Date => drop(self.parts.insert("dates")),
                Type::Uuid => drop(self.parts.insert("uuids")),
                Type::Bytes => drop(self.parts.insert("base64")),
                _ => {}
            }
        }
    }
}
