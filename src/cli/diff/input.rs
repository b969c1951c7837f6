//! The two documents: files, standard input, URLs, and files of a revision in git.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use specfirst::bundle::{self, Access, Network};
use specfirst::source::{FileId, Sources};

/// A document, not parsed yet.
pub(super) struct Input {
    pub sources: Sources,
    pub root: FileId,
    pub access: Access,
    /// What begins the names of its files, and what is printed instead.
    pub rename: Option<(String, String)>,
    /// The files of a revision, which are removed at the end.
    _folder: Option<tempfile::TempDir>,
}

impl Input {
    /// Reads a document by its name on the command line. A file of that name is preferred to the other readings.
    pub fn read(name: &str, access: &Access) -> Result<Self, String> {
        if name == "-" || Path::new(name).exists() {
            return Self::file(Path::new(name), access);
        }
        if name.starts_with("http://") || name.starts_with("https://") {
            return Self::url(name, access);
        }
        match name.split_once(':') {
            Some((revision, path)) if !revision.is_empty() && !path.is_empty() => {
                Self::revision(revision, path, access)
            }
            _ => Self::file(Path::new(name), access),
        }
    }

    fn file(path: &Path, access: &Access) -> Result<Self, String> {
        let mut sources = Sources::new();
        let root = super::super::read(path, &mut sources);
        Ok(Input {
            root: root.map_err(|error| error.to_string())?,
            sources,
            access: access.clone(),
            rename: None,
            _folder: None,
        })
    }

    fn url(url: &str, access: &Access) -> Result<Self, String> {
        if access.network == Network::Denied {
            return Err(format!(
                "`{url}` is on the network, from which nothing is fetched by default: add `--allow-network`"
            ));
        }
        let mut sources = Sources::new();
        let root = bundle::fetch(url, &mut sources, access)
            .map_err(|reason| format!("`{url}` can't be fetched: {reason}"))?;
        Ok(Input {
            root,
            sources,
            access: access.clone(),
            rename: None,
            _folder: None,
        })
    }

    /// A file of a revision. All YAML and JSON files beside and below it are written into a temporary folder, so that
    /// references are read at the same revision.
    fn revision(revision: &str, path: &str, access: &Access) -> Result<Self, String> {
        if revision.starts_with('-') {
            return Err(format!("`{revision}` is no revision"));
        }
        let path = from_top(path)?;
        let text = git(&["show", &format!("{revision}:{path}")])?;
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let write = |name: &str, bytes: &[u8]| -> Result<PathBuf, String> {
            let file = folder.path().join(name);
            let parent = file.parent().unwrap_or(folder.path());
            fs::create_dir_all(parent)
                .and_then(|()| fs::write(&file, bytes))
                .map_err(|error| format!("can't write `{}`: {error}", file.display()))?;
            Ok(file)
        };
        let file = write(&path, &text)?;
        for other in referenced(&text, revision, &path)? {
            let bytes = git(&["show", &format!("{revision}:{other}")])?;
            write(&other, &bytes)?;
        }
        let mut input = Self::file(&file, access)?;
        input.rename = Some((
            format!("{}/", folder.path().display()),
            format!("{revision}:"),
        ));
        input._folder = Some(folder);
        Ok(input)
    }
}

/// The path from the top of the repository; git wants it, while users name files from where they are.
fn from_top(path: &str) -> Result<String, String> {
    let prefix = git(&["rev-parse", "--show-prefix"])?;
    let prefix = String::from_utf8_lossy(&prefix).trim().to_owned();
    let mut parts: Vec<&str> = Vec::new();
    for part in prefix.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                if parts.pop().is_none() {
                    return Err(format!("`{path}` is outside of the repository"));
                }
            }
            part => parts.push(part),
        }
    }
    Ok(parts.join("/"))
}

/// The files that the document may refer to: those of its folder, if its text has references to files at all.
fn referenced(text: &[u8], revision: &str, path: &str) -> Result<Vec<String>, String> {
    let text = String::from_utf8_lossy(text);
    let leads_out = text.match_indices("$ref").any(|(at, _)| {
        let rest = text[at + 4..].trim_start_matches(['"', '\'', ':', ' ']);
        !rest.starts_with('#')
    });
    if !leads_out {
        return Ok(Vec::new());
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut arguments = vec![
        "ls-tree",
        "-r",
        "-z",
        "--full-tree",
        "--name-only",
        revision,
    ];
    if !folder.is_empty() {
        arguments.extend(["--", folder]);
    }
    let list = git(&arguments)?;
    let list = String::from_utf8_lossy(&list);
    let is_document = |name: &&str| {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        ["yaml", "yml", "json"].contains(&extension) && *name != path
    };
    Ok(list
        .split('\0')
        .filter(is_document)
        .map(str::to_owned)
        .collect())
}

/// The output of a git command.
fn git(arguments: &[&str]) -> Result<Vec<u8>, String> {
    let output = Command::new("git")
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("can't run git: {error}"))?;
    match output.status.success() {
        true => Ok(output.stdout),
        false => {
            let message = String::from_utf8_lossy(&output.stderr);
            Err(message.trim().trim_start_matches("fatal: ").to_owned())
        }
    }
}
