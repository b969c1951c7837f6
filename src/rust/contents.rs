//! Which contents of a body or response have variants of their own: one for each type and form.

use crate::api::{Body, Content, Form, Response};

/// The indices of contents that have variants of their own; the others are equivalent to one of these.
pub fn distinct(contents: &[Content]) -> Vec<usize> {
    let mut distinct: Vec<usize> = Vec::new();
    for (index, content) in contents.iter().enumerate() {
        if !distinct
            .iter()
            .any(|other| is_equivalent(&contents[*other], content))
        {
            distinct.push(index);
        }
    }
    distinct
}

/// Whether two contents are read as the same type in the same way.
pub fn is_equivalent(one: &Content, other: &Content) -> bool {
    let structured = |form: Form| matches!(form, Form::Json | Form::UrlEncoded);
    one.ty == other.ty
        && one.parts == other.parts
        && (one.form == other.form || structured(one.form) && structured(other.form))
}

/// The indices of a response's contents that have variants; a response without contents has one variant.
pub fn variants_of(response: &Response) -> Vec<usize> {
    if response.contents.is_empty() {
        vec![0]
    } else {
        distinct(&response.contents)
    }
}

/// Whether a body needs an enum, because its contents differ in type or form.
pub fn needs_enum(body: &Body) -> bool {
    distinct(&body.contents).len() > 1
}
