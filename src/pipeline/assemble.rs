//! From texts to files: adds headers, and for a single module inlines submodules and data.

use serde_json::Value;
use specfirst_runtime::sources;

use super::{Options, join};
use crate::docs::Docs;
use crate::error::Error;
use crate::output::File;
use crate::render::{Renderer, Sides, Text, module as module_texts, skeleton};
use crate::rust::{Code, Views, text_literal};

/// Makes the files of a crate or of a module from views.
pub(super) type Assemble = fn(&Renderer, &Views, &Data, &Options) -> Result<Vec<File>, Error>;

/// The generated data files.
pub(super) struct Data {
    pub(super) contract: String,
    /// The contracts of the receiver, each after the name of its part.
    pub(super) receivers: Vec<(&'static str, String)>,
    /// The schemas by which unions choose their variants; empty if types suffice.
    pub(super) unions: String,
    /// The shapes of schemas in XML; empty if there is no XML.
    pub(super) xml: String,
    /// The forms of responses; empty if there are none.
    pub(super) forms: String,
    pub(super) document: String,
    pub(super) docs: Docs,
}

/// The files of a crate.
pub(super) fn package(
    renderer: &Renderer,
    views: &Views,
    data: &Data,
    options: &Options,
) -> Result<Vec<File>, Error> {
    let sides = Sides {
        server: options.server,
        client: options.client,
        receiver: views.receiver.is_some(),
        features: true,
    };
    let (own, generated) = join(
        || skeleton(renderer, views, options.runtime),
        || module_texts(renderer, views, sides, options.runtime),
    );
    let mut files = Vec::new();
    for Text { path, text } in own? {
        files.push(File::once(path, text)?);
    }
    for Text { path, text } in generated? {
        let text = match (path.ends_with(".rs"), path.starts_with("runtime/")) {
            // A file that the runtime includes.
            (false, _) => text,
            (true, true) => with_header(RUNTIME_HEADER, &text),
            (true, false) => with_header(&header(options), &text),
        };
        files.push(File::generated(format!("src/api/{path}"), text)?);
    }
    files.push(File::generated(
        "src/api/contract.jsonl",
        data.contract.clone(),
    )?);
    for (name, text) in &data.receivers {
        let path = format!("src/api/{name}.jsonl");
        files.push(File::generated(path, text.clone())?);
    }
    if !data.unions.is_empty() {
        let unions = data.unions.clone();
        files.push(File::generated("src/api/unions.jsonl", unions)?);
    }
    if !data.xml.is_empty() {
        files.push(File::generated("src/api/xml.jsonl", data.xml.clone())?);
    }
    if !data.forms.is_empty() {
        let forms = data.forms.clone();
        files.push(File::generated("src/api/forms.jsonl", forms)?);
    }
    files.push(File::generated(
        "src/api/openapi.json",
        data.document.clone(),
    )?);
    files.push(File::generated(
        "src/api/rust.json",
        data.docs.names.clone(),
    )?);
    files.push(File::generated("src/api/llms.txt", data.docs.list.clone())?);
    Ok(files)
}

/// The files of the page that are the same for every document.
const PAGE_FILES: [&str; 7] = [
    "index.html",
    "docs.css",
    "elements.js",
    "document.js",
    "schema.js",
    "request.js",
    "docs.js",
];

/// The files of the page that shows the document, with the paths that they have in the generated server. A browser that opens
/// the page as a file cannot read JSON beside it, and gets the same data from a script.
pub(super) fn site(
    _renderer: &Renderer,
    _views: &Views,
    data: &Data,
    _options: &Options,
) -> Result<Vec<File>, Error> {
    let both = format!(
        "{{\"document\":{},\"rust\":{}}}",
        data.document, data.docs.names
    );
    // A string, since `__proto__` in an object literal is not a member.
    let script = format!("globalThis.apiData = {};\n", Value::from(both));
    let mut files = Vec::new();
    for name in PAGE_FILES {
        let path = match name {
            "index.html" => name.to_owned(),
            name => format!("docs/{name}"),
        };
        let text = sources::file(&format!("server/docs/{name}")).unwrap_or_default();
        files.push(File::generated(path, text)?);
    }
    files.push(File::generated("docs/data.js", script)?);
    files.push(File::generated("docs/rust.json", data.docs.names.clone())?);
    files.push(File::generated("llms.txt", data.docs.list.clone())?);
    files.push(File::generated("openapi.json", data.document.clone())?);
    Ok(files)
}

/// A module in one file, with its data as literals.
pub(super) fn module(
    renderer: &Renderer,
    views: &Views,
    data: &Data,
    options: &Options,
) -> Result<Vec<File>, Error> {
    let sides = Sides {
        server: options.server,
        client: options.client,
        receiver: views.receiver.is_some(),
        features: false,
    };
    let texts = module_texts(renderer, views, sides, options.runtime)?;
    let receivers = data.receivers.iter();
    let receivers = receivers.map(|(name, text)| (format!("../{name}.jsonl"), text.as_str()));
    let included = [
        ("../contract.jsonl", data.contract.as_str()),
        ("unions.jsonl", data.unions.as_str()),
        ("xml.jsonl", data.xml.as_str()),
        ("forms.jsonl", data.forms.as_str()),
        ("../openapi.json", data.document.as_str()),
        ("../rust.json", data.docs.names.as_str()),
        ("../llms.txt", data.docs.list.as_str()),
    ];
    // And the files that the runtime includes.
    let files = texts.iter().filter(|text| !text.path.ends_with(".rs"));
    let files = files.map(|text| {
        let path = text.path.strip_prefix("runtime/server/");
        (path.unwrap_or(&text.path).to_owned(), text.text.as_str())
    });
    let included = included.map(|(path, text)| (path.to_owned(), text));
    let included: Vec<(String, Code)> = (included.into_iter().chain(receivers).chain(files))
        .map(|(path, text)| (format!("include_str!(\"{path}\");"), text_literal(text)))
        .collect();
    let text = inlined(&texts, "", "mod.rs", &included);
    let header = header(options);
    Ok(vec![File::generated(
        "api.rs",
        format!("{header}\n{text}"),
    )?])
}

/// A file's text, in which the declared modules and the included files are inlined.
fn inlined(texts: &[Text], folder: &str, file: &str, included: &[(String, Code)]) -> String {
    let path = format!("{folder}{file}");
    let Some(text) = texts.iter().find(|text| text.path == path) else {
        return String::new();
    };
    let mut out = String::new();
    for line in text.text.lines() {
        let declared = line
            .trim_start_matches("pub(crate) ")
            .trim_start_matches("pub(super) ")
            .trim_start_matches("pub ");
        let module = declared
            .strip_prefix("mod ")
            .and_then(|rest| rest.strip_suffix(';'));
        let Some(module) = module else {
            // `include_str!` is replaced in constants only: in a doc comment the same text is a quotation from the document.
            let included = included.iter().filter(|_| declared.starts_with("const "));
            match included
                .filter_map(|(include, literal)| Some((line.strip_suffix(include)?, literal)))
                .next()
            {
                Some((before, literal)) => out.push_str(&format!("{before}{literal};\n")),
                None => out.push_str(&format!("{line}\n")),
            }
            continue;
        };
        let stem = module.trim_start_matches("r#");
        let own = match file {
            "mod.rs" => folder.to_owned(),
            file => format!("{folder}{}/", file.trim_end_matches(".rs")),
        };
        let as_file = format!("{own}{stem}.rs");
        let inner = match texts.iter().any(|text| text.path == as_file) {
            true => inlined(texts, &own, &format!("{stem}.rs"), included),
            false => inlined(texts, &format!("{own}{stem}/"), "mod.rs", included),
        };
        out.push_str(&format!("{} {{\n{inner}}}\n", line.trim_end_matches(';')));
    }
    out
}

/// The header of the runtime's files, which names no document, because they do not depend on it.
const RUNTIME_HEADER: &str = "// @generated by specfirst. Do not edit.\n";

fn header(options: &Options) -> String {
    // A file name may contain a line break, which would end the comment.
    let line = |text: &str| text.replace(|character: char| character.is_control(), " ");
    format!(
        "// @generated by specfirst from {}. Do not edit.\n// Regenerate with: {}\n",
        line(&options.spec_label),
        line(&options.command)
    )
}

/// A generated file with its header, excluded from rustfmt, which would format it differently.
fn with_header(header: &str, text: &str) -> String {
    format!("{header}\n#![cfg_attr(rustfmt, rustfmt_skip)]\n\n{text}")
}

/// The document as JSON, with a line for each operation and component, so that diffs are small. Commas have lines of their
/// own, so that an addition changes no other line.
pub(super) fn document(document: &Value) -> String {
    lines(document, 3)
}

/// A value as JSON, with a line for each value at a depth.
pub(super) fn lines(value: &Value, depth: usize) -> String {
    let mut out = String::new();
    print(value, depth, &mut out);
    out.push('\n');
    out
}

fn print(value: &Value, depth: usize, out: &mut String) {
    match value {
        Value::Object(members) if depth > 0 && !members.is_empty() => {
            out.push('{');
            for (index, (name, member)) in members.iter().enumerate() {
                out.push_str(if index == 0 { "\n" } else { "\n,\n" });
                out.push_str(&Value::from(name.as_str()).to_string());
                out.push(':');
                print(member, depth - 1, out);
            }
            out.push_str("\n}");
        }
        other => out.push_str(&other.to_string()),
    }
}
