//! `specfirst mock SPEC`

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use clap::Args;
use specfirst::Error;
use specfirst::diagnostic::Diagnostics;
use specfirst::mock::{self, Log, Settings, Swappable, Watch};
use specfirst::pipeline::{self, Served};
use specfirst::source::Sources;

use super::{Access, Messages, Outcome, label, read};

/// How often the files of the document are looked at.
const POLL: Duration = Duration::from_millis(300);

/// Serve the examples of a document, without generating code, and again whenever it is saved
#[derive(Args, Debug)]
#[command(
    after_help = "A request can prefer a response by a header, `Prefer: code=404, example=NAME, dynamic=true`, or by the query \
    parameters `__code`, `__example` and `__dynamic`."
)]
pub struct Mock {
    /// The OpenAPI document, YAML or JSON; `-` is standard input
    spec: PathBuf,

    /// The address to listen on; port 0 picks a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:3000")]
    listen: String,

    /// Generate values from schemas, the same for the same request, instead of sending examples
    #[arg(long)]
    dynamic: bool,

    /// Keep what requests create, change and delete: `POST /pets`, `GET /pets/{id}` and the like; `POST /__reset` forgets it
    #[arg(long)]
    state: bool,

    /// Send no CORS headers, so that pages of other origins cannot use the mock
    #[arg(long)]
    no_cors: bool,

    #[command(flatten)]
    access: Access,

    #[command(flatten)]
    messages: Messages,
}

impl Mock {
    pub(super) fn run(self) -> Outcome {
        self.mock().unwrap_or_else(|error| {
            self.messages.error(&error);
            Outcome::Failed
        })
    }

    fn mock(&self) -> Result<Outcome, Error> {
        let (served, watch) = self.load();
        let Some(served) = served? else {
            return Ok(Outcome::Wrong);
        };
        if !self.messages.is_quiet() {
            tracing_subscriber::fmt()
                .with_writer(Log::new)
                .with_ansi(io::stderr().is_terminal())
                .with_target(false)
                .without_time()
                .init();
        }
        let current = Swappable::new(self.router(served));
        let mut router = current.router();
        if !self.no_cors {
            router = mock::with_cors(router);
        }
        let listening = |error| Error::io("listen on", &self.listen, error);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .map_err(listening)?;
        thread::scope(|scope| {
            let (stop, stopped) = std::sync::mpsc::channel::<()>();
            if !label::is_stdin(&self.spec) {
                scope.spawn(move || self.reload(watch, &current, &stopped));
            }
            let served = runtime.block_on(mock::serve(router, self.listen.as_str()));
            drop(stop);
            served.map_err(listening)
        })?;
        Ok(Outcome::Done)
    }

    fn router(&self, served: Served) -> axum::Router {
        let settings = Settings {
            dynamic: self.dynamic,
            state: self.state,
        };
        mock::router(served, settings)
    }

    /// Compiles the document, and prints what is wrong with it. What is to be watched is known also if that fails.
    fn load(&self) -> (Result<Option<Served>, Error>, Watch) {
        let mut sources = Sources::new();
        let mut diagnostics = Diagnostics::new();
        let access = self.access.to_options();
        // From before the files are read, so that a change meanwhile is noticed.
        let mut watch = Watch::new([self.spec.as_path()].into_iter());
        let served = read(&self.spec, &mut sources)
            .and_then(|root| pipeline::serve(&mut sources, root, &access, &mut diagnostics));
        self.messages.diagnostics_aside(&diagnostics, &sources);
        watch.add(Watch::new(sources.watched()));
        (served, watch)
    }

    /// Replaces the router when a file of the document has changed, until the server ends.
    fn reload(
        &self,
        mut watch: Watch,
        current: &Swappable,
        stopped: &std::sync::mpsc::Receiver<()>,
    ) {
        use std::sync::mpsc::RecvTimeoutError::Timeout;

        while stopped.recv_timeout(POLL) == Err(Timeout) {
            if !watch.has_changed() {
                continue;
            }
            let (served, files) = self.load();
            watch.add(files);
            match served {
                Ok(Some(served)) => {
                    current.replace(self.router(served));
                    self.say("the document has changed, and is served");
                }
                Ok(None) => self.say("the last document without errors is still served"),
                Err(error) => {
                    self.messages.error(&error);
                    self.say("the last document without errors is still served");
                }
            }
        }
    }

    fn say(&self, text: &str) {
        if !self.messages.is_quiet() {
            eprintln!("{text}");
        }
    }
}
