//! The examples that documents carry, read into the types of their schemas and written again.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde_json::{Map, Value, json};
use specfirst::bundle;
use specfirst::diagnostic::Diagnostics;
use specfirst::source::Sources;
use specfirst::upgrade::upgrade;

use crate::judge::Judge;
use crate::program::{Program, Read};
use crate::{differs, documents, schemas};

/// The examples that do not come back yet: the document, the location of the schema, and why.
const PENDING: &[(&str, &str, &str)] = &[
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
        "just-eat.co.uk.json.xz",
        "#/components/schemas/FlowResponse",
        "an alternative is chosen whose optional members are null in the value, but must not be",
    ),
];

/// Documents of `SPECFIRST_ECHO_CORPUS` with many examples.
const CORPUS: [&str; 20] = [
    "adyen.com-CheckoutService.json.xz",
    "apis.guru.json.xz",
    "apisetu.gov.in-iocl.json.xz",
    "cpy.re-peertube.json.xz",
    "dodo.ac.json.xz",
    "epa.gov-dfr.json.xz",
    "gerermesaffaires.com.json.xz",
    "getpostman.com.json.xz",
    "journy.io.json.xz",
    "just-eat.co.uk.json.xz",
    "microsoft.com-cognitiveservices-Training.json.xz",
    "nexmo.com-voice.json.xz",
    "slack.com.json.xz",
    "ticketmaster.com-publish.json.xz",
    "twinehealth.com.json.xz",
    "twitter.com-current.json.xz",
    "vtex.local-Profile-System.json.xz",
    "weatherbit.io.json.xz",
    "whatsapp.local.json.xz",
    "xero.com-xero-payroll-au.json.xz",
];

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
    let Some(folder) = env::var_os("SPECFIRST_ECHO_CORPUS") else {
        eprintln!("SPECFIRST_ECHO_CORPUS is not set: there are no further documents");
        return;
    };
    let paths = CORPUS.map(|name| Path::new(&folder).join(name));
    let (count, wrong) = echo("specfirst-corpus", &paths);
    assert!(count > 500, "{count} examples");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A schema with its examples.
struct Target {
    /// The document and the location of the schema.
    at: (String, String),
    schema: Value,
    judge: Judge,
    examples: Vec<Value>,
}

/// Sends the valid examples of documents through their types. Returns their number, and what does not come back.
fn echo(package: &str, paths: &[PathBuf]) -> (usize, Vec<String>) {
    let mut targets: Vec<Target> = Vec::new();
    let mut made = Vec::new();
    for path in paths {
        let Some(document) = read(path) else { continue };
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let found = targets_of(&name, &document);
        if found.is_empty() {
            continue;
        }
        let version = document["openapi"].as_str().unwrap_or("3.0.3");
        let components = document["components"]["schemas"].as_object();
        let schemas = found.iter().map(|target| target.schema.clone());
        let echo = schemas::document(version, components.cloned().unwrap_or_default(), schemas);
        let (generated, messages) = documents::generate_text("echo.json", &echo.to_string());
        if generated.is_none() {
            println!("{name} is left out:\n{messages}");
            continue;
        }
        println!("{name}: {} schemas with examples", found.len());
        made.push((echo, found.len()));
        targets.extend(found);
    }
    let made: Vec<(&Value, usize)> = made.iter().map(|(echo, count)| (echo, *count)).collect();
    let program = Program::build(package, &made).unwrap_or_else(|error| panic!("{error}"));
    let sent: Vec<(usize, &Value)> = targets
        .iter()
        .enumerate()
        .flat_map(|(index, target)| target.examples.iter().map(move |example| (index, example)))
        .collect();
    let mut wrong = Vec::new();
    let mut pending_found: Vec<_> = Vec::new();
    for ((index, example), echo) in sent.iter().zip(program.echo(&sent)) {
        let target = &targets[*index];
        // The type is that of the response, so the server's reading is of no interest, only what the validator says.
        let refused = match &echo.server {
            Read::Invalid(violations) => Some(violations.clone()),
            _ => None,
        };
        let found = differs(&target.judge, example, &echo.client);
        let Some(found) = found.map(|(_, detail)| detail).or(refused) else {
            continue;
        };
        let (document, location) = &target.at;
        let mut pending = PENDING.iter();
        let pending = pending.find(|(name, at, _)| name == document && at == location);
        pending_found.extend(pending);
        if pending.is_none() {
            wrong.push(format!(
                "{document} {location}\n  {}\n  example {example}\n  {found}",
                target.schema
            ));
        }
    }
    for pending in PENDING {
        let is_tried = targets
            .iter()
            .any(|target| (target.at.0.as_str(), target.at.1.as_str()) == (pending.0, pending.1));
        if is_tried && !pending_found.contains(&pending) {
            wrong.push(format!(
                "{} {} passes, and is pending",
                pending.0, pending.1
            ));
        }
    }
    println!("{} examples of {} schemas", sent.len(), targets.len());
    (sent.len(), wrong)
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
fn targets_of(name: &str, document: &Value) -> Vec<Target> {
    let mut found: Vec<(String, Value, Vec<Value>)> = Vec::new();
    scan(document, "#", false, &mut found);
    let is_3_0 = document["openapi"]
        .as_str()
        .is_some_and(|it| it.starts_with("3.0"));
    let components = document["components"]["schemas"].as_object();
    let components = components.cloned().unwrap_or_default();
    let mut targets: Vec<Target> = Vec::new();
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
        let reached = reached
            .iter()
            .map(|(name, schema)| (name.clone(), intended(schema)))
            .collect();
        let Ok(judge) = Judge::new(&reached, &intended(&schema)) else {
            continue;
        };
        let examples: Vec<Value> = examples
            .into_iter()
            .filter(|it| judge.accepts(it))
            .collect();
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
    targets
}

/// Finds the examples of media types and schemas, each with its schema and the schema's location.
fn scan(
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
                    examples.extend(named.values().filter_map(|it| it.get("value").cloned()));
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
                scan(member, &format!("{pointer}/{escaped}"), is_schema, found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                scan(item, &format!("{pointer}/{index}"), is_schema, found);
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
                reach(schema, components, found)
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
