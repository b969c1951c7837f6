//! The rules that specfirst has: `spectral:oas`, one rule in each file here, and `rest`, in its folder.
//!
//! A rule is a constant: its name and severity, whether it is recommended, the versions of OpenAPI and the view that it
//! is for, the paths that it looks at, and the functions that it applies there. The doc comment of its file is what
//! `specfirst explain` prints; the first line describes the rule in findings.

use std::rc::Rc;

use super::Severity;
use super::functions::{Draft, Function};
use super::pattern::Pattern;
use super::ruleset::{AliasTarget, Aliases};
use crate::source::{At, Node};

/// A rule with all that is known about it.
#[derive(Clone, Copy, Debug)]
pub(super) struct BuiltIn {
    pub(super) name: &'static str,
    pub(super) severity: Severity,
    pub(super) is_recommended: bool,
    /// The formats that it applies to; empty for all versions of OpenAPI.
    pub(super) formats: &'static [&'static str],
    /// Whether it sees the document with references followed.
    pub(super) is_resolved: bool,
    /// Whether the message is what the function finds, not the title.
    pub(super) shows_error: bool,
    /// The paths that it looks at, or aliases.
    pub(super) given: &'static [&'static str],
    /// Functions, with the fields that they are applied to.
    pub(super) then: fn() -> Vec<(Option<&'static str>, Function)>,
    /// The file of the rule.
    source: &'static str,
}

impl BuiltIn {
    /// A recommended rule for all versions with the severity of a warning.
    const fn new(source: &'static str) -> Self {
        Self {
            name: "",
            severity: Severity::Warning,
            is_recommended: true,
            formats: &[],
            is_resolved: true,
            shows_error: false,
            given: &[],
            then: Vec::new,
            source,
        }
    }

    /// The first line of the description.
    pub(super) fn title(&self) -> &'static str {
        let first = self.source.lines().next().unwrap_or_default();
        first.trim_start_matches("//!").trim()
    }

    /// The description.
    fn description(&self) -> String {
        let mut text = String::new();
        for line in self.source.lines() {
            let Some(line) = line.strip_prefix("//!") else {
                break;
            };
            text.push_str(line.strip_prefix(' ').unwrap_or(line));
            text.push('\n');
        }
        text
    }
}

mod rest;

macro_rules! rules {
    ($($name:ident),* $(,)?) => {
        $(mod $name;)*

        /// The rules of `spectral:oas`.
        const OAS: &[BuiltIn] = &[$($name::RULE),*];
    };
}

rules! {
    operation_success_response,
    oas2_operation_form_data_consume_check,
    operation_operation_id_unique,
    operation_parameters,
    operation_tag_defined,
    path_params,
    contact_properties,
    duplicated_entry_in_enum,
    info_contact,
    info_description,
    info_license,
    license_url,
    no_eval_in_markdown,
    no_script_tags_in_markdown,
    openapi_tags_alphabetical,
    openapi_tags_uniqueness,
    openapi_tags,
    operation_description,
    operation_operation_id,
    operation_operation_id_valid_in_url,
    operation_singular_tag,
    operation_tags,
    path_declarations_must_exist,
    path_keys_no_trailing_slash,
    path_not_include_query,
    tag_description,
    no_ref_siblings,
    array_items,
    typed_enum,
    oas2_api_host,
    oas2_api_schemes,
    oas2_discriminator,
    oas2_host_not_example,
    oas2_host_trailing_slash,
    oas2_parameter_description,
    oas2_operation_security_defined,
    oas2_valid_schema_example,
    oas2_valid_media_example,
    oas2_any_of,
    oas2_one_of,
    oas2_schema,
    oas2_unused_definition,
    oas3_api_servers,
    oas3_examples_value_or_external_value,
    oas3_operation_security_defined,
    oas3_parameter_description,
    oas3_server_not_example_com,
    oas3_server_trailing_slash,
    oas3_valid_media_example,
    oas3_valid_schema_example,
    oas3_schema,
    oas3_unused_component,
    oas3_server_variables,
    oas3_callbacks_in_callbacks,
    oas3_1_servers_in_webhook,
    oas3_1_callbacks_in_webhook,
    oas3_2_no_deprecated_xml_attribute,
}

