//! Finds what a path selects.
//!
//! In the resolved view a node is reached by every reference to it. What is below it is searched once for each part of
//! the path that could match there, since findings are reported where nodes are written.

use std::collections::HashSet;

use super::expression::Scope;
use super::{JsonPath, Segment, Selector};
use crate::lint::document::{Step, View, child, children};
use crate::source::{At, Node, Value};

/// What a path selects.
#[derive(Clone, Copy, Debug)]
pub enum Matched<'a> {
    /// A node.
    Node(&'a Node),
    /// The name or index of a node.
    Key(Step<'a>),
}

/// What a path selects, with its path in the view.
#[derive(Debug)]
pub struct Found<'f, 'a> {
    /// The path from the root.
    pub path: &'f [Step<'a>],
    /// What is there.
    pub matched: Matched<'a>,
}

impl JsonPath {
    /// Whether the path can select what is below a member of the root, without following a reference.
    pub fn reaches(&self, member: &str) -> bool {
        match self.segments.first() {
            None => false,
            Some(first) if first.deep => true,
            Some(first) => match &first.selector {
                Selector::Names(names) => names.iter().any(|name| name == member),
                _ => true,
            },
        }
    }
}

/// The deepest nesting that is searched.
const DEPTH: usize = 400;

/// The most nodes that a search enters: through references, a path may reach a node in very many ways.
const STEPS: usize = 5_000_000;

/// Calls `found` for all that a path selects; false if that is too much, and the rest was left out.
pub fn search<'a>(
    path: &JsonPath,
    view: View<'_, 'a>,
    found: &mut dyn FnMut(Found<'_, 'a>),
) -> bool {
    let root = view.documents().root().root;
    search_below(path, view, root, found)
}

/// The same with `$` for a node of the document.
pub fn search_below<'a>(
    path: &JsonPath,
    view: View<'_, 'a>,
    root: &'a Node,
    found: &mut dyn FnMut(Found<'_, 'a>),
) -> bool {
    let root = view.get(root);
    let mut search = Search {
        view,
        root,
        segments: &path.segments,
        visited: vec![HashSet::default(); path.segments.len()],
        nodes: vec![root],
        path: Vec::new(),
        parents: HashSet::new(),
        left: STEPS,
        found,
    };
    search.node(0);
    search.left > 0
}

struct Search<'s, 'v, 'a> {
    view: View<'v, 'a>,
    root: &'a Node,
    segments: &'s [Segment],
    /// By segment: the nodes whose descendants were searched for it.
    visited: Vec<HashSet<At, rustc_hash::FxBuildHasher>>,
    /// The nodes from the root to the present one.
    nodes: Vec<&'a Node>,
    path: Vec<Step<'a>>,
    /// The parents that `^` selected, by segment and path: all children of a node have the same one.
    parents: HashSet<(usize, Vec<Step<'a>>)>,
    /// How many more nodes are entered.
    left: usize,
    found: &'s mut dyn FnMut(Found<'_, 'a>),
}

impl<'s, 'a> Search<'s, '_, 'a> {
    fn current(&self) -> &'a Node {
        self.nodes.last().copied().unwrap_or(self.root)
    }

    /// Applies the segments from `index` on to the present node.
    fn node(&mut self, index: usize) {
        let segments = self.segments;
        let Some(segment) = segments.get(index) else {
            let matched = Matched::Node(self.current());
            (self.found)(Found {
                path: &self.path,
                matched,
            });
            return;
        };
        match segment.deep {
            true => self.descend(index, segment),
            false => self.select(index, segment),
        }
    }

    fn enter(&mut self, step: Step<'a>, node: &'a Node, index: usize) {
        self.left = self.left.saturating_sub(1);
        if self.path.len() >= DEPTH || self.left == 0 {
            return;
        }
        self.path.push(step);
        self.nodes.push(node);
        self.node(index);
        self.nodes.pop();
        self.path.pop();
    }

    /// Applies a segment to the present node and all its descendants.
    fn descend(&mut self, index: usize, segment: &'s Segment) {
        let node = self.current();
        if !matches!(node.value, Value::Array(_) | Value::Object(_)) {
            return;
        }
        if !self.visited[index].insert(node.at) || self.path.len() >= DEPTH {
            return;
        }
        self.select(index, segment);
        for (step, next) in children(node) {
            let next = self.view.get(next);
            if !matches!(next.value, Value::Array(_) | Value::Object(_)) {
                continue;
            }
            self.path.push(step);
            self.nodes.push(next);
            self.descend(index, segment);
            self.nodes.pop();
            self.path.pop();
        }
    }

    /// Applies a segment to the present node.
    fn select(&mut self, index: usize, segment: &'s Segment) {
        let node = self.current();
        match &segment.selector {
            Selector::Itself => self.node(index + 1),
            Selector::Key => {
                if let Some(&step) = self.path.last() {
                    (self.found)(Found {
                        path: &self.path,
                        matched: Matched::Key(step),
                    });
                }
            }
            Selector::Parent => {
                if let (Some(step), Some(node)) = (self.path.pop(), self.nodes.pop()) {
                    if self.parents.insert((index, self.path.clone())) {
                        self.node(index + 1);
                    }
                    self.path.push(step);
                    self.nodes.push(node);
                }
            }
            Selector::Names(names) => self.names(node, names, index),
            Selector::Wildcard => {
                for (step, next) in children(node) {
                    self.enter(step, self.view.get(next), index + 1);
                }
            }
            Selector::Slice(start, end, step) => {
                let items = node.as_array().unwrap_or_default();
                let length = items.len() as i64;
                let clamp = |bound: i64| {
                    let bound = if bound < 0 { bound + length } else { bound };
                    bound.clamp(0, length)
                };
                let (start, end) = (clamp(start.unwrap_or(0)), clamp(end.unwrap_or(length)));
                for position in (start..end).step_by(*step as usize) {
                    let position = position as usize;
                    if let Some(item) = items.get(position) {
                        self.enter(Step::Index(position), self.view.get(item), index + 1);
                    }
                }
            }
            Selector::Filter(expression) => {
                for (step, next) in children(node) {
                    let next = self.view.get(next);
                    self.path.push(step);
                    let holds = expression.holds(&Scope {
                        view: self.view,
                        root: self.root,
                        parents: &self.nodes,
                        path: &self.path,
                        node: next,
                    });
                    self.path.pop();
                    if holds {
                        self.enter(step, next, index + 1);
                    }
                }
            }
        }
    }

    fn names(&mut self, node: &'a Node, names: &[String], index: usize) {
        match &node.value {
            Value::Object(object) => {
                for name in names {
                    if let Some((key, next)) = object.get_key_value(name) {
                        self.enter(Step::Key(key), self.view.get(next), index + 1);
                    }
                }
            }
            Value::Array(items) => {
                for name in names {
                    let position = name.parse::<usize>().ok();
                    if let Some(position) = position.filter(|position| *position < items.len())
                        && let Some(next) = child(node, &Step::Index(position))
                    {
                        self.enter(Step::Index(position), self.view.get(next), index + 1);
                    }
                }
            }
            _ => {}
        }
    }
}
