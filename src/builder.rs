//! Code generation in a build script.

use std::env;
use std::fmt;
use std::path::PathBuf;

use crate::Error;
use crate::bundle::{Access, Network};
use crate::diagnostic::{Diagnostics, Severity, plain};
use crate::output;
use crate::pipeline::{self, Options};
use crate::render::Runtime;
use crate::source::Sources;

/// Generates a module from a document, for `build.rs`:
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
    receiver: bool,
    runtime: Runtime,
    access: Access,
    deny_warnings: bool,
}

impl Builder {
    /// For the document at a path relative to the crate's folder.
    pub fn new(spec: impl Into<PathBuf>) -> Self {
        Self {
            spec: spec.into(),
            out_dir: None,
            file_name: "api.rs".to_owned(),
            server: true,
            client: true,
            receiver: false,
            runtime: Runtime::default(),
            access: Access::default(),
            deny_warnings: false,
        }
    }

    /// Writes to a folder other than cargo's `OUT_DIR`.
    pub fn out_dir(mut self, dir: impl Into<PathBuf>) -> Self {
        self.out_dir = Some(dir.into());
        self
    }

    /// Writes a file of a name other than `api.rs`, for several documents in one build script.
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = name.into();
        self
    }

    /// Whether to generate the server; by default it is generated.
    pub fn server(mut self, wanted: bool) -> Self {
        self.server = wanted;
        self
    }

    /// Whether to generate the client; by default it is generated.
    pub fn client(mut self, wanted: bool) -> Self {
        self.client = wanted;
        self
    }

    /// Whether to generate the receiver of webhooks and callbacks, if the document has any; by default it is not generated.
    pub fn receiver(mut self, wanted: bool) -> Self {
        self.receiver = wanted;
        self
    }

    /// Where the runtime of the generated code comes from; its files are part of the module unless set.
    pub fn runtime(mut self, runtime: Runtime) -> Self {
        self.runtime = runtime;
        self
    }

    /// Allows references to files below another folder; files below the document's own folder are always allowed.
    pub fn root(mut self, dir: impl Into<PathBuf>) -> Self {
        self.access.roots.push(dir.into());
        self
    }

    /// Allows references to lead to `http:` and `https:` URLs of some hosts; by default nothing is fetched.
    ///
    /// [`Network::PublicHosts`] allows every public host, a list only the hosts in it. A host with a loopback,
    /// link-local or private address has to be in the list. The feature `network` is required.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), specfirst::BuildError> {
    /// specfirst::Builder::new("api/openapi.yaml")
    ///     .allow_network(["schemas.example.com"])
    ///     .generate()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn allow_network(mut self, hosts: impl Into<Network>) -> Self {
        self.access.network = hosts.into();
        self
    }

    /// Whether a warning about the document is an error; by default it is not. Notes are none.
    pub fn deny_warnings(mut self, denied: bool) -> Self {
        self.deny_warnings = denied;
        self
    }

    /// Generates the module and writes it, if it changed.
    ///
    /// This is the only function of the library that prints, since build scripts talk to cargo by printing:
    /// `cargo:rerun-if-changed` for every file read, and `cargo:warning` for every warning and note (for the first ones of
    /// each code).
    ///
    /// # Errors
    /// If the document is wrong, or has warnings with [`Builder::deny_warnings`] set (the error's text has all
    /// diagnostics, with the source lines); if a file cannot be read or written; or if there is neither `OUT_DIR` nor
    /// [`Builder::out_dir`].
    pub fn generate(self) -> Result<(), BuildError> {
        // First, so that cargo runs the script again once the file exists or is corrected.
        println!("cargo:rerun-if-changed={}", self.spec.display());
        let dir = match &self.out_dir {
            Some(dir) => dir.clone(),
            None => env::var_os("OUT_DIR").map(PathBuf::from).ok_or_else(|| {
                BuildError("OUT_DIR is not set: call this from build.rs, or choose a folder with Builder::out_dir".to_owned())
            })?,
        };
        let mut sources = Sources::new();
        let mut diagnostics = Diagnostics::new();
        let files = self.files(&mut sources, &mut diagnostics);
        // Files that do not exist as well: creating one is a change.
        for path in sources.watched().filter(|path| *path != self.spec) {
            println!("cargo:rerun-if-changed={}", path.display());
        }
        for warning in plain::warnings(&diagnostics, &sources) {
            println!("cargo:warning={warning}");
        }
        let denied = self.deny_warnings && diagnostics.count(Severity::Warning) > 0;
        let files = match files? {
            Some(files) if !diagnostics.has_errors() && !denied => files,
            _ => {
                let report = plain::report(&diagnostics, &sources, self.deny_warnings);
                return Err(BuildError(report));
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
            receiver: self.receiver,
            runtime: self.runtime,
            library: None,
            access: self.access.clone(),
        };
        let Some(files) = pipeline::generate_module(sources, root, &options, diagnostics)? else {
            return Ok(None);
        };
        // The pipeline generates one file, whose name the caller chooses.
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

/// Why the module of a build script could not be generated. The text is for people, and has several lines.
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

/// The same as `Display`: `main` and `unwrap` in a build script print this one.
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
    fn an_unchanged_module_is_not_written_again() {
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
    fn the_error_has_the_source_line() {
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

    /// The build script writes one file, so that there is nothing to include.
    #[test]
    fn a_module_has_its_data_in_it() {
        let dir = tempfile::tempdir().unwrap();
        for document in ["xml", "answers-form", "variants-by-schema"] {
            let spec = format!("specs/behaviour/{document}.yaml");
            let spec = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(spec);
            Builder::new(spec).out_dir(dir.path()).generate().unwrap();
            let text = fs::read_to_string(dir.path().join("api.rs")).unwrap();
            let included = text.lines().find(|line| line.contains("include_str!("));
            assert_eq!(included, None, "{document}");
        }
    }

    #[test]
    fn the_receiver_is_generated_where_it_is_wanted_and_there_is_something_to_receive() {
        let dir = tempfile::tempdir().unwrap();
        let spec = dir.path().join("openapi.yaml");
        let generated = |webhooks: &str, receiver: bool| {
            let head = "openapi: 3.1.0\ninfo: {title: Pets, version: '1'}\n";
            fs::write(&spec, format!("{head}{webhooks}\n")).unwrap();
            let builder = Builder::new(&spec).out_dir(dir.path()).server(false);
            builder.receiver(receiver).generate().unwrap();
            let text = fs::read_to_string(dir.path().join("api.rs")).unwrap();
            let has = |part| text.contains(part);
            (
                has("pub mod receiver {"),
                has("mod receivers {"),
                has("pub mod server {"),
            )
        };
        let webhooks = "webhooks: {a: {post: {responses: {'204': {description: Done}}}}}";
        assert_eq!(generated(webhooks, true), (true, true, true));
        assert_eq!(generated(webhooks, false), (false, false, false));
        assert_eq!(generated("paths: {}", true), (false, false, false));
    }
}
