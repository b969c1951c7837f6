//! `specfirst generate SPEC`

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::{Args, ValueEnum};
use serde_json::json;
use specfirst::Error;
use specfirst::diagnostic::{Diagnostics, Severity};
use specfirst::output::{self, Change, Plan};
use specfirst::pipeline::{self, Generated, Options};
use specfirst::render;
use specfirst::source::{FileId, Sources};

use super::own::Own;
use super::{Access, Messages, Outcome, breaking, existing, label, read, workspace};

/// The changes in the order of the summary, and their words in it.
const CHANGES: [(Change, &str); 5] = [
    (Change::Create, "new"),
    (Change::Update, "updated"),
    (Change::Remove, "removed"),
    (Change::Unchanged, "unchanged"),
    (Change::Kept, "yours, kept"),
];

/// A file of crates that can receive webhooks or callbacks.
const RECEIVER: &str = "src/api/receiver/mod.rs";

/// Printed once for such a crate.
const RECEIVER_HINT: &str = "the crate has a feature `receiver`, not on by default: traits and services that receive webhooks and callbacks";

/// Generate a crate from a document
#[derive(Args, Debug)]
pub struct Generate {
    /// The OpenAPI document, YAML or JSON; `-` is standard input
    spec: PathBuf,

    /// The folder of the crate [default: ./NAME, after the document's title]
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,

    /// Write nothing; exit with 1 if a file differs from what would be generated
    #[arg(long, conflicts_with = "dry_run")]
    check: bool,

    /// Write nothing; list what would be written
    #[arg(long)]
    dry_run: bool,

    /// Write nothing and exit with 1 if there are warnings; notes are allowed
    #[arg(long)]
    deny_warnings: bool,

    /// Where the runtime of the generated code comes from [default: as in the crate, `vendored` for a new one]
    #[arg(long, value_enum, value_name = "ORIGIN")]
    runtime: Option<Runtime>,

    #[command(flatten)]
    access: Access,

    #[command(flatten)]
    pub(super) messages: Messages,
}

/// Where the runtime of the generated code comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Runtime {
    /// Its files are copied into the crate
    #[default]
    Vendored,
    /// The crate specfirst-runtime is a dependency
    Crate,
}

impl From<Runtime> for render::Runtime {
    fn from(runtime: Runtime) -> Self {
        match runtime {
            Runtime::Vendored => Self::Vendored,
            Runtime::Crate => Self::Crate,
        }
    }
}

impl Generate {
    /// The flags that change what is generated, as they are repeated in a command.
    fn flags(&self, spelled: &dyn Fn(&Path) -> String) -> String {
        let runtime = match self.runtime {
            Some(Runtime::Crate) => " --runtime crate",
            Some(Runtime::Vendored) | None => "",
        };
        format!("{runtime}{}", self.access.flags(spelled))
    }

    pub(super) fn run(mut self) -> Outcome {
        self.generate().unwrap_or_else(|error| {
            self.messages.error(&error);
            Outcome::Failed
        })
    }

