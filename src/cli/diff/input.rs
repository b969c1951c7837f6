//! The two documents: files, standard input, URLs, and files of a revision in git.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Component, Path};
use std::process::{Command, Stdio};
use std::thread;

use specfirst::bundle::{self, Access, Network};
use specfirst::diagnostic::Diagnostics;
use specfirst::source::{FileId, Sources};

/// Limit on the bytes of a revision's files, which is that of all files of a document.
const MOST_BYTES: u64 = 256 << 20;

/// A document, not parsed yet.
pub(super) struct Input {
    pub sources: Sources,
    pub root: FileId,
    pub access: Access,
    /// The prefix of the names of a revision's files, and what is printed instead.
    rename: Option<(String, String)>,
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
            _ => Self::file(Path::new(name), access).map_err(|error| match is_revision(name) {
                true => format!("{error}; to read a file of the revision, write `{name}:PATH`"),
                false => error,
            }),
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

    /// A file of a revision. All YAML and JSON files of the revision are written into a temporary folder, so that
    /// references are read at the same revision.
    fn revision(revision: &str, path: &str, access: &Access) -> Result<Self, String> {
        if revision.starts_with('-') {
            return Err(format!("`{revision}` is no revision"));
        }
        let path = from_top(revision, path)?;
        let text = git(&["cat-file", "blob", &format!("{revision}:{path}")])?;
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let top = folder.path().canonicalize();
        let top = top.map_err(|error| error.to_string())?;
        write(&top, &path, &text)?;
        if has_external_reference(&text) {
            let others = documents(revision, &path)?;
            read_blobs(&others, |name, bytes| write(&top, name, bytes))?;
        }
        let mut access = access.clone();
        access.roots.push(top.clone());
        let mut input = Self::file(&top.join(&path), &access)?;
        input.rename = Some((format!("{}/", top.display()), format!("{revision}:")));
        input._folder = Some(folder);
        Ok(input)
    }

    /// Replaces the names of temporary files by those of the revision, in the sources and in their diagnostics.
    pub fn restore_names(&mut self, diagnostics: &mut Diagnostics) {
        if let Some((from, to)) = &self.rename {
            self.sources.rename(from, to);
        }
        diagnostics.map_texts(|text| self.restored(text));
    }

    /// A text with the names of the revision's files.
    pub fn restored(&self, text: &str) -> String {
        match &self.rename {
            Some((from, to)) => text
                .replace(from, to)
                .replace(from.trim_end_matches('/'), to),
            None => text.to_owned(),
        }
    }
}

/// Writes a file of a revision below the folder. The names in a tree can be anything, and must not lead out of it.
fn write(top: &Path, name: &str, bytes: &[u8]) -> Result<(), String> {
    let is_below = Path::new(name)
        .components()
        .all(|component| matches!(component, Component::Normal(_)));
    if !is_below {
        return Err(format!("the revision has a file with the name `{name}`"));
    }
    let file = top.join(name);
    let parent = file.parent().unwrap_or(top);
    fs::create_dir_all(parent)
        .and_then(|()| fs::write(&file, bytes))
        .map_err(|error| format!("can't write `{name}`: {error}"))
}

/// The path of a revision's file from the top of the repository, as git reads `REVISION:PATH`. One that starts with `./` or
/// `../` is relative to the current folder, and so is one that the revision does not have from the top.
fn from_top(revision: &str, path: &str) -> Result<String, String> {
    let is_relative = path.starts_with("./") || path.starts_with("../");
    if !is_relative && git(&["cat-file", "-e", &format!("{revision}:{path}")]).is_ok() {
        return normal("", path);
    }
    let prefix = git(&["rev-parse", "--show-prefix"])?;
    let relative = normal(String::from_utf8_lossy(&prefix).trim(), path)?;
    let exists = git(&["cat-file", "-e", &format!("{revision}:{relative}")]).is_ok();
    // The message of git about a file that is nowhere is that for the path as it was given.
    match is_relative || exists {
        true => Ok(relative),
        false => normal("", path),
    }
}

/// A path below a folder, without `.` and `..`.
fn normal(folder: &str, path: &str) -> Result<String, String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
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

/// Whether the text may have a reference to another file.
fn has_external_reference(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text);
    text.match_indices("$ref").any(|(at, _)| {
        let rest = text[at + 4..].trim_start_matches(['"', '\'', ':', ' ']);
        !rest.starts_with('#')
    })
}

/// A file of a revision: its object and its name.
struct Blob {
    object: String,
    name: String,
}

/// The other YAML and JSON files of the revision, those of the document's folder first, up to the limit on their size.
fn documents(revision: &str, path: &str) -> Result<Vec<Blob>, String> {
    let list = git(&["ls-tree", "-r", "-z", "-l", "--full-tree", revision])?;
    let list = String::from_utf8_lossy(&list);
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut found: Vec<(u64, Blob)> = Vec::new();
    for line in list.split('\0') {
        let Some((about, name)) = line.split_once('\t') else {
            continue;
        };
        let mut words = about.split_whitespace();
        let (mode, _, object) = (words.next(), words.next(), words.next());
        let size = words.next().and_then(|size| size.parse().ok());
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        // Regular files only: a symbolic link could lead anywhere.
        let is_file = mode.is_some_and(|mode| mode.starts_with("100"));
        if !is_file || name == path || !["yaml", "yml", "json"].contains(&extension) {
            continue;
        }
        if let (Some(object), Some(size)) = (object, size) {
            let (object, name) = (object.to_owned(), name.to_owned());
            found.push((size, Blob { object, name }));
        }
    }
    found.sort_by_key(|(_, blob)| !Path::new(&blob.name).starts_with(folder));
    let mut left = MOST_BYTES;
    found.retain(|(size, _)| {
        let rest = left.checked_sub(*size);
        left = rest.unwrap_or(left);
        rest.is_some()
    });
    Ok(found.into_iter().map(|(_, blob)| blob).collect())
}

/// Reads blobs with one git process.
fn read_blobs(
    blobs: &[Blob],
    mut read: impl FnMut(&str, &[u8]) -> Result<(), String>,
) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("can't run git: {error}");
    let mut child = Command::new("git")
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(failed)?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    let (Some(mut stdin), Some(stdout)) = (stdin, stdout) else {
        return Err("can't run git".to_owned());
    };
    let objects: String = blobs.iter().map(|it| format!("{}\n", it.object)).collect();
    // Both pipes have to move at the same time; if git ends early, reading fails.
    let writer = thread::spawn(move || {
        let _ = stdin.write_all(objects.as_bytes());
    });
    let mut stdout = BufReader::new(stdout);
    let mut all = || {
        for blob in blobs {
            let mut head = String::new();
            stdout.read_line(&mut head).map_err(failed)?;
            let size = head.trim_end().rsplit_once(' ');
            let size: u64 = size
                .and_then(|(_, size)| size.parse().ok())
                .ok_or_else(|| format!("git can't read `{}`", blob.name))?;
            let mut bytes = Vec::new();
            let mut content = stdout.by_ref().take(size + 1);
            content.read_to_end(&mut bytes).map_err(failed)?;
            bytes.truncate(usize::try_from(size).unwrap_or(usize::MAX));
            read(&blob.name, &bytes)?;
        }
        Ok(())
    };
    let result = all();
    drop(stdout);
    let _ = child.wait();
    let _ = writer.join();
    result
}

/// Whether a text is the name of a revision in the repository of the current folder.
fn is_revision(name: &str) -> bool {
    let commit = format!("{name}^{{commit}}");
    !name.starts_with('-') && git(&["rev-parse", "--quiet", "--verify", &commit]).is_ok()
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
