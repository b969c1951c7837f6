//! The contract of every example document: it can be read, it is complete, and what it says to answer is right.

use std::collections::HashSet;
use std::iter;
use std::path::{Path, PathBuf};

use serde_json::Value;
use specfirst::api::{Form, Operation, Response, Status};
use specfirst::example::{Direction, Samples};
use specfirst::problem::{self, SampleProblem};
use specfirst::source::Sources;
use specfirst::validator::Definitions;

use crate::{Read, lines, read};

fn documents(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("the folder of examples") {
        let path = entry.expect("an example").path();
        if path.is_dir() {
            documents(&path, found);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "yaml" || extension == "json")
        {
            found.push(path);
        }
    }
}

/// A document's model; none where the document is wrong.
fn file(path: &Path) -> Option<Read> {
    let mut sources = Sources::new();
    let file = sources.read(path).ok()?;
    read(&mut sources, file)
}

fn all() -> Vec<(PathBuf, Read)> {
    let mut paths = Vec::new();
    documents(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("specs"),
        &mut paths,
    );
    paths.sort();
    let all: Vec<_> = paths
        .into_iter()
        .filter_map(|path| file(&path).map(|read| (path, read)))
        .collect();
    assert!(all.len() > 50, "{} documents were read", all.len());
    all
}

/// Every name that a schema refers to.
fn references(schema: &Value, found: &mut Vec<String>) {
    match schema {
        Value::Array(list) => list.iter().for_each(|schema| references(schema, found)),
        Value::Object(members) => {
            found.extend(
                members
                    .get("$ref")
                    .and_then(Value::as_str)
                    .map(str::to_owned),
            );
            let mapping = members
                .get("discriminator")
                .and_then(|discriminator| discriminator["mapping"].as_object());
            found.extend(
                mapping
                    .into_iter()
                    .flatten()
                    .filter_map(|(_, name)| name.as_str().map(str::to_owned)),
            );
            let below = members
                .iter()
                .filter(|(name, _)| !matches!(name.as_str(), "default" | "enum"));
            below.for_each(|(_, schema)| references(schema, found));
        }
        _ => {}
    }
}

#[test]
fn every_line_can_be_read_and_every_reference_leads_somewhere() {
    for (path, read) in all() {
        let lines = lines(&read);
        let names: Vec<&str> = lines
            .iter()
            .filter_map(|line| line["schema"].as_str())
            .collect();
        let unique: HashSet<&str> = names.iter().copied().collect();
        assert_eq!(
            names.len(),
            unique.len(),
            "{}: a schema has two lines",
            path.display()
        );
        let operations = lines.iter().filter(|line| line.get("operation").is_some());
        assert_eq!(
            operations.count(),
            read.api.served().count(),
            "{}",
            path.display()
        );
        let mut used = Vec::new();
        for line in &lines {
            ["parameters", "body", "is"]
                .iter()
                .for_each(|part| references(&line[*part], &mut used));
        }
        for name in used {
            assert!(
                unique.contains(name.as_str()),
                "{}: no schema {name}",
                path.display()
            );
        }
    }
}

fn response(operation: &Operation, status: u64) -> &Response {
    let code = u16::try_from(status).expect("a status");
    let find = |status| {
        operation
            .responses
            .iter()
            .find(|response| response.status == status)
    };
    let range = Status::Range((code / 100) as u8);
    find(Status::Code(code))
        .or(find(range))
        .or(find(Status::Default))
        .expect("the response that is mocked")
}

#[test]
fn every_mock_satisfies_its_schema() {
    let (mut checked, mut others) = (0, 0);
    for (path, read) in all() {
        let definitions = Definitions::new(&read.api, &read.document.schemas, &read.keys);
        let mut samples = Samples::new(&definitions);
        for (line, (_, operation)) in lines(&read).iter().zip(read.api.served()) {
            let mock = &line["mock"];
            let response = response(operation, mock["status"].as_u64().expect("a status"));
            let Some(body) = mock.get("body") else {
                assert!(
                    response.contents.is_empty(),
                    "{} {}",
                    path.display(),
                    operation.path
                );
                continue;
            };
            // Of a range and a content of the type that the range is sent as, a client reads the latter.
            let schema_of = |sent: &Value| {
                let contents = response.contents.iter();
                let contents = contents.filter(|content| {
                    content.form == Form::Json && *sent == content.sent_as().as_str()
                });
                let content = contents.min_by_key(|content| *sent != content.media_type.as_str());
                content.and_then(|content| content.schema)
            };
            if let Some(schema) = schema_of(&mock["type"]) {
                let fits = samples.accepts(schema, body, Direction::Response);
                assert!(
                    fits,
                    "{} {} {}: {body}",
                    path.display(),
                    operation.method,
                    operation.path
                );
                checked += 1;
            }
            for other in mock["others"].as_array().into_iter().flatten() {
                if let Some(schema) = schema_of(&other["type"]) {
                    let fits = samples.accepts(schema, &other["body"], Direction::Response);
                    assert!(fits, "{} {}: {other}", path.display(), operation.path);
                    others += 1;
                }
            }
            if mock["items"] == true {
                let content = response.contents.first().expect("a content");
                let schema = content.schema.expect("the schema of the items");
                for item in body.as_array().expect("a list of items") {
                    let fits = samples.accepts(schema, item, Direction::Response);
                    assert!(fits, "{} {}: {item}", path.display(), operation.path);
                }
            }
        }
    }
    assert!(checked > 50, "{checked} mocks were checked");
    assert!(others > 3, "{others} further contents were checked");
}

#[test]
fn every_filled_template_satisfies_its_schema() {
    let (mut checked, mut others) = (0, 0);
    for (path, read) in all() {
        let definitions = Definitions::new(&read.api, &read.document.schemas, &read.keys);
        let mut samples = Samples::new(&definitions);
        for (line, (_, operation)) in lines(&read).iter().zip(read.api.served()) {
            for response in &operation.responses {
                let Some(statuses) = problem::statuses(response.status) else {
                    continue;
                };
                let documented = &line["problems"][response.status.to_string()];
                assert!(
                    documented.is_object(),
                    "{} {}",
                    path.display(),
                    operation.path
                );
                let further = documented["others"].as_array().into_iter().flatten();
                others += further.clone().count();
                let alternatives = iter::once(documented).chain(further);
                for documented in alternatives.filter(|it| it.get("body").is_some()) {
                    let content = response
                        .contents
                        .iter()
                        .find(|content| documented["type"] == content.sent_as());
                    let schema = content
                        .and_then(|content| content.schema)
                        .expect("the schema of the error");
                    for sample in statuses.iter().copied().flat_map(SampleProblem::all) {
                        let body = problem::fill(&documented["body"], &sample);
                        let fits = samples.accepts(schema, &body, Direction::Response);
                        assert!(fits, "{} {}: {body}", path.display(), operation.path);
                        checked += 1;
                    }
                }
            }
        }
    }
    assert!(checked > 50, "{checked} bodies were checked");
    assert!(others > 0, "there are none of JSON and XML");
}

/// An operation more must be a line more: what others say may not depend on it.
#[test]
fn an_operation_more_only_adds_lines() {
    for (path, mut read) in all() {
        let before = lines(&read);
        if let Some((last, _)) = read.api.served().last() {
            read.api.operations.remove(last);
            read.keys.remove(last);
        }
        for line in lines(&read) {
            assert!(before.contains(&line), "{}: {line}", path.display());
        }
    }
}
