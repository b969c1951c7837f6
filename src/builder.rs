//! The generator in a build script.

use std::env;
use std::fmt;
use std::path::PathBuf;

use crate::Error;
use crate::bundle::Access;
use crate::diagnostic::terminal::{self, Shown};
use crate::diagnostic::{Diagnostics, Severity};
use crate::output;
use crate::pipeline::{self, Options};
use crate::render::Runtime;
use crate::source::Sources;

/// Makes a module from a document, for `build.rs`:
///
/// ```no_run
/// # fn main() -> Result<(), specfirst::BuildError> {
/// specfirst::Builder::new("api/openapi.yaml").generate()?;
/// # Ok(())
/// # }
/// ```
///
/// and in the crate:
///
/// ```ignore
/// mod api {
///     include!(concat!(env!("OUT_DIR"), "/api.rs"));
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Builder {
    spec: PathBuf,
    out_dir: Option<PathBuf>,
    file_name: String,
    server: bool,
    client: bool,
    runtime: Runtime,
    access: Access,
    deny_warnings: bool,
}

impl Builder {
    /// For the document at a path, which is relative to the crate's folder.
    pub fn new(spec: impl Into<PathBuf>) -> Self {
        Self {
            spec: spec.into(),
            out_dir: None,
            file_name: "api.rs".to_owned(),
            server: true,
            client: true,
            runtime: Runtime::default(),
            access: Access::default(),
            deny_warnings: false,
        }
    }

    /// Writes into another folder than cargo's `OUT_DIR`.
    pub fn out_dir(mut self, dir: impl Into<PathBuf>) -> Self {
        self.out_dir = Some(dir.into());
        self
    }

    /// Writes a file of another name than `api.rs`, as two documents in one build script want.
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = name.into();
        self
    }

    /// Whether to make the server; it is made if nothing is said.
    pub fn server(mut self, wanted: bool) -> Self {
        self.server = wanted;
        self
    }

    /// Whether to make the client; it is made if nothing is said.
    pub fn client(mut self, wanted: bool) -> Self {
        self.client = wanted;
        self
    }

    /// Where the runtime of the generated code comes from; its files are part of the module unless set.
    pub fn runtime(mut self, runtime: Runtime) -> Self {
        self.runtime = runtime;
        self
    }

    /// Lets references lead to files below another folder, too; those below the document's own are allowed always.
    pub fn root(mut self, dir: impl Into<PathBuf>) -> Self {
        self.access.roots.push(dir.into());
        self
    }

    /// Whether references may lead to `http:` and `https:` addresses; they may not if nothing is said.
    ///
    /// The feature `network` has to be on.
    pub fn allow_network(mut self, allowed: bool) -> Self {
        self.access.network = allowed;
        self
    }

    /// Whether a warning about the document is a reason to fail; it is none if nothing is said.
    pub fn deny_warnings(mut self, denied: bool) -> Self {
        self.deny_warnings = denied;
        self
    }

    /// Makes the module and writes it, if it changed.
    ///
    /// This is the one place of the library that prints, since printing is how build scripts talk to cargo: a
    /// `cargo:rerun-if-changed` for every file read, and a `cargo:warning` for every warning (of many of a kind, for the
    /// first ones).
    ///
    /// # Errors
    /// When the document is wrong, or not quite right and [`Builder::deny_warnings`] set (the error's text holds every message, with the source lines), when a file
    /// can't be read or written, or when there is neither `OUT_DIR` nor [`Builder::out_dir`].
    pub fn generate(self) -> Result<(), BuildError> {
        // First of all, so that cargo tries again once the file is there or mended.
        println!("cargo:rerun-if-changed={}", self.spec.display());
        let dir = match &self.out_dir {
            Some(dir) => dir.clone(),
            None => env::var_os("OUT_DIR").map(PathBuf::from).ok_or_else(|| {
                BuildError("OUT_DIR is not set: call this from build.rs, or name a folder with Builder::out_dir".to_owned())
            })?,
        };
        let mut sources = Sources::new();
        let mut diagnostics = Diagnostics::new();
        let files = self.files(&mut sources, &mut diagnostics);
        // Those that were looked for in vain as well: making one is a change.
        for path in sources.watched().filter(|path| *path != self.spec) {
            println!("cargo:rerun-if-changed={}", path.display());
        }
        for warning in terminal::warnings(&diagnostics, &sources) {
            println!("cargo:warning={warning}");
        }
        let denied = self.deny_warnings && diagnostics.count(Severity::Warning) > 0;
        let files = match files? {
            Some(files) if !diagnostics.has_errors() && !denied => files,
            _ => {
                let shown = Shown {
                    warnings: self.deny_warnings,
                    ..Shown::default()
                };
                return Err(BuildError(terminal::render(&diagnostics, &sources, shown)));
            }
        };
        output::plan(&dir, &files)?.apply()?;
        Ok(())
    }

    fn files(
        &self,
        sources: &mut Sources,
        diagnostics: &mut Diagnostics,
    ) -> Result<Option<Vec<output::File>>, Error> {
        let root = sources.read(&self.spec)?;
        let name = self.spec.file_name().unwrap_or(self.spec.as_os_str());
        let options = Options {
            spec_label: name.to_string_lossy().into_owned(),
            command: "cargo build".to_owned(),
            server: self.server,
            client: self.client,
            runtime: self.runtime,
            access: self.access.clone(),
        };
        let Some(files) = pipeline::generate_module(sources, root, &options, diagnostics)? else {
            return Ok(None);
        };
        // The pipeline makes one file; what it is called is the caller's affair.
        files
            .into_iter()
            .map(|file| match file.path() {
                "api.rs" => output::File::generated(self.file_name.clone(), file.contents()),
                _ => Ok(file),
            })
            .collect::<Result<_, _>>()
            .map(Some)
    }
}

