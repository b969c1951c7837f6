//! Where a document's references may lead, as flags.

use std::path::{Path, PathBuf};

use clap::Args;
use specfirst::bundle;

/// Where references may lead.
#[derive(Args, Clone, Debug, Default)]
pub struct Access {
    /// Let references lead to files below DIR as well; those below the document's own folder are read always
    #[arg(long = "root", value_name = "DIR")]
    roots: Vec<PathBuf>,

    /// Let references lead to http: and https: addresses
    #[arg(long)]
    allow_network: bool,
}

impl Access {
    /// As the library takes it.
    pub fn to_options(&self) -> bundle::Access {
        bundle::Access {
            roots: self.roots.clone(),
            network: self.allow_network,
        }
    }

    /// The flags again, with the folders as they are called elsewhere.
    pub fn flags(&self, called: impl Fn(&Path) -> String) -> String {
        let roots = self.roots.iter();
        let mut flags: String = roots
            .map(|root| format!(" --root {}", called(root)))
            .collect();
        if self.allow_network {
            flags.push_str(" --allow-network");
        }
        flags
    }
}
