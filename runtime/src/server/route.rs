//! Finding the operation for a request.
//!
//! A tree with a level for each segment of the path. Literal segments are looked up, so that the cost does not grow
//! with the number of routes. Values that templates capture stay percent-encoded.

use std::cmp::Ordering;
use std::sync::Arc;

use axum::http::request::Parts;
use axum::http::{self, Method};

use super::percent::decode;
use super::segment::Segment;
use super::selector::Selector;

/// All routes.
#[derive(Default)]
pub(super) struct Routes {
    nodes: Vec<Node>,
}

#[derive(Default)]
struct Node {
    /// In the order of [`by_length`].
    literals: Vec<(String, usize)>,
    patterns: Vec<(Segment, usize)>,
    any: Option<usize>,
    targets: Vec<Target>,
}

/// One method of a path.
struct Target {
    /// None if the document has a name that no request can have.
    method: Option<Method>,
    /// The number that the route was added with.
    id: usize,
    names: Arc<[String]>,
    selectors: Vec<Selector>,
}

/// The values of path parameters, percent-encoded.
#[derive(Clone, Debug, Default)]
pub(super) struct Captures {
    /// The names of the templates in the path.
    names: Arc<[String]>,
    /// Their values.
    values: Vec<String>,
    /// Those that stand behind `?` or `#` in the document's path.
    selected: Vec<(Arc<str>, String)>,
}

impl Captures {
    /// The value of a parameter. Of several with one name it is the last.
    pub fn get(&self, name: &str) -> Option<&str> {
        let named = self.iter().rfind(|(known, _)| *known == name);
        named.map(|(_, value)| value)
    }

    /// The names and values.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &str)> {
        let values = self.values.iter().map(String::as_str);
        let selected = self.selected.iter();
        let selected = selected.map(|(name, value)| (&**name, value.as_str()));
        self.names
            .iter()
            .map(String::as_str)
            .zip(values)
            .chain(selected)
    }
}

/// The route of a request.
pub(super) enum RouteMatch {
    Route {
        id: usize,
        captures: Captures,
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
            names.extend(captured);
            at = self.child(at, segment);
        }
        if let Some(node) = self.nodes.get_mut(at) {
            node.targets.push(Target {
                method: Method::from_bytes(method.as_bytes()).ok(),
                id,
                names: names.into(),
                selectors: Selector::parse(selection),
            });
        }
    }

    /// The route of a request. A literal has precedence over a template, segment by segment. A path with templates that
    /// lacks the request's method yields to another that has it; one without templates does not, which is a 405.
    ///
    /// `is_encoded` says whether the path has percent-encoded characters.
    pub fn find(&self, request: &Parts, is_encoded: bool) -> RouteMatch {
        // `OPTIONS *` and `CONNECT host:port` name no path (RFC 9112, section 3.2).
        let Some(path) = request.uri.path().strip_prefix('/') else {
            return RouteMatch::None;
        };
        let mut search = Search {
            request,
            is_encoded,
            values: Vec::new(),
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

    /// Whether requests for a path are for an operation, with whatever method.
    pub fn has_path(&self, path: &str) -> bool {
        let Ok(request) = http::Request::get(path).body(()) else {
            return false;
        };
        let (request, ()) = request.into_parts();
        !matches!(self.find(&request, false), RouteMatch::None)
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
        let literal = match search.is_encoded {
            true => decode(segment).and_then(|segment| node.literal(&segment)),
            false => node.literal(segment),
        };
        if literal.is_some_and(|child| self.walk(child, rest, search)) {
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
            Segment::Literal(literal) => match node.position(&literal) {
                Ok(position) => node.literals.get(position).map_or(at, |(_, child)| *child),
                Err(position) => {
                    node.literals.insert(position, (literal, new));
                    new
                }
            },
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
    /// Whether some segment has to be decoded.
    is_encoded: bool,
    /// What the templates on the way to the current node have captured.
    values: Vec<String>,
    /// The methods of the nodes that match, none of which has the method of the request.
    methods: Vec<String>,
    found: Option<(usize, Captures)>,
}

impl Node {
    /// Where a literal stands, or would have to.
    fn position(&self, literal: &str) -> Result<usize, usize> {
        let literals = &self.literals;
        literals.binary_search_by(|(known, _)| by_length(known, literal))
    }

    fn literal(&self, literal: &str) -> Option<usize> {
        let (_, child) = self.literals.get(self.position(literal).ok()?)?;
        Some(*child)
    }

    /// Chooses the target for the request, if there is one; whether the search has ended.
    fn choose(&self, search: &mut Search<'_>) -> bool {
        let request = search.request;
        let has = |method: &Method| self.targets.iter().any(|target| target.is_for(method));
        let method = match &request.method {
            &Method::HEAD if !has(&Method::HEAD) => &Method::GET,
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
        let selectors = target.selectors.iter();
        let captures = Captures {
            names: Arc::clone(&target.names),
            values: std::mem::take(&mut search.values),
            selected: selectors
                .filter_map(|selector| selector.capture(request))
                .collect(),
        };
        search.found = Some((target.id, captures));
        true
    }

    /// Of the operations whose selectors match, the first with the most of them.
    fn selected(&self, method: &Method, request: &Parts) -> Option<&Target> {
        let candidates = || self.targets.iter().filter(|it| it.is_for(method));
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
        for method in self.targets.iter().filter_map(|it| it.method.as_ref()) {
            add(method.as_str());
            if *method == Method::GET {
                add("HEAD");
            }
        }
        add("OPTIONS");
    }
}

impl Target {
    fn is_for(&self, method: &Method) -> bool {
        self.method.as_ref() == Some(method)
    }
}

/// Orders texts by length, then by their bytes, so that most comparisons end at the length.
fn by_length(one: &str, other: &str) -> Ordering {
    let by_length = one.len().cmp(&other.len());
    by_length.then_with(|| one.cmp(other))
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
