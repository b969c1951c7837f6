//! The operations that handlers.rs has no method for yet, and what to paste.

use std::collections::BTreeSet;

use specfirst::pipeline::Stub;

/// The stubs whose method is not in the text.
pub fn missing<'s>(stubs: &'s [Stub], handlers: &str) -> Vec<&'s Stub> {
    stubs
        .iter()
        .filter(|stub| !has_function(handlers, &stub.method))
        .collect()
}

/// What to paste, by trait: methods into the impl that is there, or the whole impl, and the names that they need.
pub fn paste(missing: &[&Stub], handlers: &str, path: &str) -> String {
    let mut text = String::new();
    let uses = missing.iter().flat_map(|stub| &stub.uses);
    let uses: BTreeSet<&String> = uses.filter(|line| !handlers.contains(line.as_str())).collect();
    if !uses.is_empty() {
        text.push_str(&format!("\nadd to the top of {path}, where it is not there:\n\n"));
        for line in uses {
            text.push_str(&format!("    use {line};\n"));
        }
    }
    for group in missing.chunk_by(|one, other| one.trait_name == other.trait_name) {
        let name = &group[0].trait_name;
        let known = handlers.contains(&format!("impl {name} for"));
        match known {
            true => text.push_str(&format!("\nadd to `impl {name} for …` in {path}:\n")),
            false => text.push_str(&format!("\nadd to {path}:\n\n    impl {name} for Handlers {{")),
        }
        for stub in group {
            text.push('\n');
            let indent = if known { "    " } else { "        " };
            for line in stub.code.trim_end().lines() {
                text.push_str(if line.is_empty() { "" } else { indent });
                text.push_str(line);
                text.push('\n');
            }
        }
        if !known {
            text.push_str("    }\n");
        }
    }
    text
}

/// Whether a text has `fn NAME`.
fn has_function(text: &str, name: &str) -> bool {
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    text.match_indices("fn").any(|(at, _)| {
        let alone = !text[..at].ends_with(is_word);
        let rest = &text[at + 2..];
        let after = rest.trim_start();
        alone
            && after.len() < rest.len()
            && after
                .strip_prefix(name)
                .is_some_and(|rest| !rest.starts_with(is_word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_found_as_words() {
        let text = "impl Pets for Api { async fn  show_pet(&self) {} fn r#type<T>() {} }";
        assert!(has_function(text, "show_pet"));
        assert!(has_function(text, "r#type"));
        assert!(!has_function(text, "show"));
        assert!(!has_function("not_fn show", "show"));
        assert!(!has_function("fnshow()", "show"));
    }

    #[test]
    fn stubs_are_pasted_by_trait() {
        let stub = |trait_name: &str, method: &str| Stub {
            operation: "GET /x".to_owned(),
            trait_name: trait_name.to_owned(),
            method: method.to_owned(),
            code: format!("async fn {method}(&self) {{\n    todo!()\n}}"),
            uses: vec![format!("crate::api::{trait_name}")],
        };
        let stubs = [stub("Pets", "a"), stub("Pets", "b"), stub("Store", "c")];
        let handlers = "use crate::api::Pets; impl Pets for Api { fn b() }";
        let missing = missing(&stubs, handlers);
        let expected = "\nadd to the top of src/handlers.rs, where it is not there:\n\n    use crate::api::Store;\n\
            \nadd to `impl Pets for …` in src/handlers.rs:\n\n    async fn a(&self) {\n        todo!()\n    }\n\
            \nadd to src/handlers.rs:\n\n    impl Store for Handlers {\n        async fn c(&self) {\n            todo!()\n        }\n    }\n";
        assert_eq!(paste(&missing, handlers, "src/handlers.rs"), expected);
    }
}
