//! The roles of members of an error body, by their names.

/// Names of the message, in the order of likelihood.
const MESSAGES: [&str; 21] = [
    "detail",
    "message",
    "error_description",
    "errormessage",
    "error_message",
    "errordescription",
    "description",
    "msg",
    "error",
    "reason",
    "problem",
    "details",
    "text",
    "summary",
    "userMessage",
    "developermessage",
    "fault",
    "faultstring",
    "info",
    "title",
    "errors",
];

/// Names of the status code.
const CODES: [&str; 11] = [
    "status",
    "statuscode",
    "status_code",
    "httpstatus",
    "http_status",
    "httpstatuscode",
    "http_code",
    "httpcode",
    "code",
    "errorcode",
    "error_code",
];

/// Names of the reason phrase, where there is a message as well.
const TITLES: [&str; 6] = [
    "title",
    "error",
    "reason",
    "statustext",
    "status_text",
    "statusmessage",
];

/// Names of the list of violations.
const LISTS: [&str; 15] = [
    "errors",
    "details",
    "detail",
    "faults",
    "problems",
    "violations",
    "invalid_params",
    "invalid-params",
    "invalidparams",
    "issues",
    "messages",
    "error",
    "validation_errors",
    "validationerrors",
    "fielderrors",
];

/// Names of an object that wraps the error.
const ENVELOPES: [&str; 8] = [
    "error",
    "err",
    "fault",
    "problem",
    "failure",
    "exception",
    "errorresponse",
    "response",
];

/// Names of the code of a violation.
const RULES: [&str; 9] = [
    "code",
    "type",
    "kind",
    "rule",
    "errorcode",
    "error_code",
    "keyword",
    "constraint",
    "reason",
];

/// Names of the location of a violation, as a JSON Pointer.
const POINTERS: [&str; 8] = [
    "pointer",
    "path",
    "instancepath",
    "datapath",
    "propertypath",
    "property_path",
    "jsonpointer",
    "loc",
];

/// Names of the location of a violation, as a name.
const NAMES: [&str; 11] = [
    "field",
    "name",
    "property",
    "parameter",
    "param",
    "attribute",
    "key",
    "target",
    "fieldname",
    "field_name",
    "propertyname",
];

/// The rank of a name among those of the message; the lowest is the likeliest.
pub(super) fn message_rank(name: &str) -> Option<usize> {
    position(&MESSAGES, name)
}

/// Whether a name is that of the status code.
pub(super) fn is_code(name: &str) -> bool {
    position(&CODES, name).is_some()
}

pub(super) fn is_title(name: &str) -> bool {
    position(&TITLES, name).is_some()
}

pub(super) fn is_list(name: &str) -> bool {
    position(&LISTS, name).is_some()
}

pub(super) fn is_envelope(name: &str) -> bool {
    position(&ENVELOPES, name).is_some()
}

/// The placeholder for a text of that name in a violation, except for the message.
pub(super) fn violation_placeholder(name: &str) -> Option<&'static str> {
    let placeholders = [
        (RULES.as_slice(), "code"),
        (&POINTERS, "pointer"),
        (&NAMES, "name"),
        (&["in"], "in"),
    ];
    placeholders
        .into_iter()
        .find_map(|(names, placeholder)| position(names, name).map(|_| placeholder))
}

/// Whether an array of that name is the path to the value of a violation.
pub(super) fn is_path(name: &str) -> bool {
    position(&["loc", "path"], name).is_some()
}

/// Whether an object of that name is the location of a violation.
pub(super) fn is_location(name: &str) -> bool {
    position(&["source", "location"], name).is_some()
}

fn position(names: &[&str], name: &str) -> Option<usize> {
    names
        .iter()
        .position(|known| known.eq_ignore_ascii_case(name))
}
