//! Builds the schema of a definition from its tokens.

use serde_json::{Value, json};

use super::tokens::Token;
use super::{Definitions, Schema, includes, is_referenced};

/// How often definitions can be inserted into each other.
const DEPTH: usize = 16;

/// A schema as JSON; `never` and `any` are booleans.
pub(super) fn value(schema: Schema) -> Value {
    let is_never = schema.len() == 1 && schema.get("not") == Some(&Value::Bool(true));
    match schema.is_empty() || is_never {
        true => Value::Bool(!is_never),
        false => Value::Object(schema),
    }
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

/// Adds a group of keywords to the schema, or as a further `allOf` branch if the schema already has one of them.
fn add(schema: &mut Schema, keywords: Schema) -> Result<(), String> {
    if !keywords.keys().any(|key| schema.contains_key(key)) {
        schema.extend(keywords);
        return Ok(());
    }
    let others = schema.entry("allOf").or_insert_with(|| json!([]));
    let others = others.as_array_mut().ok_or("`allOf` is no list")?;
    others.push(Value::Object(keywords));
    Ok(())
}

/// The entry of a keyword that is an object, such as `properties`.
fn object<'s>(schema: &'s mut Schema, key: &str) -> Result<&'s mut Schema, String> {
    let entry = schema.entry(key).or_insert_with(|| json!({}));
    entry
        .as_object_mut()
        .ok_or_else(|| format!("`{key}` is no object"))
}

/// The entry of a keyword that is a list, such as `required`.
fn list<'s>(schema: &'s mut Schema, key: &str) -> Result<&'s mut Vec<Value>, String> {
    let entry = schema.entry(key).or_insert_with(|| json!([]));
    entry
        .as_array_mut()
        .ok_or_else(|| format!("`{key}` is no list"))
}

/// Sets a keyword that the schema does not have.
fn set(schema: &mut Schema, key: &str, value: impl Into<Value>) -> Result<(), String> {
    match schema.insert(key.to_owned(), value.into()) {
        None => Ok(()),
        Some(_) => Err(format!("`{key}` is there twice")),
    }
}

/// Reads the tokens of a definition.
pub(super) struct Parser<'a> {
    definitions: &'a Definitions,
    version: &'a str,
    closing: &'a str,
    tokens: &'a [Token],
    /// The position of the next token.
    next: usize,
    /// How many definitions are being inserted.
    depth: usize,
}

impl<'a> Parser<'a> {
    /// A parser of the tokens of a definition.
    pub(super) fn new(
        definitions: &'a Definitions,
        version: &'a str,
        closing: &'a str,
        tokens: &'a [Token],
    ) -> Self {
        Self {
            definitions,
            version,
            closing,
            tokens,
            next: 0,
            depth: 0,
        }
    }

    fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.next)
    }

    fn take(&mut self) -> Result<&'a Token, String> {
        let token = self.peek().ok_or("the end is missing")?;
        self.next += 1;
        Ok(token)
    }

    /// Takes a token if it is the next one.
    fn has(&mut self, token: &Token) -> bool {
        let is_next = self.peek() == Some(token);
        self.next += usize::from(is_next);
        is_next
    }

    fn has_sign(&mut self, sign: char) -> bool {
        self.has(&Token::Sign(sign))
    }

    fn has_name(&mut self, name: &str) -> bool {
        let is_next = matches!(self.peek(), Some(Token::Name(next)) if next == name);
        self.next += usize::from(is_next);
        is_next
    }

    fn name(&mut self) -> Result<&'a str, String> {
        match self.take()? {
            Token::Name(name) => Ok(name),
            other => Err(format!("{other:?} is no name")),
        }
    }

    fn text(&mut self) -> Result<&'a str, String> {
        match self.take()? {
            Token::Text(text) => Ok(text),
            other => Err(format!("{other:?} is no text")),
        }
    }

    fn number(&mut self) -> Result<u64, String> {
        match self.take()? {
            Token::Number(number) => Ok(*number),
            other => Err(format!("{other:?} is no number")),
        }
    }

    /// Takes versions; whether they include this one.
    fn applies(&mut self) -> bool {
        let start = self.next;
        while matches!(self.peek(), Some(Token::Version(..))) {
            self.next += 1;
        }
        includes(&self.tokens[start..self.next], self.version)
    }

    /// The schema that all tokens are.
    pub(super) fn all(&mut self) -> Result<Schema, String> {
        let schema = self.schema()?;
        match self.peek() {
            None => Ok(schema),
            Some(other) => Err(format!("{other:?} is not expected")),
        }
    }

    /// A schema with all that it consists of.
    fn schema(&mut self) -> Result<Schema, String> {
        let mut schema = self.base()?;
        while self.part(&mut schema, true)? {}
        Ok(schema)
    }

    /// A schema as a part of another: `not` and what follows, or a schema without conditions.
    fn operand(&mut self) -> Result<Value, String> {
        if self.has_name("not") {
            return Ok(json!({ "not": self.operand()? }));
        }
        let start = self.next;
        let mut schema = self.base()?;
        while self.part(&mut schema, false)? {}
        match self.next > start {
            true => Ok(value(schema)),
            false => Err(format!("{:?} is no schema", self.peek())),
        }
    }

    /// Alternatives, between which there is `or`.
    fn alternatives(&mut self) -> Result<Vec<Value>, String> {
        let mut found = vec![self.operand()?];
        while self.has_name("or") {
            found.push(self.operand()?);
        }
        Ok(found)
    }

    /// What a schema starts with; nothing if that is what can follow as well.
    fn base(&mut self) -> Result<Schema, String> {
        let mut schema = Schema::new();
        let start = self.next;
        match self.peek() {
            Some(Token::Sign('{')) => return self.members('}'),
            Some(Token::Sign('(')) => return self.members(')'),
            Some(Token::Sign('[')) => {
                self.next += 1;
                set(&mut schema, "type", "array")?;
                set(&mut schema, "items", value(self.schema()?))?;
                if !self.has_sign(']') {
                    return Err("`]` is missing".to_owned());
                }
            }
            Some(Token::Sign('&')) => {
                self.next += 1;
                let condition = json!({ "type": "object", "required": ["$ref"] });
                set(&mut schema, "if", condition)?;
                set(&mut schema, "then", reference("Reference"))?;
                set(&mut schema, "else", reference(self.name()?))?;
            }
            Some(Token::Name(name)) => {
                self.next += 1;
                match name.as_str() {
                    "string" | "number" | "integer" | "boolean" => {
                        set(&mut schema, "type", name.as_str())?;
                    }
                    "any" if !self.has_name("of") => {}
                    "never" => set(&mut schema, "not", true)?,
                    name if is_referenced(name) => {
                        set(&mut schema, "$ref", format!("#/$defs/{name}"))?;
                    }
                    _ => self.next = start,
                }
            }
            _ => {}
        }
        Ok(schema)
    }

    /// Takes the next part of a schema, and adds it if it belongs to this version; false if nothing follows.
    fn part(&mut self, schema: &mut Schema, with_conditions: bool) -> Result<bool, String> {
        let start = self.next;
        let mut skipped = Schema::new();
        let schema = match self.applies() {
            true => schema,
            false => &mut skipped,
        };
        let found = self.assertion(schema)? || with_conditions && self.condition(schema)?;
        if !found {
            self.next = start;
        }
        Ok(found)
    }

    /// A part that is about the value alone.
    fn assertion(&mut self, schema: &mut Schema) -> Result<bool, String> {
        let start = self.next;
        let Ok(token) = self.take() else {
            return Ok(false);
        };
        match token {
            Token::Text(text) => list(schema, "enum")?.push(json!(text)),
            Token::Sign('|') if self.part(schema, false)? => {}
            Token::Sign('=') => {
                let value = match self.take()? {
                    Token::Text(text) => json!(text),
                    Token::Name(name) if name == "true" => json!(true),
                    other => return Err(format!("{other:?} is no value")),
                };
                set(schema, "const", value)?;
            }
            Token::Pattern(pattern) => set(schema, "pattern", pattern.as_str())?,
            Token::Number(number) => self.count(schema, *number)?,
            Token::Name(name) => match name.as_str() {
                "true" => list(schema, "enum")?.push(json!(true)),
                "as" => set(schema, "format", self.name()?)?,
                "from" => set(schema, "minimum", self.number()?)?,
                "above" => set(schema, "exclusiveMinimum", self.number()?)?,
                "unique" => set(schema, "uniqueItems", true)?,
                "names" => set(schema, "propertyNames", self.operand()?)?,
                "says" => set(schema, "errorMessage", self.message()?)?,
                name if self.definitions.contains_key(name) => {
                    for (key, value) in self.insert(name)? {
                        set(schema, &key, value)?;
                    }
                }
                _ => {
                    self.next = start;
                    return Ok(false);
                }
            },
            _ => {
                self.next = start;
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The number of items or members: `1+ items`, `1 member`.
    fn count(&mut self, schema: &mut Schema, number: u64) -> Result<(), String> {
        let is_least = self.has_sign('+');
        let (least, most) = match self.name()? {
            "item" | "items" => ("minItems", "maxItems"),
            "member" | "members" => ("minProperties", "maxProperties"),
            other => return Err(format!("`{other}` cannot be counted")),
        };
        set(schema, least, number)?;
        match is_least {
            true => Ok(()),
            false => set(schema, most, number),
        }
    }

    /// A message, or one for the members with these names and one for the rest.
    fn message(&mut self) -> Result<Value, String> {
        let text = self.text()?;
        if !self.has_name("of") {
            return Ok(json!(text));
        }
        let mut members = Schema::new();
        set(&mut members, self.text()?, text)?;
        while self.has_sign('|') {
            set(&mut members, self.text()?, text)?;
        }
        match self.has_name("or") {
            true => Ok(json!({ "properties": members, "_": self.text()? })),
            false => Ok(json!({ "properties": members })),
        }
    }

    /// The schema of a definition, which is inserted.
    fn insert(&mut self, name: &str) -> Result<Schema, String> {
        let tokens = self
            .definitions
            .get(name)
            .ok_or_else(|| format!("`{name}` is not defined"))?;
        if self.depth >= DEPTH {
            return Err(format!("`{name}` is inserted into itself"));
        }
        let mut inner = Parser::new(self.definitions, self.version, self.closing, tokens);
        inner.depth = self.depth + 1;
        inner.all()
    }

    /// A part that has other schemas.
    fn condition(&mut self, schema: &mut Schema) -> Result<bool, String> {
        let start = self.next;
        let Some(Token::Name(name)) = self.peek() else {
            return Ok(false);
        };
        self.next += 1;
        let mut keywords = Schema::new();
        match name.as_str() {
            "not" => set(&mut keywords, "not", self.operand()?)?,
            "and" => {
                let other = self.operand()?;
                list(schema, "allOf")?.push(other);
            }
            "one" | "any" if self.has_name("of") => {
                set(&mut keywords, &format!("{name}Of"), self.alternatives()?)?;
            }
            "if" => keywords = self.branches()?,
            "with" => {
                let name = self.name()?;
                let other = self.operand()?;
                set(object(schema, "dependentSchemas")?, name, other)?;
            }
            "contains" => {
                if matches!(self.peek(), Some(Token::Number(_))) {
                    set(&mut keywords, "minContains", self.number()?)?;
                    if !self.has_name("to") {
                        return Err("`to` is missing".to_owned());
                    }
                    set(&mut keywords, "maxContains", self.number()?)?;
                }
                set(&mut keywords, "contains", self.operand()?)?;
            }
            _ => {
                self.next = start;
                return Ok(false);
            }
        }
        if !keywords.is_empty() {
            add(schema, keywords)?;
        }
        Ok(true)
    }

    /// What follows `if`.
    fn branches(&mut self) -> Result<Schema, String> {
        let mut keywords = Schema::new();
        set(&mut keywords, "if", self.operand()?)?;
        if self.has_name("then") {
            set(&mut keywords, "then", self.operand()?)?;
        }
        if self.has_name("else") {
            let schema = match self.has_name("if") {
                true => Value::Object(self.branches()?),
                false => self.operand()?,
            };
            set(&mut keywords, "else", schema)?;
        }
        Ok(keywords)
    }

    /// The members between braces, of an object; or between parentheses, of a value of any type.
    fn members(&mut self, end: char) -> Result<Schema, String> {
        self.next += 1;
        let is_object = end == '}';
        let mut schema = Schema::new();
        let mut is_open = !is_object;
        if is_object {
            set(&mut schema, "type", "object")?;
        }
        while !self.has_sign(end) {
            match self.applies() {
                true => self.member(&mut schema, &mut is_open)?,
                false => self.member(&mut Schema::new(), &mut false)?,
            }
            if !self.has_sign(',') && self.peek() != Some(&Token::Sign(end)) {
                return Err(format!(
                    "`{end}` or a comma is missing before {:?}",
                    self.peek()
                ));
            }
        }
        if !is_open && !schema.contains_key("additionalProperties") {
            set(&mut schema, self.closing, false)?;
        }
        Ok(schema)
    }

    fn member(&mut self, schema: &mut Schema, is_open: &mut bool) -> Result<(), String> {
        match self.take()? {
            Token::Dots => {
                let Some(Token::Name(name)) = self.peek() else {
                    *is_open = true;
                    return Ok(());
                };
                self.next += 1;
                let mut other = self.insert(name)?;
                let required = std::mem::take(list(&mut other, "required")?);
                if !required.is_empty() {
                    list(schema, "required")?.extend(required);
                }
                for (key, value) in std::mem::take(object(&mut other, "properties")?) {
                    set(object(schema, "properties")?, &key, value)?;
                }
            }
            Token::Sign('*') => {
                let others = value(self.schema()?);
                set(schema, "additionalProperties", others)?;
            }
            Token::Pattern(pattern) => {
                let members = value(self.schema()?);
                set(object(schema, "patternProperties")?, pattern, members)?;
            }
            Token::Name(name) if name == "x-" => {
                set(object(schema, "patternProperties")?, "^x-", true)?;
            }
            Token::Name(name) => {
                if self.has_sign('!') && self.applies() {
                    list(schema, "required")?.push(json!(name));
                }
                if !matches!(self.peek(), Some(Token::Sign(',' | '}' | ')'))) {
                    let member = value(self.schema()?);
                    set(object(schema, "properties")?, name, member)?;
                }
            }
            other => return Err(format!("{other:?} is no member")),
        }
        Ok(())
    }
}