/// The rules of a ruleset by its name.
pub(super) fn of_ruleset(name: &str) -> &'static [BuiltIn] {
    match name {
        "oas" => OAS,
        "rest" => rest::RULES,
        _ => &[],
    }
}

/// All rules.
pub(super) fn all() -> impl Iterator<Item = &'static BuiltIn> {
    OAS.iter().chain(rest::RULES)
}

/// What is found in any ruleset, before its rules: the name, the title, and the explanation.
const ALWAYS: [(&str, &str, &str); 3] = [
    (
        "invalid-ref",
        "A reference must lead to something.",
        "The file or the place in it does not exist, or may not be read: files are read below the document's folder and\n\
        `--root`, and addresses with `--allow-network` only.\n",
    ),
    (
        "parser",
        "The file must be YAML or JSON.",
        "The file cannot be parsed, so that nothing else in it is checked, or an object has a member twice, of which only one\n\
        counts.\n",
    ),
    (
        "unrecognized-format",
        "The document must name its version of OpenAPI.",
        "A document begins with `openapi: 3.x.y` or `swagger: '2.0'`. Rules for some versions only are not applied.\n",
    ),
];

/// What `specfirst explain` prints about a rule.
pub fn explanation(name: &str) -> Option<(&'static str, String)> {
    let always = ALWAYS.iter().find(|(other, ..)| *other == name);
    let rule = || all().find(|rule| rule.name == name);
    match always {
        Some((_, title, text)) => Some((title, format!("{title}\n\n{text}"))),
        None => rule().map(|rule| (rule.title(), rule.description())),
    }
}

/// The names and titles of the rules, and of what is found in any ruleset.
pub fn titles() -> Vec<(&'static str, &'static str)> {
    let always = ALWAYS.iter().map(|(name, title, _)| (*name, *title));
    let rules = all().map(|rule| (rule.name, rule.title()));
    always.chain(rules).collect()
}

/// The aliases that the rules use, and that rulesets which extend them may use.
pub(super) fn aliases() -> Aliases {
    let target = |formats: &[&str], given: &[&str]| AliasTarget {
        formats: formats.iter().map(|format| (*format).to_owned()).collect(),
        given: given.iter().map(|path| (*path).to_owned()).collect(),
    };
    let arrays = r#"$..[?(@ && @.type=="array")]"#;
    let lists =
        r#"$..[?(@ && @.type && @.type.constructor.name === "Array" && @.type.includes("array"))]"#;
    [
        ("PathItem", vec![target(&[], &["$.paths[*]"])]),
        (
            "OperationObject",
            vec![target(
                &[],
                &["#PathItem[get,put,post,delete,options,head,patch,trace]"],
            )],
        ),
        (
            "SecurityRequirementObject",
            vec![target(
                &[],
                &["$.security[*]", "#OperationObject.security[*]"],
            )],
        ),
        (
            "ResponseObject",
            vec![
                target(
                    &["oas2"],
                    &["#OperationObject.responses[*]", "$.responses[*]"],
                ),
                target(
                    &["oas3"],
                    &["#OperationObject.responses[*]", "$.components.responses[*]"],
                ),
            ],
        ),
        (
            "LinkObject",
            vec![target(
                &["oas3"],
                &["$.components.links[*]", "#ResponseObject.links[*]"],
            )],
        ),
        (
            "ArrayProperties",
            vec![
                target(&["oas2", "oas3_0"], &[arrays]),
                target(&["oas3_1", "oas3_2"], &[arrays, lists]),
            ],
        ),
    ]
    .into_iter()
    .map(|(name, targets)| (name.to_owned(), targets))
    .collect()
}

/// A pattern of a rule. It is one, as the tests show.
fn pattern(source: &str) -> Option<Pattern> {
    Pattern::with_flags(source, "").ok()
}

/// The function `schema`, with a schema as JSON.
fn schema(json: &str, draft: Draft) -> Function {
    let json = serde_json::from_str(json).unwrap_or_default();
    Function::Schema(Rc::new(Node::from_json(At::NONE, json)), draft, false)
}
