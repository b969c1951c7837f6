//! Finding the operation for a request.
//!
//! A tree with a level for each segment of the path. Literal segments are looked up, so that the cost does not grow
//! with the number of routes. Values that templates capture stay percent-encoded.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::http::request::Parts;

use super::percent::decode;
use super::segment::Segment;
use super::selector::Selector;

/// The room for captured values that is made at first.
const FEW: usize = 4;

/// All routes.
#[derive(Default)]
pub(super) struct Routes {
    nodes: Vec<Node>,
}

#[derive(Default)]
struct Node {
    literals: BTreeMap<String, usize>,
    patterns: Vec<(Segment, usize)>,
    any: Option<usize>,
    targets: Vec<Target>,
}

/// One method of a path.
struct Target {
    method: String,
    /// The number that the route was added with.
    id: usize,
    names: Vec<Arc<str>>,
    selectors: Vec<Selector>,
}

/// Name and value of a path parameter, percent-encoded.
pub(super) type Capture = (Arc<str>, String);

/// The route of a request.
pub(super) enum RouteMatch {
    Route {
        id: usize,
        captures: Vec<Capture>,
    },
    /// The path has no such method, but these, for `Allow`.
    OtherMethods(Vec<String>),
    None,
}

impl Routes {
    /// Adds a route. Any text is a path: all but templates is literal.
    pub fn add(&mut self, method: &str, path: &str, id: usize) {
        if self.nodes.is_empty() {
            self.nodes.push(Node::default());
        }
        let (path, selection) = split(path);
        let mut names = Vec::new();
        let mut at = 0;
        for segment in segments_of_template(path) {
            let (segment, captured) = Segment::parse(segment);
            names.extend(captured.into_iter().map(Arc::from));
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

    /// The route of a request. A literal has precedence over a template, segment by segment. A path with templates that
    /// lacks the request's method yields to another that has it; one without templates does not, which is a 405.
    pub fn find(&self, request: &Parts) -> RouteMatch {
        // `OPTIONS *` and `CONNECT host:port` name no path (RFC 9112, section 3.2).
        let Some(path) = request.uri.path().strip_prefix('/') else {
            return RouteMatch::None;
        };
        let mut search = Search {
            request,
            values: Vec::with_capacity(FEW),
            methods: Vec::new(),
            found: None,
        };
        self.walk(0, Some(path), &mut search);
        match search.found {
            Some((id, captures)) => RouteMatch::Route { id, captures },
            None if search.methods.is_empty() => RouteMatch::None,
            None => RouteMatch::OtherMethods(search.methods),
        }
    }

    /// Visits the nodes that match the rest of the path, in their precedence; whether the search has ended.
    fn walk<'a>(&self, at: usize, path: Option<&'a str>, search: &mut Search<'a>) -> bool {
        let Some(node) = self.nodes.get(at) else {
            return false;
        };
        let Some(path) = path else {
            return node.choose(search);
        };
        let slash = path.bytes().position(|byte| byte == b'/');
        let (segment, rest) = match slash.and_then(|slash| path.split_at_checked(slash)) {
            Some((segment, rest)) => (segment, rest.strip_prefix('/')),
            None => (path, None),
        };
        let literal = decode(segment).and_then(|segment| node.literals.get(&*segment));
        if literal.is_some_and(|child| self.walk(*child, rest, search)) {
            return true;
        }
        let depth = search.values.len();
        let patterns = node
            .patterns
            .iter()
            .map(|(pattern, child)| (pattern, *child));
        let any = node.any.map(|child| (&Segment::Any, child));
        for (pattern, child) in patterns.chain(any) {
            if pattern.capture(segment, &mut search.values) && self.walk(child, rest, search) {
                return true;
            }
            search.values.truncate(depth);
        }
        false
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
                    // The more of a segment is literal, the more specific it is.
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

/// The state of a search for the route of a request.
struct Search<'a> {
    request: &'a Parts,
    /// What the templates on the way to the current node have captured.
    values: Vec<&'a str>,
    /// The methods of the nodes that match, none of which has the method of the request.
    methods: Vec<String>,
    found: Option<(usize, Vec<Capture>)>,
}

impl Node {
    /// Chooses the target for the request, if there is one; whether the search has ended.
    fn choose(&self, search: &mut Search<'_>) -> bool {
        let request = search.request;
        let method = request.method.as_str();
        let has = |method: &str| self.targets.iter().any(|target| target.method == method);
        let method = match method {
            "HEAD" if !has(method) => "GET",
            method => method,
        };
        if !has(method) {
            self.add_methods(&mut search.methods);
            // A path without templates is exactly this one, whatever templates match it as well.
            return search.values.is_empty() && !self.targets.is_empty();
        }
        let Some(target) = self.selected(method, request) else {
            return false;
        };
        let names = target.names.iter().zip(&search.values);
        let captures = names.map(|(name, value)| (name.clone(), (*value).to_owned()));
        let mut captures: Vec<Capture> = captures.collect();
        let selectors = target.selectors.iter();
        captures.extend(selectors.filter_map(|selector| selector.capture(request)));
        search.found = Some((target.id, captures));
        true
    }

    /// Of the operations whose selectors match, the first with the most of them.
    fn selected(&self, method: &str, request: &Parts) -> Option<&Target> {
        let candidates = || self.targets.iter().filter(|it| it.method == method);
        let matching = candidates().filter(|target| {
            let mut selectors = target.selectors.iter();
            selectors.all(|selector| selector.matches(request))
        });
        matching
            .rev()
            .max_by_key(|target| target.selectors.len())
            .or_else(|| {
                // The first operation, for requests without any of the parameters that distinguish them.
                let mut selectors = candidates().flat_map(|target| &target.selectors);
                let is_present = selectors.any(|selector| selector.is_present(request));
                candidates().next().filter(|_| !is_present)
            })
    }

    fn add_methods(&self, methods: &mut Vec<String>) {
        if self.targets.is_empty() {
            return;
        }
        methods.retain(|method| method != "OPTIONS");
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
    }
}

/// Splits a document's path into the path proper and what begins with `?` or `#`.
fn split(path: &str) -> (&str, &str) {
    let end = path.find(['?', '#']).unwrap_or(path.len());
    let (path, selection) = path.split_at(end);
    // `{?name}` and `{&name}` are query parameters in the syntax of RFC 6570.
    (path.strip_suffix('{').unwrap_or(path), selection)
}

/// The segments of a documented path; a slash between braces is part of a name.
fn segments_of_template(path: &str) -> Vec<&str> {
    let mut segments = Vec::new();
    let mut start = usize::from(path.starts_with('/'));
    let mut in_braces = false;
    for (index, character) in path.char_indices().skip(start) {
        match character {
            '{' if path.get(index..).is_some_and(|rest| rest.contains('}')) => in_braces = true,
            '}' => in_braces = false,
            '/' if !in_braces => {
                segments.extend(path.get(start..index));
                start = index + 1;
            }
            _ => {}
        }
    }
    segments.extend(path.get(start..));
    segments
}