/// Why a build script's module could not be made. Its text is meant for people, over several lines.
#[derive(Clone, PartialEq, Eq)]
pub struct BuildError(String);

impl From<Error> for BuildError {
    fn from(error: Error) -> Self {
        Self(error.to_string())
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// As it is displayed: `main` and `unwrap` in a build script show this one.
impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n\n{}", self.0)
    }
}

impl std::error::Error for BuildError {}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_module_is_written_once() {
        let dir = tempfile::tempdir().unwrap();
        let spec = dir.path().join("openapi.yaml");
        fs::write(
            &spec,
            "openapi: 3.0.3\ninfo: {title: Pets, version: '1'}\npaths: {}\n",
        )
        .unwrap();
        let builder = Builder::new(&spec)
            .out_dir(dir.path().join("out"))
            .file_name("pets.rs");
        builder.clone().generate().unwrap();
        let path = dir.path().join("out/pets.rs");
        let written = fs::metadata(&path).unwrap().modified().unwrap();
        builder.generate().unwrap();
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), written);
    }

    #[test]
    fn the_error_shows_the_place() {
        let dir = tempfile::tempdir().unwrap();
        let spec = dir.path().join("openapi.yaml");
        fs::write(&spec, "openapi: 3.0.3\npaths: *x\n").unwrap();
        let error = Builder::new(&spec)
            .out_dir(dir.path())
            .generate()
            .unwrap_err();
        let text = format!("{error:?}");
        assert!(
            text.contains("openapi.yaml:2:8") && text.contains("unknown anchor"),
            "{text}"
        );
        let error = Builder::new(dir.path().join("none.yaml"))
            .out_dir(dir.path())
            .generate()
            .unwrap_err();
        assert!(error.to_string().contains("cannot read"), "{error}");
    }

    #[test]
    fn warnings_can_be_denied() {
        let dir = tempfile::tempdir().unwrap();
        let spec = dir.path().join("openapi.yaml");
        fs::write(&spec, "openapi: 3.0.3\npaths: {}\n").unwrap();
        let builder = Builder::new(&spec).out_dir(dir.path().join("out"));
        let error = builder.clone().deny_warnings(true).generate().unwrap_err();
        assert!(error.to_string().contains("no `info`"), "{error}");
        assert!(!dir.path().join("out").exists());
        builder.generate().unwrap();
    }
}
