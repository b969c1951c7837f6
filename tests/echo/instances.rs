//! Random instances of schemas. Most are valid; the judge tells which.

use serde_json::{Map, Number, Value, json};

use crate::judge::Judge;
use crate::random::Random;
use crate::schemas::{FORMATS, PATTERNS, SPELLINGS};

/// Names that no schema has.
const EXTRA: &[&str] = &["extra", "x-note", "été", "with \"quotes\"", "x-", "9", "😀"];

const TEXTS: &[&str] = &[
    "a",
    "b",
    "text",
    "größe",
    "日本語",
    "😀👍",
    "\"quoted\"",
    "back\\slash",
    "line\nbreak",
    "tab\t",
    "\u{0}",
    "\u{7f}",
    "\u{2028}",
    "e\u{301}",
    "</script>",
    "1",
    "null",
    "true",
    " ",
    "",
    "2024-01-01",
    "0x10",
];

/// An instance of the judge's schema, valid if one was found in some attempts.
pub fn valid(judge: &Judge, random: &mut Random) -> Option<Value> {
    (0..20).find_map(|_| {
        let mut maker = Maker { judge, random };
        let instance = maker.instance(&judge.schema, 0);
        judge.accepts(&instance).then_some(instance)
    })
}

/// A value that differs from an instance in one place.
pub fn changed(instance: &Value, random: &mut Random) -> Value {
    let mut changed = instance.clone();
    change(&mut changed, random);
    changed
}

fn change(value: &mut Value, random: &mut Random) {
    match value {
        Value::Object(members) if !members.is_empty() && !random.one_in(6) => {
            let names: Vec<String> = members.keys().cloned().collect();
            let name = random.pick(&names);
            match random.below(4) {
                0 => drop(members.shift_remove(name)),
                1 => {
                    let member = members[name].clone();
                    members.insert((*random.pick(EXTRA)).to_owned(), member);
                }
                _ => change(&mut members[name], random),
            }
        }
        Value::Array(items) if !items.is_empty() && !random.one_in(6) => {
            let index = random.below(items.len());
            match random.below(4) {
                0 => drop(items.remove(index)),
                1 => items.push(items[index].clone()),
                _ => change(&mut items[index], random),
            }
        }
        _ => {
            let values = [
                Value::Null,
                json!(true),
                json!(0),
                json!(-1),
                json!(0.5),
                json!(1e300),
                json!(""),
                json!("x"),
                json!("a longer text than most"),
                json!([]),
                json!([null]),
                json!({}),
                json!({ "extra": null }),
            ];
            *value = random.pick(&values).clone();
        }
    }
}

struct Maker<'a> {
    judge: &'a Judge,
    random: &'a mut Random,
}

