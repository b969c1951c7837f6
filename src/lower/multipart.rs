//! The parts of multipart bodies (OpenAPI 3.1.1 §4.8.15).

use std::collections::HashSet;

use indexmap::IndexMap;
use openapiv3::{Encoding, Header as SourceHeader};

use super::Lowering;
use super::contents::{Direction, Place, essence};
use super::parameters::query_style;
use crate::api::{Header, Origin, Part, PartForm, PartHeader, Type};
use crate::diagnostic::{Code, Diagnostic};
use crate::normalize;
use crate::resolve::{Constraints, Count};
use crate::schema::{self, SchemaId, Schemas};

impl Lowering<'_> {
    /// The parts of a body; `None` where the schema does not list all of them.
    pub(super) fn parts(
        &mut self,
        place: Place,
        schema: SchemaId,
        encodings: &IndexMap<String, Encoding>,
    ) -> Option<Vec<Part>> {
        let all = Constraints::of(self.schemas, &[schema]);
        let is_object = all
            .types
            .is_none_or(|types| types.contains(schema::Type::Object));
        let lists_all = is_object && !has_other_parts(self.schemas, &all);
        if all.properties.is_empty() || all.is_cut_off || !lists_all {
            return None;
        }
        let parts = all.properties.iter().filter_map(|(name, ids)| {
            let required = all.required.contains(name);
            self.part(place, name, ids, required, encodings.get(*name))
        });
        Some(parts.collect())
    }

    /// The parts of a body whose schema is an array (OpenAPI 3.2.0 §4.14.4), and how many of them have a position of their
    /// own; `None` for any other schema. `item` is that of an `itemSchema`.
    pub(super) fn positional_parts(
        &mut self,
        place: Place,
        schema: Option<SchemaId>,
        item: Option<SchemaId>,
        encodings: &IndexMap<String, Encoding>,
    ) -> Option<(usize, Vec<Part>)> {
        let all = Constraints::of(self.schemas, schema.as_slice());
        let is_array = only(&all) == Some(schema::Type::Array) && all.unions.is_empty();
        if schema.is_some() && !(is_array && all.has_items()) || all.is_cut_off {
            return None;
        }
        let (min, max) = limits(all.counts.min_items, all.counts.max_items);
        let count = all.prefix_length();
        // What is behind the greatest number of items is none.
        let count = max.map_or(count, |max| {
            count.min(usize::try_from(max).unwrap_or(count))
        });
        let mut parts = Vec::new();
        for position in 0..count {
            let name = position.to_string();
            let ids = all.item(position);
            let required = (position as u64) < min;
            parts.push(self.part(place, &name, &ids, required, encodings.get(&name))?);
        }
        let items: Vec<SchemaId> = item.map_or_else(|| all.items(), |item| vec![item]);
        let is_closed =
            |id: &SchemaId| self.schemas[self.schemas.resolve(*id)].boolean == Some(false);
        let has_items = max.is_none_or(|max| max > count as u64);
        if items.is_empty() || items.iter().any(is_closed) || !has_items {
            return (count > 0).then_some((count, parts));
        }
        let encoding = encodings.get(normalize::ITEMS);
        let mut part = self.part(place, normalize::ITEMS, &items, false, encoding)?;
        part.form = match part.form {
            PartForm::File => PartForm::Files,
            PartForm::Text => PartForm::Text,
            _ => PartForm::JsonItems,
        };
        if part.form != PartForm::Files {
            part.ty = Type::List(Box::new(part.ty));
        }
        let left = |number: u64| number.saturating_sub(count as u64);
        part.counts = (left(min), max.map(left));
        part.required = part.counts.0 > 0;
        part.headers.clear();
        parts.push(part);
        Some((count, parts))
    }

    /// One part; `None` where it is not part of the direction.
    fn part(
        &mut self,
        place: Place,
        name: &str,
        ids: &[SchemaId],
        required: bool,
        encoding: Option<&Encoding>,
    ) -> Option<Part> {
        let schemas = self.schemas;
        let both = || ids.iter().flat_map(|id| [*id, schemas.resolve(*id)]);
        let is_excluded = both().any(|id| match place.direction {
            Direction::Request => schemas[id].read_only,
            Direction::Response => schemas[id].write_only,
        });
        if is_excluded {
            return None;
        }
        let content_type = encoding.and_then(|it| it.content_type.as_deref());
        let media_types = content_type.into_iter().flat_map(|list| list.split(','));
        let media_types: Vec<String> = media_types
            .map(|media_type| media_type.trim().to_owned())
            .filter(|media_type| !media_type.is_empty() && media_type.is_ascii())
            .collect();
        let form = form(schemas, ids, encoding, &media_types);
        let ty = match form {
            PartForm::File | PartForm::Files => Type::Stream,
            _ => {
                let part = format!("{} {name}", place.part);
                let index = place.index;
                let origin = Origin::Operation { index, part };
                match place.direction {
                    Direction::Request => self.types.input_of(ids, origin),
                    Direction::Response => self.types.output_of(ids, origin),
                }
            }
        };
        let all = Constraints::of(schemas, ids);
        let may_repeat = form == PartForm::Files
            || only(&all) == Some(schema::Type::Array) && form != PartForm::Json
            || matches!(form, PartForm::Styled { .. });
        let headers = encoding.into_iter().flat_map(|encoding| &encoding.headers);
        let headers = headers.filter_map(|(header, source)| {
            self.part_header(place, name, header, source.as_item()?, may_repeat)
        });
        let headers: Vec<PartHeader> = headers.collect();
        let items = || Constraints::of(schemas, &all.items()).counts;
        let none = (0, None);
        let (lengths, counts) = match form {
            PartForm::File => (limits(all.counts.min_length, all.counts.max_length), none),
            PartForm::Files => (
                limits(items().min_length, items().max_length),
                limits(all.counts.min_items, all.counts.max_items),
            ),
            _ => (none, none),
        };
        // The last part is the one that includes the others.
        let mut described = ids.iter().rev().flat_map(|id| [*id, schemas.resolve(*id)]);
        Some(Part {
            name: name.to_owned(),
            description: described.find_map(|id| schemas[id].description.clone()),
            deprecated: both().any(|id| schemas[id].deprecated),
            required,
            form,
            ty,
            media_types,
            headers,
            lengths,
            counts,
            schemas: ids.to_vec(),
        })
    }

    /// A header of a part.
    fn part_header(
        &mut self,
        place: Place,
        part: &str,
        name: &str,
        source: &SourceHeader,
        may_repeat: bool,
    ) -> Option<PartHeader> {
        if may_repeat || name.eq_ignore_ascii_case("content-disposition") {
            let message = format!("the header `{name}` of the part `{part}` has no type");
            let help = match may_repeat {
                true => "a part that may be sent several times has no typed headers",
                false => "it has the names of the part and of its file",
            };
            let at = normalize::at(&source.extensions);
            self.diagnostics.push(
                Diagnostic::warning(Code::IgnoredHeader, at, message)
                    .label("this is ignored")
                    .help(help),
            );
            return None;
        }
        let Header {
            name,
            description,
            required,
            schema,
            mut ty,
            is_json,
            ..
        } = self.header(place.index, &format!("{} {part}", place.part), name, source)?;
        if let Some(schema) = schema.filter(|_| place.direction == Direction::Request) {
            let part = format!("{} {part} {name}", place.part);
            let index = place.index;
            ty = self.types.input(schema, Origin::Operation { index, part });
        }
        let is_read = !is_json && place.direction == Direction::Request;
        let shape = schema.filter(|_| is_read).map(|schema| {
            let path = format!("{} {} {part} {name}", self.location, place.part);
            self.shapes.root(self.schemas, schema, &path)
        });
        Some(PartHeader {
            name,
            description,
            required,
            schema,
            shape,
            ty,
            is_json,
            explode: false,
        })
    }
}