    fn generate(&mut self) -> Result<Outcome, Error> {
        let start = Instant::now();
        let mut sources = Sources::new();
        let root = read(&self.spec, &mut sources)?;
        let chosen = self.runtime;
        let runtime = |dir: &Path| chosen.or_else(|| existing::runtime(dir));
        self.runtime = self.output.as_deref().map_or(chosen, runtime);
        let library = self.output.as_deref().and_then(existing::library);
        let (mut generated, mut diagnostics) = self.pipeline(&mut sources, root, library);
        if let (Ok(Some(first)), None) = (&generated, &self.output) {
            // The folder has the name of the crate, which is known only now.
            let dir = Path::new(&first.name);
            let (runtime, library) = (runtime(dir), existing::library(dir));
            let is_named = library.as_ref().is_none_or(|name| *name == first.library);
            if runtime.unwrap_or_default() != self.runtime.unwrap_or_default() || !is_named {
                self.runtime = runtime;
                (generated, diagnostics) = self.pipeline(&mut sources, root, library);
            }
        }
        // Also if the generator failed.
        self.messages
            .diagnostics(&diagnostics, &sources, self.deny_warnings);
        let mut generated = match generated? {
            Some(generated) if !diagnostics.has_errors() => generated,
            _ => return Ok(Outcome::Wrong),
        };
        let warnings = diagnostics.count(Severity::Warning);
        if self.deny_warnings && warnings > 0 {
            let line = format!(
                "nothing is written: --deny-warnings is set, and there {}",
                match warnings {
                    1 => "is a warning".to_owned(),
                    _ => format!("are {warnings} warnings"),
                }
            );
            self.messages.error(&line);
            return Ok(Outcome::Wrong);
        }

        let dir = self
            .output
            .clone()
            .unwrap_or_else(|| PathBuf::from(&generated.name));
        workspace::detach(&dir, &mut generated.files)?;
        // Before the old document is replaced.
        let breaking = match self.messages.is_quiet() {
            true => Vec::new(),
            false => breaking::changes(&dir, &generated.files),
        };
        let plan = output::plan(&dir, &generated.files)?;
        if self.check {
            self.report_breaking(&breaking);
            return Ok(self.check(&plan));
        }
        if self.dry_run {
            self.list(&plan);
        } else {
            plan.apply()?;
        }
        self.summary(&plan, &generated, &diagnostics, start);
        self.report_breaking(&breaking);
        self.report_manifest(&plan, &generated)?;
        if !self.messages.is_quiet() {
            let known: Vec<(&str, &str)> = generated.stubs.methods().collect();
            let own = Own::read(plan.dir(), &known)?;
            self.report_modules(&plan, &own);
            self.report_handlers(&plan, &generated, &own)?;
        }
        let mut paths = generated.files.iter().map(output::File::path);
        if plan.is_new() && paths.any(|path| path == RECEIVER) {
            self.messages.print_text(&RECEIVER_HINT);
        }
        let next = self.next_command(&plan);
        self.messages.print_text(&format_args!("next: {next}"));
        Ok(Outcome::Done)
    }

    fn pipeline(
        &self,
        sources: &mut Sources,
        root: FileId,
        library: Option<String>,
    ) -> (Result<Option<Generated>, Error>, Diagnostics) {
        let options = Options {
            spec_label: label::document(&self.spec),
            command: label::command(&self.spec, self.output.as_deref(), |root| self.flags(root)),
            runtime: self.runtime.unwrap_or_default().into(),
            library,
            access: self.access.to_options(),
            ..Options::default()
        };
        let mut diagnostics = Diagnostics::new();
        let generated = pipeline::generate(sources, root, &options, &mut diagnostics);
        (generated, diagnostics)
    }

    /// Prints the files that differ, and the command that updates them.
    fn check(&self, plan: &Plan<'_>) -> Outcome {
        if !self.messages.is_quiet() && !plan.is_new() {
            self.list(plan);
        }
        let different = plan.differences().count();
        let dir = plan.dir().display();
        let command = label::command_here(&self.spec, plan.dir(), |root| self.flags(root));
        let object = json!({ "type": "check", "up_to_date": different == 0, "different": different, "command": command });
        if different == 0 {
            self.messages
                .result(&format_args!("{dir} is up to date"), object);
            return Outcome::Done;
        }
        let files = counted(different, "file");
        let verb = if different == 1 { "differs" } else { "differ" };
        let line = match plan.is_new() {
            true if !plan.dir().exists() => {
                format!("the folder {dir} does not exist; to generate it:\n\n  {command}")
            }
            true => format!("nothing was generated in {dir} yet; to do so:\n\n  {command}"),
            false => format!(
                "{files} in {dir} {verb} from what would be generated; to update:\n\n  {command}"
            ),
        };
        self.messages.finding(&line, object);
        Outcome::Wrong
    }

