//! JSON pointers (RFC 6901), and their form in references (RFC 3986).

use std::borrow::Cow;

use super::{Node, Value};

impl Node {
    /// The node at a JSON pointer; the empty pointer is this node.
    pub fn pointer(&self, pointer: &str) -> Option<&Node> {
        if pointer.is_empty() {
            return Some(self);
        }
        let mut tokens = pointer.strip_prefix('/')?.split('/');
        tokens.try_fold(self, Node::step)
    }

    /// The node at a reference's fragment.
    pub fn fragment(&self, fragment: &str) -> Option<&Node> {
        self.pointer(&percent_decode(fragment))
    }

    /// The member or item of one token of a pointer.
    pub fn step(&self, token: &str) -> Option<&Node> {
        match &self.value {
            Value::Object(object) => object.get(&unescape(token)),
            Value::Array(items) => items.get(array_index(token)?),
            _ => None,
        }
    }
}

/// An array index as in RFC 6901 §4: digits without leading zeros.
fn array_index(token: &str) -> Option<usize> {
    let plain = token.bytes().all(|byte| byte.is_ascii_digit())
        && (token == "0" || !token.starts_with('0'));
    if plain { token.parse().ok() } else { None }
}

/// Escapes a name as a token of a pointer.
pub fn escape(name: &str) -> Cow<'_, str> {
    if name.contains(['~', '/']) {
        Cow::Owned(name.replace('~', "~0").replace('/', "~1"))
    } else {
        Cow::Borrowed(name)
    }
}

/// The name that a token of a pointer stands for.
pub fn unescape(token: &str) -> Cow<'_, str> {
    if token.contains('~') {
        Cow::Owned(token.replace("~1", "/").replace("~0", "~"))
    } else {
        Cow::Borrowed(token)
    }
}

/// Decodes the percent-encoding of a fragment: `%7B` is `{`.
pub fn percent_decode(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        let hex = text
            .get(index + 1..index + 3)
            .filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (bytes[index], hex) {
            (b'%', Some(byte)) => {
                decoded.push(byte);
                index += 3;
            }
            (byte, _) => {
                decoded.push(byte);
                index += 1;
            }
        }
    }
    String::from_utf8(decoded).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The name that a token of a fragment stands for.
pub fn part_name(part: &str) -> String {
    unescape(&percent_decode(part)).into_owned()
}

/// Escapes a name as a token of a fragment: what would end the token, or be decoded.
pub fn fragment_part(name: &str) -> String {
    escape(name).replace('%', "%25")
}

/// The fragment of a reference, `#` included: characters that a fragment cannot contain are percent-encoded.
pub fn fragment(pointer: &str) -> String {
    let mut fragment = String::with_capacity(pointer.len() + 1);
    fragment.push('#');
    for byte in pointer.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?".contains(&byte) {
            fragment.push(char::from(byte));
        } else {
            fragment.push_str(&format!("%{byte:02X}"));
        }
    }
    fragment
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::source::At;

    #[test]
    fn pointers_resolve_through_objects_and_arrays() {
        let tree = Node::from_json(At::NONE, json!({"a/b": [{"~": 1}, "x"], "": {"": 2}}));
        let found = |pointer| tree.pointer(pointer).map(Node::to_json);
        assert_eq!(found("/a~1b/0/~0"), Some(json!(1)));
        assert_eq!(found("/a~1b/1"), Some(json!("x")));
        assert_eq!(found("//"), Some(json!(2)));
        assert_eq!(found("/a~1b/01"), None);
        assert_eq!(found("/a~1b/2"), None);
        assert_eq!(found("a"), None);
        assert_eq!(found(""), Some(tree.to_json()));
    }

    #[test]
    fn fragments_round_trip() {
        for name in ["Pet", "a/b~c", "{id} é%", "%41", "100%"] {
            let pointer = format!("/{}", escape(name));
            let written = fragment(&pointer);
            assert!(written.is_ascii() && !written.contains(['{', ' ']));
            let read = percent_decode(&written[1..]);
            assert_eq!(read, pointer);
            assert_eq!(unescape(&read[1..]), name);
        }
        assert_eq!(percent_decode("%4%+1"), "%4%+1");
        assert_eq!(percent_decode("%C3"), "%C3");
    }
}
