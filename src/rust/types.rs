//! Views of type definitions, for `templates/types`.

use serde::Serialize;

use super::code::{Code, literal};
use super::construct::{self, ConstructorField, Constructors};
use super::defaults;
use super::docs::docs;
use super::file::File;
use super::layout;
use crate::api::{
    AnyOf, Api, Choice, Definition, Field, Flattened, Kind, Limits, Struct, Type, TypeId, Union,
};

/// A type definition.
#[derive(Debug, Serialize)]
pub struct TypeView {
    pub docs: Code,
    pub name: Code,
    /// The arguments of `derive`.
    pub derives: Code,
    pub is_eq: bool,
    pub is_ord: bool,
    #[serde(flatten)]
    pub kind: KindView,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum KindView {
    Struct(StructView),
    Enum(EnumView),
    IntegerEnum(EnumView),
    Union(UnionView),
    AnyOf {
        fields: Vec<FieldView>,
        /// Whether the schemas of the alternatives decide, not types alone.
        by_schema: bool,
    },
    Alias {
        ty: Code,
    },
    Newtype {
        ty: Code,
        /// The limits that `TryFrom` checks, as arguments of the macro `newtype!`.
        limits: Vec<Code>,
    },
}

#[derive(Debug, Serialize)]
pub struct StructView {
    pub fields: Vec<FieldView>,
    /// The arguments of the macro `object!`: each field with its name in JSON and its presence.
    pub members: Vec<Code>,
    /// The field of additional properties.
    pub additional: Option<Code>,
    /// The fields that are read from the whole object, after `with` or, if they may be absent, `maybe`.
    pub flattened: Vec<Code>,
    pub construct: Constructors,
}

#[derive(Debug, Serialize)]
pub struct FieldView {
    pub docs: Code,
    pub name: Code,
    pub ty: Code,
}

#[derive(Debug, Serialize)]
pub struct EnumView {
    pub variants: Vec<VariantView>,
    /// The variant of other values.
    pub unknown: Code,
}

#[derive(Debug, Serialize)]
pub struct VariantView {
    pub docs: Code,
    pub name: Code,
    /// The value in JSON.
    pub value: Code,
}

#[derive(Debug, Serialize)]
pub struct UnionView {
    pub variants: Vec<UnionVariantView>,
    /// Whether the schemas of the variants decide, not types alone.
    pub by_schema: bool,
    /// The discriminator's property.
    pub tag: Option<Code>,
    /// The variants of values that are no objects.
    pub untagged: Vec<Code>,
    /// The variant of values without a known tag.
    pub default: Option<Code>,
    /// The variant of values with an unknown tag.
    pub unknown: Option<Code>,
    /// Whether clippy's `large_enum_variant` may apply.
    pub has_large_variant: bool,
}

#[derive(Debug, Serialize)]
pub struct UnionVariantView {
    pub docs: Code,
    pub name: Code,
    pub ty: Code,
    /// The discriminator's values; the first one is written.
    pub tags: Vec<Code>,
}

pub fn view(file: &mut File, id: TypeId) -> TypeView {
    let definition = &file.api.types[id];
    let kind = match &definition.kind {
        Kind::Struct(structure) => KindView::Struct(struct_view(file, id, structure)),
        Kind::Enum(choices) => KindView::Enum(enum_view(file, id, choices, |value| literal(value))),
        Kind::IntegerEnum(choices) => {
            let value = |value: &i64| Code::new(value.to_string());
            KindView::IntegerEnum(enum_view(file, id, choices, value))
        }
        Kind::Union(union) => KindView::Union(union_view(file, id, union)),
        Kind::AnyOf(any_of) => any_of_view(file, id, any_of),
        Kind::Alias(ty) => KindView::Alias { ty: file.ty(ty) },
        Kind::Newtype { ty, limits } => KindView::Newtype {
            ty: file.ty(ty),
            limits: limit_arguments(limits),
        },
    };
    let name = file.names.of(id).name.clone();
    let traits = file.names.traits[id.index()];
    let is_default = match &kind {
        KindView::Struct(structure) => structure.construct.derive_default,
        _ => false,
    };
    TypeView {
        docs: type_docs(definition, &name),
        name,
        derives: traits.derives(is_default),
        is_eq: traits.eq,
        is_ord: traits.ord,
        kind,
    }
}

fn limit_arguments(limits: &Limits) -> Vec<Code> {
    let min = limits.min.filter(|min| *min > 0);
    let min = min.map(|min| format!("min: {min}"));
    let max = limits.max.map(|max| format!("max: {max}"));
    let is_unique = limits.is_unique.then(|| "is_unique: true".to_owned());
    let arguments = [min, max, is_unique].into_iter().flatten();
    arguments.map(Code::new).collect()
}

fn type_docs(definition: &Definition, name: &Code) -> Code {
    let deprecated = definition.deprecated.then_some("Deprecated.");
    // A title often repeats the name.
    let title = definition.title.as_deref();
    docs([
        title.filter(|title| letters(title) != letters(name.as_str())),
        definition.description.as_deref(),
        deprecated,
    ])
}

/// The letters of a name, to compare names of different cases: `Nick name`, `nick_name`, `NickName`.
fn letters(name: &str) -> String {
    let letters =
        name.split(|character: char| character.is_whitespace() || "-_".contains(character));
    letters
        .flat_map(str::chars)
        .flat_map(char::to_lowercase)
        .collect()
}

fn enum_view<T>(
    file: &File,
    id: TypeId,
    choices: &[Choice<T>],
    value: impl Fn(&T) -> Code,
) -> EnumView {
    let names = &file.names.of(id).variants;
    let variants = names.iter().zip(choices).map(|(name, choice)| VariantView {
        docs: docs([choice.description.as_deref()]),
        name: name.clone(),
        value: value(&choice.value),
    });
    EnumView {
        variants: variants.collect(),
        unknown: names[choices.len()].clone(),
    }
}

fn struct_view(file: &mut File, id: TypeId, structure: &Struct) -> StructView {
    let names = &file.names.of(id).fields;
    let mut fields = Vec::new();
    let mut members = Vec::new();
    let mut parts = Vec::new();
    for (field, name) in structure.fields.iter().zip(names) {
        let default = defaults::of_member(file, id, fields.len());
        let ty = field_type(file, field, default.is_some());
        let kind = match &default {
            Some(_) => "default",
            None if field.required => "required",
            None if file.is_nullable(&field.ty) => "nullable",
            None => "optional",
        };
        let text = literal(&field.name);
        members.push(Code::new(match &default {
            Some((value, _)) => format!("{name} = {kind}({text}, {value})"),
            None => format!("{name} = {kind}({text})"),
        }));
        let deprecated = field.deprecated.then_some("Deprecated.");
        fields.push(FieldView {
            docs: docs([field.description.as_deref(), deprecated]),
            name: name.clone(),
            ty: ty.clone(),
        });
        let constant = field.constant.as_ref();
        let constant = constant.and_then(|value| defaults::expression(file, &field.ty, value));
        let initial = default.or(constant);
        parts.push(ConstructorField {
            name: name.clone(),
            ty,
            required: field.required && initial.is_none(),
            is_type_default: initial.as_ref().is_some_and(|(_, plain)| *plain),
            default: initial.map(|(value, _)| value),
        });
    }
    let rest = &names[structure.fields.len()..];
    for (view, constructor_field) in other_fields(file, structure, rest) {
        fields.push(view);
        parts.push(constructor_field);
    }
    StructView {
        fields,
        members,
        additional: structure.additional.as_ref().and(rest.first()).cloned(),
        flattened: flattened(structure, rest),
        construct: construct::construct(&parts),
    }
}

/// The arguments of the macro `object!` for the fields that are read from the whole object.
fn flattened(structure: &Struct, names: &[Code]) -> Vec<Code> {
    let names = &names[usize::from(structure.additional.is_some())..];
    let fields = structure.flattened.iter().zip(names);
    let argument = |(flattened, name): (&Flattened, &Code)| {
        let keyword = if flattened.optional { "maybe" } else { "with" };
        Code::new(format!("{keyword} {name}"))
    };
    // The macro expects those that are always there first.
    let (required, optional): (Vec<_>, Vec<_>) = fields.partition(|(it, _)| !it.optional);
    required.into_iter().chain(optional).map(argument).collect()
}

/// Whether a value has to be given for a field.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Presence {
    Required,
    Default,
    /// The field is an `Option`.
    Optional,
}

