//! How much of a value a type keeps.
//!
//! Objects may have more members than a type knows, so several variants of a union may accept one value; the variant
//! that keeps the most of it is the right one. While a union tries its variants, every `from_json` reports here which
//! parts of the value it keeps, that is, which parts would be the same if the type was written again. Reading without a
//! union around it reports nothing.

use std::cell::{Cell, RefCell};
use std::cmp::Reverse;

use super::{Json, Mismatch};

/// A part of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    /// The index of a node of the tree.
    index: usize,
    /// How many parts it stands for.
    weight: usize,
    /// How many of them are values that an enum does not list.
    unknown: usize,
}

impl Part {
    fn one(index: usize) -> Self {
        Self {
            index,
            weight: 1,
            unknown: 0,
        }
    }
}

/// What one variant keeps of a value.
#[derive(Clone, Debug, Default)]
pub(super) struct Fit {
    parts: Vec<Part>,
    /// How many parts that are, once all of them are reported.
    weight: usize,
    /// How many of them are values that an enum does not list.
    unknown: usize,
    /// Whether writing adds members that were not sent.
    adds: bool,
    /// Whether the value was read in spite of something that no schema of the type allows.
    is_lenient: bool,
    /// The node whose members are shared by an object and the types that are flattened into it.
    shared: Option<usize>,
}

thread_local! {
    static IS_COUNTING: Cell<bool> = const { Cell::new(false) };
    /// The number of the tree that is being read, and of the last one.
    static TREE: Cell<(u64, u64)> = const { Cell::new((0, 0)) };
    static CURRENT: RefCell<Fit> = const { RefCell::new(Fit::NONE) };
    static LACKS_JSON: Cell<bool> = const { Cell::new(false) };
}

/// Whether a union is trying its variants.
pub(super) fn is_counting() -> bool {
    IS_COUNTING.get()
}

/// Which tree is being read. Nodes of several trees have the same indices.
pub(super) fn tree() -> u64 {
    TREE.get().0
}

/// Reads a tree that does not live as long as the one that is being read.
pub(super) fn in_own_tree<T>(read: impl FnOnce() -> T) -> T {
    let (outer, last) = TREE.get();
    TREE.set((last + 1, last + 1));
    let result = read();
    TREE.set((outer, TREE.get().1));
    result
}

/// Applies a change to the fit of the variant that is being tried, if there is one.
fn record(change: impl FnOnce(&mut Fit)) {
    if is_counting() {
        CURRENT.with_borrow_mut(change);
    }
}

/// Reports that a value is kept. Those of the values inside of it that are kept are reported by their own types.
pub(super) fn keep(value: Json<'_>) {
    record(|fit| fit.parts.push(Part::one(value.index())));
}

/// Reports that a value is kept that an enum does not list.
pub(super) fn keep_unknown(value: Json<'_>) {
    record(|fit| {
        fit.parts.push(Part {
            unknown: 1,
            ..Part::one(value.index())
        });
    });
}

/// Reports that a string is kept, if it is written as it was sent.
pub(super) fn keep_string(value: Json<'_>, written: impl FnOnce() -> String) {
    keep_string_if(value, |text| text == written());
}

/// Reports that a string is kept, if it has no other meaning when it is written again.
pub(super) fn keep_string_if(value: Json<'_>, is_kept: impl FnOnce(&str) -> bool) {
    if is_counting() && value.as_str().is_some_and(is_kept) {
        keep(value);
    }
}

/// Reports that a value is kept with everything inside of it.
pub(super) fn keep_all(value: Json<'_>) {
    record(|fit| {
        fit.parts.push(Part {
            weight: value.weight(),
            ..Part::one(value.index())
        });
    });
}

/// Reports that the name of the member with this value is kept.
pub(super) fn keep_name(value: Json<'_>) {
    record(|fit| fit.parts.push(Part::one(value.index() - 1)));
}

/// Reports that writing adds a member that was not sent.
pub(super) fn add_member() {
    record(|fit| fit.adds = true);
}

/// Reports that a type reads the value in spite of something that its schema does not allow: a member that is absent and
/// required, or null.
pub(super) fn be_lenient() {
    record(|fit| fit.is_lenient = true);
}

