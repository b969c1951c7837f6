//! The flags for what references may refer to.

use std::path::{Path, PathBuf};

use clap::Args;
use specfirst::bundle::{self, Network};

use super::label::quoted;

/// What references may refer to.
#[derive(Args, Clone, Debug, Default)]
pub struct Access {
    /// Allow references to files below DIR; files below the document's own folder are always allowed
    #[arg(long = "root", value_name = "DIR")]
    roots: Vec<PathBuf>,

    /// Allow references to http: and https: URLs of HOST, or of every public host if none is named; a host with a
    /// loopback, link-local or private address has to be named
    #[arg(
        long,
        value_name = "HOST,…",
        num_args = 0..,
        require_equals = true,
        value_delimiter = ','
    )]
    allow_network: Option<Vec<String>>,
}

impl Access {
    /// The options of the library.
    pub fn to_options(&self) -> bundle::Access {
        bundle::Access {
            roots: self.roots.clone(),
            network: match &self.allow_network {
                None => Network::Denied,
                Some(hosts) if hosts.is_empty() => Network::PublicHosts,
                Some(hosts) => Network::Hosts(hosts.clone()),
            },
        }
    }

    /// The flags as text, with the folders as `called` writes them.
    pub fn flags(&self, called: impl Fn(&Path) -> String) -> String {
        let roots = self.roots.iter();
        let mut flags: String = roots
            .map(|root| format!(" --root {}", called(root)))
            .collect();
        if let Some(hosts) = &self.allow_network {
            flags.push_str(" --allow-network");
            if !hosts.is_empty() {
                flags.push_str(&format!("={}", quoted(&hosts.join(","))));
            }
        }
        flags
    }
}
