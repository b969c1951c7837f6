//! The keywords for arrays.

use super::super::json::{Array, Json};
use super::equal;
use super::place::{At, Step};
use super::rules::Arrays;
use super::rules::Contains;
use super::validator::Validator;

impl Validator<'_> {
    pub(super) fn array(
        &mut self,
        rules: &Arrays,
        items: Array<'_>,
        at: &At<'_>,
        mut seen: Option<&mut [bool]>,
    ) -> bool {
        let mut ok = self.item_count(rules, items.len(), at);
        for (index, item) in items.iter().enumerate() {
            if !ok && self.quiet {
                return false;
            }
            let Some(schema) = rules.prefix.get(index).or(rules.items.as_ref()) else {
                break;
            };
            ok &= if schema.never {
                self.fail_member(at, Step::Item(index), "items", || {
                    "must not be there".to_owned()
                })
            } else {
                self.visit(schema, item, Some(at), Step::Item(index), None)
            };
            if let Some(flag) = seen.as_deref_mut().and_then(|seen| seen.get_mut(index)) {
                *flag = true;
            }
        }
        let contains = rules.contains.as_ref();
        if let Some(contains) = contains.filter(|_| ok || !self.quiet) {
            ok &= self.contains(contains, items, at, seen);
        }
        let compares = rules.unique && (ok || !self.quiet);
        let repeated = compares
            .then(|| equal::repeated(&items.iter().collect::<Vec<Json<'_>>>(), self.budget));
        if let Some((first, second)) = repeated.flatten() {
            ok = self.fail_member(at, Step::Item(second), "uniqueItems", || {
                format!("must not repeat item {first}")
            });
        }
        ok
    }

    fn item_count(&mut self, rules: &Arrays, count: usize, at: &At<'_>) -> bool {
        if count < rules.fewest {
            return self.fail(at, "minItems", || {
                format!("must have at least {}, has {count}", plural(rules.fewest))
            });
        }
        match rules.most {
            Some(most) if count > most => self.fail(at, "maxItems", || {
                format!("must have at most {}, has {count}", plural(most))
            }),
            _ => true,
        }
    }

    fn contains(
        &mut self,
        rules: &Contains,
        items: Array<'_>,
        at: &At<'_>,
        mut seen: Option<&mut [bool]>,
    ) -> bool {
        let quiet = std::mem::replace(&mut self.quiet, true);
        let mut count = 0;
        for (index, item) in items.iter().enumerate() {
            if self.visit(&rules.schema, item, Some(at), Step::Item(index), None) {
                count += 1;
                if let Some(flag) = seen.as_deref_mut().and_then(|seen| seen.get_mut(index)) {
                    *flag = true;
                }
            }
        }
        self.quiet = quiet || self.is_stopped();
        if count < rules.fewest {
            let code = if rules.fewest == 1 {
                "contains"
            } else {
                "minContains"
            };
            return self.fail(at, code, || {
                format!(
                    "must contain at least {} that its schema describes, has {count}",
                    plural(rules.fewest)
                )
            });
        }
        match rules.most {
            Some(most) if count > most => self.fail(at, "maxContains", || {
                format!(
                    "must contain at most {} that its schema describes, has {count}",
                    plural(most)
                )
            }),
            _ => true,
        }
    }

    pub(super) fn unevaluated_items(
        &mut self,
        items: Array<'_>,
        at: &At<'_>,
        seen: &mut [bool],
    ) -> bool {
        let Some(schema) = at
            .schema
            .array
            .as_ref()
            .and_then(|rules| rules.unevaluated.as_ref())
        else {
            return true;
        };
        let mut ok = true;
        for ((index, item), seen) in items.iter().enumerate().zip(seen) {
            if std::mem::replace(seen, true) {
                continue;
            }
            ok &= if schema.never {
                self.fail_member(at, Step::Item(index), "unevaluatedItems", || {
                    "must not be there".to_owned()
                })
            } else {
                self.visit(schema, item, Some(at), Step::Item(index), None)
            };
        }
        ok
    }
}

fn plural(count: usize) -> String {
    format!("{count} item{}", if count == 1 { "" } else { "s" })
}