/// Reports what the chosen variant of a union keeps.
pub(super) fn keep_variant(value: Json<'_>, variant: &Fit) {
    record(|fit| {
        fit.adds |= variant.adds;
        fit.is_lenient |= variant.is_lenient;
        match fit.shared == Some(value.index()) {
            // The enclosing object may know some of these members, too, and they count once.
            true => fit.parts.extend(&variant.parts),
            false => fit.parts.push(Part {
                index: value.index(),
                weight: variant.weight,
                unknown: variant.unknown,
            }),
        }
    });
}

/// Reads the types that are flattened into the object at this node.
pub(super) fn share<T>(value: Json<'_>, read: impl FnOnce() -> T) -> T {
    let set = |shared| CURRENT.with_borrow_mut(|fit| std::mem::replace(&mut fit.shared, shared));
    if !is_counting() {
        return read();
    }
    let before = set(Some(value.index()));
    let result = read();
    set(before);
    result
}

/// Reads the object at this node as a type that it need not fit. What that type keeps counts only if it fits.
///
/// # Errors
/// When the value does not fit, which a required member that is absent is enough for.
pub(super) fn attempt<T>(
    value: Json<'_>,
    read: impl Fn() -> Result<T, Mismatch>,
) -> Result<T, Mismatch> {
    let (result, inner) = count(|| share(value, &read));
    if inner.is_lenient {
        return Err(Mismatch::new("a member is missing or null"));
    }
    match result {
        // Only inside of a union are parts left out that were read before.
        Err(error) if error.is_postponed() && !is_counting() => read(),
        Err(error) if !error.is_postponed() => Err(error),
        result => {
            record(|fit| {
                fit.adds |= inner.adds;
                fit.parts.extend(inner.parts);
            });
            result
        }
    }
}

/// Counts what is kept while a variant is being read.
pub(super) fn count<T>(read: impl FnOnce() -> T) -> (T, Fit) {
    let was_counting = IS_COUNTING.replace(true);
    let outer = CURRENT.take();
    let result = read();
    let mut fit = CURRENT.replace(outer);
    IS_COUNTING.set(was_counting);
    // Of several reports about one part the highest counts.
    fit.parts.sort_unstable_by(|a, b| b.cmp(a));
    fit.parts.dedup_by_key(|part| part.index);
    fit.weight = fit.parts.iter().map(|part| part.weight).sum();
    fit.unknown = fit.parts.iter().map(|part| part.unknown).sum();
    (result, fit)
}

/// Reports that a string does not hold the JSON that it should hold.
pub(super) fn lack_json() {
    LACKS_JSON.set(true);
}

/// Reads a value, and whether a string in it does not hold the JSON that it should hold.
pub(in super::super) fn lacks_json<T>(read: impl FnOnce() -> T) -> (T, bool) {
    LACKS_JSON.set(false);
    let result = read();
    (result, LACKS_JSON.replace(false))
}

/// Reads a value, and how much of it speaks against its type: whether the value lacks something that the type requires, and
/// how many values an enum does not list. What is read may lack parts.
pub(in super::super) fn doubts<T>(read: impl FnOnce() -> T) -> (T, (bool, usize)) {
    let (result, fit) = count(read);
    (result, (fit.is_lenient, fit.unknown))
}

impl Fit {
    const NONE: Self = Self {
        parts: Vec::new(),
        weight: 0,
        unknown: 0,
        adds: false,
        is_lenient: false,
        shared: None,
    };

    /// How good the fit is: first comes whether the schema allows the value as far as its type knows, then how few values
    /// are unknown to enums, then how much is kept, then whether nothing is added.
    pub(super) fn rank(&self) -> (bool, Reverse<usize>, usize, bool) {
        let unknown = Reverse(self.unknown);
        (!self.is_lenient, unknown, self.weight, !self.adds)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Kind, Tree};
    use super::*;

    /// Otherwise each level of a value would take time for all of the levels inside of it.
    #[test]
    fn the_variant_of_a_union_is_one_part_of_what_is_around_it() {
        let tree = Tree::from(&serde_json::json!([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
        let value = tree.root();
        let Kind::Array(items) = value.kind() else {
            panic!("no array");
        };
        let ((), inner) = count(|| items.iter().for_each(keep));
        assert_eq!((inner.parts.len(), inner.weight), (10, 10));
        let ((), outer) = count(|| keep_variant(value, &inner));
        assert_eq!((outer.parts.len(), outer.weight), (1, 10));
    }
}
