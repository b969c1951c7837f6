//! In place of `docs`, where the page is left out.

use super::resource::StaticResource;

/// No files.
pub(super) fn resources(_names: &'static str, _list: &'static str) -> Vec<StaticResource> {
    Vec::new()
}
