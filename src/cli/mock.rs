//! `specfirst mock SPEC`

mod report;

use std::fmt;
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clap::Args;
use specfirst::Error;
use specfirst::diagnostic::Diagnostics;
use specfirst::mock::proxy::{Exchange, Observer, Upstream};
use specfirst::mock::{self, Log, Settings, SigningSecrets, Swappable, Watch};
use specfirst::pipeline::{self, Served};
use specfirst::source::Sources;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::FormatTime;

use super::{Access, Messages, Outcome, label, read};
use report::{Document, Format, Reporter};

/// How often the files of the document are looked at.
const POLL: Duration = Duration::from_millis(300);

/// How often a report is brought up to date.
const UPDATE: Duration = Duration::from_secs(1);

/// Limit on the printed requests that the mock itself responds to.
const PRINTED_TRIGGERS: usize = 10;

/// How long requests to other servers may go on after the end.
const LAST: Duration = Duration::from_millis(500);

/// Serve the examples of a document, without generating code, and again whenever it is saved
#[derive(Args, Debug)]
#[command(
    after_help = "A request can prefer a response by a header, `Prefer: code=404, example=NAME, dynamic=true, seed=1`, or by the \
    query parameters `__code`, `__example`, `__dynamic` and `__seed`. `POST /__webhooks/NAME?to=URL` sends a webhook, \
    `POST /__callbacks/OPERATION/NAME` a callback."
)]
pub struct Mock {
    /// The OpenAPI document, YAML or JSON; `-` is standard input
    spec: PathBuf,

    /// The address to listen on; port 0 picks a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:3000")]
    listen: String,

    /// Generate values from schemas, the same for the same request, instead of sending examples
    #[arg(long, conflicts_with = "state")]
    dynamic: bool,

    /// Keep what requests create, change and delete: `POST /pets`, `GET /pets/{id}` and the like; `POST /__reset` forgets it
    #[arg(long)]
    state: bool,

    /// Send no CORS headers, so that pages of other origins cannot use the mock
    #[arg(long)]
    no_cors: bool,

    /// Forward all requests to the API at URL, and report where requests and responses are not as documented; what it has
    /// not implemented (501) is mocked
    #[arg(long, value_name = "URL", value_parser = Upstream::new)]
    upstream: Option<Upstream>,

    /// Write what --upstream finds to FILE, too: SARIF if its name ends with .sarif, JSON Lines with .json or .jsonl, else text
    #[arg(long, value_name = "FILE", requires = "upstream")]
    report: Option<PathBuf>,

    /// The format of the report, which is on standard output unless there is --report
    #[arg(long, value_enum, value_name = "FORMAT", requires = "upstream")]
    format: Option<Format>,

    /// Record all requests to the upstream with their responses in FILE, as HAR, without credentials
    #[arg(long, value_name = "FILE", requires = "upstream")]
    record: Option<PathBuf>,

    /// The secret that webhooks are signed with where the document has `x-standard-webhooks`: base64, with `whsec_` or without
    #[arg(long, value_name = "SECRET", value_parser = secret)]
    webhook_secret: Option<SigningSecrets>,

    /// Record credentials as well: Authorization, cookies, and the document's API keys
    #[arg(long, requires = "record")]
    record_credentials: bool,

    #[command(flatten)]
    access: Access,

    #[command(flatten)]
    messages: Messages,
}

/// The mock of a document, and the requests that it responds to beyond those of operations.
type Loaded = (axum::Router, Vec<String>);

/// The server that requests are forwarded to, and the report about it.
struct Proxy {
    upstream: Upstream,
    reporter: Arc<Reporter>,
}

impl Mock {
    pub(super) fn run(self) -> Outcome {
        self.mock().unwrap_or_else(|error| {
            self.messages.error(&error);
            Outcome::Failed
        })
    }

    fn mock(&self) -> Result<Outcome, Error> {
        let proxy = self.proxy()?;
        let (loaded, watch) = self.load(proxy.as_ref());
        let Some((router, triggers)) = loaded? else {
            return Ok(Outcome::Wrong);
        };
        self.print_triggers(&triggers);
        if !self.messages.is_quiet() {
            tracing_subscriber::fmt()
                .with_writer(Log::new)
                .with_ansi(io::stderr().is_terminal())
                .with_target(false)
                .with_timer(TimeOfDay)
                .init();
        }
        let current = Swappable::new(router);
        let mut router = current.router();
        if !self.no_cors {
            router = mock::with_cors(router);
        }
        let listening = |error| Error::io("listen on", &self.listen, error);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .map_err(listening)?;
        let served = thread::scope(|scope| {
            let (stop, stopped) = mpsc::channel::<()>();
            let (end, ended) = mpsc::channel::<()>();
            let proxy = proxy.as_ref();
            if !label::is_stdin(&self.spec) {
                scope.spawn(move || self.reload(watch, &current, triggers, proxy, &stopped));
            }
            if let Some(proxy) = proxy {
                scope.spawn(move || {
                    while ended.recv_timeout(UPDATE) == Err(mpsc::RecvTimeoutError::Timeout) {
                        proxy.reporter.update();
                    }
                });
            }
            let served = runtime.block_on(mock::serve(router, self.listen.as_str()));
            drop((stop, end));
            served.map_err(listening)
        });
        runtime.shutdown_timeout(LAST);
        if let Some(proxy) = &proxy {
            proxy.reporter.finish();
        }
        served.map(|()| Outcome::Done)
    }

