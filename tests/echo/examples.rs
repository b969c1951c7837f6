//! The examples that documents carry, read into the types of their schemas and written again.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde_json::{Map, Value, json};
use specfirst::bundle;
use specfirst::diagnostic::Diagnostics;
use specfirst::source::Sources;
use specfirst::upgrade::upgrade;

use crate::judge::Judge;
use crate::program::{Program, Read, Through};
use crate::{differs, documents, schemas};

/// Examples that do not come back yet: the document, the location of the schema, and why.
pub type Pending = (&'static str, &'static str, &'static str);

/// Those that their types change.
pub const PENDING: &[Pending] = &[
    (
        "events.yaml",
        "#/components/schemas/Event",
        "`date-time` is written in UTC",
    ),
    (
        "formats.yaml",
        "#/components/schemas/Values/properties/date_time",
        "`date-time` is written in UTC",
    ),
    (
        "microsoft.com-cognitiveservices-Training.json",
        "#/paths/~1projects~1{projectId}~1predictions~1query/post/responses/200/content/application~1json/schema",
        "`float` is an `f32`, and the examples have more digits",
    ),
    (
        "microsoft.com-cognitiveservices-Training.json",
        "#/paths/~1projects~1{projectId}~1tagsandregions~1suggestions/post/responses/200/content/application~1json/schema",
        "`float` is an `f32`, and the examples have more digits",
    ),
];

/// Documents of `SPECFIRST_ECHO_CORPUS` with valid examples.
const CORPUS: [&str; 20] = [
    "adyen.com-CheckoutService.json",
    "apis.guru.json",
    "apisetu.gov.in-iocl.json",
    "azure.com-servicefabricmesh.json",
    "cpy.re-peertube.json",
    "dodo.ac.json",
    "epa.gov-dfr.json",
    "gerermesaffaires.com.json",
    "getpostman.com.json",
    "journy.io.json",
    "just-eat.co.uk.json",
    "microsoft.com-cognitiveservices-Training.json",
    "nexmo.com-voice.json",
    "slack.com.json",
    "twinehealth.com.json",
    "twitter.com-current.json",
    "vtex.local-Profile-System.json",
    "weatherbit.io.json",
    "whatsapp.local.json",
    "xero.com-xero-payroll-au.json",
];

/// The paths of the documents of `SPECFIRST_ECHO_CORPUS`, which may be compressed.
pub fn of_corpus() -> Vec<PathBuf> {
    let Some(folder) = env::var_os("SPECFIRST_ECHO_CORPUS") else {
        return Vec::new();
    };
    let folder = Path::new(&folder);
    let path = |name: &str| match folder.join(name) {
        path if path.exists() => path,
        _ => folder.join(format!("{name}.xz")),
    };
    match env::var("SPECFIRST_ECHO_DOCUMENTS") {
        Ok(names) => names.split(',').map(path).collect(),
        Err(_) => CORPUS.map(path).to_vec(),
    }
}

/// How many examples the corpus has at least, unless the documents are chosen.
pub fn least() -> usize {
    match env::var_os("SPECFIRST_ECHO_DOCUMENTS") {
        Some(_) => 0,
        None => 500,
    }
}

/// The most schemas of one document.
const MOST: usize = 400;

#[test]
fn types_hold_every_valid_example_of_the_documents() {
    let paths = documents::all().chain(documents::of_files());
    let (count, wrong) = echo("specfirst-examples", &paths.collect::<Vec<_>>());
    assert!(count > 50, "{count} examples");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn types_hold_every_valid_example_of_the_corpus() {
    let paths = of_corpus();
    if paths.is_empty() {
        eprintln!("SPECFIRST_ECHO_CORPUS is not set: there are no further documents");
        return;
    }
    let (count, wrong) = echo("specfirst-corpus", &paths);
    assert!(count > least(), "{count} examples");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A schema with its examples.
pub struct Target {
    /// The document and the location of the schema.
    pub at: (String, String),
    schema: Value,
    pub judge: Judge,
    pub examples: Vec<Value>,
}

/// What is tried of a document.
pub struct Tried {
    pub name: String,
    /// The document that has an operation for each target.
    pub echo: Value,
    pub targets: Vec<Target>,
    /// The number of examples that are invalid against their schema.
    pub invalid: usize,
}

impl Tried {
    /// `None` where there are no valid examples, or no code.
    pub fn of(path: &Path) -> Option<Tried> {
        let document = read(path)?;
        let name = path.file_name().unwrap().to_string_lossy();
        let name = name.trim_end_matches(".xz").to_owned();
        let (targets, invalid) = targets_of(&name, &document);
        if targets.is_empty() {
            return None;
        }
        let version = document["openapi"].as_str().unwrap_or("3.0.3");
        let components = document["components"]["schemas"].as_object();
        let schemas = targets.iter().map(|target| target.schema.clone());
        let echo = schemas::document(version, components.cloned().unwrap_or_default(), schemas);
        let (generated, messages) = documents::generate_text("echo.json", &echo.to_string());
        if generated.is_none() {
            println!("{name} is left out:\n{messages}");
            return None;
        }
        Some(Tried {
            name,
            echo,
            targets,
            invalid,
        })
    }
}

/// What does not come back.
pub struct Wrong {
    pending: Vec<Pending>,
    /// The indices of those that did not come back.
    pending_found: BTreeSet<usize>,
    pub messages: Vec<String>,
}

impl Wrong {
    pub fn new(pending: &[Pending]) -> Self {
        Wrong {
            pending: pending.to_vec(),
            pending_found: BTreeSet::new(),
            messages: Vec::new(),
        }
    }

    pub fn add(&mut self, target: &Target, example: &Value, found: &str) {
        let (document, location) = &target.at;
        let mut pending = self.pending.iter();
        match pending.position(|(name, at, _)| name == document && at == location) {
            Some(index) => {
                println!("pending: {document} {location}: {found}");
                self.pending_found.insert(index);
            }
            None => self.messages.push(format!(
                "{document} {location}\n  {}\n  example {example}\n  {found}",
                target.schema
            )),
        }
    }

    /// Adds what is pending, and came back from all that was tried.
    pub fn finish<'a>(&mut self, targets: impl Iterator<Item = &'a Target>) {
        let tried: BTreeSet<(&str, &str)> = targets
            .map(|target| (target.at.0.as_str(), target.at.1.as_str()))
            .collect();
        for (index, (name, at, _)) in self.pending.iter().enumerate() {
            if tried.contains(&(*name, *at)) && !self.pending_found.contains(&index) {
                self.messages
                    .push(format!("{name} {at} passes, and is pending"));
            }
        }
    }
}

/// Sends the valid examples of documents through their types. Returns their number, and what does not come back.
fn echo(package: &str, paths: &[PathBuf]) -> (usize, Vec<String>) {
    let all: Vec<Tried> = paths.iter().filter_map(|path| Tried::of(path)).collect();
    for tried in &all {
        println!(
            "{}: {} schemas with examples",
            tried.name,
            tried.targets.len()
        );
    }
    let documents: Vec<(&Value, usize)> = all
        .iter()
        .map(|tried| (&tried.echo, tried.targets.len()))
        .collect();
    let program = Program::build(package, Through::Types, &documents)
        .unwrap_or_else(|error| panic!("{error}"));
    let targets: Vec<&Target> = all.iter().flat_map(|tried| &tried.targets).collect();
    let sent: Vec<(usize, &Value)> = targets
        .iter()
        .enumerate()
        .flat_map(|(index, target)| target.examples.iter().map(move |example| (index, example)))
        .collect();
    let mut wrong = Wrong::new(PENDING);
    for ((index, example), echo) in sent.iter().zip(program.echo(&sent)) {
        let target = targets[*index];
        // The type is that of the response, so the server's reading is of no interest, only what the validator says.
        let refused = match &echo.server {
            Read::Invalid(violations) => Some(violations.clone()),
            _ => None,
        };
        let found = differs(&target.judge, example, &echo.client);
        if let Some(found) = found.map(|(_, detail)| detail).or(refused) {
            wrong.add(target, example, &found);
        }
    }
    wrong.finish(targets.iter().copied());
    println!("{} examples of {} schemas", sent.len(), targets.len());
    (sent.len(), wrong.messages)
}

/// A document as OpenAPI 3.x in one tree.
fn read(path: &Path) -> Option<Value> {
    let mut sources = Sources::new();
    let mut diagnostics = Diagnostics::default();
    let root = match path.extension()?.to_str()? {
        "xz" => {
            let output = Command::new("xz").arg("-dc").arg(path).output().unwrap();
            assert!(output.status.success(), "{}: {output:?}", path.display());
            let name = path.file_stem()?.to_string_lossy();
            sources.add(&*name, String::from_utf8(output.stdout).unwrap())
        }
        _ => {
            assert!(fs::exists(path).unwrap(), "{}", path.display());
            sources.read(path).unwrap()
        }
    };
    let tree = sources.parse(root, &mut diagnostics)?;
    let access = bundle::Access::default();
    let bundled = bundle::bundle(tree, root, &mut sources, &access, &mut diagnostics).ok()?;
    Some(upgrade(&bundled.tree, &mut diagnostics).to_json())
}

/// The schemas of a document that have valid examples.
///
/// Also returns the number of invalid examples.
fn targets_of(name: &str, document: &Value) -> (Vec<Target>, usize) {
    let mut found: Vec<(String, Value, Vec<Value>)> = Vec::new();
    scan(document, document, "#", false, &mut found);
    let is_3_0 = document["openapi"]
        .as_str()
        .is_some_and(|it| it.starts_with("3.0"));
    let components = document["components"]["schemas"].as_object();
    let components = components.cloned().unwrap_or_default();
    let mut targets: Vec<Target> = Vec::new();
    let mut invalid = 0;
    for (location, schema, examples) in found {
        // Bytes are no JSON.
        if schema["format"] == "binary" {
            continue;
        }
        // The component itself, so that it is its type.
        let component = location.strip_prefix("#/components/schemas/");
        let schema = match component.filter(|name| !name.contains('/')) {
            Some(_) => json!({ "$ref": location }),
            None => schema,
        };
        let mut reached = Map::new();
        if !reach(&schema, &components, &mut reached) {
            continue;
        }
        let intended = |schema: &Value| match is_3_0 {
            true => with_intended_types(&modern(schema)),
            false => with_intended_types(schema),
        };
        // A component with `properties` is an object wherever it is used; elsewhere that depends on what is around.
        let intended_component = |schema: &Value| {
            let mut schema = intended(schema);
            if schema.get("properties").is_some() && schema.get("type").is_none() {
                schema["type"] = "object".into();
            }
            schema
        };
        let reached = reached
            .iter()
            .map(|(name, schema)| (name.clone(), intended_component(schema)))
            .collect();
        let Ok(judge) = Judge::new(&reached, &intended(&schema)) else {
            continue;
        };
        let all = examples.len();
        let examples: Vec<Value> = examples
            .into_iter()
            .filter(|it| judge.accepts(it))
            .collect();
        invalid += all - examples.len();
        if examples.is_empty() {
            continue;
        }
        let known = targets.iter().position(|target| target.schema == schema);
        if let Some(known) = known {
            targets[known].examples.extend(examples);
        } else if targets.len() < MOST {
            targets.push(Target {
                at: (name.to_owned(), location),
                schema,
                judge,
                examples,
            });
        }
    }
    (targets, invalid)
}

/// Finds the examples of media types and schemas, each with its schema and the schema's location.
fn scan(
    document: &Value,
    value: &Value,
    pointer: &str,
    is_schema: bool,
    found: &mut Vec<(String, Value, Vec<Value>)>,
) {
    match value {
        Value::Object(members) => {
            let example = value.get("example").cloned();
            let mut examples: Vec<Value> = example.into_iter().collect();
            match value.get("examples") {
                // Of a media type, by name.
                Some(Value::Object(named)) => {
                    let targets = named.values().map(|it| match it["$ref"].as_str() {
                        Some(reference) => document.pointer(reference.trim_start_matches('#')),
                        None => Some(it),
                    });
                    let values = targets.flatten().filter_map(|it| it.get("value"));
                    examples.extend(values.cloned());
                }
                Some(Value::Array(list)) => examples.extend(list.iter().cloned()),
                _ => {}
            }
            let schema = value.get("schema").filter(|schema| schema.is_object());
            // Examples of parameters may be written in their style.
            let is_parameter = value.get("in").is_some();
            match schema {
                Some(schema) if !is_schema && !is_parameter && !examples.is_empty() => {
                    found.push((format!("{pointer}/schema"), schema.clone(), examples));
                }
                None if is_schema && !examples.is_empty() => {
                    found.push((pointer.to_owned(), value.clone(), examples));
                }
                _ => {}
            }
            for (name, member) in members {
                if ["example", "examples", "default", "enum", "const"].contains(&name.as_str())
                    && !pointer.ends_with("/properties")
                {
                    continue;
                }
                let escaped = name.replace('~', "~0").replace('/', "~1");
                let is_schema = match name.as_str() {
                    "schema" => true,
                    _ if pointer == "#/components/schemas" => true,
                    // `properties` is no schema itself, and its members are.
                    "properties" | "patternProperties" if !pointer.ends_with("/properties") => {
                        false
                    }
                    _ => is_schema || pointer.ends_with("roperties"),
                };
                scan(
                    document,
                    member,
                    &format!("{pointer}/{escaped}"),
                    is_schema,
                    found,
                );
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                scan(
                    document,
                    item,
                    &format!("{pointer}/{index}"),
                    is_schema,
                    found,
                );
            }
        }
        _ => {}
    }
}

/// Collects the components that a schema refers to. `false` where it refers to something else.
fn reach(schema: &Value, components: &Map<String, Value>, found: &mut Map<String, Value>) -> bool {
    match schema {
        Value::Object(members) => members.iter().all(|(keyword, value)| match value.as_str() {
            Some(target) if keyword == "$ref" => {
                let name = target.strip_prefix("#/components/schemas/");
                let name = name.map(|name| name.replace("~1", "/").replace("~0", "~"));
                let Some((name, schema)) = name.and_then(|name| components.get_key_value(&name))
                else {
                    return false;
                };
                if found.contains_key(name) {
                    return true;
                }
                found.insert(name.clone(), schema.clone());
                // A discriminator without alternatives chooses among the components that include its schema.
                let includes = |other: &&Value| {
                    let parts = other["allOf"].as_array().into_iter().flatten();
                    schema.get("discriminator").is_some()
                        && parts.into_iter().any(|part| part["$ref"] == *value)
                };
                let subtypes = components.iter().filter(|(_, other)| includes(other));
                reach(schema, components, found)
                    && subtypes
                        .into_iter()
                        .all(|(name, _)| reach(&schemas::reference(name), components, found))
            }
            _ => reach(value, components, found),
        }),
        Value::Array(items) => items.iter().all(|item| reach(item, components, found)),
        _ => true,
    }
}

/// A schema whose untyped parts have the type that the generator takes them to have, by their keywords.
fn with_intended_types(schema: &Value) -> Value {
    let members = match schema {
        Value::Object(members) => members,
        Value::Array(items) => return items.iter().map(with_intended_types).collect(),
        _ => return schema.clone(),
    };
    let intended = |(name, value): (&String, &Value)| {
        let value = match (name.as_str(), value) {
            // An object of schemas, in which names are no keywords.
            ("properties" | "patternProperties", Value::Object(schemas)) => schemas
                .iter()
                .map(|(name, schema)| (name.clone(), with_intended_types(schema)))
                .collect::<Map<_, _>>()
                .into(),
            _ => with_intended_types(value),
        };
        (name.clone(), value)
    };
    let mut new: Map<String, Value> = members.iter().map(intended).collect();
    let typed = [
        "type",
        "$ref",
        "allOf",
        "oneOf",
        "anyOf",
        "enum",
        "const",
        "properties",
    ];
    if new.contains_key("items") && !typed.iter().any(|keyword| new.contains_key(*keyword)) {
        new.insert("type".to_owned(), "array".into());
    }
    new.into()
}

/// A schema of OpenAPI 3.0 as one of 3.1.
fn modern(schema: &Value) -> Value {
    let members = match schema {
        Value::Object(members) => members,
        Value::Array(items) => return items.iter().map(modern).collect(),
        _ => return schema.clone(),
    };
    // What is beside a reference has no effect.
    if schema["$ref"].is_string() {
        return json!({ "$ref": schema["$ref"] });
    }
    let mut new: Map<String, Value> = members
        .iter()
        .filter(|(name, _)| {
            !["example", "nullable"].contains(&name.as_str()) || schema[*name].is_object()
        })
        .map(|(name, value)| (name.clone(), modern(value)))
        .collect();
    for (flag, bound) in [
        ("exclusiveMinimum", "minimum"),
        ("exclusiveMaximum", "maximum"),
    ] {
        if let Some(Value::Bool(is_exclusive)) = new.get(flag).cloned() {
            new.shift_remove(flag);
            if let Some(value) = new.shift_remove(bound) {
                new.insert(if is_exclusive { flag } else { bound }.to_owned(), value);
            }
        }
    }
    if let (Some(Value::Bool(true)), Some(Value::String(name))) =
        (members.get("nullable"), members.get("type"))
    {
        new.insert("type".to_owned(), json!([name, "null"]));
        if let Some(Value::Array(values)) = new.get_mut("enum") {
            values.push(Value::Null);
        }
    }
    Value::Object(new)
}
