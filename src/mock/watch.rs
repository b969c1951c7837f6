//! Whether files have changed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How long files have to stay as they are until they are read: an editor may write one in several steps.
const SETTLE: Duration = Duration::from_millis(50);

/// How often files are compared until they count as written, if they do not stop changing.
const MAX_SETTLES: usize = 20;

/// Files, and when they were last changed. By polling, since notifications get lost on network file systems and in containers.
#[derive(Debug, Default)]
pub struct Watch {
    files: BTreeMap<PathBuf, State>,
}

/// When a file was changed, and its length; none if it does not exist.
type State = Option<(SystemTime, u64)>;

impl Watch {
    /// Watches files as they are now.
    pub fn new<'p>(paths: impl Iterator<Item = &'p Path>) -> Self {
        Self {
            files: paths.map(|path| (path.to_owned(), state(path))).collect(),
        }
    }

    /// Watches further files, and keeps what is known of others.
    pub fn add(&mut self, other: Watch) {
        for (path, state) in other.files {
            self.files.entry(path).or_insert(state);
        }
    }

    /// Whether a file has changed since the last call. Waits until it is written.
    pub fn has_changed(&mut self) -> bool {
        if !self.update() {
            return false;
        }
        for _ in 0..MAX_SETTLES {
            std::thread::sleep(SETTLE);
            if !self.update() {
                break;
            }
        }
        true
    }

    fn update(&mut self) -> bool {
        let mut has_changed = false;
        for (path, known) in &mut self.files {
            let state = state(path);
            has_changed |= *known != state;
            *known = state;
        }
        has_changed
    }
}

fn state(path: &Path) -> State {
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}