    /// The upstream, and the report about it, if there is one.
    fn proxy(&self) -> Result<Option<Proxy>, Error> {
        let Some(upstream) = self.upstream.clone() else {
            return Ok(None);
        };
        let reporter = Reporter::new(
            self.messages.is_quiet(),
            self.format,
            self.report.as_deref(),
            self.record.as_deref(),
            self.record_credentials,
        )?;
        Ok(Some(Proxy {
            upstream,
            reporter: Arc::new(reporter),
        }))
    }

    fn router(&self, served: Served, sources: &Sources, proxy: Option<&Proxy>) -> axum::Router {
        let upstream = proxy.map(|proxy| {
            let name = match label::is_stdin(&self.spec) {
                true => label::document(&self.spec),
                false => self.spec.display().to_string(),
            };
            let document = Document::new(&served, sources, name);
            let reporter = Arc::clone(&proxy.reporter);
            let observe = move |exchange: &Exchange| reporter.observe(&document, exchange);
            let observe: Observer = Arc::new(observe);
            (proxy.upstream.clone(), observe)
        });
        let settings = Settings {
            dynamic: self.dynamic,
            state: self.state,
            upstream,
            webhook_secret: self.webhook_secret.clone(),
        };
        mock::router(served, settings)
    }

    /// Compiles the document, and prints what is wrong with it. What is to be watched is known also if that fails.
    fn load(&self, proxy: Option<&Proxy>) -> (Result<Option<Loaded>, Error>, Watch) {
        let mut sources = Sources::new();
        let mut diagnostics = Diagnostics::new();
        let access = self.access.to_options();
        // From before the files are read, so that a change meanwhile is noticed.
        let mut watch = Watch::new([self.spec.as_path()].into_iter());
        let served = read(&self.spec, &mut sources)
            .and_then(|root| pipeline::serve(&mut sources, root, &access, &mut diagnostics));
        self.messages.diagnostics_aside(&diagnostics, &sources);
        watch.add(Watch::new(sources.watched()));
        let load = |served| {
            let triggers = mock::triggers(&served, self.state);
            (self.router(served, &sources, proxy), triggers)
        };
        (served.map(|served| served.map(load)), watch)
    }

    /// Replaces the router when a file of the document has changed, until the server ends.
    fn reload(
        &self,
        mut watch: Watch,
        current: &Swappable,
        mut printed: Vec<String>,
        proxy: Option<&Proxy>,
        stopped: &std::sync::mpsc::Receiver<()>,
    ) {
        use std::sync::mpsc::RecvTimeoutError::Timeout;

        while stopped.recv_timeout(POLL) == Err(Timeout) {
            if !watch.has_changed() {
                continue;
            }
            let (loaded, files) = self.load(proxy);
            watch.add(files);
            match loaded {
                Ok(Some((router, triggers))) => {
                    current.replace(router);
                    self.say("the document has changed, and is served");
                    if triggers != printed {
                        self.print_triggers(&triggers);
                        printed = triggers;
                    }
                }
                Ok(None) => self.say("the last document without errors is still served"),
                Err(error) => {
                    self.messages.error(&error);
                    self.say("the last document without errors is still served");
                }
            }
        }
    }

    fn print_triggers(&self, triggers: &[String]) {
        for trigger in triggers.iter().take(PRINTED_TRIGGERS) {
            self.say(&format!("also: {trigger}"));
        }
        let more = triggers.len().saturating_sub(PRINTED_TRIGGERS);
        if more > 0 {
            self.say(&format!("also: {more} more webhooks and callbacks"));
        }
    }

    fn say(&self, text: &str) {
        if !self.messages.is_quiet() {
            eprintln!("{text}");
        }
    }
}

/// The time in the log: hours, minutes and seconds of UTC.
struct TimeOfDay;

impl FormatTime for TimeOfDay {
    fn format_time(&self, writer: &mut Writer<'_>) -> fmt::Result {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let seconds = now.unwrap_or_default().as_secs() % 86_400;
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        write!(writer, "{hours:02}:{minutes:02}:{:02}Z", seconds % 60)
    }
}

fn secret(text: &str) -> Result<SigningSecrets, String> {
    SigningSecrets::new(text).map_err(|error| error.to_string())
}
