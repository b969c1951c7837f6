//! Finds and reads the files that references name, if they may be read.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::folders::{Folders, plain};
use super::network::{self, Failure, Network, Response};
use super::refusal::Refusal;
use super::{Access, uri};
use crate::Error;
use crate::diagnostic::Diagnostics;
use crate::nearest::Nearest;
use crate::source::pointer::percent_decode;
use crate::source::{At, FileId, Node, Sources};

/// The number of redirects that are followed from one URL.
const REDIRECTS: usize = 5;

/// The files read so far, each of them once.
pub(super) struct Files<'s> {
    sources: &'s mut Sources,
    network: Network,
    folders: Folders,
    opened: HashMap<FileId, Opened>,
    known: HashMap<PathBuf, Result<FileId, Refusal>>,
    fetched: HashMap<String, Result<FileId, Refusal>>,
    by_path: HashMap<PathBuf, FileId>,
    /// Whether no further file is read.
    closed: bool,
}

struct Opened {
    tree: Rc<Node>,
    location: Location,
}

/// What relative references start from.
enum Location {
    Folder(PathBuf),
    Url(String),
    Nowhere,
}

impl<'s> Files<'s> {
    /// With the document itself.
    pub(super) fn new(
        tree: Rc<Node>,
        root: FileId,
        sources: &'s mut Sources,
        access: &Access,
    ) -> Result<Self, Error> {
        let folders = Folders::new(sources.folder(root), &access.roots)?;
        let location = match folders.home() {
            Some(home) => Location::Folder(home.to_owned()),
            None => Location::Nowhere,
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

    /// From now on no further file is read.
    pub(super) fn close(&mut self) {
        self.closed = true;
    }

    /// A file's tree.
    pub(super) fn tree(&self, file: FileId) -> Rc<Node> {
        Rc::clone(&self.opened[&file].tree)
    }

    /// A file's name, for messages.
    pub(super) fn name(&self, file: FileId) -> &str {
        self.sources.name(file)
    }

    /// The number that the next file would have.
    pub(super) fn count(&self) -> u32 {
        self.sources.count()
    }

    /// Gives files further numbers, in order.
    pub(super) fn add_copies(&mut self, originals: Vec<FileId>) {
        for file in originals {
            self.sources.add_copy(file);
        }
    }

    /// The address of a file, to tell files by.
    pub(super) fn address(&self, file: FileId) -> String {
        match (&self.opened[&file].location, self.sources.path(file)) {
            (Location::Url(url), _) => url.clone(),
            (Location::Folder(folder), Some(path)) => {
                let name = path.file_name().unwrap_or_default();
                format!("file://{}", folder.join(name).display())
            }
            (Location::Folder(folder), None) => format!("file://{}/", folder.display()),
            (Location::Nowhere, _) => "file:///".to_owned(),
        }
    }

    /// The file at an address, as a reference in another file at `at` has it. The flag: it was read only now.
    pub(super) fn open(
        &mut self,
        from: FileId,
        address: &str,
        at: At,
        diagnostics: &mut Diagnostics,
    ) -> Result<(FileId, bool), Refusal> {
        let count = self.opened.len();
        let file = match (
            uri::scheme(address).as_deref(),
            &self.opened[&from].location,
        ) {
            (Some("http" | "https"), _) => self.fetch(address, REDIRECTS, at, diagnostics),
            (None, Location::Url(url)) => {
                let url = uri::join(url, address);
                self.fetch(&url, REDIRECTS, at, diagnostics)
            }
            (Some("file"), Location::Url(_)) => Err(self.outside(false)),
            (Some("file") | None, Location::Nowhere) => Err(Refusal::Nowhere),
            (Some("file") | None, Location::Folder(folder)) => {
                let path = folder.join(percent_decode(file_path(address)).as_ref());
                self.read(&path, at, diagnostics)
            }
            (Some(scheme), _) => Err(Refusal::Scheme(scheme.to_owned())),
        }?;
        Ok((file, self.opened.len() > count))
    }

    /// The file at a path.
    fn read(
        &mut self,
        path: &Path,
        at: At,
        diagnostics: &mut Diagnostics,
    ) -> Result<FileId, Refusal> {
        let path = plain(path);
        if let Some(known) = self.known.get(&path) {
            return known.clone();
        }
        if self.closed {
            return self.by_path.get(&path).copied().ok_or(Refusal::Told);
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
    ) -> Result<FileId, Refusal> {
        if !self.folders.may_have(path) {
            return Err(self.outside(false));
        }
        let canonical = match path.canonicalize() {
            Ok(canonical) => canonical,
            Err(error) => {
                self.sources.record_missing(self.folders.name_of(path));
                return Err(match error.kind() {
                    io::ErrorKind::NotFound => self.missing(path),
                    _ => Refusal::Unreadable(error.to_string()),
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
                return Err(Refusal::Unreadable(error.to_string()));
            }
        };
        let folder = canonical.parent().unwrap_or(&canonical).to_owned();
        self.parse(file, Location::Folder(folder), at, diagnostics)?;
        self.by_path.insert(canonical, file);
        Ok(file)
    }

    fn outside(&self, link: bool) -> Refusal {
        let folders = self.folders.names();
        Refusal::Outside { link, folders }
    }

    /// Nothing is at a path: what is there in its place.
    fn missing(&self, path: &Path) -> Refusal {
        let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
        let folder = folder.filter(|folder| self.folders.have(folder));
        let entries = folder.and_then(|folder| fs::read_dir(folder).ok());
        let Some(entries) = entries else {
            return Refusal::Missing { near: None };
        };
        let files = entries.filter_map(|entry| entry.ok().filter(|entry| entry.path().is_file()));
        let names = files.filter_map(|entry| entry.file_name().into_string().ok());
        let mut names: Vec<String> = names.take(10_000).collect();
        names.sort_unstable();
        let stem = |name: &str| match name.rsplit_once('.') {
            Some((stem, _)) => stem.to_owned(),
            None => name.to_owned(),
        };
        // The ending says little: `.yml` may have become `.yaml`.
        let stems: Vec<String> = names.iter().map(|name| stem(name)).collect();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // Asked once for each missing file.
        let near = Nearest::default().find(&stem(&name), stems.iter().map(String::as_str));
        let index = near.and_then(|near| stems.iter().position(|stem| stem == near));
        Refusal::Missing {
            near: index.map(|index| names[index].clone()),
        }
    }

    /// The file at a URL, after at most so many redirects.
    fn fetch(
        &mut self,
        url: &str,
        redirects: usize,
        at: At,
        diagnostics: &mut Diagnostics,
    ) -> Result<FileId, Refusal> {
        if self.network == Network::Denied {
            return Err(Refusal::Network);
        }
        if let Some(known) = self.fetched.get(url) {
            return known.clone();
        }
        if self.closed {
            return Err(Refusal::Told);
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
    ) -> Result<FileId, Refusal> {
        let refuse = |reason: String| Err(Refusal::NotFetched(reason));
        match network::get(url, self.sources.left(), &self.network) {
            Ok(Response::File(bytes)) => {
                let file = self.sources.add_fetched(url, bytes);
                self.parse(file, Location::Url(url.to_owned()), at, diagnostics)?;
                Ok(file)
            }
            Ok(Response::Redirect(next)) => {
                let (from, to) = (uri::scheme(url), uri::scheme(&next));
                if !network::may_redirect(from.as_deref(), to.as_deref()) {
                    return refuse(format!(
                        "it redirects to `{next}`, which is not followed from here"
                    ));
                }
                match redirects.checked_sub(1) {
                    Some(redirects) => self.fetch(&next, redirects, at, diagnostics),
                    None => refuse(format!("it redirects more than {REDIRECTS} times")),
                }
            }
            Err(Failure::Host(host)) => Err(Refusal::Host(host)),
            Err(Failure::Address(host, address)) => Err(Refusal::NotPublic { host, address }),
            Err(Failure::Request(reason)) => refuse(reason),
        }
    }

    /// Reads the text of a file; what is wrong with it is told there.
    fn parse(
        &mut self,
        file: FileId,
        location: Location,
        at: At,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), Refusal> {
        let tree = match self.sources.parse_part(file, diagnostics) {
            Ok(tree) => Rc::new(tree),
            Err(error) => {
                let kept = error.related(at, "it is read because of this reference");
                diagnostics.push(kept);
                return Err(Refusal::Told);
            }
        };
        self.opened.insert(file, Opened { tree, location });
        Ok(())
    }
}

/// The path of an address, which may be a `file:` URL.
fn file_path(address: &str) -> &str {
    let Some((_, path)) = uri::scheme(address).and_then(|_| address.split_once(':')) else {
        return address;
    };
    let path = path.strip_prefix("//localhost").unwrap_or(path);
    path.strip_prefix("//").unwrap_or(path)
}
