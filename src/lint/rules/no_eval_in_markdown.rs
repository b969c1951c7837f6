//! A description must not contain `eval(`.
//!
//! Pages that show the text could run it. Remove the script.

use super::{BuiltIn, pattern};
use crate::lint::functions::Function;

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "no-eval-in-markdown",
    given: &[
        "$..[description,title]",
    ],
    then: || vec![(None, Function::Pattern(None, pattern(r#"eval\("#)))],
    ..BuiltIn::new(include_str!("no_eval_in_markdown.rs"))
};
