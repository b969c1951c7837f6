//! The texts of all files of a crate.

use serde::Serialize;

use super::{Renderer, runtime};
use crate::error::Error;
use crate::rust::{Code, PackageView, Views};

/// The text of a file, and its path.
#[derive(Debug)]
pub struct Text {
    pub path: String,
    pub text: String,
}

/// Which sides are generated.
#[derive(Clone, Copy, Debug)]
pub struct Sides {
    pub server: bool,
    pub client: bool,
    /// Whether webhooks and callbacks are received.
    pub receiver: bool,
    /// Whether each side is behind a cargo feature of its name.
    pub features: bool,
}

/// Where the runtime of generated code comes from. The generated code does not depend on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Runtime {
    /// Its files are copied into the generated module.
    #[default]
    Vendored,

    /// The crate `specfirst-runtime` is a dependency.
    Crate,
}

/// The files of the generated module, without headers. Paths are relative to its folder; `mod.rs` is its root.
pub fn module(
    renderer: &Renderer,
    views: &Views,
    sides: Sides,
    origin: Runtime,
) -> Result<Vec<Text>, Error> {
    let mut jobs: Vec<Job> = Vec::new();
    jobs.push(Job::new(
        "mod.rs",
        "api.rs",
        RootView {
            sides: sides.into(),
            vendored: origin == Runtime::Vendored,
            interface_version: runtime::INTERFACE_VERSION,
            mismatch: runtime::MISMATCH,
            has_types: !views.types.is_empty(),
            has_operations: !views.operations.is_empty(),
            has_unions: views.has_unions,
            has_xml: views.has_xml,
            has_forms: views.has_forms,
        },
    ));
    if !views.types.is_empty() {
        jobs.push(Job::new("types/mod.rs", "modules.rs", &views.type_modules));
    }
    for (module, file) in &views.types {
        jobs.push(Job::new(path("types", module), "types/file.rs", file));
    }
    if !views.operations.is_empty() {
        jobs.push(Job::new(
            "operations/mod.rs",
            "modules.rs",
            &views.operation_modules,
        ));
    }
    for (module, file) in &views.operations {
        jobs.push(Job::new(
            path("operations", module),
            "operations/file.rs",
            file,
        ));
    }
    if sides.server {
        jobs.push(Job::new("server/mod.rs", "server/mod.rs", &views.server));
        for (module, file) in &views.interfaces {
            jobs.push(Job::new(
                path("server", module),
                "server/interface.rs",
                file,
            ));
        }
    }
    if let Some(receiver) = &views.receiver {
        jobs.push(Job::new("receiver/mod.rs", "receiver/mod.rs", receiver));
        for (module, file) in &views.receiver_interfaces {
            jobs.push(Job::new(
                path("receiver", module),
                "server/interface.rs",
                file,
            ));
        }
    }
    if sides.client {
        jobs.push(Job::new("client/mod.rs", "client/mod.rs", &views.client));
        for (module, file) in &views.methods {
            jobs.push(Job::new(path("client", module), "client/methods.rs", file));
        }
    }
    let mut texts = run(renderer, &jobs)?;
    if origin == Runtime::Vendored {
        texts.extend(runtime::files(&views.package.uses, sides));
    }
    Ok(texts)
}

/// The files that are generated once and then belong to the user, with paths relative to the crate.
pub fn skeleton(renderer: &Renderer, views: &Views, runtime: Runtime) -> Result<Vec<Text>, Error> {
    let text = |path: &str, text: String| Text {
        path: path.to_owned(),
        text,
    };
    Ok(vec![
        text("Cargo.toml", renderer.manifest(views, runtime)?),
        text(
            "src/lib.rs",
            renderer.rust("skeleton/lib.rs", &views.package)?,
        ),
        text(
            "src/main.rs",
            renderer.rust("skeleton/main.rs", &views.package)?,
        ),
        text(".gitignore", "/target\n".to_owned()),
        text(
            "src/handlers.rs",
            renderer.rust("skeleton/handlers.rs", &views.handlers)?,
        ),
        text(
            "tests/handlers.rs",
            renderer.rust("skeleton/test.rs", &views.package)?,
        ),
    ])
}

