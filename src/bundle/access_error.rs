//! Why a file that a reference names is not read, and the diagnostics for it.

use std::net::IpAddr;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::At;

/// Why the file that a reference names is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum AccessError {
    /// It is not below one of the allowed folders, or is behind a symbolic link that leaves them.
    Outside { link: bool, folders: String },
    /// The reference is relative, and the text that contains it is not from a file.
    NoFolder,
    /// It does not exist; `near` is a file of a similar name.
    Missing { near: Option<String> },
    /// It cannot be read, or is too large.
    Unreadable(String),
    /// It is on the network, and the user has not allowed that.
    Network,
    /// It is on a host that the user has not named.
    Host(String),
    /// Its host, which the user has not named, has an address that is not public.
    NotPublic { host: String, address: IpAddr },
    /// It is on the network, and the request failed.
    Request(String),
    /// Its URI has a scheme that cannot be read.
    UnsupportedScheme(String),
    /// Its contents are wrong, which was reported.
    Reported,
}

impl AccessError {
    /// The diagnostic for the reference `text`, whose address is refused. `None`: it was reported.
    pub(super) fn diagnostic(self, text: &str, address: &str, at: At) -> Option<Diagnostic> {
        let error = |code, message: String| Diagnostic::error(code, at, message);
        Some(match self {
            AccessError::Outside { link, folders } => {
                let what = match link {
                    true => "a symbolic link that leads out of",
                    false => "outside",
                };
                let message = format!("`{address}` is {what} the document's folder");
                error(Code::FileOutside, message)
                    .label(format!("only files below {folders} are read"))
                    .help("`--root DIR` allows references to files below another folder")
            }
            AccessError::NoFolder => {
                let message = format!(
                    "`{text}` refers to another file, but this document was not read from a folder"
                );
                error(Code::FileOutside, message)
                    .help("save it in a file, or move everything into one document")
            }
            AccessError::Missing { near } => missing(address, near.as_deref(), at),
            AccessError::Unreadable(reason) => {
                let message = format!("`{address}` can't be read: {reason}");
                error(Code::UnreadableFile, message)
                    .help("refer to a YAML or JSON file that can be read")
            }
            AccessError::UnsupportedScheme(scheme) => {
                let message =
                    format!("`{address}` can't be read: the scheme `{scheme}:` is not supported");
                error(Code::UnreadableFile, message)
                    .help("refer to a file, or to the `$id` of a schema in one of the files")
            }
            AccessError::Network
            | AccessError::Host(_)
            | AccessError::NotPublic { .. }
            | AccessError::Request(_) => self.network_diagnostic(address, at),
            AccessError::Reported => return None,
        })
    }

    /// The diagnostic for a URL that was not fetched.
    fn network_diagnostic(self, url: &str, at: At) -> Diagnostic {
        let error = |message: String| Diagnostic::error(Code::NetworkReference, at, message);
        match self {
            AccessError::Host(host) => error(format!(
                "`{url}` is not fetched: `--allow-network` does not name `{host}`"
            ))
            .help(format!(
                "add `{host}` to the hosts that `--allow-network` names, or save the file beside the document"
            )),
            AccessError::NotPublic { host, address } => {
                let label = match host == address.to_string() {
                    true => "this address is local or private".to_owned(),
                    false => format!("its address {address} is local or private"),
                };
                error(format!(
                    "`{url}` is not fetched: `{host}` is not a public host"
                ))
                .label(label)
                .help(format!(
                    "save the file beside the document and refer to it there; or use `--allow-network={host}`"
                ))
            }
            AccessError::Request(reason) => error(format!("`{url}` can't be fetched: {reason}"))
                .help("try again, or save it beside the document and refer to it there"),
            _ => error(format!(
                "`{url}` is on the network, from which nothing is fetched by default"
            ))
            .help("save it beside the document and refer to it there; or use `--allow-network`"),
        }
    }
}

fn missing(address: &str, near: Option<&str>, at: At) -> Diagnostic {
    let message = format!("there is no file `{address}`");
    let missing = Diagnostic::error(Code::FileMissing, at, message);
    match near {
        Some(near) => {
            let folder = address.rfind('/').map_or("", |last| &address[..=last]);
            missing.help(format!("did you mean `{folder}{near}`?"))
        }
        None => {
            missing.help("references are relative to the folder of the file that contains them")
        }
    }
}
