//! Opens the files that references name, as far as the user allows it.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::access_error::AccessError;
use super::folders::{Folders, plain};
use super::network::{self, Failure, Network, Response};
use super::{Access, uri};
use crate::Error;
use crate::diagnostic::Diagnostics;
use crate::nearest::Nearest;
use crate::source::pointer::percent_decode;
use crate::source::{At, FileId, Node, Sources, Value};

/// The number of redirects that are followed from one URL.
const REDIRECTS: usize = 5;

/// The files of a document; each is read once.
pub(super) struct Files<'s> {
    sources: &'s mut Sources,
    network: Network,
    folders: Folders,
    opened: HashMap<FileId, Opened>,
    known: HashMap<PathBuf, Result<FileId, AccessError>>,
    fetched: HashMap<String, Result<FileId, AccessError>>,
    by_path: HashMap<PathBuf, FileId>,
    /// Whether no further file is read.
    closed: bool,
}

struct Opened {
    tree: Rc<Node>,
    location: FileBase,
}

/// The base of relative references.
enum FileBase {
    Folder(PathBuf),
    Url(String),
    Nowhere,
}

impl<'s> Files<'s> {
    /// Creates the set with the root document.
    pub(super) fn new(
        tree: Rc<Node>,
        root: FileId,
        sources: &'s mut Sources,
        access: &Access,
    ) -> Result<Self, Error> {
        let folders = Folders::new(sources.folder(root), &access.roots)?;
        let location = match folders.home() {
            Some(home) => FileBase::Folder(home.to_owned()),
            None => FileBase::Nowhere,
        };
        let mut files = Files {
            sources,
            network: access.network.clone(),
            folders,
            opened: HashMap::new(),
            known: HashMap::new(),
            fetched: HashMap::new(),
            by_path: HashMap::new(),
            closed: false,
        };
        if let Some(path) = files.sources.path(root)
            && let Ok(path) = path.canonicalize()
        {
            files.by_path.insert(path, root);
        }
        files.opened.insert(root, Opened { tree, location });
        Ok(files)
    }

    /// Stops reading further files.
    pub(super) fn close(&mut self) {
        self.closed = true;
    }

    /// The tree of a file; null for one that was not opened.
    pub(super) fn tree(&self, file: FileId) -> Rc<Node> {
        let opened = self.opened.get(&file);
        opened.map_or_else(
            || Rc::new(Node::new(At::NONE, Value::Null)),
            |opened| Rc::clone(&opened.tree),
        )
    }

    /// The name of a file, for messages.
    pub(super) fn name(&self, file: FileId) -> &str {
        self.sources.name(file)
    }

    /// The number of the next file.
    pub(super) fn count(&self) -> u32 {
        self.sources.count()
    }

    /// Adds further numbers for files, in order.
    pub(super) fn add_copies(&mut self, originals: Vec<FileId>) {
        for file in originals {
            self.sources.add_copy(file);
        }
    }

    /// The base of the references in a file.
    fn base(&self, file: FileId) -> &FileBase {
        let opened = self.opened.get(&file);
        opened.map_or(&FileBase::Nowhere, |opened| &opened.location)
    }

    /// The URI of a file.
    pub(super) fn address(&self, file: FileId) -> String {
        match (self.base(file), self.sources.path(file)) {
            (FileBase::Url(url), _) => url.clone(),
            (FileBase::Folder(folder), Some(path)) => {
                let name = path.file_name().unwrap_or_default();
                format!("file://{}", folder.join(name).display())
            }
            (FileBase::Folder(folder), None) => format!("file://{}/", folder.display()),
            (FileBase::Nowhere, _) => "file:///".to_owned(),
        }
    }

    /// Opens the file at an address, as written in the reference at `at` in the file `from`. The flag tells whether it
    /// was read just now.
    pub(super) fn open(
        &mut self,
        from: FileId,
        address: &str,
        at: At,
        diagnostics: &mut Diagnostics,
    ) -> Result<(FileId, bool), AccessError> {
        let count = self.opened.len();
        let file = match (uri::scheme(address).as_deref(), self.base(from)) {
            (Some("http" | "https"), _) => self.fetch(address, REDIRECTS, at, diagnostics),
            (None, FileBase::Url(url)) => {
                let url = uri::join(url, address);
                self.fetch(&url, REDIRECTS, at, diagnostics)
            }
            (Some("file"), FileBase::Url(_)) => Err(self.outside(false)),
            (Some("file") | None, FileBase::Nowhere) => Err(AccessError::NoFolder),
            (Some("file") | None, FileBase::Folder(folder)) => {
                let path = folder.join(percent_decode(file_path(address)).as_ref());
                self.read(&path, at, diagnostics)
            }
            (Some(scheme), _) => Err(AccessError::UnsupportedScheme(scheme.to_owned())),
        }?;
        Ok((file, self.opened.len() > count))
    }

    /// Opens the file at a path.
    fn read(
        &mut self,
        path: &Path,
        at: At,
        diagnostics: &mut Diagnostics,
    ) -> Result<FileId, AccessError> {
        let path = plain(path);
        if let Some(known) = self.known.get(&path) {
            return known.clone();
        }
        if self.closed {
            return self
                .by_path
                .get(&path)
                .copied()
                .ok_or(AccessError::Reported);
        }
        let read = self.read_new(&path, at, diagnostics);
        self.known.insert(path, read.clone());
        read
    }