fn any_of_view(file: &mut File, id: TypeId, any_of: &AnyOf) -> KindView {
    let names = &file.names.of(id).fields;
    let alternatives = any_of.alternatives.iter();
    let fields = alternatives.zip(names).map(|(part, name)| FieldView {
        docs: docs([None]),
        name: name.clone(),
        ty: Code::new(format!("Option<{}>", file.ty(&part.ty))),
    });
    KindView::AnyOf {
        fields: fields.collect(),
        by_schema: any_of.subschemas.is_some(),
    }
}

/// The fields for additional properties and flattened unions.
fn other_fields(
    file: &mut File,
    structure: &Struct,
    names: &[Code],
) -> Vec<(FieldView, ConstructorField)> {
    let additional = structure.additional.iter().map(|ty| {
        let map = Type::Map(Box::new(ty.clone()));
        (map, "Additional properties.", Presence::Default)
    });
    let flattened = structure.flattened.iter();
    let flattened = flattened.map(|it| {
        let (text, presence) = match it.optional {
            true => (
                "The members of this alternative, if it holds.",
                Presence::Optional,
            ),
            false => (
                "The members of the matching alternative.",
                Presence::Required,
            ),
        };
        (it.ty.clone(), text, presence)
    });
    let fields = additional.chain(flattened).zip(names);
    let field = |((ty, text, presence), name): ((Type, &str, Presence), &Code)| {
        let ty = file.ty(&ty);
        let ty = match presence {
            Presence::Optional => Code::new(format!("Option<{ty}>")),
            _ => ty,
        };
        let view = FieldView {
            docs: docs([Some(text)]),
            name: name.clone(),
            ty: ty.clone(),
        };
        let constructor_field = ConstructorField {
            name: name.clone(),
            ty,
            required: presence == Presence::Required,
            default: None,
            is_type_default: false,
        };
        (view, constructor_field)
    };
    fields.map(field).collect()
}

