//! Webhooks that cannot be distinguished where they are received at one path.

use indexmap::IndexMap;

use crate::api::{Api, Form, Operation, Section};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::schema::Schemas;
use crate::validator::{Definitions, Writer};

/// Adds a note for webhooks of one method whose bodies have equal schemas: at one path, every request would be for the first.
pub fn check_webhooks(
    api: &Api,
    schemas: &Schemas,
    keys: &[String],
    diagnostics: &mut Diagnostics,
) {
    let definitions = Definitions::in_section(api, Section::Webhooks, schemas, keys);
    let mut writer = Writer::new(&definitions);
    let mut groups: IndexMap<(&str, String), Vec<&Operation>> = IndexMap::new();
    for (_, operation) in api.in_section(Section::Webhooks) {
        let mut contents = operation.body.iter().flat_map(|body| &body.contents);
        let content = contents.find(|content| content.form == Form::Json);
        if let Some(schema) = content.and_then(|content| content.schema) {
            let key = (operation.method.as_str(), writer.schema(schema).to_string());
            groups.entry(key).or_default().push(operation);
        }
    }
    for group in groups.values() {
        if let [first, second, others @ ..] = &group[..] {
            diagnostics.push(equal(first, second, others.len()));
        }
    }
}

fn equal(first: &Operation, second: &Operation, others: usize) -> Diagnostic {
    let (one, other) = (&first.path, &second.path);
    let all = match others {
        0 => format!("`{one}` and `{other}`"),
        _ => format!("`{one}`, `{other}` and {others} more"),
    };
    let message = format!("the webhooks {all} have bodies of equal schemas");
    Diagnostic::note(Code::EqualWebhooks, second.at, message)
        .label(format!(
            "if they are received at one path, requests for it go to the handler of `{one}`"
        ))
        .help(
            "give each a member with a constant, such as `type`, or receive them at different paths",
        )
}
