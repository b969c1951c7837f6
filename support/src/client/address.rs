//! The address of a call: the document's path, with its templates filled in, and a query.

use super::error::RequestError;

/// A path in the making.
pub(super) struct Address {
    path: String,
    /// What the path's key has behind `?`.
    fixed: Vec<String>,
    query: Vec<String>,
}

impl Address {
    /// Starts with a path as the document has it.
    pub fn new(path: &str) -> Self {
        let end = path.find(['?', '#']).unwrap_or(path.len());
        let (path, selection) = path.split_at(end);
        // `{?name}` and `{&name}` are query parameters in RFC 6570's way.
        let (path, selection) = match path.strip_suffix('{') {
            Some(path) => (path, ""),
            None => (path, selection),
        };
        let selection = selection.split('#').next().unwrap_or_default();
        let fixed = selection.trim_start_matches('?').split('&').filter(|pair| !pair.is_empty());
        Self {
            path: format!("/{}", path.strip_prefix('/').unwrap_or(path)),
            fixed: fixed.map(str::to_owned).collect(),
            query: Vec::new(),
        }
    }

    /// Puts a written value in the place of a template.
    pub fn fill(&mut self, name: &str, value: &str) {
        let template = format!("{{{name}}}");
        if self.path.contains(&template) {
            let segments = self.path.split('/').map(|segment| fill_segment(segment, &template, value));
            self.path = segments.collect::<Vec<_>>().join("/");
        }
        for pair in &mut self.fixed {
            *pair = pair.replace(&template, value);
        }
    }

    /// Adds a piece of a query, written already: `name=value`, or several of them with `&` between.
    pub fn push_query(&mut self, piece: String) {
        if !piece.is_empty() {
            self.query.push(piece);
        }
    }

    /// The whole address, on a base whose own path is kept.
    pub fn on(&self, base: &str) -> Result<reqwest::Url, RequestError> {
        let refuse = |message: String| RequestError { message };
        if let Some((_, rest)) = self.path.split_once('{') {
            if let Some((name, _)) = rest.split_once('}') {
                return Err(refuse(format!("the path parameter `{name}` has no value")));
            }
        }
        // The rules for addresses take these away, wherever they stand, and the call would go elsewhere.
        if self.path.split('/').any(|segment| matches!(segment.to_ascii_lowercase().as_str(), "." | ".." | "%2e" | "%2e%2e")) {
            return Err(refuse("a path parameter can't be `.` or `..`".to_owned()));
        }
        let mut text = format!("{}{}", base.trim_end_matches('/'), self.path);
        let has = |name: &str| self.query.iter().flat_map(|piece| piece.split('&')).any(|pair| name_of(pair) == name);
        let fixed = self.fixed.iter().filter(|pair| !has(name_of(pair)));
        for (index, piece) in fixed.chain(&self.query).enumerate() {
            text.push(if index == 0 { '?' } else { '&' });
            text.push_str(piece);
        }
        let url = reqwest::Url::parse(&text).map_err(|error| refuse(format!("`{text}` is no address: {error}")))?;
        match url.has_host() {
            true => Ok(url),
            false => Err(refuse(format!("`{text}` has no host"))),
        }
    }
}

fn name_of(pair: &str) -> &str {
    pair.split_once('=').map_or(pair, |(name, _)| name)
}

/// Where a template shares its segment, what separates it from its neighbours must not be taken for a part of the value.
fn fill_segment(segment: &str, template: &str, value: &str) -> String {
    if segment == template {
        return value.to_owned();
    }
    let separators = literals(segment);
    let mut escaped = String::with_capacity(value.len());
    for character in value.chars() {
        // What is escaped already has no separators left but its percent sign.
        match character.is_ascii() && character != '%' && separators.contains(character) {
            true => escaped.push_str(&format!("%{:02X}", u32::from(character))),
            false => escaped.push(character),
        }
    }
    segment.replace(template, &escaped)
}

/// What is no template in a segment.
fn literals(segment: &str) -> String {
    let mut literals = String::new();
    let mut depth = 0;
    for character in segment.chars() {
        match character {
            '{' => depth += 1,
            '}' => depth = 0,
            _ if depth == 0 => literals.push(character),
            _ => {}
        }
    }
    literals
}
