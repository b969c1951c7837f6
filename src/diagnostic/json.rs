//! Diagnostics for editors and CI: a JSON object on each line.

use serde_json::{Value, json};

use super::resolve::{Resolved, file, resolve};
use super::{Diagnostics, Place, Severity};
use crate::source::{FileId, Sources, Span};

/// All diagnostics in document order, each as an object on its own line:
///
/// `type` is `diagnostic`; `severity`, `code` and `message` describe it; `file`, `line`, `column`, `end_line`,
/// `end_column` (from 1, in characters, the end exclusive) and `pointer` (a JSON pointer) are its position; `label` and
/// `help` add to the message; `related` is a list of other positions, each with a `message`. Unknown values are null.
pub fn render(diagnostics: &Diagnostics, sources: &Sources) -> String {
    render_if(diagnostics, sources, |_| true)
}

/// As [`render`], but only severities for which `passes` returns true.
pub fn render_if(
    diagnostics: &Diagnostics,
    sources: &Sources,
    passes: impl Fn(Severity) -> bool,
) -> String {
    let mut lines = String::new();
    for found in resolve(diagnostics, sources) {
        if passes(found.diagnostic.severity) {
            lines.push_str(&object(&found, sources).to_string());
            lines.push('\n');
        }
    }
    lines
}

fn object(found: &Resolved<'_>, sources: &Sources) -> Value {
    let diagnostic = found.diagnostic;
    let mut object = json!({
        "type": "diagnostic",
        "severity": diagnostic.severity.name(),
        "code": diagnostic.code.name(),
        "message": diagnostic.message,
    });
    locate(
        &mut object,
        &diagnostic.place,
        file(found),
        found.span.as_ref(),
        sources,
    );
    object["label"] = json!(Some(&diagnostic.label).filter(|label| !label.is_empty()));
    object["help"] = json!(diagnostic.help);
    object["related"] = diagnostic
        .related
        .iter()
        .zip(&found.related)
        .map(|((place, label), span)| {
            let mut object = json!({ "message": label });
            locate(
                &mut object,
                place,
                span.as_ref().map(|span| span.file),
                span.as_ref(),
                sources,
            );
            object
        })
        .collect();
    object
}

fn locate(
    object: &mut Value,
    place: &Place,
    file: Option<FileId>,
    span: Option<&Span>,
    sources: &Sources,
) {
    object["file"] = json!(file.map(|file| sources.name(file)));
    object["line"] = json!(span.map(|span| span.start.line));
    object["column"] = json!(span.map(|span| span.start.column));
    object["end_line"] = json!(span.map(|span| span.end.line));
    object["end_column"] = json!(span.map(|span| span.end.column));
    object["pointer"] = json!(
        span.filter(|_| matches!(place, Place::At(_)))
            .map(|span| &span.pointer)
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_has_place_and_pointer() {
        let mut sources = Sources::new();
        let file = sources.add("api.yaml", "paths:\n  /a: 1\n  /a: 2\n");
        let mut diagnostics = Diagnostics::new();
        sources.parse(file, &mut diagnostics);
        let lines = render(&diagnostics, &sources);
        let object: Value = serde_json::from_str(lines.trim_end()).unwrap();
        assert_eq!(
            object,
            json!({
                "type": "diagnostic", "severity": "warning", "code": "duplicate-key",
                "message": "the key `/a` occurs twice in one object",
                "file": "api.yaml", "line": 3, "column": 3, "end_line": 3, "end_column": 5, "pointer": "/paths/~1a",
                "label": "this value is used",
                "help": "rename one of them, or merge their contents",
                "related": [{
                    "message": "this value is ignored",
                    "file": "api.yaml", "line": 2, "column": 3, "end_line": 2, "end_column": 5, "pointer": "/paths/~1a",
                }],
            })
        );
    }
}
