//! What structs of headers are called.

use crate::api::Response;

/// What a set is called: by its only header, by the words that its headers begin with, or by the first two. Whether it
/// must be there is in the name too, so that the name doesn't depend on what else the document has.
pub fn name(response: &Response) -> String {
    let name = bare_name(response);
    match response.headers.iter().any(|header| header.required) {
        true => format!("required {name}"),
        false => name,
    }
}

fn bare_name(response: &Response) -> String {
    let names: Vec<Vec<String>> = response
        .headers
        .iter()
        .map(|header| words(&header.name))
        .collect();
    let [first, rest @ ..] = &names[..] else {
        return "headers".to_owned();
    };
    if rest.is_empty() {
        return format!("{} header", first.join(" "));
    }
    let shared = (0..first.len())
        .take_while(|index| {
            rest.iter()
                .all(|name| name.get(*index) == first.get(*index))
        })
        .count();
    let name = match shared {
        0 => names[..2].concat().join(" "),
        _ => first[..shared].join(" "),
    };
    format!("{name} headers")
}

/// The words of a header's name, without the `X-` that says nothing.
fn words(name: &str) -> Vec<String> {
    let bare = name.strip_prefix("X-").or(name.strip_prefix("x-"));
    bare.unwrap_or(name).split('-').map(str::to_owned).collect()
}
