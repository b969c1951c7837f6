//! What is to be done, found by looking at the disk.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{File, GENERATED, LIST, Ownership, TEMPORARY, is_marked};
use crate::Error;

/// What is to be done to bring the files of a folder up to date.
#[derive(Debug)]
pub struct Plan<'f> {
    pub(super) dir: PathBuf,
    pub(super) steps: Vec<Step<'f>>,
}

/// What is to be done with one file.
#[derive(Debug)]
pub struct Step<'f> {
    /// The path inside the folder, with slashes.
    pub path: Cow<'f, str>,
    /// What is to be done.
    pub change: Change,
    pub(super) contents: Cow<'f, [u8]>,
}

/// What is to be done with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is not there yet.
    Create,
    /// It differs.
    Update,
    /// It is no longer made.
    Remove,
    /// It is as it should be.
    Unchanged,
    /// It is the user's.
    Kept,
}

impl<'f> Plan<'f> {
    /// Every file, in the order in which it is dealt with.
    pub fn steps(&self) -> &[Step<'f>] {
        &self.steps
    }

    /// The files that are to be created, updated or removed.
    pub fn differences(&self) -> impl Iterator<Item = &Step<'f>> {
        self.steps
            .iter()
            .filter(|step| !matches!(step.change, Change::Unchanged | Change::Kept))
    }

    /// How many files there are with which this is to be done.
    pub fn count(&self, change: Change) -> usize {
        self.steps
            .iter()
            .filter(|step| step.change == change)
            .count()
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }
}

/// Compares files with what is in a folder, which need not exist.
///
/// # Errors
/// When something can't be read, when a file would be written through a symbolic link that leaves the folder,
/// or over one that was not generated, or when two files have the same path.
pub fn plan<'f>(dir: &Path, files: &'f [File]) -> Result<Plan<'f>, Error> {
    let mut paths = HashSet::new();
    if let Some(twice) = files.iter().find(|file| !paths.insert(file.path())) {
        return Err(Error::path(
            twice.path(),
            "would be written twice, which is a bug of specfirst",
        ));
    }
    let listed = listed(dir)?;
    let mut steps = Vec::new();
    // The list goes first: so whatever of it a run that is cut short has written is known to the next one.
    if let Some(contents) = list(files) {
        steps.push(step(
            dir,
            LIST,
            Ownership::Generated,
            contents.into(),
            &listed,
        )?);
    }
    for file in files {
        steps.push(step(
            dir,
            file.path(),
            file.ownership(),
            file.contents().into(),
            &listed,
        )?);
    }
    let mut stale = BTreeSet::new();
    let made: HashSet<&str> = steps.iter().map(|step| step.path.as_ref()).collect();
    find_stale(dir, GENERATED, &made, &listed, &mut stale)?;
    steps.extend(stale.into_iter().map(|path| Step {
        path: path.into(),
        change: Change::Remove,
        contents: Cow::Borrowed(&[]),
    }));
    Ok(Plan {
        dir: dir.to_owned(),
        steps,
    })
}

fn step<'f>(
    dir: &Path,
    path: &'f str,
    ownership: Ownership,
    contents: Cow<'f, [u8]>,
    listed: &HashSet<String>,
) -> Result<Step<'f>, Error> {
    refuse_links(dir, path)?;
    let target = dir.join(path);
    let change = match fs::symlink_metadata(&target) {
        Err(error) if is_absent(&error) => Change::Create,
        Err(error) => return Err(Error::io("read", target, error)),
        Ok(_) if ownership == Ownership::Once => Change::Kept,
        Ok(found) if found.is_dir() => {
            return Err(Error::path(
                target,
                "is a folder where a file is to be written",
            ));
        }
        // The link is replaced, what it leads to is not looked at.
        Ok(found) if found.is_symlink() => Change::Update,
        Ok(_) => {
            let existing = fs::read(&target).map_err(|error| Error::io("read", &target, error))?;
            if existing == *contents {
                Change::Unchanged
            } else if is_marked(&existing)
                || listed.contains(path)
                // Another run may have written both the file and the list a moment ago.
                || self::listed(dir)?.contains(path)
            {
                Change::Update
            } else {
                return Err(Error::path(
                    target,
                    "is in the way: it was not written by specfirst; move it, or write elsewhere with -o",
                ));
            }
        }
    };
    Ok(Step {
        path: path.into(),
        change,
        contents,
    })
}

