//! A thread that generates values: what it finds out about schemas refers to them, and is kept between requests.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError, mpsc};

use serde_json::Value;

use super::dynamic::Generated;
use crate::api::{Api, Form};
use crate::example::Samples;
use crate::pipeline;
use crate::schema::{SchemaId, Schemas};
use crate::validator::Definitions;

/// Generates the bodies of responses. The thread is started for the first of them, and ends with the generator.
pub(super) struct Generator {
    document: Mutex<Option<(Api, Schemas, Vec<String>)>>,
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
    pub fn new(api: Api, schemas: Schemas, keys: Vec<String>) -> Self {
        Self {
            document: Mutex::new(Some((api, schemas, keys))),
            jobs: OnceLock::new(),
        }
    }

    /// A valid body; none where the document does not describe one of JSON, or none was found.
    pub fn generate(&self, wanted: Wanted) -> Option<Value> {
        let jobs = self.jobs.get_or_init(|| {
            let document = self.document.lock();
            let document = document.unwrap_or_else(PoisonError::into_inner).take();
            let (sender, receiver) = mpsc::channel();
            if let Some((api, schemas, keys)) = document {
                // Without a thread nothing is received, and examples are sent.
                let _ = pipeline::spawn(move || run(&api, &schemas, &keys, &receiver));
            }
            sender
        });
        let (result, body) = mpsc::sync_channel(1);
        jobs.send(Job { wanted, result }).ok()?;
        body.recv().ok()?
    }
}

fn run(api: &Api, schemas: &Schemas, keys: &[String], jobs: &mpsc::Receiver<Job>) {
    let definitions = Definitions::new(api, schemas, keys);
    let mut samples = Samples::new(&definitions);
    let numbers: HashMap<&str, usize> = keys
        .iter()
        .enumerate()
        .map(|(number, key)| (key.as_str(), number))
        .collect();
    for Job { wanted, result } in jobs {
        let number = numbers.get(wanted.operation.as_str()).copied();
        let schema = number.and_then(|number| schema(api, number, &wanted));
        let body = schema.and_then(|id| Generated::new(&mut samples, wanted.seed).body(id));
        // The request may have ended.
        let _ = result.send(body);
    }
}

/// The schema of a body of JSON.
fn schema(api: &Api, operation: usize, wanted: &Wanted) -> Option<SchemaId> {
    let mut responses = api.operations.get(operation)?.responses.iter();
    let response = responses.find(|response| response.status.to_string() == wanted.response)?;
    let mut contents = response.contents.iter();
    let content = contents
        .find(|content| content.form == Form::Json && content.sent_as() == wanted.media_type)?;
    content.schema
}
