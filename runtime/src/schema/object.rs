//! The keywords for objects.

use std::collections::HashSet;

use super::super::json::{Json, Object, Tree};
use super::budget::pass;
use super::place::{At, Step};
use super::rules::{Objects, Schema};
use super::validator::Validator;

/// The position of missing members in the order of violations: after those that exist.
const MISSING: usize = usize::MAX;

impl Validator<'_> {
    pub(super) fn object(
        &mut self,
        rules: &Objects,
        value: Json<'_>,
        members: Object<'_>,
        at: &At<'_>,
        mut seen: Option<&mut [bool]>,
    ) -> bool {
        let mut ok = self.member_count(rules, members.len(), at);
        // Where only the verdict is wanted, members that are neither arrays nor objects and missing members are checked
        // first: in a union they mostly rule a branch out, and cost little.
        let mut missing = rules.required.len();
        let quick = self.quiet;
        for (index, (name, value)) in members.iter().enumerate() {
            let declared = rules.member(name);
            missing -= usize::from(declared.is_some_and(|member| member.required));
            if !quick || !value.is_container() {
                let member = (name, declared.and_then(|member| member.schema.as_ref()));
                ok &= self.member(rules, member, value, at, index, seen.as_deref_mut());
            }
            if !ok && self.quiet {
                return false;
            }
        }
        if missing > 0 {
            ok &= self.required(rules, members, at);
        }
        let containers = members
            .iter()
            .enumerate()
            .filter(|(_, (_, value))| quick && value.is_container());
        for (index, (name, value)) in containers {
            if !ok {
                return false;
            }
            let schema = rules.member(name).and_then(|member| member.schema.as_ref());
            ok &= self.member(rules, (name, schema), value, at, index, seen.as_deref_mut());
        }
        if ok || !self.quiet {
            ok &= self.dependents(rules, value, members, at, seen);
        }
        ok
    }

    fn member_count(&mut self, rules: &Objects, count: usize, at: &At<'_>) -> bool {
        if count < rules.fewest {
            return self.fail(at, "minProperties", || {
                format!("must have at least {}, has {count}", plural(rules.fewest))
            });
        }
        match rules.most {
            Some(most) if count > most => self.fail(at, "maxProperties", || {
                format!("must have at most {}, has {count}", plural(most))
            }),
            _ => true,
        }
    }

    /// A member, with its name and its schema in `properties`.
    fn member(
        &mut self,
        rules: &Objects,
        (name, declared): (&str, Option<&Schema>),
        value: Json<'_>,
        at: &At<'_>,
        index: usize,
        seen: Option<&mut [bool]>,
    ) -> bool {
        let step = Step::Member(index, name);
        let (mut known, mut ok) = (false, true);
        if let Some(schema) = declared {
            known = true;
            ok = self.visit(schema, value, Some(at), step, None);
        }
        for (pattern, schema) in &rules.patterns {
            if self.matches(pattern, name, &At::below(at, step)) {
                known = true;
                ok &= self.visit(schema, value, Some(at), step, None);
            }
        }
        if let Some(schema) = rules.additional.as_ref().filter(|_| !known) {
            known = true;
            ok = if schema.never {
                self.fail_member(at, step, "additionalProperties", || {
                    "is not a known member".to_owned()
                })
            } else {
                self.visit(schema, value, Some(at), step, None)
            };
        }
        if let Some(schema) = &rules.names {
            ok &= self.name(schema, name, at, step);
        }
        let flag = seen.and_then(|seen| seen.get_mut(index));
        if let Some(flag) = flag.filter(|_| known) {
            *flag = true;
        }
        ok
    }

    /// `propertyNames`, for one name.
    fn name(&mut self, schema: &Schema, name: &str, at: &At<'_>, step: Step<'_>) -> bool {
        let mut tree = Tree::default();
        tree.push_string(name);
        let value = tree.root();
        let remembers = std::mem::replace(&mut self.remembers, false);
        let ok = self.fits(schema, value, at, None);
        if !ok && !self.quiet {
            let message = self.first_message(schema, value, at).unwrap_or_default();
            self.fail_member(at, step, "propertyNames", || {
                format!("has a name that {message}")
            });
        }
        self.remembers = remembers;
        ok
    }

    fn required(&mut self, rules: &Objects, members: Object<'_>, at: &At<'_>) -> bool {
        let mut ok = true;
        if !self.spend(pass(members.len()) + pass(rules.required.len()), at) {
            return false;
        }
        let names = Names::of(members);
        for name in &rules.required {
            if !names.contain(name) && !self.may_be_missing(name, at) {
                let step = Step::Member(MISSING, name);
                ok = self.fail_member(at, step, "required", || "is required".to_owned());
                if self.quiet {
                    return false;
                }
            }
        }
        ok
    }

    fn dependents(
        &mut self,
        rules: &Objects,
        value: Json<'_>,
        members: Object<'_>,
        at: &At<'_>,
        mut seen: Option<&mut [bool]>,
    ) -> bool {
        let mut ok = true;
        for (name, required) in &rules.dependent_required {
            let searches = u64::try_from(1 + required.len()).unwrap_or(u64::MAX);
            if !self.spend(searches.saturating_mul(pass(members.len())), at) {
                return false;
            }
            if members.get(name).is_none() {
                continue;
            }
            for other in required.iter().filter(|other| members.get(other).is_none()) {
                let step = Step::Member(MISSING, other);
                ok = self.fail_member(at, step, "dependentRequired", || {
                    format!("is required beside {name}")
                });
            }
        }
        for (name, schema) in &rules.dependent_schemas {
            if !self.spend(pass(members.len()), at) {
                return false;
            }
            if members.get(name).is_some() {
                ok &= self.same(schema, value, at, seen.as_deref_mut());
            }
        }
        ok
    }

    pub(super) fn unevaluated_members(
        &mut self,
        members: Object<'_>,
        at: &At<'_>,
        seen: &mut [bool],
    ) -> bool {
        let Some(schema) = at
            .schema
            .object
            .as_ref()
            .and_then(|rules| rules.unevaluated.as_ref())
        else {
            return true;
        };
        let mut ok = true;
        for ((index, (name, value)), seen) in members.iter().enumerate().zip(seen) {
            if std::mem::replace(seen, true) {
                continue;
            }
            let step = Step::Member(index, name);
            ok &= if schema.never {
                self.fail_member(at, step, "unevaluatedProperties", || {
                    "is not a known member".to_owned()
                })
            } else {
                self.visit(schema, value, Some(at), step, None)
            };
        }
        ok
    }
}

/// The names of an object, to look many up.
pub(super) enum Names<'t> {
    /// So few that they are searched one by one.
    Few(Object<'t>),
    Many(HashSet<&'t str>),
}

/// How many names are searched one by one.
const FEW_NAMES: usize = 8;

impl<'t> Names<'t> {
    pub(super) fn of(members: Object<'t>) -> Self {
        match members.len() <= FEW_NAMES {
            true => Self::Few(members),
            false => Self::Many(members.iter().map(|(name, _)| name).collect()),
        }
    }

    pub(super) fn contain(&self, name: &str) -> bool {
        match self {
            Self::Few(members) => members.get(name).is_some(),
            Self::Many(names) => names.contains(name),
        }
    }
}

fn plural(count: usize) -> String {
    format!("{count} member{}", if count == 1 { "" } else { "s" })
}
