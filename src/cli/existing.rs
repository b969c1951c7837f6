//! What the user's files of an existing crate lack, or have left over, after a run of `generate`.

use std::fs;
use std::path::Path;

use serde_json::json;
use specfirst::Error;
use specfirst::output::{Change, File, Plan, Step};
use specfirst::pipeline::{Generated, Signature};

use super::differences::{self, Changed, Gone};
use super::generate::{Generate, Runtime};
use super::{manifest, stubs};

/// The user's file with the dependencies.
const MANIFEST: &str = "Cargo.toml";

/// The user's file with a method for each operation.
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

    /// Prints what handlers.rs lacks, and which of its methods no operation calls any more.
    pub(super) fn report_handlers(
        &self,
        plan: &Plan<'_>,
        generated: &Generated,
    ) -> Result<(), Error> {
        let Some((path, handlers)) = kept(plan, HANDLERS)? else {
            return Ok(());
        };
        self.report_differences(&path, &handlers, generated);
        let known = stubs::functions(&handlers);
        let missing = generated.stubs.missing(|method| known.contains(method))?;
        if !missing.is_empty() {
            self.messages
                .print_text(&stubs::paste(&missing, &handlers, &path));
        }
        for stub in missing {
            self.messages.print_json(json!({
                "type": "stub",
                "file": path,
                "operation": stub.operation,
                "trait": stub.trait_name,
                "method": stub.method,
                "code": stub.code,
            }));
        }
        Ok(())
    }

    fn report_differences(&self, path: &str, handlers: &str, generated: &Generated) {
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
        let differences = differences::find(handlers, &methods, exists);
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
            None => format!(
                "gone: `{method}` (was in trait `{trait_name}`): the document no longer has this operation; remove it from {path}"
            ),
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
