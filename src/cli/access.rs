//! Where a document's references may lead, as flags.

use std::path::{Path, PathBuf};

use clap::Args;
use specfirst::bundle::{self, Network};

use super::label::quoted;

/// Where references may lead.
#[derive(Args, Clone, Debug, Default)]
pub struct Access {
    /// Let references lead to files below DIR as well; those below the document's own folder are read always
    #[arg(long = "root", value_name = "DIR")]
    roots: Vec<PathBuf>,

    /// Let references lead to http: and https: URLs: those of HOST, or of every public host if none is named. A host
    /// with a local or private address has to be named
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
    /// As the library takes it.
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

    /// The flags again, with the folders as they are called elsewhere.
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
