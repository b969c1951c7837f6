//! Statuses that the generated server sends by itself and that operations do not document.

use crate::api::{Api, Operation, Section, Status};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// A reason for which the server itself answers.
struct Reason {
    /// The statuses, one of which has to be documented.
    statuses: &'static [u16],
    /// Whether the server may send one of them for an operation.
    applies: fn(&Operation) -> bool,
    /// What an operation does for which that is so, as it is said of one and of several.
    action: (&'static str, &'static str),
}

const REASONS: [Reason; 4] = [
    Reason {
        statuses: &[401],
        applies: |operation| is_secured(operation),
        action: ("checks credentials", "check credentials"),
    },
    Reason {
        statuses: &[403],
        applies: |operation| is_secured(operation) && needs_scopes(operation),
        action: ("requires scopes", "require scopes"),
    },
    Reason {
        statuses: &[415],
        applies: is_of_some_media_types,
        action: (
            "takes a body of certain media types",
            "take a body of certain media types",
        ),
    },
    // Where only one of the two is documented, the server sends that one for both kinds of errors.
    Reason {
        statuses: &[400, 422],
        applies: |operation| operation.body.is_some() || !operation.parameters.is_empty(),
        action: ("checks parameters or a body", "check parameters or a body"),
    },
];

/// Adds a note for each reason, however many operations it concerns: clients get what is not documented as an unexpected
/// response. Where there are errors, nothing is generated, and these can wait.
pub(super) fn check(api: &Api, diagnostics: &mut Diagnostics) {
    if diagnostics.has_errors() {
        return;
    }
    for reason in REASONS {
        let mut concerned = api
            .operations
            .iter()
            .filter(|operation| api.section(operation) == Section::Paths)
            .filter(|operation| (reason.applies)(operation))
            .filter(|operation| !reason.statuses.iter().any(|it| documents(operation, *it)));
        if let Some(first) = concerned.next() {
            diagnostics.push(undocumented(&reason, first, 1 + concerned.count()));
        }
    }
}

fn undocumented(reason: &Reason, first: &Operation, count: usize) -> Diagnostic {
    let statuses: Vec<String> = reason.statuses.iter().map(u16::to_string).collect();
    let statuses = statuses.join(" or ");
    let (one, several) = reason.action;
    let name = format!("`{} {}`", first.method, first.path);
    let message = match count {
        1 => format!("{name} {one} and does not document {statuses}"),
        _ => format!(
            "{count} operations {several} and do not document {statuses}; the first is {name}"
        ),
    };
    Diagnostic::note(Code::UndocumentedResponse, first.at, message)
        .label("the server sends it, and clients do not expect it")
        .help(format!("add a response for {statuses}, `4XX` or `default`"))
}

fn documents(operation: &Operation, status: u16) -> bool {
    operation.responses.iter().any(|response| {
        let of = response.status;
        of == Status::Code(status)
            || of == Status::Range((status / 100) as u8)
            || of == Status::Default
    })
}

/// Whether requests without credentials are refused.
fn is_secured(operation: &Operation) -> bool {
    !operation.security.is_empty() && operation.security.iter().all(|it| !it.is_empty())
}

fn needs_scopes(operation: &Operation) -> bool {
    let mut schemes = operation.security.iter().flatten();
    schemes.any(|(_, scopes)| !scopes.is_empty())
}

/// Whether there is a body, and not every media type will do.
fn is_of_some_media_types(operation: &Operation) -> bool {
    operation.body.as_ref().is_some_and(|body| {
        let contents = &body.contents;
        contents
            .iter()
            .all(|content| content.media_type.trim() != "*/*")
    })
}
