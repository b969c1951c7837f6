//! All files of a crate, each with its path.

use serde::Serialize;
use specfirst_runtime::sources::{self, Choice};

use super::Renderer;
use crate::error::Error;
use crate::rust::{Code, Uses, Views};

/// A text and the path that it goes to, below the crate's folder.
#[derive(Debug)]
pub struct Text {
    pub path: String,
    pub text: String,
}

/// Which sides are wanted, and whether a cargo feature of the same name switches each.
#[derive(Clone, Copy, Debug)]
pub struct Sides {
    pub server: bool,
    pub client: bool,
    pub features: bool,
}

/// The generated module: paths are below its folder, and `mod.rs` is its root. The headers are not on yet.
pub fn module(renderer: &Renderer, views: &Views, sides: Sides) -> Result<Vec<Text>, Error> {
    let mut jobs: Vec<Job> = Vec::new();
    jobs.push(Job::new(
        "mod.rs",
        "api.rs",
        RootView {
            sides: sides.into(),
            has_types: !views.types.is_empty(),
            has_operations: !views.operations.is_empty(),
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
    if sides.client {
        jobs.push(Job::new("client/mod.rs", "client/mod.rs", &views.client));
        for (module, file) in &views.methods {
            jobs.push(Job::new(path("client", module), "client/methods.rs", file));
        }
    }
    let mut texts = run(renderer, &jobs)?;
    texts.extend(runtime(&views.package.uses, sides));
    Ok(texts)
}

/// The crate's own files, which become the user's.
pub fn skeleton(renderer: &Renderer, views: &Views) -> Result<Vec<Text>, Error> {
    let text = |path: &str, text: String| Text {
        path: path.to_owned(),
        text,
    };
    Ok(vec![
        text(
            "Cargo.toml",
            renderer.text("skeleton/Cargo.toml", &views.package)?,
        ),
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
    ])
}

impl Renderer {
    /// The lines of `[dependencies]` in the crate's manifest.
    pub fn dependencies(&self, views: &Views) -> Result<Vec<String>, Error> {
        let manifest = self.text("skeleton/Cargo.toml", &views.package)?;
        let lines = manifest
            .lines()
            .skip_while(|line| *line != "[dependencies]")
            .skip(1);
        Ok(lines
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect())
    }
}

fn path(folder: &str, module: &Code) -> String {
    format!("{folder}/{}.rs", module.bare())
}

#[derive(Serialize)]
struct RootView {
    sides: SidesView,
    has_types: bool,
    has_operations: bool,
}

#[derive(Serialize)]
struct SidesView {
    server: bool,
    client: bool,
    features: bool,
}

impl From<Sides> for SidesView {
    fn from(sides: Sides) -> SidesView {
        SidesView {
            server: sides.server,
            client: sides.client,
            features: sides.features,
        }
    }
}

type Render<'a> = Box<dyn Fn(&Renderer) -> Result<String, Error> + Send + Sync + 'a>;

/// A file to be printed.
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

/// The stack of a thread that prints.
const STACK: usize = 256 << 20;

/// Prints files side by side: printing is most of the work of a run.
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
        // Types within types are read and printed by recursion.
        let thread = || std::thread::Builder::new().stack_size(STACK);
        let others: Vec<_> = (1..workers)
            .filter_map(|_| thread().spawn_scoped(scope, work).ok())
            .collect();
        let mut done = work();
        for other in others {
            // A worker ends early only by a panic, and then its files are missing below.
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

/// The runtime: only what the sides and the document need.
fn runtime(uses: &Uses, sides: Sides) -> Vec<Text> {
    let both = [("server", sides.server), ("client", sides.client)];
    let wanted = |module: &str| !both.contains(&(module, false));
    let gate = |module: &str| match (module, sides.features) {
        ("server", true) => "#[cfg(feature = \"server\")]\n",
        ("client", true) => "#[cfg(feature = \"client\")]\n",
        // Without either there are its types, which nobody writes or reads.
        ("items", true) => {
            "#[cfg_attr(not(any(feature = \"server\", feature = \"client\")), allow(dead_code, unused_imports))]\n"
        }
        _ => "",
    };
    let mut texts = Vec::new();
    let mut root = "//! What is the same for every operation.\n\n".to_owned();
    let parts: Vec<&str> = uses.parts.iter().copied().collect();
    let present = both.iter().filter(|(_, is_wanted)| *is_wanted);
    let present: Vec<&str> = present.map(|(side, _)| *side).collect();
    let choice = Choice {
        parts: &parts,
        sides: (!sides.features).then_some(&present[..]),
    };
    for (path, text) in sources::files(choice) {
        let module = path.split(['/', '.']).next().unwrap_or_default();
        if !wanted(module) {
            continue;
        }
        if path.strip_suffix(".rs") == Some(module) || path == format!("{module}/mod.rs") {
            root.push_str(&format!("{}pub mod {module};\n", gate(module)));
        }
        texts.push(Text {
            path: format!("runtime/{path}"),
            text,
        });
    }
    texts.insert(
        0,
        Text {
            path: "runtime/mod.rs".to_owned(),
            text: root,
        },
    );
    texts
}
