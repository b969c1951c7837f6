//! A description must not contain `<script`.
//!
//! Pages that show the text could run it. Remove the script.

use super::{BuiltIn, pattern};
use crate::lint::functions::Function;

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "no-script-tags-in-markdown",
    given: &[
        "$..[description,title]",
    ],
    then: || vec![(None, Function::Pattern(None, pattern(r#"<script"#)))],
    ..BuiltIn::new(include_str!("no_script_tags_in_markdown.rs"))
};
