//! Choosing the variant of a union that has no discriminator.

use std::any::TypeId;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use super::fit::{self, Fit};
use super::stack::Frame;
use super::{FromJson, Json, Mismatch, Subschemas};

/// Reads a variant, which is boxed so that reading nested unions takes little stack.
pub type Read<T> = fn(Json<'_>) -> Result<Box<T>, Mismatch>;

/// Reads a type as a variant of a union.
///
/// # Errors
/// When the value does not fit the type.
pub fn read_variant<H: FromJson, T>(
    value: Json<'_>,
    variant: fn(H) -> T,
) -> Result<Box<T>, Mismatch> {
    H::from_json(value).map(|held| Box::new(variant(held)))
}

/// How much stack is left for the variants of a union. Without it, a value that is nested too deeply would fail inside of
/// the innermost union, with the message that none of its variants fits.
const RESERVE: usize = 1 << 17;

/// Which variant a value is.
#[derive(Clone)]
enum Choice {
    /// The variants are being tried.
    Pending,
    Variant(usize, Rc<Fit>),
    NoVariant(Mismatch),
}

/// A node, its tree, and the union that it is read as.
type Key = (u64, usize, TypeId);

thread_local! {
    /// The choices of the outermost union that is being read and of all unions inside of it. Nodes of the tree are known
    /// by their indices.
    static CHOICES: RefCell<HashMap<Key, Choice>> = RefCell::default();
    /// How many unions are being read inside of each other.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

/// Reads a union: the variant whose schema the value satisfies, if schemas decide. Of several it is the one that has the
/// fewest values that its enums do not list; among equals, the one that keeps the most of a value, then one that adds no
/// defaults, then the first.
///
/// Each union in the value is decided once, from the inside out, so the time is proportional to the size of the value
/// and the number of variants, however deeply unions are nested.
///
/// # Errors
/// When no variant fits: the error that lies deepest in the value.
pub fn read_union<T: 'static>(
    value: Json<'_>,
    variants: &[Read<T>],
    subschemas: Option<Subschemas>,
) -> Result<T, Mismatch> {
    best_variant(value, variants, subschemas).map(|read| *read)
}

fn best_variant<T: 'static>(
    value: Json<'_>,
    variants: &[Read<T>],
    subschemas: Option<Subschemas>,
) -> Result<Box<T>, Mismatch> {
    let _frame = Frame::enter(value, RESERVE)?;
    let _level = Level::enter();
    let key = (fit::tree(), value.index(), TypeId::of::<T>());
    let known = CHOICES.with_borrow(|choices| choices.get(&key).cloned());
    let (choice, built) = match known {
        Some(choice) => (choice, None),
        None => {
            remember(key, Choice::Pending);
            let (choice, built) = choose(value, variants, subschemas)
                .unwrap_or_else(|error| (Choice::NoVariant(error), None));
            remember(key, choice.clone());
            (choice, built)
        }
    };
    let (index, kept) = match choice {
        Choice::Variant(index, kept) => (index, kept),
        Choice::NoVariant(error) => return Err(error),
        Choice::Pending => return Err(Mismatch::new("the union is a variant of itself")),
    };
    fit::keep_variant(value, &kept);
    match (built, variants.get(index)) {
        (Some(built), _) => Ok(built),
        (None, Some(read)) if !fit::is_counting() => read(value),
        _ => Err(Mismatch::postponed()),
    }
}

/// Tries all variants. The best one is returned as well, if it was built.
///
/// # Errors
/// When the schemas of the variants take too many steps to check.
fn choose<T>(
    value: Json<'_>,
    variants: &[Read<T>],
    subschemas: Option<Subschemas>,
) -> Result<(Choice, Option<Box<T>>), Mismatch> {
    let mut best: Option<(usize, Fit, Option<Box<T>>)> = None;
    let mut deepest: Option<Mismatch> = None;
    // Which schemas the value satisfies, once two variants can be read.
    let mut satisfied: Option<Rc<[bool]>> = None;
    for (index, read) in variants.iter().enumerate() {
        let (result, fit) = fit::count(|| read(value));
        let built = match result {
            Ok(built) => Some(built),
            Err(error) if error.is_postponed() => None,
            Err(error) => {
                if deepest
                    .as_ref()
                    .is_none_or(|known| error.depth() > known.depth())
                {
                    deepest = Some(error);
                }
                continue;
            }
        };
        let is_better = match &best {
            None => true,
            Some((known_index, known, _)) => {
                if let (None, Some(subschemas)) = (&satisfied, subschemas) {
                    satisfied = Some(subschemas.satisfied(value)?);
                }
                let is_satisfied = |index: &usize| {
                    let verdicts = satisfied.as_ref();
                    verdicts.and_then(|verdicts| verdicts.get(*index).copied())
                };
                (is_satisfied(&index), fit.rank()) > (is_satisfied(known_index), known.rank())
            }
        };
        if is_better {
            best = Some((index, fit, built));
        }
    }
    Ok(match (best, deepest) {
        (Some((index, fit, built)), _) => (Choice::Variant(index, Rc::new(fit)), built),
        (None, Some(error)) if !error.pointer.is_empty() => (Choice::NoVariant(error), None),
        _ => {
            let error = Mismatch::new("none of the alternatives fits");
            (Choice::NoVariant(error), None)
        }
    })
}

fn remember(key: Key, choice: Choice) {
    CHOICES.with_borrow_mut(|choices| choices.insert(key, choice));
}

/// A union that is being read. The choices are forgotten with the outermost one.
struct Level;

impl Level {
    fn enter() -> Self {
        DEPTH.set(DEPTH.get() + 1);
        Self
    }
}

/// A map of choices with room for more than this is freed: clearing it takes as long as it is large.
const KEPT_CAPACITY: usize = 64;

impl Drop for Level {
    fn drop(&mut self) {
        DEPTH.set(DEPTH.get() - 1);
        if DEPTH.get() == 0 {
            CHOICES.with_borrow_mut(|choices| match choices.capacity() > KEPT_CAPACITY {
                true => *choices = HashMap::new(),
                false => choices.clear(),
            });
        }
    }
}
