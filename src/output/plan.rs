//! Compares generated files with the disk.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{File, GENERATED, LIST, LIST_NAME, Ownership, TEMPORARY, is_marked};
use crate::Error;

/// The changes that bring the files of a folder up to date.
#[derive(Debug)]
pub struct Plan<'f> {
    pub(super) dir: PathBuf,
    pub(super) steps: Vec<Step<'f>>,
    is_new: bool,
}

/// The change of one file.
#[derive(Debug)]
pub struct Step<'f> {
    /// The path inside the folder, with slashes.
    pub path: Cow<'f, str>,
    /// The change.
    pub change: Change,
    pub(super) contents: Cow<'f, [u8]>,
}

/// The change of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// The file does not exist.
    Create,
    /// The file differs.
    Update,
    /// The file is no longer generated.
    Remove,
    /// The file is up to date.
    Unchanged,
    /// The file is the user's.
    Kept,
}

impl<'f> Plan<'f> {
    /// All files, in the order of their changes.
    pub fn steps(&self) -> &[Step<'f>] {
        &self.steps
    }

    /// The files to create, update or remove.
    pub fn differences(&self) -> impl Iterator<Item = &Step<'f>> {
        self.steps
            .iter()
            .filter(|step| !matches!(step.change, Change::Unchanged | Change::Kept))
    }

    fn remove(&mut self, stale: BTreeSet<String>) {
        self.steps.extend(stale.into_iter().map(|path| Step {
            path: path.into(),
            change: Change::Remove,
            contents: Cow::Borrowed(&[]),
        }));
    }

    /// The number of files with a change.
    pub fn count(&self, change: Change) -> usize {
        self.steps
            .iter()
            .filter(|step| step.change == change)
            .count()
    }

    /// Whether nothing was generated in the folder before.
    pub fn is_new(&self) -> bool {
        self.is_new
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }
}

/// Compares files with a folder, which need not exist.
///
/// # Errors
/// If a file cannot be read, would be written through a symbolic link that leaves the folder or over one that was not
/// generated, or if two files have the same path.
pub fn plan<'f>(dir: &Path, files: &'f [File]) -> Result<Plan<'f>, Error> {
    let (mut plan, listed) = compared(dir, files, LIST)?;
    let mut stale = BTreeSet::new();
    let made: HashSet<&str> = plan.steps.iter().map(|step| step.path.as_ref()).collect();
    find_stale(dir, GENERATED, &made, &listed, &mut stale)?;
    plan.remove(stale);
    Ok(plan)
}

/// Compares files that have no marker with a folder that may have other files as well, such as a website. What was generated
/// there is known by a list.
///
/// # Errors
/// As for [`plan`].
pub fn plan_listed<'f>(dir: &Path, files: &'f [File]) -> Result<Plan<'f>, Error> {
    let (mut plan, listed) = compared(dir, files, LIST_NAME)?;
    let made: HashSet<&str> = plan.steps.iter().map(|step| step.path.as_ref()).collect();
    let is_file = |path: &String| {
        fs::symlink_metadata(dir.join(path)).is_ok_and(|found| found.is_file())
            && refuse_links(dir, path).is_ok()
    };
    let stale = listed.into_iter();
    let stale = stale.filter(|path| !made.contains(path.as_str()) && is_file(path));
    plan.remove(stale.collect());
    Ok(plan)
}

