//! The whole document against the schema of its version.

use crate::lint::document::Step;
use crate::lint::functions::{Context, Hit};
use crate::lint::meta;

pub(super) fn document_schema<'a>(_path: &[Step<'a>], context: Context<'_, 'a>) -> Vec<Hit<'a>> {
    let root = context.documents.root().root;
    meta::violations(root, context)
        .into_iter()
        .map(|violation| {
            let mut path = violation.path;
            let error = match (path.last(), violation.member) {
                (_, Some(name)) => format!("\"{name}\" is not expected here"),
                (Some(step), None) => format!("\"{step}\" {}", violation.message),
                (None, None) => format!("the document {}", violation.message),
            };
            let error = match violation.allowed.is_empty() {
                true => error,
                false => format!("{error}: {}", violation.allowed.join(", ")),
            };
            if violation.keyword == "additionalProperties" {
                path.extend(violation.member.map(Step::Key));
            }
            Hit { path, error }
        })
        .collect()
}
