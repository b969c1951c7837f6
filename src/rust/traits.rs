//! Which traits of the standard library the types implement, as far as they differ: `Copy`, `Eq`, `Hash` and `Ord`.

use super::code::Code;
use crate::api::{Kind, Struct, Type, TypeId, Types};

/// A set of traits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Traits {
    /// No definition derives it: with one more member it would not be `Copy` any more.
    pub copy: bool,
    pub eq: bool,
    pub hash: bool,
    /// `PartialOrd`, too.
    pub ord: bool,
}

impl Traits {
    const ALL: Traits = Traits {
        copy: true,
        eq: true,
        hash: true,
        ord: true,
    };
    const NOT_COPY: Traits = Traits {
        copy: false,
        ..Traits::ALL
    };
    const NOT_ORD: Traits = Traits {
        ord: false,
        ..Traits::NOT_COPY
    };
    const COPY: Traits = Traits {
        copy: true,
        ..Traits::NONE
    };
    const NONE: Traits = Traits {
        copy: false,
        eq: false,
        hash: false,
        ord: false,
    };

    fn intersect(self, other: Traits) -> Traits {
        Traits {
            copy: self.copy && other.copy,
            eq: self.eq && other.eq,
            hash: self.hash && other.hash,
            ord: self.ord && other.ord,
        }
    }

    /// The arguments of `derive` for a definition with these traits. `Eq` is not among them: `derive` adds a function that
    /// uses each member, and the compiler takes four times as long as for the trait alone. Nor is `PartialOrd`, which a macro
    /// makes of `Ord`.
    pub fn derives(self, is_default: bool) -> Code {
        let derives = [
            ("Clone", true),
            ("Debug", true),
            ("Default", is_default),
            ("PartialEq", true),
            ("Hash", self.hash),
            ("Ord", self.ord),
        ];
        let derives = derives.into_iter().filter(|(_, is_derived)| *is_derived);
        let names: Vec<&str> = derives.map(|(name, _)| name).collect();
        Code::new(names.join(", "))
    }
}

/// The traits of a type, given those of the definitions.
pub fn of(ty: &Type, definitions: &[Traits]) -> Traits {
    match ty {
        Type::Null
        | Type::Boolean
        | Type::Integer(_)
        | Type::DateTime
        | Type::Date
        | Type::Uuid => Traits::ALL,
        // Neither a time of day with an offset nor a duration in months and days has an order.
        Type::Time | Type::Duration => Traits {
            ord: false,
            ..Traits::ALL
        },
        Type::String | Type::MediaText | Type::Bytes => Traits::NOT_COPY,
        Type::Float(_) => Traits::COPY,
        // Its order would show in the time that a comparison takes.
        Type::Password => Traits::NOT_ORD,
        // `serde_json::Value` and its `Map`.
        Type::Any => Traits::NOT_ORD,
        Type::Map(inner) if **inner == Type::Any => Traits::NOT_ORD,
        Type::Stream | Type::RawMultipart | Type::Items(_) => Traits::NONE,
        Type::List(inner) | Type::Map(inner) | Type::Boxed(inner) | Type::DynBoxed(inner) => {
            of(inner, definitions).intersect(Traits::NOT_COPY)
        }
        // Texts are compared; their order may show in the time that it takes, as that of secrets in them.
        Type::JsonText(inner) => Traits {
            ord: of(inner, definitions).ord,
            ..Traits::NOT_COPY
        },
        Type::Nullable(inner) => of(inner, definitions),
        Type::Tuple(types) => types
            .iter()
            .map(|ty| of(ty, definitions))
            .fold(Traits::ALL, Traits::intersect),
        Type::Named(id) => definitions[id.index()],
    }
}

/// The traits of all definitions. A type that contains itself has those that its other members have.
pub fn definitions(types: &Types) -> Vec<Traits> {
    let mut users: Vec<Vec<usize>> = vec![Vec::new(); types.len()];
    for (id, _) in types.iter() {
        for part in parts(types, id).iter().flat_map(|ty| ty.named()) {
            users[part.index()].push(id.index());
        }
    }
    let mut traits = vec![Traits::ALL; types.len()];
    let mut open: Vec<usize> = (0..types.len()).collect();
    while let Some(index) = open.pop() {
        let Some(id) = types.id(index) else { continue };
        let found = of_definition(types, id, &traits);
        if found != traits[index] {
            traits[index] = found;
            open.extend(&users[index]);
        }
    }
    traits
}