#[derive(Serialize)]
struct ManifestView<'a> {
    package: &'a PackageView,
    vendored: bool,
}

impl Renderer {
    /// The lines of `[dependencies]` in the crate's manifest.
    pub fn dependencies(&self, views: &Views, runtime: Runtime) -> Result<Vec<String>, Error> {
        let manifest = self.manifest(views, runtime)?;
        let lines = manifest
            .lines()
            .skip_while(|line| *line != "[dependencies]")
            .skip(1);
        Ok(lines
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect())
    }

    fn manifest(&self, views: &Views, runtime: Runtime) -> Result<String, Error> {
        let view = ManifestView {
            package: &views.package,
            vendored: runtime == Runtime::Vendored,
        };
        self.text("skeleton/Cargo.toml", &view)
    }
}

fn path(folder: &str, module: &Code) -> String {
    format!("{folder}/{}.rs", module.bare())
}

#[derive(Serialize)]
struct RootView {
    sides: SidesView,
    vendored: bool,
    /// The interface version of the runtime that the generated code requires.
    interface_version: u32,
    /// The compiler's message if the runtime crate has another version.
    mismatch: &'static str,
    has_types: bool,
    has_operations: bool,
    /// Whether there are unions that choose their variants by schemas.
    has_unions: bool,
    /// Whether some bodies or parameters are XML.
    has_xml: bool,
    /// Whether some responses are forms.
    has_forms: bool,
}

#[derive(Serialize)]
struct SidesView {
    server: bool,
    client: bool,
    receiver: bool,
    features: bool,
}

impl From<Sides> for SidesView {
    fn from(sides: Sides) -> SidesView {
        SidesView {
            server: sides.server,
            client: sides.client,
            receiver: sides.receiver,
            features: sides.features,
        }
    }
}

type Render<'a> = Box<dyn Fn(&Renderer) -> Result<String, Error> + Send + Sync + 'a>;

/// A file to render.
struct Job<'a> {
    path: String,
    template: &'static str,
    render: Render<'a>,
}

impl<'a> Job<'a> {
    fn new(
        path: impl Into<String>,
        template: &'static str,
        view: impl Serialize + Send + Sync + 'a,
    ) -> Job<'a> {
        Job {
            path: path.into(),
            template,
            render: Box::new(move |renderer| renderer.rust(template, &view)),
        }
    }
}

/// The stack size in bytes of a rendering thread. Nested types are parsed and printed by recursion.
const STACK: usize = 256 << 20;

/// Renders files in parallel, because rendering takes most of the time of a run.
fn run(renderer: &Renderer, jobs: &[Job]) -> Result<Vec<Text>, Error> {
    let workers = std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(jobs.len().max(1));
    let next = std::sync::atomic::AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let Some(job) = jobs.get(index) else {
                return done;
            };
            done.push((index, (job.render)(renderer)));
        }
    };
    let mut done: Vec<(usize, Result<String, Error>)> = std::thread::scope(|scope| {
        let thread = || std::thread::Builder::new().stack_size(STACK);
        let others: Vec<_> = (1..workers)
            .filter_map(|_| thread().spawn_scoped(scope, work).ok())
            .collect();
        let mut done = work();
        for other in others {
            // A worker that panicked returns no files, which is reported below.
            done.extend(other.join().unwrap_or_default());
        }
        done
    });
    done.sort_by_key(|(index, _)| *index);
    if done.len() < jobs.len() {
        let lost = jobs
            .iter()
            .enumerate()
            .find(|(index, _)| !done.iter().any(|(other, _)| other == index));
        let template = lost.map_or("", |(_, job)| job.template);
        return Err(Error::template(template, "printing it panicked", None));
    }
    done.into_iter()
        .map(|(index, text)| {
            Ok(Text {
                path: jobs[index].path.clone(),
                text: text?,
            })
        })
        .collect()
}