impl Maker<'_> {
    fn instance(&mut self, schema: &Value, depth: usize) -> Value {
        if depth > 12 {
            return Value::Null;
        }
        let mut parts = Vec::new();
        self.flatten(schema, &mut parts, depth, 40);
        if let Some(value) = self.listed(&parts) {
            return value;
        }
        match self.name_of_type(&parts) {
            "object" => self.object(&parts, depth),
            "array" => self.array(&parts, depth),
            "string" => self.string(&parts).into(),
            "integer" => self.number(&parts, true),
            "number" => self.number(&parts, false),
            "boolean" => self.random.one_in(2).into(),
            _ => Value::Null,
        }
    }

    /// The schemas that an instance has to satisfy, with one alternative of each union.
    fn flatten(&mut self, schema: &Value, parts: &mut Vec<Value>, depth: usize, fuel: usize) {
        if fuel == 0 {
            return;
        }
        parts.push(schema.clone());
        if let Some(target) = schema["$ref"].as_str().and_then(|it| self.judge.target(it)) {
            self.flatten(target, parts, depth, fuel - 1);
        }
        for part in list(schema, "allOf") {
            self.flatten(part, parts, depth, fuel - 1);
        }
        for keyword in ["oneOf", "anyOf"] {
            let alternatives = list(schema, keyword);
            if alternatives.is_empty() {
                continue;
            }
            let count = match keyword {
                "anyOf" if self.random.one_in(3) => 2,
                _ => 1,
            };
            for _ in 0..count {
                let mut alternative = self.random.pick(alternatives);
                // Deep down, what ends.
                let null = alternatives.iter().find(|it| it["type"] == "null");
                if let Some(null) = null.filter(|_| depth > 4) {
                    alternative = null;
                }
                self.flatten(alternative, parts, depth, fuel - 1);
            }
        }
        if let Some(condition) = schema.get("if") {
            let branch = match self.random.one_in(2) {
                true => {
                    self.flatten(condition, parts, depth, fuel - 1);
                    "then"
                }
                false => "else",
            };
            if let Some(branch) = schema.get(branch) {
                self.flatten(branch, parts, depth, fuel - 1);
            }
        }
        for (name, dependent) in members(schema, "dependentSchemas") {
            if self.random.one_in(2) {
                parts.push(json!({ "required": [name] }));
                self.flatten(dependent, parts, depth, fuel - 1);
            } else {
                parts.push(json!({ "properties": { name: false } }));
            }
        }
    }

    /// A value of `enum` or `const`.
    fn listed(&mut self, parts: &[Value]) -> Option<Value> {
        let lists = parts.iter().filter_map(|part| match part.get("const") {
            Some(constant) => Some(vec![constant.clone()]),
            None => part.get("enum").and_then(Value::as_array).cloned(),
        });
        let lists: Vec<Vec<Value>> = lists.collect();
        let first = lists.first()?;
        let types = types(parts);
        let fits = |value: &&Value| {
            lists.iter().all(|list| list.contains(value))
                && types.iter().any(|name| is_of(value, name))
        };
        let fitting: Vec<&Value> = first.iter().filter(fits).collect();
        match fitting.is_empty() {
            true => Some(self.random.pick(first).clone()),
            false => Some((*self.random.pick(&fitting)).clone()),
        }
    }

    fn name_of_type(&mut self, parts: &[Value]) -> &'static str {
        let has = |keywords: &[&str]| {
            let mut parts = parts.iter();
            parts.any(|part| keywords.iter().any(|it| part.get(it).is_some()))
        };
        let types = types(parts);
        if types.len() < TYPES.len() || parts.iter().any(|part| part.get("type").is_some()) {
            return match types.is_empty() {
                true => "null",
                false => self.random.pick::<&str>(&types),
            };
        }
        match () {
            () if has(&["properties", "required", "patternProperties"]) => "object",
            () if has(&["items", "prefixItems"]) => "array",
            () if has(&["minLength", "maxLength", "pattern"]) => "string",
            () if has(&["minimum", "maximum", "multipleOf"]) => "number",
            () => self.random.pick::<&str>(&TYPES),
        }
    }

    fn object(&mut self, parts: &[Value], depth: usize) -> Value {
        let mut required: Vec<String> = parts
            .iter()
            .flat_map(|part| list(part, "required"))
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect();
        let chance = if depth > 3 { 6 } else { 2 };
        let mut names: Vec<String> = Vec::new();
        for name in parts.iter().flat_map(|part| members(part, "properties")) {
            let name = name.0.clone();
            if required.contains(&name) || self.random.one_in(chance) {
                names.push(name);
            }
        }
        let is_closed = parts.iter().any(|part| {
            part.get("additionalProperties") == Some(&Value::Bool(false))
                || part.get("unevaluatedProperties") == Some(&Value::Bool(false))
        });
        let has_patterns = parts
            .iter()
            .any(|part| part.get("patternProperties").is_some());
        let describes_others = has_patterns
            || parts.iter().any(|part| {
                part.get("additionalProperties").is_some()
                    || part.get("unevaluatedProperties").is_some()
            });
        let extra = match (is_closed && !has_patterns, describes_others) {
            (true, _) => 0,
            (false, true) if depth < 4 => self.random.below(3),
            _ => usize::from(self.random.one_in(10)),
        };
        let least = number_of(parts, "minProperties").unwrap_or(0.0) as usize;
        for _ in 0..extra.max(least.saturating_sub(names.len())) {
            let name = match is_closed {
                true => *self.random.pick(&["x-note", "x-", "x-1"]),
                false => *self.random.pick(EXTRA),
            };
            names.push(name.to_owned());
        }
        for part in parts {
            for (name, dependents) in members(part, "dependentRequired") {
                if names.contains(name) {
                    let dependents = dependents.as_array().into_iter().flatten();
                    required.extend(dependents.filter_map(Value::as_str).map(str::to_owned));
                }
            }
        }
        names.append(&mut required);
        names.sort();
        names.dedup();
        // In any order.
        let mut instance = Map::new();
        while !names.is_empty() {
            let name = names.remove(self.random.below(names.len()));
            let schemas = member_schemas(parts, &name);
            if schemas.iter().all(|schema| **schema != Value::Bool(false)) {
                let member = self.all(&schemas, depth + 1);
                instance.insert(name, member);
            }
        }
        instance.into()
    }

    /// An instance of several schemas.
    fn all(&mut self, schemas: &[&Value], depth: usize) -> Value {
        match schemas {
            [] => self.any(),
            [schema] => self.instance(schema, depth),
            schemas => self.instance(&json!({ "allOf": schemas }), depth),
        }
    }

    /// A value that nothing describes.
    fn any(&mut self) -> Value {
        let values = [
            json!("text"),
            json!(1),
            json!(-0.25),
            json!(u64::MAX),
            json!(true),
            Value::Null,
            json!([1, "a", null]),
            json!({ "a": { "b": [] } }),
        ];
        self.random.pick(&values).clone()
    }

    fn array(&mut self, parts: &[Value], depth: usize) -> Value {
        let least = number_of(parts, "minItems").unwrap_or(0.0) as usize;
        let mut most = least + if depth > 3 { 0 } else { 3 };
        for part in parts {
            if let Some(bound) = part.get("maxItems").and_then(Value::as_u64) {
                most = most.min(bound as usize);
            }
            if part.get("items") == Some(&Value::Bool(false)) {
                most = most.min(list(part, "prefixItems").len());
            }
        }
        let count = least.min(most) + self.random.below(most.saturating_sub(least) + 1);
        let items = (0..count).map(|index| {
            let schemas: Vec<&Value> = parts
                .iter()
                .filter_map(|part| {
                    let prefix = list(part, "prefixItems");
                    prefix.get(index).or_else(|| part.get("items"))
                })
                .collect();
            self.all(&schemas, depth + 1)
        });
        items.collect()
    }

    fn string(&mut self, parts: &[Value]) -> String {
        if let Some((_, spellings)) = spellings(parts) {
            return (*self.random.pick::<&str>(spellings)).to_owned();
        }
        if let Some((_, spellings)) = spellings(parts) {
            return (*self.random.pick::<&str>(spellings)).to_owned();
        }
        for (keyword, samples) in [("pattern", PATTERNS), ("format", FORMATS)] {
            let found = parts.iter().find_map(|part| part.get(keyword)?.as_str());
            let samples = samples.iter().find(|(name, _)| Some(*name) == found);
            if let Some((_, samples)) = samples.filter(|_| !self.random.one_in(12)) {
                return (*self.random.pick(samples)).to_owned();
            }
        }
        let least = number_of(parts, "minLength").unwrap_or(0.0) as usize;
        let most = parts
            .iter()
            .filter_map(|part| part.get("maxLength")?.as_u64());
        let most = most.min().map(|most| most as usize);
        let mut text = (*self.random.pick(TEXTS)).to_owned();
        if self.random.one_in(4) {
            text += *self.random.pick::<&str>(TEXTS);
        }
        while text.chars().count() < least {
            text.push(*self.random.pick(&['x', 'é', '😀', '"', '\\']));
        }
        if let Some(most) = most {
            if self.random.one_in(4) {
                text = text.chars().cycle().take(most).collect();
            }
            text = text.chars().take(most).collect();
        }
        text
    }

    fn number(&mut self, parts: &[Value], is_integer: bool) -> Value {
        let mut candidates: Vec<Number> = Vec::new();
        for keyword in ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"] {
            for bound in parts.iter().filter_map(|part| part.get(keyword)) {
                for step in [-1, 0, 1] {
                    if let Some(bound) = bound.as_i64() {
                        candidates.push(bound.saturating_add(step).into());
                    } else if let Some(bound) = bound.as_u64() {
                        candidates.push(bound.saturating_add_signed(step).into());
                    } else if let Some(bound) = bound.as_f64().filter(|_| !is_integer) {
                        candidates.extend(Number::from_f64(bound + 0.25 * step as f64));
                    }
                }
            }
        }
        let is_large = parts.iter().any(|part| part.get("x-large").is_some());
        candidates.extend([0, 1, -1, 2, 10, 100, 9_007_199_254_740_992_i64].map(Number::from));
        // Of a `number` only where the schema is about it.
        let is_number = |part: &Value| {
            part.get("type")
                .is_some_and(|it| it.to_string().contains("\"number\""))
        };
        if is_large || !parts.iter().any(is_number) && !types(parts).contains(&"number") {
            let integers = [9_007_199_254_740_993_i64, i64::MAX, i64::MIN, i64::MAX - 1];
            candidates.extend(integers.map(Number::from));
        }
        if is_large {
            candidates.extend([u64::MAX, u64::MAX - 1, 1_u64 << 63].map(Number::from));
        }
        if !is_integer {
            let floats = [
                0.1,
                0.5,
                -0.5,
                0.3,
                1.0,
                -0.0,
                1e21,
                1e300,
                5e-324,
                f64::MAX,
            ];
            for _ in 0..2 {
                candidates.extend(floats.iter().copied().filter_map(Number::from_f64));
            }
        }
        let fitting: Vec<Number> = candidates
            .into_iter()
            .filter(|number| fits(parts, number.as_f64().unwrap_or(0.0)))
            .collect();
        match fitting.is_empty() {
            true => 0.into(),
            false => self.random.pick(&fitting).clone().into(),
        }
    }
}

