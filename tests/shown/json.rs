//! JSON for people: what fits on a line stands on one.

use std::fmt::Write;

use serde_json::Value;

/// The length of a line.
const WIDTH: usize = 100;

/// A value as text.
pub fn text(value: &Value) -> String {
    let mut out = String::new();
    print(value, 0, &mut out);
    out
}

fn print(value: &Value, depth: usize, out: &mut String) {
    let flat = flat(value);
    let indentation = "  ".repeat(depth);
    let items: Vec<(String, &Value)> = match value {
        Value::Object(members) if flat.len() + indentation.len() > WIDTH => {
            let members = members.iter();
            members
                .map(|(name, value)| (format!("{}: ", Value::from(name.as_str())), value))
                .collect()
        }
        Value::Array(items) if flat.len() + indentation.len() > WIDTH => {
            items.iter().map(|value| (String::new(), value)).collect()
        }
        _ => return out.push_str(&flat),
    };
    let (open, close) = if value.is_object() {
        ('{', '}')
    } else {
        ('[', ']')
    };
    writeln!(out, "{open}").unwrap();
    for (index, (name, value)) in items.iter().enumerate() {
        write!(out, "{indentation}  {name}").unwrap();
        print(value, depth + 1, out);
        out.push_str(if index + 1 == items.len() {
            "\n"
        } else {
            ",\n"
        });
    }
    write!(out, "{indentation}{close}").unwrap();
}

fn flat(value: &Value) -> String {
    match value {
        Value::Object(members) if !members.is_empty() => {
            let members = members.iter();
            let members =
                members.map(|(name, it)| format!("{}: {}", Value::from(name.as_str()), flat(it)));
            format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => format!(
            "[{}]",
            items.iter().map(flat).collect::<Vec<_>>().join(", ")
        ),
        other => other.to_string(),
    }
}