    /// Prints the files that are written or removed.
    fn list(&self, plan: &Plan<'_>) {
        for step in plan.differences() {
            let word = match (step.change, self.check) {
                (Change::Create, true) => "missing",
                (Change::Remove, true) => "left over",
                (_, true) => "differs",
                (Change::Create, false) => "create",
                (Change::Remove, false) => "remove",
                (_, false) => "update",
            };
            let path = plan.dir().join(step.path.as_ref()).display().to_string();
            let line = format!("{word}: {path}");
            self.messages.finding(
                &line,
                json!({ "type": "file", "change": word, "path": path }),
            );
        }
    }

    /// Prints the totals and the time.
    fn summary(
        &self,
        plan: &Plan<'_>,
        generated: &Generated,
        diagnostics: &Diagnostics,
        start: Instant,
    ) {
        let elapsed = start.elapsed();
        let dir = plan.dir().display().to_string();
        let [created, updated, removed, unchanged, kept] =
            CHANGES.map(|(change, _)| plan.count(change));
        let verb = match (self.dry_run, created + updated + removed) {
            (true, _) => "would write",
            (false, 0) => "nothing to change in",
            (false, _) => "wrote",
        };
        let line = format!(
            "{verb} {dir}: {}, {}\nfiles: {}\ntime: {:.2} s",
            counted_operations(generated),
            counted(generated.types, "type"),
            counted_changes(plan),
            elapsed.as_secs_f64()
        );
        let object = json!({
            "type": "summary",
            "name": generated.name,
            "dir": dir,
            "dry_run": self.dry_run,
            "operations": generated.operations,
            "webhooks": generated.webhooks,
            "callbacks": generated.callbacks,
            "types": generated.types,
            "created": created,
            "updated": updated,
            "removed": removed,
            "unchanged": unchanged,
            "kept": kept,
            "warnings": diagnostics.count(Severity::Warning),
            "notes": diagnostics.count(Severity::Note),
            "milliseconds": u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
        });
        self.messages.result(&line, object);
    }

    /// The command to run after this one.
    fn next_command(&self, plan: &Plan<'_>) -> String {
        if self.dry_run {
            return label::command_here(&self.spec, plan.dir(), |root| self.flags(root));
        }
        let is_existing = plan.count(Change::Kept) > 0;
        let command = match is_existing {
            true => "cargo check",
            false => "cargo run -- --mock",
        };
        match plan.dir() == Path::new(".") {
            true => command.to_owned(),
            false => format!(
                "cd {} && {command}",
                label::quoted(&plan.dir().to_string_lossy())
            ),
        }
    }
}

/// "2 new, 1 updated", or "none".
fn counted_changes(plan: &Plan<'_>) -> String {
    let counts = CHANGES.map(|(change, word)| (plan.count(change), word));
    let counts = counts.iter().filter(|(number, _)| *number > 0);
    let counts: Vec<String> = counts
        .map(|(number, word)| format!("{number} {word}"))
        .collect();
    match counts.is_empty() {
        true => "none".to_owned(),
        false => counts.join(", "),
    }
}

/// "2 operations, 1 webhook", without what there is none of.
pub(super) fn counted_operations(generated: &Generated) -> String {
    let hooks = [
        (generated.webhooks, "webhook"),
        (generated.callbacks, "callback"),
    ];
    let hooks = hooks.iter().filter(|(number, _)| *number > 0);
    let mut all: Vec<String> = hooks.map(|(number, word)| counted(*number, word)).collect();
    if generated.operations > 0 || all.is_empty() {
        all.insert(0, counted(generated.operations, "operation"));
    }
    all.join(", ")
}

/// "1 file", "2 files", "2 fixes".
pub(super) fn counted(number: usize, word: &str) -> String {
    if number == 1 {
        format!("1 {word}")
    } else {
        let ending = if word.ends_with('x') { "es" } else { "s" };
        format!("{number} {word}{ending}")
    }
}
