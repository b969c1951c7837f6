//! A program that reads and writes the generated types of a document.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use specfirst::render::Runtime;
use specfirst_runtime::json::{DuplicateMembers, read_value};

use crate::{documents, workspace};

/// A compiled program.
pub struct Program {
    binary: PathBuf,
}

/// What came back for an instance.
pub struct Echo {
    /// As a client reads it.
    pub client: Read,
    /// As a server reads it: after validation and defaults.
    pub server: Read,
}

/// The result of reading a JSON text into a type, and writing it.
#[derive(Clone, Debug)]
pub enum Read {
    Written(Value),
    /// The type cannot hold it.
    Error(String),
    /// The validator refuses it.
    Invalid(String),
}

/// What instances go through in a program.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Through {
    /// They are read into their types, and written.
    Types,
    /// They are sent to a server, by its client and as they are.
    Socket,
}

impl Program {
    /// Generates the code of documents with operations `echoN`, and compiles it with the program. An instance is sent by
    /// the index of its operation among those of all documents.
    pub fn build(
        package: &str,
        through: Through,
        documents: &[(&Value, usize)],
    ) -> Result<Program, String> {
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(package);
        let mut dependencies = BTreeSet::new();
        let mut tables = Tables::default();
        for (api, (document, operations)) in documents.iter().enumerate() {
            let text = document.to_string();
            let (generated, messages) =
                documents::generate_text_as("echo.json", &text, Runtime::Crate);
            let generated = generated.ok_or(messages)?;
            for file in &generated.files {
                if let Some(path) = file.path().strip_prefix("src/api/") {
                    let path = dir.join(format!("src/api{api}")).join(path);
                    workspace::write(&path, documents::text(file));
                }
                if file.path() == "src/handlers.rs" && through == Through::Socket {
                    let text = echoing(documents::text(file), api)?;
                    workspace::write(&dir.join(format!("src/handlers{api}.rs")), &text);
                }
            }
            match through {
                Through::Types => tables.add_types(api, *operations),
                Through::Socket => tables.add_server(api, *operations),
            }
            dependencies.extend(generated.dependencies);
        }
        let (main, tables) = match through {
            Through::Types => (include_str!("program/main.rs"), tables.of_types()),
            Through::Socket => (include_str!("program/socket.rs"), tables.of_servers()),
        };
        workspace::write(&dir.join("src/types.rs"), &tables);
        workspace::write(&dir.join("src/main.rs"), main);
        workspace::write(&dir.join("src/lines.rs"), include_str!("program/lines.rs"));
        let manifest = manifest(package, through, &dependencies);
        workspace::write(&dir.join("Cargo.toml"), &manifest);
        workspace::lock(&dir);
        let output = workspace::cargo(&dir, &["build", "--quiet"])
            .output()
            .unwrap();
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("crates/target");
        let name = format!("{package}{}", std::env::consts::EXE_SUFFIX);
        let binary = target.join("debug").join(name);
        Ok(Program { binary })
    }

    /// Sends instances through the types of operations, given by index.
    pub fn echo(&self, instances: &[(usize, &Value)]) -> Vec<Echo> {
        let mut program = Command::new(&self.binary)
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut input = program.stdin.take().unwrap();
        let lines = instances
            .iter()
            .map(|(index, instance)| format!("{index}\t{instance}\n"));
        let lines: String = lines.collect();
        // It may end before it has read everything.
        let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
        let output = program.wait_with_output().unwrap();
        drop(writer.join());
        let text = String::from_utf8(output.stdout).unwrap();
        let mut echoes: Vec<Echo> = text.lines().map(parse).collect();
        // The stack overflowed at the next one, and it and those after it have no result.
        let ended = Read::Error(format!("the program ended: {}", output.status));
        echoes.resize_with(instances.len(), || Echo {
            client: ended.clone(),
            server: ended.clone(),
        });
        echoes
    }
}

fn parse(line: &str) -> Echo {
    let (client, server) = line.split_once('\t').unwrap();
    let read = |column: &str| match column.split_at(1) {
        ("=", text) => match read_value(text.as_bytes(), DuplicateMembers::Refuse) {
            Ok(value) => Read::Written(value),
            Err(error) => Read::Error(format!("writes {text}: {error}")),
        },
        ("-", text) => Read::Invalid(text.to_owned()),
        (_, text) => Read::Error(text.to_owned()),
    };
    Echo {
        client: read(client),
        server: read(server),
    }
}

/// The parts of a program's module `types`.
#[derive(Default)]
struct Tables {
    modules: String,
    apis: String,
    operations: String,
}

