//! Applies a plan.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::{Change, GENERATED, Plan, TEMPORARY};
use crate::Error;

impl Plan<'_> {
    /// Writes and removes files according to the plan. Each file has its old or its new contents at any time, never a
    /// part.
    ///
    /// # Errors
    /// If a file cannot be written or removed. Earlier changes stay; a second run completes the rest.
    pub fn apply(&self) -> Result<(), Error> {
        for step in self.differences() {
            let path = self.dir.join(step.path.as_ref());
            match step.change {
                Change::Remove => remove(&self.dir, &step.path)?,
                _ => write(&path, &step.contents)?,
            }
        }
        Ok(())
    }
}

/// Writes a temporary file and renames it, so that readers never see a part of it.
///
/// # Errors
/// If the folder cannot be created or the file cannot be written.
pub fn write(path: &Path, contents: &[u8]) -> Result<(), Error> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|error| Error::io("create", folder, error))?;
    let write = || -> io::Result<()> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(TEMPORARY);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // The permissions of any new file; tempfile's default is for secrets.
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let mut file = builder.tempfile_in(folder)?;
        file.write_all(contents)?;
        if let Ok(existing) = fs::symlink_metadata(path)
            && existing.is_file()
        {
            file.as_file().set_permissions(existing.permissions())?;
        }
        file.persist(path)?;
        Ok(())
    };
    write().map_err(|error| Error::io("write", path, error))
}

/// Removes a file, and the folders that are empty after that.
fn remove(dir: &Path, path: &str) -> Result<(), Error> {
    let target = dir.join(path);
    match fs::remove_file(&target) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(Error::io("remove", target, error));
        }
        _ => {}
    }
    let mut folder = path;
    while let Some((above, _)) = folder.rsplit_once('/') {
        // Fails for a folder that is not empty, which ends the loop.
        if !above.starts_with(GENERATED) || fs::remove_dir(dir.join(above)).is_err() {
            break;
        }
        folder = above;
    }
    Ok(())
}
