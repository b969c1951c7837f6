//! The pairs of schemas, and the search for the changes that one place of the document reaches.

use std::collections::HashMap;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::super::checks::{Scope, schema_effect};
use super::super::tree::Tree;
use super::compare::compare;
use super::merged::{MergedSchema, Part, Parts};
use super::{Local, Mode};
use crate::diff::checks::Direction;
use crate::diff::lifecycle::Calendar;
use crate::source::At;

/// A pair of schemas in a [`Graph`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::diff) struct PairId(usize);

/// What was found about a pair.
#[derive(Debug, Default)]
pub(super) struct Pair {
    pub changes: Vec<Local>,
    /// The pairs of subschemas, with the segment of the path.
    pub below: Vec<(String, PairId)>,
    pub choices: Vec<Choice>,
}

/// A change that depends on other pairs: `otherwise` if they break clients, else `fits`.
#[derive(Debug)]
pub(super) struct Choice {
    pub candidates: Vec<PairId>,
    /// Whether one candidate that breaks is enough.
    pub any: bool,
    pub fits: Local,
    pub otherwise: Local,
}

/// Limit on the pairs, so that schemas which combine in many ways cannot exhaust the memory.
const MOST_PAIRS: usize = 1_000_000;

/// Limit on the unions of which one value has satisfied an alternative, so that unions which contain themselves end.
const MOST_CHOSEN: usize = 12;

/// Limit on the pairs with alternatives of unions, of which there can be as many as combinations.
const MOST_COMBINATIONS: usize = 100_000;

/// Limit on the schemas that one value has to satisfy.
const MOST_PARTS: usize = 64;

/// Removes what is repeated, and returns the keys in order, so that the same parts have the same keys. For combinations of
/// alternatives, references are followed, so that the same combination is found again.
fn distinct<'t>(tree: &Tree<'t>, parts: &mut Parts<'t>) -> Vec<usize> {
    let is_combination = has_chosen(parts);
    let mut keys: Vec<usize> = Vec::with_capacity(parts.len());
    parts.retain(|part| {
        let is_reference = part.node.as_object().is_some_and(|it| it.len() == 1);
        let target = tree.resolve(part.node).filter(|_| is_reference);
        let key = match target {
            Some(node) if is_combination => Part { node, ..*part }.key(),
            _ => part.key(),
        };
        let is_new = !keys.contains(&key);
        if is_new {
            keys.push(key);
        }
        is_new
    });
    keys.sort_unstable();
    keys
}

/// Whether an alternative of a union was chosen.
fn has_chosen(parts: &Parts) -> bool {
    parts.iter().any(|part| part.bare)
}

fn is_small(parts: &Parts) -> bool {
    let chosen = parts.iter().filter(|part| part.bare).count();
    chosen <= MOST_CHOSEN && parts.len() <= MOST_PARTS
}

fn place(parts: &Parts) -> At {
    parts.first().map_or(At::NONE, |part| part.node.at)
}

/// A change that was found below a place, with the path from there.
#[derive(Clone)]
pub(in crate::diff) struct Found {
    pub path: Vec<String>,
    pub local: Local,
}

/// All pairs of two documents.
pub(in crate::diff) struct Graph<'t> {
    pub old: Tree<'t>,
    pub new: Tree<'t>,
    pub calendar: Calendar,
    ids: FxHashMap<(Vec<usize>, Vec<usize>, Mode), PairId>,
    /// The pairs that stand for those beyond the limits.
    not_compared: FxHashMap<Mode, PairId>,
    combinations: usize,
    /// The pairs whose comparison is open.
    open: Vec<(PairId, Parts<'t>, Parts<'t>, Mode)>,
    pairs: Vec<Pair>,
    modes: Vec<Mode>,
    /// By the parts' keys, the merged schemas of both documents.
    merged: [HashMap<Vec<usize>, Rc<MergedSchema<'t>>>; 2],
    /// By pair, whether anything is to be reported about it or below.
    dirty: Vec<bool>,
    /// By pair, whether anything breaks clients there or below.
    breaking: Vec<bool>,
}

