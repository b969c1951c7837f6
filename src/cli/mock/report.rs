//! What a proxy reports: on the terminal, and in files.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use clap::ValueEnum;
use serde_json::{Value, json};
use specfirst::Error;
use specfirst::mock::proxy::har::{self, Credentials, Recording};
use specfirst::mock::proxy::{Answered, Exchange, Finding, Rule};
use specfirst::output;
use specfirst::pipeline::Served;
use specfirst::report::{self, Item, Level, Region, Tool};
use specfirst::source::{At, Sources};

/// The most different findings that SARIF has.
const MOST_ITEMS: usize = 10_000;

/// The format of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// A line for each finding
    Human,
    /// A JSON object on each line, as they come
    Json,
    /// SARIF 2.1.0, for code scanning; written again when there is something new, and at the end
    Sarif,
}

impl Format {
    /// That of a file, by its extension.
    fn of(path: &Path) -> Self {
        let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
        match extension.to_str() {
            Some("sarif") => Self::Sarif,
            Some("json" | "jsonl" | "ndjson") => Self::Json,
            _ => Self::Human,
        }
    }
}

/// Where findings are reported, and exchanges recorded.
pub(super) struct Reporter {
    is_quiet: bool,
    format: Option<Format>,
    /// None for standard output.
    path: Option<PathBuf>,
    records_credentials: bool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The file of a report with lines.
    lines: Option<File>,
    recording: Option<Recording>,
    /// By fingerprint, so that what happens again is reported once.
    items: BTreeMap<String, Item>,
    /// The fingerprints of what could not be checked, which is reported once in every format.
    remarks: HashSet<String>,
    has_changed: bool,
    has_failed: bool,
}

/// The places of a document that findings are about, and its credentials.
pub(super) struct Document {
    name: String,
    places: HashMap<At, (String, Region, Vec<String>)>,
    credentials: Credentials,
}

impl Document {
    pub(super) fn new(served: &Served, sources: &Sources, name: String) -> Self {
        let operations = served.api.served().map(|(_, operation)| operation);
        let places = operations.flat_map(|operation| {
            let responses = operation.responses.iter().map(|response| response.at);
            std::iter::once(operation.at).chain(responses)
        });
        let spans = sources.locate_all(&places.collect::<Vec<_>>());
        let place = |(at, span): (At, specfirst::source::Span)| {
            let (text, marked) = sources.line_of(&span);
            let path = span.pointer.split('/').skip(1);
            let path = path.map(|token| specfirst::source::pointer::unescape(token).into_owned());
            let region = Region {
                line: span.start.line,
                column: span.start.column,
                end_line: span.end.line,
                end_column: span.end.column,
                text,
                marked,
            };
            let file = sources.name(span.file).to_owned();
            (at, (file, region, path.collect()))
        };
        Self {
            name,
            places: spans.into_iter().map(place).collect(),
            credentials: Credentials::of(&served.api),
        }
    }

    fn item(&self, finding: &Finding) -> Item {
        let known = finding.at.and_then(|at| self.places.get(&at));
        let place = finding.place.to_string();
        let operation = finding.operation.as_str();
        Item {
            rule: finding.rule.name().to_owned(),
            level: match finding.rule {
                Rule::Unchecked => Level::Info,
                _ => Level::Error,
            },
            message: finding.to_string(),
            file: known.map_or(&self.name, |(file, ..)| file).clone(),
            region: known.map(|(_, region, _)| region.clone()),
            path: known.map_or_else(Vec::new, |(.., path)| path.clone()),
            fingerprint: report::fingerprint([
                finding.rule.name(),
                operation,
                &place,
                &finding.message,
            ]),
            help_uri: None,
        }
    }
}

impl Reporter {
    /// Creates the files.
    pub(super) fn new(
        is_quiet: bool,
        format: Option<Format>,
        path: Option<&Path>,
        record: Option<&Path>,
        records_credentials: bool,
    ) -> Result<Self, Error> {
        let format = format.or_else(|| path.map(Format::of));
        let mut state = State::default();
        if let (Some(path), Some(Format::Human | Format::Json)) = (path, format) {
            let file = File::create(path).map_err(|error| Error::io("write", path, error))?;
            state.lines = Some(file);
        }
        if let Some(path) = record {
            let recording = Recording::create(path);
            state.recording = Some(recording.map_err(|error| Error::io("write", path, error))?);
        }
        state.has_changed = true;
        let reporter = Self {
            is_quiet,
            format,
            path: path.map(Path::to_owned),
            records_credentials,
            state: Mutex::new(state),
        };
        // A file that cannot be written is an error now, and not at the end.
        if reporter.path.is_some() {
            reporter.write_sarif(&mut reporter.lock())?;
        }
        Ok(reporter)
    }

