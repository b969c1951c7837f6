//! The keywords that apply several schemas to one value.

use super::super::json::{Json, Kind};
use super::place::At;
use super::rules::{Combination, Discriminator, Schema};
use super::validator::Validator;

impl Validator<'_> {
    pub(super) fn combination(
        &mut self,
        rules: &Combination,
        value: Json<'_>,
        at: &At<'_>,
        mut seen: Option<&mut [bool]>,
    ) -> bool {
        let mut ok = true;
        for schema in &rules.all {
            ok &= self.same(schema, value, at, seen.as_deref_mut());
            if !ok && self.quiet {
                return false;
            }
        }
        let discriminator = rules.discriminator.as_ref();
        if !rules.any.is_empty() {
            ok &= self.any(&rules.any, discriminator, value, at, seen.as_deref_mut());
        }
        if !rules.one.is_empty() && (ok || !self.quiet) {
            ok &= self.one(&rules.one, discriminator, value, at, seen.as_deref_mut());
        }
        let go_on = ok || !self.quiet;
        let excluded = rules.not.as_ref().filter(|_| go_on);
        if excluded.is_some_and(|schema| self.fits(schema, value, at, None)) {
            ok = self.fail(at, "not", || "is what the schema excludes".to_owned());
        }
        let go_on = ok || !self.quiet;
        if let Some(condition) = rules.condition.as_ref().filter(|_| go_on) {
            let met = self.fits(condition, value, at, seen.as_deref_mut());
            if let Some(schema) = if met { &rules.then } else { &rules.otherwise } {
                ok &= self.same(schema, value, at, seen);
            }
        }
        ok
    }

    fn any(
        &mut self,
        branches: &[Schema],
        discriminator: Option<&Discriminator>,
        value: Json<'_>,
        at: &At<'_>,
        mut seen: Option<&mut [bool]>,
    ) -> bool {
        let mut ok = false;
        for branch in branches {
            ok |= self.fits(branch, value, at, seen.as_deref_mut());
            // The others may evaluate more members.
            if ok && seen.is_none() {
                break;
            }
        }
        ok || self.explain(branches, discriminator, "anyOf", value, at)
    }

    /// Exactly one of the schemas must fit.
    ///
    /// If the discriminator selects a schema that fits, the others are not checked: schemas with a discriminator
    /// seldom exclude each other, and the sender has named the one that applies.
    fn one(
        &mut self,
        branches: &[Schema],
        discriminator: Option<&Discriminator>,
        value: Json<'_>,
        at: &At<'_>,
        mut seen: Option<&mut [bool]>,
    ) -> bool {
        let picked = discriminator.and_then(|discriminator| discriminator.pick(branches, value));
        if picked.is_some_and(|picked| self.fits(picked, value, at, seen.as_deref_mut())) {
            return true;
        }
        let is_exact = discriminator.is_some_and(|discriminator| discriminator.exact);
        if is_exact && value.is_object() {
            return self.explain(branches, discriminator, "oneOf", value, at);
        }
        let mut fitting = 0;
        for branch in branches {
            if picked.is_none_or(|picked| !std::ptr::eq(picked, branch)) {
                fitting += usize::from(self.fits(branch, value, at, seen.as_deref_mut()));
            }
            if fitting > 1 {
                return self.fail(at, "oneOf", || {
                    "fits more than one of schemas that exclude each other".to_owned()
                });
            }
        }
        fitting == 1 || self.explain(branches, discriminator, "oneOf", value, at)
    }
}

impl Discriminator {
    /// The branch that the value selects.
    pub(super) fn pick<'a>(&self, branches: &'a [Schema], value: Json<'_>) -> Option<&'a Schema> {
        self.named(branches, value).or_else(|| {
            let default = self.default.as_ref()?;
            branches.iter().find(|branch| branch.refers_to(default))
        })
    }

    fn named<'a>(&self, branches: &'a [Schema], value: Json<'_>) -> Option<&'a Schema> {
        let value = value.get(&self.property)?;
        let name = match value.kind() {
            Kind::String(name) => name,
            Kind::Number(_) | Kind::Bool(_) => &value.to_value().to_string(),
            _ => return None,
        };
        let mapped = self.mapping.iter().find(|(value, _)| **value == *name);
        let name = match mapped {
            Some((_, schema)) => schema,
            None if self.exact => return None,
            None => name,
        };
        branches.iter().find(|branch| branch.refers_to(name))
    }
}

impl Schema {
    /// Whether this is a reference to that name, possibly as the only schema of an `allOf`.
    fn refers_to(&self, name: &str) -> bool {
        match (
            &self.reference,
            self.combination.as_ref().map(|rules| &*rules.all),
        ) {
            (Some(reference), _) => *reference.name == *name,
            (None, Some([only])) => only.refers_to(name),
            _ => false,
        }
    }
}
