//! Values that a form does not show: empty lists, empty objects and `null`.
//!
//! They are written as nothing. So a required member that is not in the form was one of them, if it may be one.

use serde_json::{Map, Value};

use super::super::json::Tree;
use super::super::schema::{Exhausted, Schema, TypeSet};
use super::super::style::{Limited, Shaped};

/// Limit on the objects, lists and alternatives around each other.
const DEPTH: usize = 32;

/// Whether a member is in the form by a style, or would be: by its name, and whether it is there. In one that is in the form as
/// JSON, empty values are shown.
pub(super) type IsStyled<'f> = &'f dyn Fn(&str, bool) -> bool;

/// Adds the required members that a form does not show. Where the budget of the message runs out, they stay missing.
pub(super) fn add(form: &mut Value, shape: Shaped<'_>, is_styled: IsStyled<'_>) {
    let Some(schema) = shape.schema() else {
        return;
    };
    let completion = Completion {
        limited: shape.limited(),
        is_styled: Some(is_styled),
        depth: 0,
    };
    // Validation refuses a value for which the budget has run out.
    let _ = completion.value(form, &[schema], shape);
}

/// How a value in the form is completed.
#[derive(Clone, Copy)]
struct Completion<'a, 'f> {
    limited: Limited<'a>,
    /// For the members of the form. Those inside of them are in the form by the same style.
    is_styled: Option<IsStyled<'f>>,
    depth: usize,
}

impl<'a> Completion<'a, '_> {
    /// Completes a value that has to satisfy all of the schemas.
    fn value(
        self,
        value: &mut Value,
        schemas: &[&'a Schema],
        shape: Shaped<'a>,
    ) -> Result<(), Exhausted> {
        if self.depth == DEPTH || !is_composed(value) {
            return Ok(());
        }
        let (all, budget) = (self.limited.schemas, self.limited.budget);
        let applied = all.applied(schemas, budget)?;
        if let Value::Object(members) = value {
            for name in applied.missing(members, self.limited.direction, all, budget)? {
                if let Some(shape) = shape.member(name) {
                    let empty = self.empty(name, &applied.member(name), shape)?;
                    members.extend(empty.map(|empty| (name.to_owned(), empty)));
                }
            }
            let inner = members.iter_mut();
            let inner =
                inner.filter(|(name, value)| is_composed(value) && self.is_styled(name, true));
            for (name, value) in inner {
                if let Some(shape) = shape.member(name) {
                    self.inner().value(value, &applied.member(name), shape)?;
                }
            }
        }
        if let Value::Array(items) = value {
            let items = items.iter_mut().enumerate();
            for (index, item) in items.filter(|(_, item)| is_composed(item)) {
                if let Some(shape) = shape.item(index) {
                    self.inner().value(item, &applied.item(index), shape)?;
                }
            }
        }
        for alternatives in applied.unions(value) {
            self.alternative(value, &alternatives, shape)?;
        }
        for (condition, [then, otherwise]) in applied.conditions() {
            let next = match self.accepts(condition, value) {
                true => then,
                false => otherwise,
            };
            self.deeper().value(value, next.as_slice(), shape)?;
        }
        Ok(())
    }

    /// Completes a value as the first alternative that it then satisfies, unless it satisfies one as it is.
    fn alternative(
        self,
        value: &mut Value,
        alternatives: &[&'a Schema],
        shape: Shaped<'a>,
    ) -> Result<(), Exhausted> {
        if alternatives.iter().any(|it| self.accepts(it, value)) {
            return Ok(());
        }
        for alternative in alternatives {
            let mut completed = value.clone();
            self.deeper().value(&mut completed, &[alternative], shape)?;
            if completed != *value && self.accepts(alternative, &completed) {
                *value = completed;
                break;
            }
        }
        Ok(())
    }

    /// The value of a member that the form does not show: of those that its schemas allow, the empty list comes first. An empty
    /// object is before `null` where its members would be in the form by a style, and behind it where it would be shown as JSON.
    fn empty(
        self,
        name: &str,
        schemas: &[&'a Schema],
        shape: Shaped<'a>,
    ) -> Result<Option<Value>, Exhausted> {
        let types = shape.types();
        if types == TypeSet::ALL {
            return Ok(None);
        }
        let is_styled = self.is_styled(name, false);
        let list = (TypeSet::ARRAY, Value::Array(Vec::new()));
        let object = (TypeSet::OBJECT, Value::Object(Map::new()));
        let null = (TypeSet::NULL, Value::Null);
        let candidates = match is_styled {
            true => [list, object, null],
            false => [list, null, object],
        };
        for (kind, mut value) in candidates {
            if !types.intersects(kind) {
                continue;
            }
            if is_styled {
                self.inner().value(&mut value, schemas, shape)?;
            }
            if schemas.iter().all(|schema| self.accepts(schema, &value)) {
                return Ok(Some(value));
            }
        }
        Ok(None)
    }

    fn is_styled(self, name: &str, is_there: bool) -> bool {
        self.is_styled
            .is_none_or(|is_styled| is_styled(name, is_there))
    }

    fn accepts(self, schema: &Schema, value: &Value) -> bool {
        self.limited.accepts(schema, Tree::from(value).root())
    }

    /// The same, for other schemas of the value.
    fn deeper(self) -> Self {
        Self {
            depth: self.depth + 1,
            ..self
        }
    }

    /// The same, for the members and items of the value.
    fn inner(self) -> Self {
        Self {
            is_styled: None,
            ..self.deeper()
        }
    }
}

fn is_composed(value: &Value) -> bool {
    value.is_object() || value.is_array()
}