    /// Reports an exchange.
    pub(super) fn observe(&self, document: &Document, exchange: &Exchange) {
        let mut state = self.lock();
        for finding in &exchange.findings {
            let item = document.item(finding);
            // What cannot be checked is the same for each request to an operation.
            let is_remark = item.level == Level::Info;
            if is_remark && !state.remarks.insert(item.fingerprint.clone()) {
                continue;
            }
            // What a hostile server makes up does not fill the memory.
            if state.remarks.len() > MOST_ITEMS {
                state.remarks.clear();
            }
            let line = line(&item);
            if !self.is_quiet {
                let _ = writeln!(io::stderr(), "{line}");
            }
            match self.format {
                None => {}
                Some(Format::Human) => self.write_line(&mut state, &line),
                Some(Format::Json) => {
                    let line = json_line(exchange, finding, &item).to_string();
                    self.write_line(&mut state, &line);
                }
                Some(Format::Sarif) => {
                    let has_room = state.items.len() < MOST_ITEMS;
                    if has_room && !state.items.contains_key(&item.fingerprint) {
                        state.items.insert(item.fingerprint.clone(), item);
                        state.has_changed = true;
                    }
                }
            }
        }
        if let Some(recording) = &mut state.recording {
            let credentials = (!self.records_credentials).then_some(&document.credentials);
            let written = recording.add(&har::entry(exchange, credentials));
            self.check(&mut state, written);
        }
    }

    /// Writes SARIF, if there is something new.
    pub(super) fn update(&self) {
        if self.path.is_some() {
            let mut state = self.lock();
            if let Err(error) = self.write_sarif(&mut state) {
                self.check(&mut state, Err(io::Error::other(error.to_string())));
            }
        }
    }

    /// Writes what is not written yet, at the end.
    pub(super) fn finish(&self) {
        self.update();
        if self.path.is_none() && self.format == Some(Format::Sarif) {
            // A closed pipe is not an error.
            let _ = io::stdout().write_all(sarif(&self.lock()).as_bytes());
        }
    }

    fn write_line(&self, state: &mut State, line: &str) {
        let written = match &mut state.lines {
            Some(file) => writeln!(file, "{line}"),
            None => {
                let _ = writeln!(io::stdout(), "{line}");
                Ok(())
            }
        };
        self.check(state, written);
    }

    fn write_sarif(&self, state: &mut State) -> Result<(), Error> {
        let Some(path) = self
            .path
            .as_ref()
            .filter(|_| self.format == Some(Format::Sarif))
        else {
            return Ok(());
        };
        if state.has_changed {
            output::write(path, sarif(state).as_bytes())?;
            state.has_changed = false;
        }
        Ok(())
    }

    /// Says once that a file cannot be written.
    fn check(&self, state: &mut State, result: io::Result<()>) {
        if let Err(error) = result
            && !std::mem::replace(&mut state.has_failed, true)
        {
            let _ = writeln!(
                io::stderr(),
                "error: cannot write the report or recording: {error}"
            );
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn sarif(state: &State) -> String {
    let tool = Tool {
        name: "specfirst mock",
        describe: |name| {
            let rule = Rule::ALL.into_iter().find(|rule| rule.name() == name)?;
            Some((rule.description(), String::new()))
        },
    };
    // The order does not depend on that of requests.
    let mut items: Vec<Item> = state.items.values().cloned().collect();
    let place = |item: &Item| item.region.as_ref().map(|it| (it.line, it.column));
    items.sort_by(|a, b| {
        let order = a.file.cmp(&b.file).then(place(a).cmp(&place(b)));
        order.then_with(|| (&a.rule, &a.message).cmp(&(&b.rule, &b.message)))
    });
    report::sarif(&items, tool)
}

/// `error[response-body]: GET /pets (listPets): response 200 body/0/name: is required`
fn line(item: &Item) -> String {
    let word = item.level.name();
    format!("{word}[{}]: {}", item.rule, report::one_line(&item.message))
}

fn json_line(exchange: &Exchange, finding: &Finding, item: &Item) -> Value {
    let status = match &exchange.answered {
        Answered::Response { status, .. } => Some(status.as_u16()),
        Answered::Failed(_) => None,
    };
    json!({
        "time": har::timestamp(exchange.started),
        "rule": item.rule,
        "level": item.level.name(),
        "operation": finding.operation,
        "operationId": finding.id,
        "method": exchange.method.as_str(),
        "path": exchange.target.path(),
        "status": status,
        "side": if finding.place.status.is_some() { "response" } else { "request" },
        "part": finding.place.part,
        "pointer": finding.place.pointer,
        "message": finding.message,
        "file": item.file,
        "line": item.region.as_ref().map(|region| region.line),
        "column": item.region.as_ref().map(|region| region.column),
    })
}
