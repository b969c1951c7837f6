//! Why a reference can't be followed, in words.

use std::net::IpAddr;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::At;

/// Why the file that a reference names is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It is in none of the folders below which files may be; a symbolic link led there.
    Outside { link: bool, folders: String },
    /// The reference is relative, and the text that it stands in is no file's.
    Nowhere,
    /// It isn't there; a file of a similar name is.
    Missing { near: Option<String> },
    /// The system doesn't let us, or it is too large.
    Unreadable(String),
    /// It is on the network, and the user has not allowed that.
    Network,
    /// It is on a host that the user has not named.
    Host(String),
    /// Its host, which the user has not named, has an address that is not public.
    NotPublic { host: String, address: IpAddr },
    /// It is on the network, and the request failed.
    NotFetched(String),
    /// It is somewhere else.
    Scheme(String),
    /// It was read, and what is wrong with it is told already.
    Told,
}

impl Refusal {
    /// What is said about a reference, `text`, whose address is refused. `None`: it is told already.
    pub(super) fn diagnostic(self, text: &str, address: &str, at: At) -> Option<Diagnostic> {
        let error = |code, message: String| Diagnostic::error(code, at, message);
        Some(match self {
            Refusal::Outside { link, folders } => {
                let message = match link {
                    true => {
                        format!("`{address}` is a link that leads out of the document's folder")
                    }
                    false => format!("`{address}` is outside of the document's folder"),
                };
                error(Code::FileOutside, message)
                    .label(format!("only files below {folders} are read"))
                    .help("`--root DIR` lets references lead to files below another folder, too")
            }
            Refusal::Nowhere => {
                let message = format!("`{text}` is another file, and this text is in no folder");
                error(Code::FileOutside, message)
                    .help("save it in a file; or bring everything into one document")
            }
            Refusal::Missing { near } => {
                let missing = error(Code::FileMissing, format!("there is no file `{address}`"));
                match near {
                    Some(near) => {
                        let folder = address.rfind('/').map_or("", |last| &address[..=last]);
                        missing.help(format!("did you mean `{folder}{near}`?"))
                    }
                    None => missing.help(
                        "references are relative to the folder of the file in which they stand",
                    ),
                }
            }
            Refusal::Unreadable(reason) => {
                let message = format!("`{address}` can't be read: {reason}");
                error(Code::UnreadableFile, message)
                    .help("let the reference name a YAML or JSON file that can be read")
            }
            Refusal::Network => {
                let message =
                    format!("`{address}` is on the network, and nothing is fetched from there");
                error(Code::NetworkReference, message).help(
                    "`--allow-network` fetches it; better, save it beside the document and refer to it there",
                )
            }
            Refusal::Host(host) => {
                let message =
                    format!("`{address}` is not fetched: `--allow-network` does not name `{host}`");
                error(Code::NetworkReference, message).help(format!(
                    "add `{host}` to the hosts that `--allow-network` names, or save the file beside the document"
                ))
            }
            Refusal::NotPublic {
                host,
                address: number,
            } => {
                let message = format!("`{address}` is not fetched: `{host}` is not a public host");
                let label = match host == number.to_string() {
                    true => "this address is local or private".to_owned(),
                    false => format!("its address {number} is local or private"),
                };
                error(Code::NetworkReference, message)
                    .label(label)
                    .help(format!(
                        "`--allow-network={host}` allows it; better, save the file beside the document"
                    ))
            }
            Refusal::NotFetched(reason) => {
                let message = format!("`{address}` can't be fetched: {reason}");
                error(Code::NetworkReference, message)
                    .help("try again, or save it beside the document and refer to it there")
            }
            Refusal::Scheme(scheme) => {
                let message = format!("`{address}` can't be read: there is no way to `{scheme}:`");
                error(Code::UnreadableFile, message)
                    .help("let the reference name a file, or the `$id` of a schema that is read")
            }
            Refusal::Told => return None,
        })
    }
}
