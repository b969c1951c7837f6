//! `specfirst generate SPEC`

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::{Args, ValueEnum};
use serde_json::json;
use specfirst::Error;
use specfirst::diagnostic::{Diagnostics, Severity};
use specfirst::output::{self, Change, Plan};
use specfirst::pipeline::{self, Generated, Options};
use specfirst::render;
use specfirst::source::Sources;

use super::{Access, Messages, Outcome, label, read, stubs, workspace};

/// The user's file that names dependencies.
const MANIFEST: &str = "Cargo.toml";

/// The user's file that has a method for each operation.
const HANDLERS: &str = "src/handlers.rs";

/// Make a crate from a document
#[derive(Args, Debug)]
pub struct Generate {
    /// The OpenAPI document, YAML or JSON; `-` is standard input
    spec: PathBuf,

    /// The crate's folder [default: ./NAME, after the document's title]
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,

    /// Write nothing; exit with 1 if a file differs from what would be generated
    #[arg(long, conflicts_with = "dry_run")]
    check: bool,

    /// Write nothing; list what would be written
    #[arg(long)]
    dry_run: bool,

    /// Write nothing and exit with 1 if there are warnings
    #[arg(long)]
    deny_warnings: bool,

    /// Where the runtime of the generated code comes from
    #[arg(long, value_enum, default_value_t, value_name = "ORIGIN")]
    runtime: Runtime,

    #[command(flatten)]
    access: Access,

    #[command(flatten)]
    messages: Messages,
}

