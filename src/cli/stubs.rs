//! The operations that handlers.rs has no method for yet, and what to paste.

use specfirst::pipeline::Stub;

/// The stubs whose method is not in the text.
pub fn missing<'s>(stubs: &'s [Stub], handlers: &str) -> Vec<&'s Stub> {
    stubs
        .iter()
        .filter(|stub| !has_function(handlers, &stub.method))
        .collect()
}

/// What to paste, by trait.
pub fn paste(missing: &[&Stub], path: &str) -> String {
    let mut text = String::new();
    let mut last = None;
    for stub in missing {
        if last != Some(&stub.trait_name) {
            text.push_str(&format!(
                "\nadd to `impl {} for …` in {path}:\n",
                stub.trait_name
            ));
            last = Some(&stub.trait_name);
        }
        text.push('\n');
        for line in stub.code.trim_end().lines() {
            if !line.is_empty() {
                text.push_str("    ");
                text.push_str(line);
            }
            text.push('\n');
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
        };
        let stubs = [stub("Pets", "a"), stub("Pets", "b"), stub("Store", "c")];
        let missing = missing(&stubs, "fn b()");
        let expected = "\nadd to `impl Pets for …` in src/handlers.rs:\n\n    async fn a(&self) {\n        todo!()\n    }\n\
            \nadd to `impl Store for …` in src/handlers.rs:\n\n    async fn c(&self) {\n        todo!()\n    }\n";
        assert_eq!(paste(&missing, "src/handlers.rs"), expected);
    }
}
