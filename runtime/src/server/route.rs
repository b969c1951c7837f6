//! Finding the operation that a request is for.
//!
//! A tree with a level for each segment of the path. Literal segments are looked up, so that the cost doesn't grow
//! with the number of routes; what a template captures is kept as it was sent, percent-encoding included.

use std::collections::HashMap;

use axum::http::request::Parts;

use super::segment::{decoded, Segment};
use super::selector::Selector;

/// All routes.
#[derive(Default)]
pub(super) struct Routes {
    nodes: Vec<Node>,
}

#[derive(Default)]
struct Node {
    literals: HashMap<String, usize>,
    patterns: Vec<(Segment, usize)>,
    any: Option<usize>,
    targets: Vec<Target>,
}

/// What stands at the end of a path: one method of one operation.
pub(super) struct Target {
    pub method: String,
    /// A number that the maker of the routes gave.
    pub id: usize,
    names: Vec<String>,
    selectors: Vec<Selector>,
}

/// What became of a request.
pub(super) enum Found<'a> {
    Target {
        target: &'a Target,
        captures: Vec<(String, String)>,
    },
    /// The path is known, the method isn't; these are, for `Allow`.
    OtherMethods(Vec<String>),
    Nothing,
}

impl Routes {
    /// Adds a route. Any text is a path: what is no template in it is a literal.
    pub fn add(&mut self, method: &str, path: &str, id: usize) {
        if self.nodes.is_empty() {
            self.nodes.push(Node::default());
        }
        let (path, selection) = split(path);
        let mut names = Vec::new();
        let mut at = 0;
        for segment in segments_of_template(path) {
            let (segment, captured) = Segment::parse(segment);
            names.extend(captured);
            at = self.child(at, segment);
        }
        if let Some(node) = self.nodes.get_mut(at) {
            node.targets.push(Target {
                method: method.to_owned(),
                id,
                names,
                selectors: Selector::parse(selection),
            });
        }
    }

    /// The target for a request. A documented literal wins over a template, segment by segment.
    pub fn find(&self, request: &Parts) -> Found<'_> {
        let path = request.uri.path();
        let segments: Vec<&str> = path.strip_prefix('/').unwrap_or(path).split('/').collect();
        let mut values = Vec::new();
        match self.walk(0, &segments, &mut values) {
            Some(node) => node.choose(request, values),
            None => Found::Nothing,
        }
    }

    fn walk<'a>(
        &self,
        at: usize,
        segments: &[&'a str],
        values: &mut Vec<&'a str>,
    ) -> Option<&Node> {
        let node = self.nodes.get(at)?;
        let Some((segment, rest)) = segments.split_first() else {
            return (!node.targets.is_empty()).then_some(node);
        };
        let literal = decoded(segment).and_then(|segment| node.literals.get(&*segment));
        if let Some(found) = literal.and_then(|child| self.walk(*child, rest, values)) {
            return Some(found);
        }
        let depth = values.len();
        for (pattern, child) in &node.patterns {
            let found = if pattern.capture(segment, values) {
                self.walk(*child, rest, values)
            } else {
                None
            };
            if found.is_some() {
                return found;
            }
            values.truncate(depth);
        }
        let child = node.any?;
        values.push(segment);
        let found = self.walk(child, rest, values);
        if found.is_none() {
            values.truncate(depth);
        }
        found
    }

    fn child(&mut self, at: usize, segment: Segment) -> usize {
        let new = self.nodes.len();
        let Some(node) = self.nodes.get_mut(at) else {
            return at;
        };
        let child = match segment {
            Segment::Literal(literal) => *node.literals.entry(literal).or_insert(new),
            Segment::Any => *node.any.get_or_insert(new),
            pattern => match node.patterns.iter().find(|(known, _)| *known == pattern) {
                Some((_, child)) => *child,
                None => {
                    node.patterns.push((pattern, new));
                    // The more of a segment is literal, the more exact it is.
                    node.patterns
                        .sort_by_key(|(pattern, _)| std::cmp::Reverse(pattern.literal_length()));
                    new
                }
            },
        };
        if child == new {
            self.nodes.push(Node::default());
        }
        child
    }
}

impl Node {
    fn choose(&self, request: &Parts, values: Vec<&str>) -> Found<'_> {
        let method = request.method.as_str();
        let of_method = |method: &str| {
            self.targets
                .iter()
                .filter(|target| target.method == method)
                .collect::<Vec<_>>()
        };
        let mut candidates = of_method(method);
        if candidates.is_empty() && method == "HEAD" {
            candidates = of_method("GET");
        }
        if candidates.is_empty() {
            return Found::OtherMethods(self.methods());
        }
        let chosen = Self::selected(&candidates, request);
        let Some(target) = chosen else {
            return Found::Nothing;
        };
        let captured = target
            .names
            .iter()
            .zip(values)
            .map(|(name, value)| (name.clone(), value.to_owned()));
        let captured = {
            let selectors = target.selectors.iter();
            captured.chain(selectors.filter_map(|selector| selector.capture(request)))
        };
        Found::Target {
            target,
            captures: captured.collect(),
        }
    }

    /// Of the operations that match, the first that asks for most.
    fn selected<'a, 'b>(candidates: &'b [&'a Target], request: &Parts) -> Option<&'b &'a Target> {
        let matching = candidates.iter().filter(|target| {
            let mut selectors = target.selectors.iter();
            selectors.all(|selector| selector.fits(request))
        });
        matching
            .rev()
            .max_by_key(|target| target.selectors.len())
            .or_else(|| Self::unsaid(candidates, request))
    }

    /// For a request that says nothing of what tells operations apart: the first of them.
    fn unsaid<'a, 'b>(candidates: &'b [&'a Target], request: &Parts) -> Option<&'b &'a Target> {
        let selectors = candidates.iter().flat_map(|target| &target.selectors);
        let said = selectors
            .into_iter()
            .any(|selector| selector.is_said(request));
        candidates.first().filter(|_| !said)
    }

    fn methods(&self) -> Vec<String> {
        let mut methods: Vec<String> = Vec::new();
        let mut add = |method: &str| {
            if !methods.iter().any(|known| known == method) {
                methods.push(method.to_owned());
            }
        };
        for target in &self.targets {
            add(&target.method);
            if target.method == "GET" {
                add("HEAD");
            }
        }
        add("OPTIONS");
        methods
    }
}

/// Parts a document's path into what paths are compared with and what stands behind `?` or `#`.
fn split(path: &str) -> (&str, &str) {
    let end = path.find(['?', '#']).unwrap_or(path.len());
    let (path, selection) = path.split_at(end);
    // `{?name}` and `{&name}` are query parameters in RFC 6570's way.
    (path.strip_suffix('{').unwrap_or(path), selection)
}

/// The segments of a template; a slash between braces is part of a name.
fn segments_of_template(path: &str) -> Vec<&str> {
    let mut segments = Vec::new();
    let mut start = usize::from(path.starts_with('/'));
    let mut in_braces = false;
    for (index, character) in path.char_indices().skip(start) {
        match character {
            '{' if path[index..].contains('}') => in_braces = true,
            '}' => in_braces = false,
            '/' if !in_braces => {
                segments.push(&path[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    segments.push(&path[start..]);
    segments
}
