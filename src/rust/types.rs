//! Views of definitions: what `templates/types` prints.

use serde::Serialize;

use super::casing;
use super::code::{Code, literal};
use super::construct::{self, Construct, Part};
use super::docs::docs;
use super::file::File;
use super::layout;
use crate::api::{Choice, Definition, Field, Kind, Struct, Type, TypeId, Union};

/// One definition.
#[derive(Debug, Serialize)]
pub struct TypeView {
    pub docs: Code,
    pub name: Code,
    #[serde(flatten)]
    pub kind: KindView,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum KindView {
    Struct(StructView),
    Enum {
        variants: Vec<VariantView>,
        rename_all: Option<Code>,
    },
    IntegerEnum {
        variants: Vec<VariantView>,
    },
    Union(UnionView),
    Alias {
        ty: Code,
    },
    Newtype {
        ty: Code,
    },
}

#[derive(Debug, Serialize)]
pub struct StructView {
    pub rename_all: Option<Code>,
    /// Whether some member may be absent and may be `null` as well.
    pub nullable: bool,
    pub fields: Vec<FieldView>,
    pub defaults: Vec<DefaultView>,
    pub construct: Construct,
}

#[derive(Debug, Serialize)]
pub struct FieldView {
    pub docs: Code,
    /// The arguments of its `#[serde(…)]`, if it needs one.
    pub serde: Option<Code>,
    pub name: Code,
    pub ty: Code,
}

/// A function that gives a field's default.
#[derive(Debug, Serialize)]
pub struct DefaultView {
    pub name: Code,
    pub ty: Code,
    pub value: Code,
}

#[derive(Debug, Serialize)]
pub struct VariantView {
    pub docs: Code,
    pub name: Code,
    pub rename: Option<Code>,
    pub value: Code,
}

#[derive(Debug, Serialize)]
pub struct UnionView {
    pub variants: Vec<UnionVariantView>,
    /// The member that tells the variants apart.
    pub tag: Option<Code>,
    /// The variant of values that have no tag, or none of theirs.
    pub default: Option<Code>,
    pub lopsided: bool,
}

#[derive(Debug, Serialize)]
pub struct UnionVariantView {
    pub name: Code,
    pub ty: Code,
    /// The discriminator's values, the one to write first.
    pub tags: Vec<Code>,
}

pub fn view(file: &mut File, id: TypeId) -> TypeView {
    let definition = &file.api.types[id];
    let kind = match &definition.kind {
        Kind::Struct(structure) => KindView::Struct(struct_view(file, id, structure)),
        Kind::Enum(choices) => enum_view(file, id, choices),
        Kind::IntegerEnum(choices) => {
            let names = &file.names.of(id).variants;
            let variants = names.iter().zip(choices).map(|(name, choice)| VariantView {
                docs: docs([choice.description.as_deref()]),
                name: name.clone(),
                rename: None,
                value: Code::new(choice.value.to_string()),
            });
            KindView::IntegerEnum {
                variants: variants.collect(),
            }
        }
        Kind::Union(union) => KindView::Union(union_view(file, id, union)),
        Kind::Alias(ty) => KindView::Alias { ty: file.ty(ty) },
        Kind::Newtype(ty) => KindView::Newtype { ty: file.ty(ty) },
    };
    TypeView {
        docs: type_docs(definition),
        name: file.names.of(id).name.clone(),
        kind,
    }
}

fn type_docs(definition: &Definition) -> Code {
    let deprecated = definition.deprecated.then_some("Deprecated.");
    docs([
        definition.title.as_deref(),
        definition.description.as_deref(),
        deprecated,
    ])
}

fn enum_view(file: &File, id: TypeId, choices: &[Choice<String>]) -> KindView {
    let names = &file.names.of(id).variants;
    let pairs: Vec<(&str, &str)> = names
        .iter()
        .map(Code::as_str)
        .zip(choices.iter().map(|choice| choice.value.as_str()))
        .collect();
    let casing = casing::variants(&pairs);
    let variants = names
        .iter()
        .zip(casing.renames)
        .zip(choices)
        .map(|((name, rename), choice)| VariantView {
            docs: docs([choice.description.as_deref()]),
            name: name.clone(),
            rename,
            value: literal(&choice.value),
        })
        .collect();
    KindView::Enum {
        variants,
        rename_all: casing.rule.map(literal),
    }
}

fn struct_view(file: &mut File, id: TypeId, structure: &Struct) -> StructView {
    let names = &file.names.of(id).fields;
    let pairs: Vec<(&str, &str)> = names
        .iter()
        .map(Code::as_str)
        .zip(structure.fields.iter().map(|field| field.name.as_str()))
        .collect();
    let casing = casing::fields(&pairs);
    let mut fields = Vec::new();
    let mut parts = Vec::new();
    let mut defaults = Vec::new();
    let mut nullable = false;
    for ((field, name), rename) in structure.fields.iter().zip(names).zip(casing.renames) {
        let default = field
            .default
            .as_ref()
            .and_then(|value| construct::value(file, &field.ty, value));
        let ty = field_type(file, field, default.is_some());
        let mut serde: Vec<String> = rename
            .map(|rename| format!("rename = {rename}"))
            .into_iter()
            .collect();
        let null_counts = !field.required && file.is_nullable(&field.ty);
        match &default {
            Some((_, true)) => serde.push("default".to_owned()),
            Some((value, false)) => {
                let function = format!("default_{}", name.bare());
                let path = format!("{}::{function}", file.names.of(id).name);
                serde.push(format!("default = {}", literal(&path)));
                defaults.push(DefaultView {
                    name: Code::new(function),
                    ty: ty.clone(),
                    value: value.clone(),
                });
            }
            None if null_counts => {
                nullable = true;
                serde.push("default".to_owned());
                serde.push("with = \"nullable\"".to_owned());
                serde.push("skip_serializing_if = \"Option::is_none\"".to_owned());
            }
            None if !field.required => {
                serde.push("skip_serializing_if = \"Option::is_none\"".to_owned())
            }
            None => {}
        }
        let deprecated = field.deprecated.then_some("Deprecated.");
        fields.push(FieldView {
            docs: docs([field.description.as_deref(), deprecated]),
            serde: join(serde),
            name: name.clone(),
            ty: ty.clone(),
        });
        parts.push(Part {
            name: name.clone(),
            ty,
            required: field.required,
            default_is_plain: default.as_ref().is_some_and(|(_, plain)| *plain),
            default: default.map(|(value, _)| value),
        });
    }
    let additional = structure.additional.iter().map(|ty| {
        let map = Type::Map(Box::new(ty.clone()));
        (map, "Members that are not listed above.", false)
    });
    let flattened = structure
        .flattened
        .iter()
        .map(|ty| (ty.clone(), "Which of the alternatives it is.", true));
    let rest = names.iter().skip(structure.fields.len());
    for ((ty, what, required), name) in additional.chain(flattened).zip(rest) {
        let ty = file.ty(&ty);
        fields.push(FieldView {
            docs: docs([Some(what)]),
            serde: Some(Code::new("flatten")),
            name: name.clone(),
            ty: ty.clone(),
        });
        parts.push(Part {
            name: name.clone(),
            ty,
            required,
            default: None,
            default_is_plain: false,
        });
    }
    StructView {
        rename_all: casing.rule.map(literal),
        nullable,
        fields,
        defaults,
        construct: construct::construct(&parts),
    }
}

/// A field's type: an option where the member may be absent, and one in it where it may be `null` as well.
fn field_type(file: &mut File, field: &Field, has_default: bool) -> Code {
    let ty = file.ty(&field.ty);
    match field.required || has_default {
        true => ty,
        false => Code::new(format!("Option<{ty}>")),
    }
}

fn union_view(file: &mut File, id: TypeId, union: &Union) -> UnionView {
    let names = &file.names.of(id).variants;
    let variants: Vec<UnionVariantView> = union
        .variants
        .iter()
        .zip(names)
        .map(|(variant, name)| UnionVariantView {
            name: name.clone(),
            ty: file.ty(&variant.ty),
            tags: variant.tags.iter().map(|tag| literal(tag)).collect(),
        })
        .collect();
    let sizes: Vec<usize> = union
        .variants
        .iter()
        .map(|variant| layout::size(&file.api.types, &variant.ty))
        .collect();
    UnionView {
        variants,
        tag: union.tag.as_deref().map(literal),
        default: union
            .default
            .map(|index| file.names.of(id).variants[index].clone()),
        lopsided: layout::lopsided(&sizes),
    }
}

fn join(parts: Vec<String>) -> Option<Code> {
    (!parts.is_empty()).then(|| Code::new(parts.join(", ")))
}
