//! Nothing that a document says becomes code: it ends up in string literals, in documentation, or spelled as a name.

mod documents;

use std::collections::BTreeSet;
use std::fs;

use documents::{generate, text};
use specfirst::output;
use specfirst::pipeline::Generated;
use specfirst::render::Runtime;
use syn::visit::{self, Visit};

/// The macros that templates call.
const MACROS: [&str; 18] = [
    "assert",
    "eprintln",
    "include_str",
    "json :: any_of",
    "json :: integer_enum",
    "json :: newtype",
    "json :: object",
    "json :: string_enum",
    "json :: union",
    "operation :: accept",
    "operation :: headers",
    "operation :: multipart",
    "operation :: multipart_response",
    "operation :: params",
    "operation :: responses",
    "print",
    "serde_json :: json",
    "vec",
];

/// The attributes that templates write.
const ATTRIBUTES: [&str; 10] = [
    "allow",
    "cfg",
    "cfg_attr",
    "deprecated",
    "derive",
    "doc",
    "path",
    "recursion_limit",
    "test",
    "tokio :: main",
];

/// What templates derive.
const DERIVES: [&str; 9] = [
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Eq",
    "Hash",
    "Ord",
    "PartialEq",
    "PartialOrd",
];

/// The modules that templates write in the middle of a file.
const BLOCKS: [&str; 1] = ["servers"];

#[test]
fn macros_attributes_and_derives_are_those_of_templates() {
    for path in documents::all() {
        let (Some(generated), _) = documents::generate_as(&path, Runtime::Crate) else {
            continue;
        };
        let mut found = Found::default();
        for file in own(&generated) {
            found.visit_file(&syn::parse_file(file).unwrap());
        }
        let path = path.display();
        assert_only(&found.macros, &MACROS, &format!("{path}: macros"));
        assert_only(
            &found.attributes,
            &ATTRIBUTES,
            &format!("{path}: attributes"),
        );
        assert_only(&found.derives, &DERIVES, &format!("{path}: derives"));
        assert_only(&found.blocks, &BLOCKS, &format!("{path}: blocks"));
    }
}

#[test]
fn data_stays_data() {
    for path in documents::all() {
        let (Some(generated), _) = documents::generate_as(&path, Runtime::Crate) else {
            continue;
        };
        let file = |path: &str| {
            text(
                generated
                    .files
                    .iter()
                    .find(|file| file.path() == path)
                    .unwrap(),
            )
        };
        serde_json::from_str::<serde_json::Value>(file("src/api/openapi.json")).unwrap();
        for line in file("src/api/contract.jsonl").lines() {
            serde_json::from_str::<serde_json::Value>(line).unwrap();
        }
        let is_plain = |character: char| {
            character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-'
        };
        assert!(generated.name.chars().all(is_plain), "{}", generated.name);
        // What a terminal or an editor would show otherwise than the compiler reads it.
        for file in own(&generated) {
            let invisible = file.chars().find(|character| {
                character.is_control() && *character != '\n'
                    || "\u{feff}\u{2028}\u{2029}\u{202e}".contains(*character)
            });
            assert_eq!(invisible, None, "{}", path.display());
        }
    }
}

#[test]
fn files_stay_in_their_folder() {
    for path in documents::all() {
        for file in generate(&path)
            .0
            .iter()
            .flat_map(|generated| &generated.files)
        {
            let is_plain =
                |character: char| character.is_ascii_alphanumeric() || "/._-".contains(character);
            assert!(
                file.path().chars().all(is_plain) && !file.path().contains(".."),
                "{}",
                file.path()
            );
        }
    }
    let dir = tempfile::tempdir().unwrap();
    let files = generate(&documents::folder("specs/behaviour/hostile.yaml"))
        .0
        .unwrap()
        .files;
    output::plan(&dir.path().join("out"), &files)
        .unwrap()
        .apply()
        .unwrap();
    assert!(
        files
            .iter()
            .all(|file| dir.path().join("out").join(file.path()).is_file())
    );
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}

/// The Rust files that are made of the document.
fn own(generated: &Generated) -> impl Iterator<Item = &str> {
    let is_own = |path: &str| path.ends_with(".rs") && !path.starts_with("src/api/runtime/");
    generated
        .files
        .iter()
        .filter(move |file| is_own(file.path()))
        .map(text)
}

fn assert_only(found: &BTreeSet<String>, allowed: &[&str], what: &str) {
    let strange: Vec<&String> = found
        .iter()
        .filter(|name| !allowed.contains(&name.as_str()))
        .collect();
    assert!(strange.is_empty(), "{what}: {strange:?}");
}

#[derive(Default)]
struct Found {
    macros: BTreeSet<String>,
    attributes: BTreeSet<String>,
    derives: BTreeSet<String>,
    blocks: BTreeSet<String>,
}

impl<'ast> Visit<'ast> for Found {
    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.macros.insert(name(&call.path));
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        self.attributes.insert(name(attribute.path()));
        if attribute.path().is_ident("derive") {
            let all = syn::punctuated::Punctuated::<syn::Path, syn::Token![,]>::parse_terminated;
            self.derives
                .extend(attribute.parse_args_with(all).unwrap().iter().map(name));
        }
    }

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        self.blocks
            .extend(module.content.as_ref().map(|_| module.ident.to_string()));
        visit::visit_item_mod(self, module);
    }

    fn visit_expr_unsafe(&mut self, _: &'ast syn::ExprUnsafe) {
        self.blocks.insert("unsafe".to_owned());
    }
}

fn name(path: &syn::Path) -> String {
    let names: Vec<String> = path
        .segments
        .iter()
        .map(|segment| segment.ident.to_string())
        .collect();
    names.join(" :: ")
}