/// The unusual texts of a format, where a schema is about these.
fn spellings(parts: &[Value]) -> Option<&'static (&'static str, &'static [&'static str])> {
    let part = parts
        .iter()
        .find(|part| part.get("x-spellings").is_some())?;
    SPELLINGS
        .iter()
        .find(|(format, _)| part["format"] == *format)
}

/// Whether a number is within the bounds, as far as a float tells.
fn fits(parts: &[Value], number: f64) -> bool {
    let bound = |part: &Value, keyword: &str| part.get(keyword).and_then(Value::as_f64);
    parts.iter().all(|part| {
        bound(part, "minimum").is_none_or(|it| number >= it)
            && bound(part, "maximum").is_none_or(|it| number <= it)
            && bound(part, "exclusiveMinimum").is_none_or(|it| number > it)
            && bound(part, "exclusiveMaximum").is_none_or(|it| number < it)
            && bound(part, "multipleOf").is_none_or(|it| number % it == 0.0)
    })
}

const TYPES: [&str; 7] = [
    "string", "integer", "number", "boolean", "object", "array", "null",
];

/// The types that all parts allow.
fn types(parts: &[Value]) -> Vec<&'static str> {
    let mut types = TYPES.to_vec();
    for part in parts {
        let allows = |name: &str| match part.get("type") {
            Some(Value::String(only)) => only == name || (only == "number" && name == "integer"),
            Some(Value::Array(some)) => some
                .iter()
                .any(|it| it == name || (it == "number" && name == "integer")),
            _ => true,
        };
        types.retain(|name| allows(name));
    }
    types
}

