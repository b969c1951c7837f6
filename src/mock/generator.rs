//! A thread that generates values: what it finds out about schemas refers to them, and is kept between requests.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock, mpsc};

use serde_json::Value;

use super::dynamic::Generated;
use super::state::plain;
use crate::api::{Api, Form, describes_text};
use crate::example::Samples;
use crate::pipeline;
use crate::schema::{SchemaId, Schemas};
use crate::validator::Definitions;

/// A document as values are made from it.
pub(super) struct Document {
    pub api: Api,
    pub schemas: Schemas,
    /// The names of the operations, in order.
    pub keys: Vec<String>,
}

/// Generates the bodies of responses. The thread is started for the first of them, and ends with the generator.
pub(super) struct Generator {
    document: Arc<Document>,
    jobs: OnceLock<mpsc::Sender<Job>>,
}

/// A body to generate.
pub(super) struct Wanted {
    pub operation: String,
    /// The key of the response in the document.
    pub response: String,
    pub media_type: String,
    pub seed: u64,
}

struct Job {
    wanted: Wanted,
    result: mpsc::SyncSender<Option<Value>>,
}

impl Generator {
    pub fn new(document: Arc<Document>) -> Self {
        Self {
            document,
            jobs: OnceLock::new(),
        }
    }

    /// A valid body; none where the document does not describe one of JSON or text, or none was found.
    pub fn generate(&self, wanted: Wanted) -> Option<Value> {
        let jobs = self.jobs.get_or_init(|| {
            let document = Arc::clone(&self.document);
            let (sender, receiver) = mpsc::channel();
            // Without a thread nothing is received, and examples are sent.
            let _ = pipeline::spawn(move || run(&document, &receiver));
            sender
        });
        let (result, body) = mpsc::sync_channel(1);
        jobs.send(Job { wanted, result }).ok()?;
        body.recv().ok()?
    }
}

fn run(document: &Document, jobs: &mpsc::Receiver<Job>) {
    let Document { api, schemas, keys } = document;
    let definitions = Definitions::new(api, schemas, keys);
    let mut samples = Samples::new(&definitions);
    let numbers: HashMap<&str, usize> = keys
        .iter()
        .enumerate()
        .map(|(number, key)| (key.as_str(), number))
        .collect();
    for Job { wanted, result } in jobs {
        let number = numbers.get(wanted.operation.as_str()).copied();
        let schema = number.and_then(|number| schema(document, number, &wanted));
        let body = schema.and_then(|(id, is_text)| {
            let body = Generated::new(&mut samples, wanted.seed).body(id)?;
            match body {
                body if !is_text => Some(body),
                Value::Array(_) | Value::Object(_) => None,
                scalar => Some(plain(&scalar).into()),
            }
        });
        // The request may have ended.
        let _ = result.send(body);
    }
}

/// The schema of a body of JSON or text, and whether it is text.
fn schema(document: &Document, operation: usize, wanted: &Wanted) -> Option<(SchemaId, bool)> {
    let Document { api, schemas, .. } = document;
    let mut responses = api.operations.get(operation)?.responses.iter();
    let response = responses.find(|response| response.status.to_string() == wanted.response)?;
    let mut contents = response.contents.iter();
    let content = contents.find(|content| content.sent_as() == wanted.media_type)?;
    let schema = content.schema?;
    match content.form {
        Form::Json => Some((schema, false)),
        Form::Text => {
            describes_text(&content.media_type, schema, schemas).then_some((schema, true))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::api::Response;
    use crate::bundle::Access;
    use crate::diagnostic::Diagnostics;
    use crate::example::Direction;
    use crate::source::Sources;

    /// The documents of a folder.
    fn documents(folder: &str) -> Vec<std::path::PathBuf> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let mut paths: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| {
                path.extension()
                    .is_some_and(|it| it == "yaml" || it == "json")
            })
            .collect();
        paths.sort();
        paths
    }

    #[test]
    fn bodies_are_valid_and_depend_on_the_seed_only() {
        let (mut all, mut distinct) = (0, 0);
        for path in [documents("specs"), documents("specs/behaviour")].concat() {
            let mut sources = Sources::new();
            let root = sources.read(&path).unwrap();
            let mut diagnostics = Diagnostics::new();
            let served =
                pipeline::serve(&mut sources, root, &Access::default(), &mut diagnostics).unwrap();
            let Some(served) = served else {
                continue;
            };
            let definitions = Definitions::new(&served.api, &served.schemas, &served.keys);
            let mut samples = Samples::new(&definitions);
            let mut other = Samples::new(&definitions);
            let json = |response: &Response| {
                let contents = response.contents.iter();
                let json = contents.filter(|content| content.form == Form::Json);
                json.filter_map(|content| content.schema)
                    .collect::<Vec<_>>()
            };
            let responses = served.api.served().flat_map(|(_, it)| &it.responses);
            for id in responses.flat_map(json) {
                let generated = Generated::new(&mut samples, 7).body(id);
                // Whatever was generated before.
                Generated::new(&mut other, 8).body(id);
                assert_eq!(
                    generated,
                    Generated::new(&mut other, 7).body(id),
                    "{path:?}"
                );
                // A schema that no value satisfies has none.
                let Some(value) = generated else {
                    continue;
                };
                let is_valid = samples.accepts(id, &value, Direction::Response);
                assert!(is_valid, "{path:?}: {value}");
                let example = samples.sample(id, Direction::Response);
                all += 1;
                distinct += usize::from(example.value != value);
            }
        }
        // Most are more than the example: some schemas have one value only.
        assert!(all > 100 && distinct * 10 > all * 6, "{distinct} of {all}");
    }
}