impl<'t> Graph<'t> {
    pub fn new(old: Tree<'t>, new: Tree<'t>, calendar: Calendar) -> Self {
        Graph {
            old,
            new,
            calendar,
            ids: FxHashMap::default(),
            not_compared: FxHashMap::default(),
            combinations: 0,
            open: Vec::new(),
            pairs: Vec::new(),
            modes: Vec::new(),
            merged: [HashMap::new(), HashMap::new()],
            dirty: Vec::new(),
            breaking: Vec::new(),
        }
    }

    /// The number of a pair; a new one is compared later.
    pub fn pair(&mut self, mut old: Parts<'t>, mut new: Parts<'t>, mode: Mode) -> PairId {
        let old_keys = distinct(&self.old, &mut old);
        let new_keys = distinct(&self.new, &mut new);
        let key = (old_keys, new_keys, mode);
        if let Some(id) = self.ids.get(&key) {
            return *id;
        }
        let is_combination = has_chosen(&old) || has_chosen(&new);
        let is_within = self.pairs.len() < MOST_PAIRS
            && !(is_combination && self.combinations >= MOST_COMBINATIONS);
        if !is_within || !is_small(&old) || !is_small(&new) {
            return self.not_compared(&old, &new, mode);
        }
        let id = self.add(Pair::default(), mode);
        self.combinations += usize::from(is_combination);
        self.ids.insert(key, id);
        self.open.push((id, old, new, mode));
        id
    }

    fn add(&mut self, pair: Pair, mode: Mode) -> PairId {
        self.pairs.push(pair);
        self.modes.push(mode);
        PairId(self.pairs.len() - 1)
    }

    /// The pair that stands for all pairs beyond the limits, of which nothing is known; the first of them has the place.
    fn not_compared(&mut self, old: &Parts, new: &Parts, mode: Mode) -> PairId {
        if let Some(id) = self.not_compared.get(&mode) {
            return *id;
        }
        let change = Local {
            action: "not-compared".into(),
            property: None,
            effect: None,
            text: "the schemas are too complex to be compared".to_owned(),
            old: place(old),
            new: place(new),
        };
        let pair = Pair {
            changes: vec![change],
            ..Pair::default()
        };
        let id = self.add(pair, mode);
        self.not_compared.insert(mode, id);
        id
    }

