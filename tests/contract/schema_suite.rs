//! The JSON Schema Test Suite, as an oracle of the contract and the validator.
//!
//! The suite is not part of this repository. `SPECFIRST_SCHEMA_SUITE` names a folder with its cases as OpenAPI documents:
//! `{"document": …, "groups": [{"path", "file", "group", "cases": [[description, instance, is valid], …]}, …]}`, in which the
//! schema of a group is that of the body of `POST path`. Without the variable there is nothing to compare with.

use std::collections::HashMap;
use std::path::Path;
use std::{env, fs};

use serde_json::Value;
use specfirst::source::Sources;
use specfirst_runtime::json::Tree;
use specfirst_runtime::schema::{Budget, Direction, Schema, Schemas, pattern};

use crate::{lines, read};

/// The files of the suite itself; the server has to agree with all of their cases.
const FILES: [&str; 2] = ["3.0.json", "3.1.json"];

#[test]
fn the_validator_agrees_with_the_test_suite() {
    let Some(folder) = env::var_os("SPECFIRST_SCHEMA_SUITE") else {
        eprintln!("SPECFIRST_SCHEMA_SUITE is not set: there is no suite to compare with");
        return;
    };
    for file in FILES {
        let path = Path::new(&folder).join(file);
        let suite: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        let contract = Contract::new(&suite["document"]);
        let mut count = 0;
        let mut wrong = Vec::new();
        for group in suite["groups"].as_array().unwrap() {
            let schema = &contract.bodies[group["path"].as_str().unwrap()];
            for case in group["cases"].as_array().unwrap() {
                count += 1;
                if contract.accepts(schema, &case[1]) != case[2].as_bool().unwrap() {
                    wrong.push(format!("{} {}: {}", group["file"], group["group"], case[0]));
                }
            }
        }
        assert!(count > 100, "{file} has {count} cases");
        assert!(wrong.is_empty(), "{file}:\n{}", wrong.join("\n"));
    }
}

/// The schemas of a contract.
struct Contract {
    named: Schemas,
    /// Those of bodies, by the path of the operation.
    bodies: HashMap<String, Schema>,
}

impl Contract {
    fn new(document: &Value) -> Self {
        let mut sources = Sources::new();
        let file = sources.add("suite.json", document.to_string());
        let mut named = Vec::new();
        let mut bodies = HashMap::new();
        for line in lines(&read(&mut sources, file).unwrap()) {
            if let Some(name) = line["schema"].as_str() {
                named.push((name.to_owned(), line["is"].to_string()));
            } else if let Some(path) = line["path"].as_str() {
                let schema = &line["body"]["content"]["application/json"]["schema"];
                bodies.insert(path.to_owned(), Schema::compile(schema));
            }
        }
        Self {
            named: Schemas::new(named).with_patterns(pattern::compile),
            bodies,
        }
    }

    fn accepts(&self, schema: &Schema, instance: &Value) -> bool {
        let budget = Budget::for_request(instance.to_string().len());
        let instance = Tree::from(instance);
        let violations = self
            .named
            .check(schema, instance.root(), Direction::Request, &budget);
        violations.is_empty()
    }
}