fn is_of(value: &Value, name: &str) -> bool {
    match value {
        Value::Null => name == "null",
        Value::Bool(_) => name == "boolean",
        Value::Number(number) => name == "number" || (name == "integer" && !number.is_f64()),
        Value::String(_) => name == "string",
        Value::Array(_) => name == "array",
        Value::Object(_) => name == "object",
    }
}

fn list<'a>(schema: &'a Value, keyword: &str) -> &'a [Value] {
    let items = schema.get(keyword).and_then(Value::as_array);
    items.map_or(&[], Vec::as_slice)
}

fn members<'a>(schema: &'a Value, keyword: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    let members = schema.get(keyword).and_then(Value::as_object);
    members.into_iter().flatten()
}

/// The largest value of a keyword.
fn number_of(parts: &[Value], keyword: &str) -> Option<f64> {
    let numbers = parts.iter().filter_map(|part| part.get(keyword)?.as_f64());
    numbers.reduce(f64::max)
}

/// The schemas of a member: in each part that of its name, of its pattern, or of the others.
pub fn member_schemas<'a>(parts: &'a [Value], name: &str) -> Vec<&'a Value> {
    let mut found = Vec::new();
    let mut unevaluated = None;
    for part in parts {
        let before = found.len();
        found.extend(part.get("properties").and_then(|it| it.get(name)));
        for (pattern, schema) in members(part, "patternProperties") {
            // The only one that there is.
            if pattern == "^x-" && name.starts_with("x-") {
                found.push(schema);
            }
        }
        if found.len() == before {
            found.extend(part.get("additionalProperties"));
        }
        unevaluated = unevaluated.or(part.get("unevaluatedProperties"));
    }
    if found.is_empty() {
        found.extend(unevaluated);
    }
    found
}