    fn read_new(
        &mut self,
        path: &Path,
        at: At,
        diagnostics: &mut Diagnostics,
    ) -> Result<FileId, AccessError> {
        if !self.folders.may_contain(path) {
            return Err(self.outside(false));
        }
        let canonical = match path.canonicalize() {
            Ok(canonical) => canonical,
            Err(error) => {
                self.sources.record_missing(self.folders.name_of(path));
                return Err(match error.kind() {
                    io::ErrorKind::NotFound => self.missing(path),
                    _ => AccessError::Unreadable(error.to_string()),
                });
            }
        };
        if let Some(file) = self.by_path.get(&canonical) {
            return Ok(*file);
        }
        if !self.folders.have(&canonical) {
            return Err(self.outside(true));
        }
        let name = self.folders.name_of(&canonical);
        let file = match self.sources.read_part(&canonical, name.clone()) {
            Ok(file) => file,
            Err(error) => {
                self.sources.record_missing(name);
                return Err(AccessError::Unreadable(error.to_string()));
            }
        };
        let folder = canonical.parent().unwrap_or(&canonical).to_owned();
        self.parse(file, FileBase::Folder(folder), at, diagnostics)?;
        self.by_path.insert(canonical, file);
        Ok(file)
    }

    fn outside(&self, link: bool) -> AccessError {
        let folders = self.folders.names();
        AccessError::Outside { link, folders }
    }

    /// The error for a path without a file, with a file of a similar name.
    fn missing(&self, path: &Path) -> AccessError {
        let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
        let folder = folder.filter(|folder| self.folders.have(folder));
        let entries = folder.and_then(|folder| fs::read_dir(folder).ok());
        let Some(entries) = entries else {
            return AccessError::Missing { near: None };
        };
        let files = entries.filter_map(|entry| entry.ok().filter(|entry| entry.path().is_file()));
        let names = files.filter_map(|entry| entry.file_name().into_string().ok());
        let mut names: Vec<String> = names.take(10_000).collect();
        names.sort_unstable();
        let stem = |name: &str| match name.rsplit_once('.') {
            Some((stem, _)) => stem.to_owned(),
            None => name.to_owned(),
        };
        // Compares without the extension: `.yml` may have become `.yaml`.
        let stems: Vec<String> = names.iter().map(|name| stem(name)).collect();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // One budget for each missing file.
        let near = Nearest::default().find(&stem(&name), stems.iter().map(String::as_str));
        let index = near.and_then(|near| stems.iter().position(|stem| stem == near));
        AccessError::Missing {
            near: index.and_then(|index| names.get(index).cloned()),
        }
    }

    /// Opens the file at a URL, following at most `redirects` redirects.
    fn fetch(
        &mut self,
        url: &str,
        redirects: usize,
        at: At,
        diagnostics: &mut Diagnostics,
    ) -> Result<FileId, AccessError> {
        if self.network == Network::Denied {
            return Err(AccessError::Network);
        }
        if let Some(known) = self.fetched.get(url) {
            return known.clone();
        }
        if self.closed {
            return Err(AccessError::Reported);
        }
        let fetched = self.fetch_new(url, redirects, at, diagnostics);
        self.fetched.insert(url.to_owned(), fetched.clone());
        fetched
    }

    fn fetch_new(
        &mut self,
        url: &str,
        redirects: usize,
        at: At,
        diagnostics: &mut Diagnostics,
    ) -> Result<FileId, AccessError> {
        let refuse = |reason: String| Err(AccessError::Request(reason));
        match network::get(url, self.sources.left(), &self.network) {
            Ok(Response::File(bytes)) => {
                let file = self.sources.add_fetched(url, bytes);
                self.parse(file, FileBase::Url(url.to_owned()), at, diagnostics)?;
                Ok(file)
            }
            Ok(Response::Redirect(next)) => {
                let (from, to) = (uri::scheme(url), uri::scheme(&next));
                if !network::may_redirect(from.as_deref(), to.as_deref()) {
                    return refuse(format!(
                        "it redirects to `{next}`, and such a redirect is not followed"
                    ));
                }
                match redirects.checked_sub(1) {
                    Some(redirects) => self.fetch(&next, redirects, at, diagnostics),
                    None => refuse(format!("it redirects more than {REDIRECTS} times")),
                }
            }
            Err(Failure::Host(host)) => Err(AccessError::Host(host)),
            Err(Failure::Address(host, address)) => Err(AccessError::NotPublic { host, address }),
            Err(Failure::Request(reason)) => refuse(reason),
        }
    }

    /// Parses a file; syntax errors are reported with the reference that led there.
    fn parse(
        &mut self,
        file: FileId,
        location: FileBase,
        at: At,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), AccessError> {
        let tree = match self.sources.parse_part(file, diagnostics) {
            Ok(tree) => Rc::new(tree),
            Err(error) => {
                let kept = error.related(at, "this reference leads to the file");
                diagnostics.push(kept);
                return Err(AccessError::Reported);
            }
        };
        self.opened.insert(file, Opened { tree, location });
        Ok(())
    }
}

/// The path of an address, which may be a `file:` URI.
fn file_path(address: &str) -> &str {
    let Some((_, path)) = uri::scheme(address).and_then(|_| address.split_once(':')) else {
        return address;
    };
    let path = path.strip_prefix("//localhost").unwrap_or(path);
    path.strip_prefix("//").unwrap_or(path)
}
