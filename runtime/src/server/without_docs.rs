//! In place of `docs`, where the page is left out.

use bytes::Bytes;

use super::resource::StaticResource;

/// No files.
pub(super) fn resources(_names: Bytes, _list: Bytes) -> Vec<StaticResource> {
    Vec::new()
}