/// Compares files with those on disk. The plan does not include files that are no longer generated; the second value is the list
/// of generated files on disk.
fn compared<'f>(
    dir: &Path,
    files: &'f [File],
    list_path: &'static str,
) -> Result<(Plan<'f>, HashSet<String>), Error> {
    let mut paths = HashSet::new();
    if let Some(twice) = files.iter().find(|file| !paths.insert(file.path())) {
        return Err(Error::path(
            twice.path(),
            "would be written twice, which is a bug of specfirst",
        ));
    }
    let listed = listed(dir, list_path)?;
    let is_new = listed.is_empty();
    let mut steps = Vec::new();
    let known = Listed {
        paths: &listed,
        list_path,
    };
    // The user's files come before the list, by which the next run knows that this one has written them: what the user
    // removes or moves later stays so.
    let (own, generated): (Vec<&File>, Vec<&File>) = files
        .iter()
        .partition(|file| file.ownership() == Ownership::Once);
    for file in own {
        let exists = fs::symlink_metadata(dir.join(file.path())).is_ok();
        if exists || (is_new && !is_folder_module(dir, file.path())) {
            let contents = file.contents().into();
            steps.push(step(dir, file.path(), Ownership::Once, contents, &known)?);
        }
    }
    // The list comes before the files in it: if the run is interrupted, the next one knows those that were written.
    if let Some(contents) = list(files, list_path) {
        steps.push(step(
            dir,
            list_path,
            Ownership::Generated,
            contents.into(),
            &known,
        )?);
    }
    for file in generated {
        let contents = file.contents().into();
        let ownership = Ownership::Generated;
        steps.push(step(dir, file.path(), ownership, contents, &known)?);
    }
    let plan = Plan {
        dir: dir.to_owned(),
        steps,
        is_new,
    };
    Ok((plan, listed))
}

/// Whether a module exists as `NAME/mod.rs`, beside which the compiler refuses `NAME.rs`.
fn is_folder_module(dir: &Path, path: &str) -> bool {
    let module = path.strip_suffix(".rs").map(|name| dir.join(name));
    module.is_some_and(|folder| folder.join("mod.rs").is_file())
}

/// The list of generated files on disk, and where it is.
struct Listed<'a> {
    paths: &'a HashSet<String>,
    list_path: &'static str,
}

fn step<'f>(
    dir: &Path,
    path: &'f str,
    ownership: Ownership,
    contents: Cow<'f, [u8]>,
    listed: &Listed<'_>,
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
        // The link is replaced; its target is not read.
        Ok(found) if found.is_symlink() => Change::Update,
        Ok(_) => {
            let existing = fs::read(&target).map_err(|error| Error::io("read", &target, error))?;
            if existing == *contents {
                Change::Unchanged
            } else if is_marked(&existing)
                || listed.paths.contains(path)
                // A concurrent run may have written both the file and the list just now.
                || self::listed(dir, listed.list_path)?.contains(path)
            {
                Change::Update
            } else {
                return Err(Error::path(
                    target,
                    "exists and was not generated by specfirst; move it, or choose another folder with -o",
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

/// A folder on the path may be a symbolic link, as long as it stays inside the output folder.
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

/// The folder of a list, with a slash unless it is the output folder.
fn folder_of(list_path: &str) -> &str {
    list_path.strip_suffix(LIST_NAME).unwrap_or_default()
}

/// The contents of the list: the generated files in its folder without a marker.
fn list(files: &[File], list_path: &str) -> Option<Vec<u8>> {
    let unmarked: BTreeSet<&str> = files
        .iter()
        .filter(|file| file.ownership() == Ownership::Generated && !is_marked(file.contents()))
        .filter_map(|file| file.path().strip_prefix(folder_of(list_path)))
        .collect();
    if unmarked.is_empty() {
        return None;
    }
    let mut text = format!(
        "# {}: the generated files here whose format has no comments.\n",
        super::MARKER
    );
    for path in unmarked {
        text.push_str(path);
        text.push('\n');
    }
    Some(text.into_bytes())
}

/// The files in the list on disk.
fn listed(dir: &Path, list_path: &str) -> Result<HashSet<String>, Error> {
    let path = dir.join(list_path);
    match fs::read_to_string(&path) {
        Ok(text) => Ok(text
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| format!("{}{line}", folder_of(list_path)))
            .collect()),
        Err(error) if is_absent(&error) || error.kind() == io::ErrorKind::InvalidData => {
            Ok(HashSet::new())
        }
        Err(error) => Err(Error::io("read", path, error)),
    }
}

/// Finds generated files that are no longer generated. Symbolic links are not followed.
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
        // A name that is not UTF-8 is not a generated file's.
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

/// Whether a file on disk has the marker; only its beginning is read.
fn begins_marked(path: &Path) -> Result<bool, Error> {
    use std::io::Read;
    let mut beginning = Vec::new();
    match fs::File::open(path).and_then(|file| file.take(1024).read_to_end(&mut beginning)) {
        Ok(_) => Ok(is_marked(&beginning)),
        // A concurrent run removed it.
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
