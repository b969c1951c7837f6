//! The modules of the runtime that a document needs.

use std::collections::BTreeSet;

use serde::Serialize;

use super::types::{KindView, TypeView};
use crate::api::{
    Api, Content, Form, Header, Kind, Operation, PartForm, SchemeKind, Section, Status, Type,
};

/// The optional modules of the runtime that a generated crate contains.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Uses {
    /// The cargo features of the runtime (`runtime/Cargo.toml`).
    pub parts: BTreeSet<&'static str>,
    /// The types of the runtime that hold values of formats, by module and name.
    #[serde(skip)]
    pub values: BTreeSet<&'static str>,
}

impl Uses {
    /// The features that the model and the generated types use. Those of the contract are added later.
    pub fn of<'a>(api: &Api, items: impl Iterator<Item = &'a TypeView>) -> Uses {
        let mut uses = Uses::default();
        for (_, definition) in api.types.iter() {
            match &definition.kind {
                Kind::Struct(structure) => {
                    structure.fields.iter().for_each(|field| uses.ty(&field.ty));
                    structure.additional.iter().for_each(|ty| uses.ty(ty));
                }
                Kind::Union(union) => union.variants.iter().for_each(|it| uses.ty(&it.ty)),
                Kind::AnyOf(any_of) => {
                    let alternatives = any_of.alternatives.iter();
                    alternatives.for_each(|it| uses.ty(&it.ty));
                }
                Kind::Alias(ty) | Kind::Newtype { ty, .. } => uses.ty(ty),
                Kind::Enum(_) | Kind::IntegerEnum(_) => {}
            }
        }
        uses.parts.extend(items.filter_map(macro_part));
        let is_basic = |kind: &SchemeKind| matches!(kind, SchemeKind::Basic);
        if api.schemes.iter().any(|scheme| is_basic(&scheme.kind)) {
            uses.parts.insert("base64");
        }
        api.operations.iter().for_each(|it| uses.operation(it));
        if api.served().any(|(_, operation)| has_ranges(operation)) {
            uses.parts.insert("ranges");
        }
        let is_hook = |operation: &Operation| api.section(operation) != Section::Paths;
        if api.operations.iter().any(is_hook) {
            uses.parts.insert("receivers");
        }
        if api.operations.iter().any(|operation| operation.signed) {
            uses.parts.insert("signatures");
        }
        uses
    }

    fn operation(&mut self, operation: &Operation) {
        for parameter in &operation.parameters {
            self.ty(&parameter.ty);
            if parameter.xml.is_some() {
                self.parts.insert("xml");
            }
        }
        let bodies = operation.body.iter().flat_map(|body| &body.contents);
        bodies.for_each(|content| self.content(content));
        for response in &operation.responses {
            response.contents.iter().for_each(|it| self.content(it));
            let mut contents = response.contents.iter();
            if contents.any(|it| it.form == Form::Stream && it.is_event_stream()) {
                self.parts.insert("event-bytes");
            }
            response.headers.iter().for_each(|it| self.header(it));
        }
    }

    fn header(&mut self, header: &Header) {
        self.ty(&header.ty);
        self.parts
            .extend(match header.name.to_ascii_lowercase().as_str() {
                "link" | "location" | "content-location" => Some("links"),
                "retry-after" => Some("retry-after"),
                _ => None,
            });
    }

    fn content(&mut self, content: &Content) {
        match content.form {
            Form::Stream => return,
            Form::Multipart => {
                self.value("multipart", "multipart::File");
                for part in &content.parts {
                    if part.form == PartForm::Files {
                        self.value("multipart", "multipart::Files");
                    }
                    self.ty(&part.ty);
                    part.headers.iter().for_each(|header| self.ty(&header.ty));
                }
            }
            Form::RawMultipart => {
                self.value("multipart", "multipart::Part");
                self.value("multipart", "multipart::RawMultipart");
            }
            Form::Items | Form::EventData => drop(self.parts.insert("items")),
            Form::Xml => drop(self.parts.insert("xml")),
            Form::UrlEncoded if content.response_form.is_some() => {
                self.parts.insert("forms");
            }
            _ => {}
        }
        self.ty(&content.ty);
    }

    fn ty(&mut self, ty: &Type) {
        let mut open = vec![ty];
        while let Some(ty) = open.pop() {
            match ty {
                Type::List(inner)
                | Type::Map(inner)
                | Type::Nullable(inner)
                | Type::Items(inner)
                | Type::Boxed(inner) => open.push(inner),
                Type::DynBoxed(inner) => {
                    self.value("dyn-boxes", "dyn_box::DynBox");
                    open.push(inner);
                }
                Type::JsonText(inner) => {
                    self.value("json-texts", "json_text::JsonText");
                    open.push(inner);
                }
                Type::Tuple(types) => {
                    self.parts.insert("tuples");
                    open.extend(types);
                }
                Type::DateTime | Type::Date => drop(self.parts.insert("dates")),
                Type::Time => self.value("dates", "dates::TimeOfDay"),
                Type::Duration => self.value("dates", "dates::IsoDuration"),
                Type::Password => self.value("secrets", "secret::SecretString"),
                Type::MediaText => self.value("media-texts", "media_text::MediaText"),
                Type::Uuid => drop(self.parts.insert("uuids")),
                Type::Bytes => self.value("base64", "base64::Base64"),
                _ => {}
            }
        }
    }

    fn value(&mut self, part: &'static str, path: &'static str) {
        self.parts.insert(part);
        self.values.insert(path);
    }
}

/// Whether an operation responds with bytes, and with a part of them, or with none if the client has them.
fn has_ranges(operation: &Operation) -> bool {
    let mut responses = operation.responses.iter();
    let is_partial = |status| matches!(status, Status::Code(206 | 304));
    let mut contents = responses.clone().flat_map(|it| &it.contents);
    responses.any(|response| is_partial(response.status))
        && contents.any(|content| content.form == Form::Stream)
}

/// The feature of the macro that a type's definition calls.
fn macro_part(item: &TypeView) -> Option<&'static str> {
    Some(match &item.kind {
        KindView::Struct(_) | KindView::AnyOf { .. } => "objects",
        KindView::Enum(_) => "string-enums",
        KindView::IntegerEnum(_) => "integer-enums",
        KindView::Union(_) => "unions",
        KindView::Newtype { .. } => "newtypes",
        KindView::Alias { .. } => return None,
    })
}
