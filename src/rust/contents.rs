//! The contents of bodies and answers that are told apart: one for each way that they are read.

use crate::api::{Body, Content, Form, Response};

/// The contents of a response that make variants of their own: one for each way the body is read.
pub fn distinct(contents: &[Content]) -> Vec<usize> {
    let mut distinct: Vec<usize> = Vec::new();
    for (index, content) in contents.iter().enumerate() {
        if !distinct
            .iter()
            .any(|other| same(&contents[*other], content))
        {
            distinct.push(index);
        }
    }
    distinct
}

/// Whether two representations give the same value.
pub fn same(one: &Content, other: &Content) -> bool {
    let structured = |form: Form| matches!(form, Form::Json | Form::UrlEncoded);
    one.ty == other.ty && (one.form == other.form || structured(one.form) && structured(other.form))
}

/// The contents of a response that have variants; one without content where there is none.
pub fn variants_of(response: &Response) -> Vec<usize> {
    if response.contents.is_empty() {
        vec![0]
    } else {
        distinct(&response.contents)
    }
}

/// Whether a body comes in several kinds, so that it needs an enum.
pub fn is_several(body: &Body) -> bool {
    distinct(&body.contents).len() > 1
}