impl Tables {
    fn add_types(&mut self, api: usize, operations: usize) {
        let module = format!("api{api}");
        writeln!(
            self.modules,
            "#[path = \"{module}/mod.rs\"]\npub mod {module};"
        )
        .unwrap();
        writeln!(self.apis, "    include_str!(\"{module}/contract.jsonl\"),").unwrap();
        for index in 0..operations {
            let response = format!("{module}::operations::Echo{index}Response::Ok");
            writeln!(
                self.operations,
                "    |input| super::echo({response}, input),"
            )
            .unwrap();
        }
    }

    fn add_server(&mut self, api: usize, operations: usize) {
        writeln!(
            self.modules,
            "#[path = \"api{api}/mod.rs\"]\npub mod api{api};\n\
            #[path = \"handlers{api}.rs\"]\npub mod handlers{api};"
        )
        .unwrap();
        writeln!(
            self.apis,
            "    |listener| Box::pin(api{api}::server::serve_on(\
            api{api}::server::router(handlers{api}::Handlers::default()), listener)),"
        )
        .unwrap();
        for index in 0..operations {
            writeln!(
                self.operations,
                "    super::Operation {{ api: {api}, path: \"/echo{index}\", \
                call: |address, text| Box::pin(async move {{\n        \
                let client = api{api}::client::Client::new(address);\n        \
                let body: handlers{api}::echo{index}_body = super::read(text)?;\n        \
                super::written(client.echo{index}(&body).await)\n    }}) }},"
            )
            .unwrap();
        }
    }

    fn of_types(&self) -> String {
        self.text("CONTRACTS: &[&str]", "ECHOES: &[super::Echo]")
    }

    fn of_servers(&self) -> String {
        self.text("APIS: &[super::Serve]", "OPERATIONS: &[super::Operation]")
    }

    fn text(&self, apis: &str, operations: &str) -> String {
        format!(
            "{}\npub const {apis} = &[\n{}];\n\npub const {operations} = &[\n{}];\n",
            self.modules, self.apis, self.operations
        )
    }
}

/// The generated handlers of a document, each with the body that it gets as its response, and names for the types of these.
fn echoing(text: &str, api: usize) -> Result<String, String> {
    let text = text.replace("use echo::api::", &format!("use super::api{api}::"));
    let mut file = syn::parse_file(&text).map_err(|error| error.to_string())?;
    let mut bodies = Vec::new();
    for item in &mut file.items {
        let syn::Item::Impl(item) = item else {
            continue;
        };
        for member in &mut item.items {
            let syn::ImplItem::Fn(handler) = member else {
                continue;
            };
            let Some(syn::FnArg::Typed(body)) = handler.sig.inputs.last() else {
                return Err(format!("{} has no body", handler.sig.ident));
            };
            let number = handler.sig.ident.to_string().replace("echo", "");
            let mut alias: syn::ItemType =
                syn::parse_str(&format!("pub type echo{number}_body = ();")).unwrap();
            alias.ty = body.ty.clone();
            bodies.push(syn::Item::Type(alias));
            let block = format!("{{ crate::respond(Echo{number}Response::Ok, body) }}");
            handler.block = syn::parse_str(&block).unwrap();
        }
    }
    file.items.extend(bodies);
    Ok(prettyplease::unparse(&file))
}

/// The manifest of the program. The runtime has all its parts, so that it is compiled once for every document.
fn manifest(package: &str, through: Through, dependencies: &BTreeSet<String>) -> String {
    let (default, parts) = match through {
        Through::Types => ("", "\"parts\""),
        Through::Socket => (
            "\"server\", \"client\"",
            "\"parts\", \"server\", \"client\"",
        ),
    };
    let mut text = format!(
        "[package]\nname = \"{package}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
        [features]\ndefault = [{default}]\nserver = []\nclient = []\n\n[dependencies]\n"
    );
    for line in dependencies {
        let required = line.replace(", optional = true", "");
        let is_needed = *line == required || through == Through::Socket;
        let is_other = ["specfirst-runtime ", "tracing-subscriber "]
            .iter()
            .any(|name| line.starts_with(name));
        if is_needed && !is_other {
            writeln!(text, "{required}").unwrap();
        }
    }
    writeln!(
        text,
        "specfirst-runtime = {{ path = '{}', default-features = false, features = [{parts}] }}\n\n\
        [lints.rust]\nunused = \"allow\"\nnon_camel_case_types = \"allow\"\n\n[workspace]\n\n[profile.dev]\ndebug = false\nincremental = false",
        documents::folder("runtime").display(),
    )
    .unwrap();
    text
}
