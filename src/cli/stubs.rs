//! The methods that handlers.rs lacks, as text to paste.

use std::collections::{BTreeMap, BTreeSet};

use specfirst::pipeline::Stub;

use super::own::Source;

/// The text to paste into a file, by trait: methods for an existing impl, or a whole impl, and the imports that they need.
pub fn paste(missing: &[Stub], file: &Source) -> String {
    let (handlers, path) = (&file.text, &file.path);
    let mut text = String::new();
    let uses: BTreeSet<&String> = missing.iter().flat_map(|stub| &stub.uses).collect();
    let mut modules: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (module, name) in uses.iter().filter_map(|path| path.rsplit_once("::")) {
        if !is_imported(handlers, module, name) {
            modules.entry(module).or_default().push(name);
        }
    }
    if !modules.is_empty() {
        text.push_str(&format!("\nadd to the top of {path}:\n\n"));
    }
    for (module, names) in modules {
        let names = match names[..] {
            [name] => name.to_owned(),
            _ => format!("{{{}}}", names.join(", ")),
        };
        text.push_str(&format!("    use {module}::{names};\n"));
    }
    for group in missing.chunk_by(|one, other| one.trait_name == other.trait_name) {
        let Some(name) = group.first().map(|stub| &stub.trait_name) else {
            continue;
        };
        let exists = file.impl_of(name).is_some();
        match exists {
            true => text.push_str(&format!("\nadd to `impl {name} for …` in {path}:\n")),
            false => text.push_str(&format!(
                "\nadd to {path}:\n\n    impl {name} for Handlers {{"
            )),
        }
        let head = group.first().map_or("", |stub| stub.head);
        if !exists && !head.is_empty() {
            text.push_str(&format!("\n        {head}\n"));
        }
        for stub in group {
            text.push('\n');
            let indent = if exists { "    " } else { "        " };
            for line in stub.code.trim_end().lines() {
                text.push_str(if line.is_empty() { "" } else { indent });
                text.push_str(line);
                text.push('\n');
            }
        }
        if !exists {
            text.push_str("    }\n");
        }
    }
    text
}

/// Whether a text imports a name from a module, as `use module::name` or in any other form.
fn is_imported(text: &str, module: &str, name: &str) -> bool {
    let module = module.rsplit("::").next().unwrap_or(module);
    let statements = text.split("use ").skip(1);
    let statements = statements.filter_map(|rest| Some(rest.split_once(';')?.0));
    let words = |statement: &'_ str| -> Vec<String> {
        let is_word =
            |character: char| character.is_alphanumeric() || matches!(character, '_' | '#' | '*');
        let words = statement.split(|character| !is_word(character));
        words.map(str::to_owned).collect()
    };
    let mut statements = statements.map(words);
    statements.any(|words| {
        let has = |word: &str| words.iter().any(|exists| exists == word);
        has(module) && (has(name) || has("*"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_imported_in_many_ways() {
        let text = "use crate::api::{server::{Failure as Oops, Pets}, types::*};\nuse std::fs;";
        let is_imported = |path: &str| {
            let (module, name) = path.rsplit_once("::").unwrap();
            is_imported(text, module, name)
        };
        assert!(is_imported("crate::api::server::Pets") && is_imported("crate::api::types::Pet"));
        assert!(is_imported("std::fs") && !is_imported("crate::api::operations::ShowPet"));
    }

    #[test]
    fn stubs_are_pasted_by_trait() {
        let stub = |trait_name: &str, method: &str| Stub {
            operation: "GET /x".to_owned(),
            trait_name: trait_name.to_owned(),
            method: method.to_owned(),
            code: format!("async fn {method}(&self) {{\n    todo!()\n}}"),
            uses: ["Failure", "Answer", trait_name]
                .map(|name| format!("crate::api::server::{name}"))
                .to_vec(),
            head: if trait_name == "Store" {
                "type Caller = ();"
            } else {
                ""
            },
        };
        let missing = [stub("Pets", "a"), stub("Store", "c")];
        let handlers = "use crate::api::server::{Failure,\n    Pets}; impl Pets for Api { fn b() }";
        let expected = "\nadd to the top of src/handlers.rs:\n\n    use crate::api::server::{Answer, Store};\n\
            \nadd to `impl Pets for …` in src/handlers.rs:\n\n    async fn a(&self) {\n        todo!()\n    }\n\
            \nadd to src/handlers.rs:\n\n    impl Store for Handlers {\n        type Caller = ();\n\n        async fn c(&self) {\n            todo!()\n        }\n    }\n";
        let known = [("Pets", "a"), ("Pets", "b"), ("Store", "c")];
        let file = Source::new("src/handlers.rs", handlers, &known);
        assert_eq!(paste(&missing, &file), expected);
    }
}