/// A field's type: an `Option` if the member may be absent, which contains another one if it may also be `null`.
fn field_type(file: &mut File, field: &Field, has_default: bool) -> Code {
    let ty = file.ty(&field.ty);
    match field.required || has_default {
        true => ty,
        false => Code::new(format!("Option<{ty}>")),
    }
}

/// The docs of a variant that is no alternative of the document.
fn variant_docs(api: &Api, union: &Union, index: usize) -> Code {
    let is_several = |ty: &Type| {
        let mut several = ty;
        while let Type::List(item) = several {
            several = item.required();
        }
        matches!(several, Type::Named(id) if matches!(api.types[*id].kind, Kind::AnyOf(_)))
    };
    docs([if union.unknown == Some(index) {
        Some(
            "A value that the document does not list: servers refuse it in requests, clients keep it.",
        )
    } else if is_several(&union.variants[index].ty) {
        Some("A value that satisfies several of the alternatives.")
    } else {
        None
    }])
}

fn union_view(file: &mut File, id: TypeId, union: &Union) -> UnionView {
    let names = file.names.of(id).variants.clone();
    let names = &names;
    let variants: Vec<UnionVariantView> = union
        .variants
        .iter()
        .zip(names)
        .enumerate()
        .map(|(index, (variant, name))| UnionVariantView {
            docs: variant_docs(file.api, union, index),
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
    let name = |index: Option<usize>| index.map(|index| names[index].clone());
    let (default, unknown) = (name(union.default), name(union.unknown));
    let is_special = |name: &Code| Some(name) == default.as_ref() || Some(name) == unknown.as_ref();
    let untagged = variants.iter();
    let untagged = untagged.filter(|variant| variant.tags.is_empty() && !is_special(&variant.name));
    UnionView {
        untagged: untagged.map(|variant| variant.name.clone()).collect(),
        variants,
        by_schema: union.subschemas.is_some(),
        tag: union.tag.as_deref().map(literal),
        default,
        unknown,
        has_large_variant: layout::has_large_variant(&sizes),
    }
}
