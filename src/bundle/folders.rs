//! The folders below which files may be, and what people call the files in them.

use std::io;
use std::path::{Component, Path, PathBuf};

use crate::Error;

/// The folder of the document, and those that the user has named.
pub(super) struct Folders {
    /// As they were given.
    names: Vec<PathBuf>,
    /// As whole paths, to be asked before the system is: nothing outside is touched, not even to see whether it is
    /// there.
    given: Vec<PathBuf>,
    /// As they are, all links followed.
    allowed: Vec<PathBuf>,
    /// The document's, if it has one: as it is, and as it was given.
    home: Option<(PathBuf, PathBuf)>,
}

impl Folders {
    pub(super) fn new(home: Option<&Path>, others: &[PathBuf]) -> Result<Folders, Error> {
        let mut folders = Folders {
            names: Vec::new(),
            given: Vec::new(),
            allowed: Vec::new(),
            home: None,
        };
        if let Some(home) = home {
            folders.home = Some((folders.allow(home)?, home.to_owned()));
        }
        for folder in others {
            folders.allow(folder)?;
        }
        Ok(folders)
    }

    fn allow(&mut self, folder: &Path) -> Result<PathBuf, Error> {
        let here = Path::new(".");
        let folder = match folder.as_os_str().is_empty() {
            true => here,
            false => folder,
        };
        let error = |error| Error::io("read", folder, error);
        let canonical = folder.canonicalize().map_err(error)?;
        if !canonical.is_dir() {
            return Err(error(io::ErrorKind::NotADirectory.into()));
        }
        self.names.push(folder.to_owned());
        self.given.push(std::path::absolute(folder).map_err(error)?);
        self.given.push(canonical.clone());
        self.allowed.push(canonical.clone());
        Ok(canonical)
    }

    /// The document's folder, as it is.
    pub(super) fn home(&self) -> Option<&Path> {
        self.home.as_ref().map(|(home, _)| home.as_path())
    }

    /// Whether a path without `.` and `..` leads to one of the folders, if no link on the way leads elsewhere.
    pub(super) fn may_have(&self, path: &Path) -> bool {
        self.given.iter().any(|folder| path.starts_with(folder))
    }

    /// Whether a file is in one of the folders; its path is the one that it has after all links.
    pub(super) fn have(&self, path: &Path) -> bool {
        self.allowed.iter().any(|folder| path.starts_with(folder))
    }

    /// All folders, for messages.
    pub(super) fn names(&self) -> String {
        let names = self.names.iter();
        let names: Vec<String> = names.map(|name| format!("`{}`", name.display())).collect();
        names.join(" and ")
    }

    /// The path that people know a file by: from where they called the document.
    pub(super) fn name_of(&self, path: &Path) -> PathBuf {
        let Some((home, given)) = &self.home else {
            return path.to_owned();
        };
        if let Ok(below) = path.strip_prefix(home) {
            return given.join(below);
        }
        let parts = home.components().zip(path.components());
        let common = parts.take_while(|(one, other)| one == other).count();
        // Where nothing but the system's root is common, the whole path is clearer.
        if common < 2 {
            return path.to_owned();
        }
        let above = home.components().skip(common).map(|_| Component::ParentDir);
        let way: PathBuf = above.chain(path.components().skip(common)).collect();
        plain(&given.join(way))
    }
}

/// The path without `.` and `..`, as far as its own text goes.
pub(super) fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match (part, plain.components().next_back()) {
            (Component::CurDir, _) => {}
            (Component::ParentDir, Some(Component::Normal(_))) => drop(plain.pop()),
            (Component::ParentDir, Some(Component::RootDir | Component::Prefix(_))) => {}
            (part, _) => plain.push(part),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_called_as_their_document_is() {
        let folders = |given: &str| Folders {
            names: Vec::new(),
            given: Vec::new(),
            allowed: Vec::new(),
            home: Some((PathBuf::from("/home/me/api"), PathBuf::from(given))),
        };
        let name = |given: &str, path: &str| folders(given).name_of(Path::new(path));
        assert_eq!(name("", "/home/me/api/a/b.yaml"), Path::new("a/b.yaml"));
        assert_eq!(
            name("../api", "/home/me/api/b.yaml"),
            Path::new("../api/b.yaml")
        );
        assert_eq!(
            name("", "/home/me/shared/b.yaml"),
            Path::new("../shared/b.yaml")
        );
        assert_eq!(name("../api", "/home/me/b.yaml"), Path::new("../b.yaml"));
        assert_eq!(name("api", "/etc/b.yaml"), Path::new("/etc/b.yaml"));
    }

    #[test]
    fn paths_are_made_plain() {
        assert_eq!(plain(Path::new("/a/./b/../../../c")), Path::new("/c"));
        assert_eq!(plain(Path::new("a/../../c")), Path::new("../c"));
    }
}
