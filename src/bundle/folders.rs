//! The folders below which files may be read, and the names of those files in messages.

use std::io;
use std::path::{Component, Path, PathBuf};

use crate::Error;

/// The folder of the document, and those of `--root`.
pub(super) struct Folders {
    /// As the user wrote them.
    names: Vec<PathBuf>,
    /// As absolute paths, checked before any access: outside of them nothing is accessed, not even to see whether it
    /// exists.
    given: Vec<PathBuf>,
    /// As canonical paths, without symbolic links.
    allowed: Vec<PathBuf>,
    /// The document's folder, if it has one: the canonical path, and as the user wrote it.
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

    /// The canonical path of the document's folder.
    pub(super) fn home(&self) -> Option<&Path> {
        self.home.as_ref().map(|(home, _)| home.as_path())
    }

    /// Whether a path without `.` and `..` is below one of the folders, symbolic links not considered.
    pub(super) fn may_contain(&self, path: &Path) -> bool {
        self.given.iter().any(|folder| path.starts_with(folder))
    }

    /// Whether a canonical path is below one of the folders.
    pub(super) fn have(&self, path: &Path) -> bool {
        self.allowed.iter().any(|folder| path.starts_with(folder))
    }

    /// All folders, for messages.
    pub(super) fn names(&self) -> String {
        let names = self.names.iter();
        let names: Vec<String> = names.map(|name| format!("`{}`", name.display())).collect();
        names.join(" and ")
    }

    /// The path of a file for messages, relative to the folder as the user wrote it.
    pub(super) fn name_of(&self, path: &Path) -> PathBuf {
        let Some((home, given)) = &self.home else {
            return path.to_owned();
        };
        if let Ok(below) = path.strip_prefix(home) {
            return given.join(below);
        }
        let parts = home.components().zip(path.components());
        let common = parts.take_while(|(one, other)| one == other).count();
        // An absolute path is clearer if the paths have only the root of the file system in common.
        if common < 2 {
            return path.to_owned();
        }
        let above = home.components().skip(common).map(|_| Component::ParentDir);
        let way: PathBuf = above.chain(path.components().skip(common)).collect();
        plain(&given.join(way))
    }
}

/// The path without `.` and `..` components; symbolic links are not considered.
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