fn of_definition(types: &Types, id: TypeId, definitions: &[Traits]) -> Traits {
    let parts = parts(types, id);
    let parts = parts.iter().map(|ty| of(ty, definitions));
    let all = parts.fold(Traits::ALL, Traits::intersect);
    match &types[id].kind {
        Kind::Alias(_) => all,
        Kind::Enum(_) | Kind::IntegerEnum(_) | Kind::Newtype { .. } => {
            all.intersect(Traits::NOT_COPY)
        }
        Kind::Struct(_) | Kind::Union(_) | Kind::AnyOf(_) => all.intersect(Traits::NOT_COPY),
    }
}

/// The types of which a definition is made.
fn parts(types: &Types, id: TypeId) -> Vec<Type> {
    match &types[id].kind {
        Kind::Struct(Struct {
            fields,
            additional,
            flattened,
        }) => {
            let fields = fields.iter().map(|field| field.ty.clone());
            let additional = additional.iter().map(|ty| Type::Map(Box::new(ty.clone())));
            let flattened = flattened.iter().map(|it| it.ty.clone());
            fields.chain(additional).chain(flattened).collect()
        }
        Kind::Union(union) => union.variants.iter().map(|it| it.ty.clone()).collect(),
        Kind::AnyOf(any_of) => {
            let alternatives = any_of.alternatives.iter();
            alternatives.map(|it| it.ty.clone()).collect()
        }
        Kind::Alias(ty) | Kind::Newtype { ty, .. } => vec![ty.clone()],
        Kind::Enum(_) | Kind::IntegerEnum(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{Definition, Field, Limits, Origin};
    use crate::schema::{Schema, Schemas};
    use crate::source::At;

    fn field(ty: Type) -> Field {
        Field {
            name: "a".to_owned(),
            description: None,
            deprecated: false,
            required: true,
            ty,
            default: None,
            constant: None,
        }
    }

    fn structure(types: Vec<Type>) -> Kind {
        Kind::Struct(Struct {
            fields: types.into_iter().map(field).collect(),
            ..Struct::default()
        })
    }

    fn types(kinds: impl FnOnce(&dyn Fn(usize) -> Type) -> Vec<Kind>, length: usize) -> Types {
        let mut types = Types::default();
        let schema = Schemas::default().push(Schema::default());
        for index in 0..length {
            types.push(Definition {
                at: At::default(),
                origin: Origin::Component {
                    name: format!("T{index}"),
                },
                schema: Some(schema),
                title: None,
                description: None,
                deprecated: false,
                kind: Kind::Alias(Type::Any),
            });
        }
        let kinds = kinds(&|index| Type::Named(types.id(index).unwrap()));
        for (index, kind) in kinds.into_iter().enumerate() {
            let id = types.id(index).unwrap();
            types.get_mut(id).kind = kind;
        }
        types
    }

    #[test]
    fn types_that_contain_themselves_have_the_traits_of_their_other_members() {
        let list = |ty| Type::List(Box::new(ty));
        let types = types(
            |named| {
                vec![
                    structure(vec![Type::String, list(named(0))]),
                    structure(vec![list(named(2))]),
                    structure(vec![list(named(1)), named(3)]),
                    structure(vec![Type::Float(64)]),
                    structure(vec![Type::Any, list(named(0))]),
                    Kind::Newtype {
                        ty: list(named(5)),
                        limits: Limits::default(),
                    },
                    Kind::Alias(Type::Boolean),
                    Kind::Alias(named(6)),
                ]
            },
            8,
        );
        let found = definitions(&types);
        assert_eq!(found[0], Traits::NOT_COPY);
        assert_eq!(found[1..4], [Traits::NONE; 3]);
        assert_eq!(found[4], Traits::NOT_ORD);
        assert_eq!(found[5], Traits::NOT_COPY);
        assert_eq!(found[6..], [Traits::ALL; 2]);
    }

    #[test]
    fn derives_are_listed() {
        let derives = Traits::NOT_ORD.derives(true);
        assert_eq!(derives.as_str(), "Clone, Debug, Default, PartialEq, Hash");
        let derives = Traits::NOT_COPY.derives(false);
        assert_eq!(derives.as_str(), "Clone, Debug, PartialEq, Hash, Ord");
        let derives = Traits::NONE.derives(false);
        assert_eq!(derives.as_str(), "Clone, Debug, PartialEq");
    }
}