/// Where the runtime of the generated code comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Runtime {
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
            Runtime::Vendored => "",
            Runtime::Crate => " --runtime crate",
        };
        format!("{runtime}{}", self.access.flags(spelled))
    }

    pub(super) fn run(self) -> Outcome {
        self.generate().unwrap_or_else(|error| {
            self.messages.error(&error);
            Outcome::Failed
        })
    }

    fn generate(&self) -> Result<Outcome, Error> {
        let start = Instant::now();
        let mut sources = Sources::new();
        let root = read(&self.spec, &mut sources)?;
        let options = Options {
            spec_label: label::document(&self.spec),
            command: label::command(&self.spec, self.output.as_deref(), |root| self.flags(root)),
            runtime: self.runtime.into(),
            access: self.access.to_options(),
            ..Options::default()
        };
        let mut diagnostics = Diagnostics::new();
        let generated = pipeline::generate(&mut sources, root, &options, &mut diagnostics);
        // What was found is told even where the generator then failed.
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
        let plan = output::plan(&dir, &generated.files)?;
        if self.check {
            return Ok(self.check(&plan));
        }
        if self.dry_run {
            self.list(&plan);
        } else {
            plan.apply()?;
        }
        self.summary(&plan, &generated, &diagnostics, start);
        self.dependencies(&plan, &generated)?;
        self.stubs(&plan, &generated)?;
        Ok(Outcome::Done)
    }

    /// Names the files that differ, and the command that brings them up to date.
    fn check(&self, plan: &Plan<'_>) -> Outcome {
        if !self.messages.is_quiet() {
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
        let line = format!(
            "{files} in {dir} {verb} from what the document says; to bring up to date:\n\n  {command}"
        );
        self.messages.finding(&line, object);
        Outcome::Wrong
    }

    /// Names the files that are to be written or removed.
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

    /// Where, how much, how long, and what to do next.
    fn summary(
        &self,
        plan: &Plan<'_>,
        generated: &Generated,
        diagnostics: &Diagnostics,
        start: Instant,
    ) {
        let (created, updated) = (plan.count(Change::Create), plan.count(Change::Update));
        let (removed, unchanged, kept) = (
            plan.count(Change::Remove),
            plan.count(Change::Unchanged),
            plan.count(Change::Kept),
        );
        let elapsed = start.elapsed();
        let dir = plan.dir().display().to_string();
        let contents = format!(
            "{}, {}",
            counted(generated.operations, "operation"),
            counted(generated.types, "type")
        );
        let verb = match (self.dry_run, created + updated + removed) {
            (true, _) => "would write",
            (false, 0) => "nothing to change in",
            (false, _) => "wrote",
        };
        let mut files: Vec<String> = [
            (created, "new"),
            (updated, "updated"),
            (removed, "removed"),
            (unchanged, "unchanged"),
            (kept, "yours, kept"),
        ]
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{number} {word}"))
        .collect();
        if files.is_empty() {
            files.push("none".to_owned());
        }
        let line = format!(
            "{verb} {dir}: {contents}\nfiles: {}\ntime: {:.2} s",
            files.join(", "),
            elapsed.as_secs_f64()
        );
        let object = json!({
            "type": "summary",
            "name": generated.name,
            "dir": dir,
            "dry_run": self.dry_run,
            "operations": generated.operations,
            "types": generated.types,
            "created": created,
            "updated": updated,
            "removed": removed,
            "unchanged": unchanged,
            "kept": kept,
            "warnings": diagnostics.count(Severity::Warning),
            "milliseconds": u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
        });
        self.messages.result(&line, object);
        let enter = if plan.dir() == std::path::Path::new(".") {
            String::new()
        } else {
            format!("cd {dir} && ")
        };
        if self.dry_run {
            self.messages.remark(&format_args!(
                "next: {}",
                label::command_here(&self.spec, plan.dir(), |root| self.flags(root))
            ));
        } else if kept > 0 {
            self.messages
                .remark(&format_args!("next: {enter}cargo check"));
        } else {
            self.messages
                .remark(&format_args!("next: {enter}cargo run -- --mock"));
        }
    }

    /// The dependencies that the user's manifest does not have yet.
    fn dependencies(&self, plan: &Plan<'_>, generated: &Generated) -> Result<(), Error> {
        let kept = |step: &output::Step| step.path == MANIFEST && step.change == Change::Kept;
        if !plan.steps().iter().any(kept) {
            return Ok(());
        }
        let path = plan.dir().join(MANIFEST);
        let manifest =
            fs::read_to_string(&path).map_err(|error| Error::io("read", &path, error))?;
        let missing: Vec<&String> = generated
            .dependencies
            .iter()
            .filter(|line| !names_dependency(&manifest, line))
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let lines: String = missing.iter().map(|line| format!("    {line}\n")).collect();
        let path = path.display();
        self.messages.remark(&format_args!(
            "\nadd to [dependencies] in {path}:\n\n{lines}"
        ));
        self.messages
            .object(json!({ "type": "dependencies", "file": path.to_string(), "lines": missing }));
        Ok(())
    }

    /// What to paste into handlers.rs, where the user has one that lacks a method.
    fn stubs(&self, plan: &Plan<'_>, generated: &Generated) -> Result<(), Error> {
        let kept = plan
            .steps()
            .iter()
            .any(|step| step.path == HANDLERS && step.change == Change::Kept);
        if !kept {
            return Ok(());
        }
        let path = plan.dir().join(HANDLERS);
        let handlers =
            fs::read_to_string(&path).map_err(|error| Error::io("read", &path, error))?;
        let known = stubs::functions(&handlers);
        let missing = generated.stubs.missing(|method| known.contains(method))?;
        if !missing.is_empty() {
            self.messages.remark(&stubs::paste(
                &missing,
                &handlers,
                &path.display().to_string(),
            ));
        }
        for stub in missing {
            self.messages.object(json!({
                "type": "stub",
                "file": path.display().to_string(),
                "operation": stub.operation,
                "trait": stub.trait_name,
                "method": stub.method,
                "code": stub.code,
            }));
        }
        Ok(())
    }
}

/// Whether a manifest has the dependency of a line, in whatever form.
fn names_dependency(manifest: &str, line: &str) -> bool {
    let name = line.split([' ', '=']).next().unwrap_or_default();
    manifest.lines().map(str::trim_start).any(|line| {
        let after = line.strip_prefix(name).or_else(|| {
            line.split_once(&format!("dependencies.{name}"))
                .map(|(_, after)| after)
        });
        after.is_some_and(|after| after.trim_start().starts_with(['=', '.', ']']))
    })
}

/// "1 file", "2 files".
fn counted(number: usize, word: &str) -> String {
    if number == 1 {
        format!("1 {word}")
    } else {
        format!("{number} {word}s")
    }
}
