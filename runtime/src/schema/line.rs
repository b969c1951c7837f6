//! The lines of named schemas and shapes in JSON Lines: `{"schema":"Name","is":{…}}`.

use std::borrow::Cow;

use serde_json::Value;

/// The name and the JSON text of a schema's line.
pub fn schema_line<'l>(line: &Cow<'l, str>) -> Option<(String, Cow<'l, str>)> {
    named_line(line, r#"{"schema":"#)
}

/// The name and the JSON text of a line that begins with this text, before the name.
pub fn named_line<'l>(line: &Cow<'l, str>, start: &str) -> Option<(String, Cow<'l, str>)> {
    let (name, rest) = string(line.strip_prefix(start)?)?;
    let text = rest.strip_prefix(r#","is":"#);
    let Some(text) = text.and_then(|rest| rest.strip_suffix('}')) else {
        // Not in the order or spacing of the generator, but perhaps the same members.
        let whole: Value = serde_json::from_str(line).ok()?;
        return Some((name, Cow::Owned(whole.get("is")?.to_string())));
    };
    let end = line.len() - 1;
    let range = end - text.len()..end;
    let text = match line {
        Cow::Borrowed(line) => Cow::Borrowed(line.get(range)?),
        Cow::Owned(line) => Cow::Owned(line.get(range)?.to_owned()),
    };
    Some((name, text))
}

/// The JSON string at the start of a text, and the rest of the text.
pub fn string(text: &str) -> Option<(String, &str)> {
    let mut strings = serde_json::Deserializer::from_str(text).into_iter::<String>();
    let string = strings.next()?.ok()?;
    Some((string, text.get(strings.byte_offset()..)?))
}
