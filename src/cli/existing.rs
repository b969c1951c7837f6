//! What the user's files of an existing crate lack, or have left over, after a run of `generate`.

use std::fs;
use std::path::Path;

use serde_json::json;
use specfirst::Error;
use specfirst::output::{Change, File, Plan, Step};
use specfirst::pipeline::{AUTH, Generated, Signature, Stub, with_stack};

use super::differences::{self, Changed, Gone};
use super::generate::{Generate, Runtime};
use super::own::{Own, Source};
use super::{manifest, stubs};

/// The user's file with the dependencies.
const MANIFEST: &str = "Cargo.toml";

/// The file with a method for each operation, in a new crate.
const HANDLERS: &str = "src/handlers.rs";

impl Generate {
    /// Prints what the user's manifest lacks: dependencies and features.
    pub(super) fn report_manifest(
        &self,
        plan: &Plan<'_>,
        generated: &Generated,
    ) -> Result<(), Error> {
        let Some((path, own)) = kept(plan, MANIFEST)? else {
            return Ok(());
        };
        let new = contents(&generated.files, MANIFEST);
        let missing = manifest::missing(&own, &new, &generated.dependencies);
        for (heading, kind, lines) in [
            (
                "add to [dependencies]",
                "dependencies",
                &missing.dependencies,
            ),
            (
                "change the versions of these in [dependencies]",
                "dependency_versions",
                &missing.dependency_versions,
            ),
            (
                "add to the features of these in [dependencies]",
                "dependency_features",
                &missing.dependency_features,
            ),
            ("add to [features]", "features", &missing.features),
            (
                "replace the lines of these names under [features]",
                "changed_features",
                &missing.changed_features,
            ),
        ] {
            if lines.is_empty() {
                continue;
            }
            let text: String = lines.iter().map(|line| format!("    {line}\n")).collect();
            self.messages
                .print_text(&format_args!("\n{heading} in {path}:\n\n{text}"));
            self.messages
                .print_json(json!({ "type": kind, "file": path, "lines": lines }));
        }
        Ok(())
    }

    /// Prints the declarations of modules that the user's root files lack.
    pub(super) fn report_modules(&self, plan: &Plan<'_>, own: &Own) {
        let creates = |path: &str| {
            let is_created = |step: &Step| step.path == path && step.change == Change::Create;
            plan.steps().iter().any(is_created)
        };
        for (root, module, exists) in [
            ("src/lib.rs", "api", plan.is_new()),
            (
                "src/main.rs",
                "handlers",
                own.has_handlers || creates(HANDLERS),
            ),
        ] {
            let is_declared = own.modules.contains(module);
            let path = plan.dir().join(root);
            if !exists || is_declared || creates(root) || !path.is_file() {
                continue;
            }
            let (path, line) = (path.display(), format!("pub mod {module};"));
            self.messages
                .print_text(&format_args!("\nadd to {path}:\n\n    {line}\n"));
            self.messages
                .print_json(json!({ "type": "module", "file": path.to_string(), "line": line }));
        }
    }

    /// Prints what the user's impls of the generated traits lack, and which of their methods no operation calls any more.
    pub(super) fn report_handlers(
        &self,
        plan: &Plan<'_>,
        generated: &Generated,
        own: &Own,
    ) -> Result<(), Error> {
        // They have just been written, or would be.
        let is_new = |step: &Step| step.path == HANDLERS && step.change == Change::Create;
        if plan.steps().iter().any(is_new) {
            return Ok(());
        }
        for source in &own.sources {
            self.report_differences(&source.path, &source.text, generated)?;
        }
        let path = plan.dir().join(HANDLERS).display().to_string();
        let nowhere = Source::new(path, "", &[]);
        let file_of = |stub: &Stub| own.place(&stub.trait_name).unwrap_or(&nowhere);
        let mut missing = generated
            .stubs
            .missing(|trait_name, method| own.has(trait_name, method))?;
        missing.sort_by(|one, other| file_of(one).path.cmp(&file_of(other).path));
        for stubs in missing.chunk_by(|one, other| file_of(one).path == file_of(other).path) {
            let Some(file) = stubs.first().map(file_of) else {
                continue;
            };
            self.messages.print_text(&stubs::paste(stubs, file));
            for stub in stubs {
                self.messages.print_json(json!({
                    "type": "stub",
                    "file": file.path,
                    "operation": stub.operation,
                    "trait": stub.trait_name,
                    "method": stub.method,
                    "code": stub.code,
                }));
            }
        }
        Ok(())
    }