/// A folder on the way to a file may be a link, as long as it stays inside.
fn refuse_links(dir: &Path, path: &str) -> Result<(), Error> {
    let Ok(root) = dir.canonicalize() else {
        return Ok(());
    };
    let mut folder = dir.to_owned();
    for part in path
        .split('/')
        .rev()
        .skip(1)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
    {
        folder.push(part);
        let is_link = fs::symlink_metadata(&folder).is_ok_and(|found| found.is_symlink());
        if is_link
            && !folder
                .canonicalize()
                .is_ok_and(|real| real.starts_with(&root))
        {
            return Err(Error::path(
                folder,
                "is a symbolic link that leads out of the output folder",
            ));
        }
    }
    Ok(())
}

/// The contents of the list: the generated files of the folder that don't say what they are.
fn list(files: &[File]) -> Option<Vec<u8>> {
    let silent: BTreeSet<&str> = files
        .iter()
        .filter(|file| file.ownership() == Ownership::Generated && !is_marked(file.contents()))
        .filter_map(|file| file.path().strip_prefix(GENERATED)?.strip_prefix('/'))
        .collect();
    if silent.is_empty() {
        return None;
    }
    let mut text = format!(
        "# {}: the files here that cannot say so themselves.\n",
        super::MARKER
    );
    for path in silent {
        text.push_str(path);
        text.push('\n');
    }
    Some(text.into_bytes())
}

/// What the list on disk names.
fn listed(dir: &Path) -> Result<HashSet<String>, Error> {
    let path = dir.join(LIST);
    match fs::read_to_string(&path) {
        Ok(text) => Ok(text
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| format!("{GENERATED}/{line}"))
            .collect()),
        Err(error) if is_absent(&error) || error.kind() == io::ErrorKind::InvalidData => {
            Ok(HashSet::new())
        }
        Err(error) => Err(Error::io("read", path, error)),
    }
}

/// Finds the files of a folder that were generated once and are not any more. Links are left alone.
fn find_stale(
    dir: &Path,
    folder: &str,
    made: &HashSet<&str>,
    listed: &HashSet<String>,
    stale: &mut BTreeSet<String>,
) -> Result<(), Error> {
    let path = dir.join(folder);
    match fs::symlink_metadata(&path) {
        Ok(found) if found.is_dir() => {}
        _ => return Ok(()),
    }
    let entries = fs::read_dir(&path).map_err(|error| Error::io("read", &path, error))?;
    for entry in entries {
        let entry = entry.map_err(|error| Error::io("read", &path, error))?;
        let kind = entry
            .file_type()
            .map_err(|error| Error::io("read", entry.path(), error))?;
        // A name that is not text is not one of ours.
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let inner = format!("{folder}/{name}");
        if kind.is_dir() {
            find_stale(dir, &inner, made, listed, stale)?;
        } else if kind.is_file()
            && !made.contains(inner.as_str())
            && !name.starts_with(TEMPORARY)
            && (listed.contains(&inner) || begins_marked(&entry.path())?)
        {
            stale.insert(inner);
        }
    }
    Ok(())
}

/// Whether a file on disk says that it is generated; only its beginning is read.
fn begins_marked(path: &Path) -> Result<bool, Error> {
    use std::io::Read;
    let mut beginning = Vec::new();
    match fs::File::open(path).and_then(|file| file.take(1024).read_to_end(&mut beginning)) {
        Ok(_) => Ok(is_marked(&beginning)),
        // Another run was faster.
        Err(error) if is_absent(&error) => Ok(false),
        Err(error) => Err(Error::io("read", path, error)),
    }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}