/// Whether there may be parts that have a schema and are none of the properties.
fn has_other_parts(schemas: &Schemas, all: &Constraints) -> bool {
    let has_schema = |(_, id): &(SchemaId, SchemaId)| {
        let schema = &schemas[schemas.resolve(*id)];
        schema.boolean.is_none() && schema.types.is_some()
    };
    let is_listed = |id: SchemaId| {
        let inner = Constraints::of(schemas, &[id]);
        let mut names = inner.properties.keys();
        let all_listed = names.all(|name| all.properties.contains_key(name));
        let branches = inner.unions.iter().flat_map(|union| union.branches);
        (all_listed, branches.copied().collect::<Vec<_>>())
    };
    let branches = all.unions.iter().flat_map(|union| union.branches);
    let mut open: Vec<SchemaId> = branches.copied().collect();
    open.extend(all.conditional(schemas));
    let mut seen = HashSet::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let (all_listed, inner) = is_listed(id);
        if !all_listed {
            return true;
        }
        open.extend(inner);
    }
    !all.pattern_properties.is_empty() || all.additional.iter().any(has_schema)
}

/// How a part is written: as its encoding says, else by its type.
fn form(
    schemas: &Schemas,
    ids: &[SchemaId],
    encoding: Option<&Encoding>,
    media_types: &[String],
) -> PartForm {
    let all = Constraints::of(schemas, ids);
    let is_binary = !media_types.is_empty() && !media_types.iter().any(|it| is_text(it));
    if is_file(&all, is_binary) {
        return PartForm::File;
    }
    let items = all.items();
    let inner = Constraints::of(schemas, &items);
    let is_list = only(&all) == Some(schema::Type::Array);
    if is_list && !items.is_empty() && is_file(&inner, is_binary) {
        return PartForm::Files;
    }
    if let Some(style) = encoding.and_then(|encoding| encoding.style.as_ref()) {
        return PartForm::Styled {
            style: query_style(style),
            explode: encoding.is_some_and(|encoding| encoding.explode),
        };
    }
    let is_json = |media_type: &String| media_type.contains("json");
    let is_object = |all: &Constraints| only(all) == Some(schema::Type::Object);
    let is_string = only(&all) == Some(schema::Type::String);
    match media_types.iter().any(is_json) && !is_string {
        true => PartForm::Json,
        false if is_object(&all) || is_list && is_object(&inner) => PartForm::Json,
        false => PartForm::Text,
    }
}

fn limits(min: Option<Count>, max: Option<Count>) -> (u64, Option<u64>) {
    let min = min.map_or(0, |count| count.number);
    (min, max.map(|count| count.number))
}

/// Whether values are bytes: by their format, or because nothing else is said of them than a media type that is not text.
fn is_file(all: &Constraints, is_binary: bool) -> bool {
    let is_text = only(all).is_none_or(|only| only == schema::Type::String);
    let is_open = all.types.is_none() && all.formats.is_empty() && all.values.is_none();
    let is_plain = all.properties.is_empty() && !all.has_items() && all.unions.is_empty();
    is_text && is_plain && (all.formats.contains(&"binary") || is_open && is_binary)
}

/// The only type besides `null`, if it is given or follows from what is said of its parts.
fn only(all: &Constraints) -> Option<schema::Type> {
    match all.types {
        Some(types) => types.without(schema::Type::Null).only(),
        None if !all.properties.is_empty() => Some(schema::Type::Object),
        None => all.has_items().then_some(schema::Type::Array),
    }
}

/// Whether a media type is one of text or JSON.
fn is_text(media_type: &str) -> bool {
    let essence = essence(media_type);
    essence.starts_with("text/") || essence.contains("json") || essence.ends_with("xml")
}