    /// The merged schema of one side.
    pub(super) fn merged(&mut self, is_new: bool, parts: &Parts<'t>) -> Rc<MergedSchema<'t>> {
        let tree = if is_new { self.new } else { self.old };
        let key = parts.iter().map(Part::key).collect();
        let known = &mut self.merged[usize::from(is_new)];
        let merged = known
            .entry(key)
            .or_insert_with(|| Rc::new(MergedSchema::new(&tree, parts)));
        Rc::clone(merged)
    }

    /// Compares all open pairs and those that they lead to, and finds out which have changes below them.
    pub fn finish(&mut self) {
        while let Some((id, old, new, mode)) = self.open.pop() {
            let pair = compare(self, &old, &new, mode);
            self.pairs[id.0] = pair;
        }
        self.merged = [HashMap::new(), HashMap::new()];
        let mut users: Vec<Vec<usize>> = vec![Vec::new(); self.pairs.len()];
        for (index, pair) in self.pairs.iter().enumerate() {
            for (_, below) in &pair.below {
                users[below.0].push(index);
            }
        }
        let breaks: Vec<bool> = (0..self.pairs.len())
            .map(|index| {
                let mode = self.modes[index];
                let mut changes = self.pairs[index].changes.iter();
                changes.any(|change| breaks(change, mode))
            })
            .collect();
        self.breaking = vec![false; self.pairs.len()];
        spread(&mut self.breaking, &users, indices(&breaks));
        self.decide_choices(&users);
        let changed: Vec<bool> = self
            .pairs
            .iter()
            .map(|pair| !pair.changes.is_empty())
            .collect();
        self.dirty = vec![false; self.pairs.len()];
        spread(&mut self.dirty, &users, indices(&changed));
    }

    /// Decides the choices, those first whose candidates have no open choices below them; adds the changes.
    fn decide_choices(&mut self, users: &[Vec<usize>]) {
        loop {
            let mut broken = Vec::new();
            for (index, pair) in self.pairs.iter_mut().enumerate() {
                let breaking = &self.breaking;
                let (decided, open): (Vec<Choice>, _) = std::mem::take(&mut pair.choices)
                    .into_iter()
                    .partition(|choice| {
                        let mut candidates = choice.candidates.iter();
                        match choice.any {
                            true => candidates.any(|candidate| breaking[candidate.0]),
                            false => candidates.all(|candidate| breaking[candidate.0]),
                        }
                    });
                pair.choices = open;
                if !decided.is_empty() {
                    broken.push(index);
                }
                let changes = decided.into_iter().map(|choice| choice.otherwise);
                pair.changes.extend(changes);
            }
            if broken.is_empty() {
                break;
            }
            spread(&mut self.breaking, users, broken);
        }
        for pair in &mut self.pairs {
            let choices = std::mem::take(&mut pair.choices).into_iter();
            pair.changes.extend(choices.map(|choice| choice.fits));
        }
    }

    /// The changes of a pair and of everything below it, each pair once, in the order of the document.
    pub fn report(&self, root: PairId) -> Vec<Found> {
        let mut found = Vec::new();
        let mut seen = vec![false; self.pairs.len()];
        // The way to each visited pair: the step before, and the segment. Paths are made of them where there is a change.
        let mut steps: Vec<(usize, &str)> = Vec::new();
        let mut open = vec![(root, None)];
        while let Some((id, way)) = open.pop() {
            if !self.dirty[id.0] || std::mem::replace(&mut seen[id.0], true) {
                continue;
            }
            let step = steps.len();
            steps.push(way.unwrap_or((step, "")));
            let pair = &self.pairs[id.0];
            for change in &pair.changes {
                let mut path = path(&steps, step);
                path.extend(change.property.clone());
                found.push(Found {
                    path,
                    local: change.clone(),
                });
            }
            let below = pair.below.iter().rev();
            let below = below.filter(|(_, below)| self.dirty[below.0] && !seen[below.0]);
            open.extend(below.map(|(segment, below)| (*below, Some((step, segment.as_str())))));
        }
        found
    }
}

/// The segments from the first step, which is the one before itself, to a step.
fn path(steps: &[(usize, &str)], mut step: usize) -> Vec<String> {
    let mut path = Vec::new();
    while steps[step].0 != step {
        path.push(steps[step].1.to_owned());
        step = steps[step].0;
    }
    path.reverse();
    path
}

/// Whether a change breaks clients, whatever the place that uses the schema.
fn breaks(change: &Local, mode: Mode) -> bool {
    let scope = match (mode.direction, mode.is_parameter) {
        (Direction::Request, true) => Scope::Parameter,
        (Direction::Request, false) => Scope::RequestBody,
        _ => Scope::ResponseBody,
    };
    let effect = change.effect;
    effect
        .unwrap_or_else(|| schema_effect(scope, false, &change.action))
        .breaks
}

fn indices(marks: &[bool]) -> Vec<usize> {
    (0..marks.len()).filter(|index| marks[*index]).collect()
}

/// Marks these pairs and all that lead to them.
fn spread(marks: &mut [bool], users: &[Vec<usize>], mut open: Vec<usize>) {
    while let Some(index) = open.pop() {
        if !std::mem::replace(&mut marks[index], true) {
            open.extend(&users[index]);
        }
    }
}