    fn report_differences(
        &self,
        path: &str,
        handlers: &str,
        generated: &Generated,
    ) -> Result<(), Error> {
        let methods: Vec<Signature<'_>> = generated.stubs.signatures().collect();
        let server = generated
            .files
            .iter()
            .filter(|file| file.path().starts_with("src/api/server"));
        let server: String = server
            .map(|file| String::from_utf8_lossy(file.contents()))
            .collect();
        let is_word = |character: char| character.is_alphanumeric() || character == '_';
        let exists = |name: &str| server.split(|c| !is_word(c)).any(|word| word == name);
        // Code is parsed by recursion.
        let differences = with_stack(|| Ok(differences::find(handlers, &methods, exists)))?;
        for gone in &differences.gone {
            self.report_gone(path, gone);
        }
        for changed in &differences.changed {
            self.report_changed(path, changed);
        }
        let unused = &differences.unused;
        if !unused.is_empty() {
            let names: Vec<String> = unused.iter().map(|name| format!("`{name}`")).collect();
            let names = names.join(", ");
            self.messages.print_text(&format_args!(
                "unused: only operations that are gone need {names}; remove the imports from {path}"
            ));
            self.messages
                .print_json(json!({ "type": "unused", "file": path, "imports": unused }));
        }
        Ok(())
    }

    fn report_gone(&self, path: &str, gone: &Gone) {
        let Gone {
            method,
            trait_name,
            moved_to,
        } = gone;
        let line = match moved_to {
            Some(other) => format!(
                "moved: `{method}` (was in trait `{trait_name}`) is in trait `{other}` now; move it in {path}"
            ),
            None => {
                let what = match trait_name == AUTH {
                    true => "security scheme",
                    false => "operation",
                };
                format!(
                    "gone: `{method}` (was in trait `{trait_name}`): the document no longer has this {what}; remove it from {path}"
                )
            }
        };
        self.messages.print_text(&line);
        self.messages.print_json(json!({
            "type": "gone",
            "file": path,
            "trait": trait_name,
            "method": method,
            "moved_to": moved_to,
        }));
    }

    fn report_changed(&self, path: &str, changed: &Changed<'_>) {
        let Changed {
            method,
            lacks_caller,
        } = *changed;
        let name = method.method;
        let reason = match lacks_caller {
            true => ": the operation is secured, and `caller` is who has sent the request",
            false => "",
        };
        let arguments = match method.arguments.join(", ") {
            arguments if arguments.is_empty() => "&self".to_owned(),
            arguments => format!("&self, {arguments}"),
        };
        self.messages.print_text(&format_args!(
            "changed: `{name}` (trait `{}`) is `{name}({arguments})` now{reason}; change it in {path}",
            method.trait_name
        ));
        self.messages.print_json(json!({
            "type": "changed",
            "file": path,
            "trait": method.trait_name,
            "method": name,
            "arguments": method.arguments,
            "lacks_caller": lacks_caller,
        }));
    }
}

/// Where the runtime of the code in a folder comes from; `None` if there is no generated code.
pub(super) fn runtime(dir: &Path) -> Option<Runtime> {
    let api = dir.join("src/api");
    let is_copied = api.join("runtime").is_dir();
    let runtime = match is_copied {
        true => Runtime::Vendored,
        false => Runtime::Crate,
    };
    api.join("mod.rs").is_file().then_some(runtime)
}

/// The name of the library of the crate in a folder, as an identifier; `None` if there is no manifest that says it.
pub(super) fn library(dir: &Path) -> Option<String> {
    manifest::library(&fs::read_to_string(dir.join(MANIFEST)).ok()?)
}

/// The path and the text of a file that is the user's and already exists.
fn kept(plan: &Plan<'_>, path: &str) -> Result<Option<(String, String)>, Error> {
    let is_kept = |step: &Step| step.path == path && step.change == Change::Kept;
    if !plan.steps().iter().any(is_kept) {
        return Ok(None);
    }
    let path = plan.dir().join(path);
    let text = fs::read_to_string(&path).map_err(|error| Error::io("read", &path, error))?;
    Ok(Some((path.display().to_string(), text)))
}

/// The text of a generated file.
fn contents(files: &[File], path: &str) -> String {
    let file = files.iter().find(|file| file.path() == path);
    file.map(|file| String::from_utf8_lossy(file.contents()).into_owned())
        .unwrap_or_default()
}
