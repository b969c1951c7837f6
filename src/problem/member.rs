//! What members of an error body are for, by their names and types.

/// Names of the message, the likeliest first.
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
    "problem",
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

/// Names of the reason phrase, beside a message.
const TITLES: [&str; 6] = [
    "title",
    "error",
    "reason",
    "statustext",
    "status_text",
    "statusmessage",
];

/// Names of the list of the things that are wrong.
const LISTS: [&str; 14] = [
    "errors",
    "details",
    "detail",
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

/// Names of the object that all the rest is in.
const ENVELOPES: [&str; 8] = [
    "error",
    "err",
    "problem",
    "problem",
    "failure",
    "exception",
    "errorresponse",
    "response",
];

/// Names of what is wrong with an entry, in one word.
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

/// Names of the place of an entry, as a pointer.
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

/// Names of the place of an entry, as a name.
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

/// How likely a name is that of the message; less is likelier.
pub(super) fn message_rank(name: &str) -> Option<usize> {
    position(&MESSAGES, name)
}

/// How likely a name is that of the status code.
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

/// The hole of an entry that a text of that name is for; the message aside.
pub(super) fn entry_hole(name: &str) -> Option<&'static str> {
    let holes = [
        (RULES.as_slice(), "code"),
        (&POINTERS, "pointer"),
        (&NAMES, "name"),
        (&["in"], "in"),
    ];
    holes
        .into_iter()
        .find_map(|(names, hole)| position(names, name).map(|_| hole))
}

/// Whether a list of that name is the way to the place of an entry.
pub(super) fn is_way(name: &str) -> bool {
    position(&["loc", "path"], name).is_some()
}

/// Whether an object of that name says where an entry's problem is.
pub(super) fn is_place(name: &str) -> bool {
    position(&["source", "location"], name).is_some()
}

fn position(names: &[&str], name: &str) -> Option<usize> {
    names
        .iter()
        .position(|known| known.eq_ignore_ascii_case(name))
}
