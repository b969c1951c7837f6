//! The fragments of references, as in `#/components/schemas/Pet`.

use super::Node;

impl Node {
    /// The node that a reference's fragment leads to: a JSON pointer in which `%7B` is `{` (RFC 6901 §6).
    pub fn fragment(&self, fragment: &str) -> Option<&Node> {
        self.pointer(&decode_fragment(fragment))
    }
}

/// A fragment as text: `%7B` is `{`. What is no UTF-8 then stays as it is.
pub fn decode_fragment(fragment: &str) -> String {
    let bytes = fragment.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        let hex = fragment
            .get(index + 1..index + 3)
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
    String::from_utf8(decoded).unwrap_or_else(|_| fragment.to_owned())
}

/// A name as a part of a fragment: what would end the part, or be decoded, is escaped.
pub fn fragment_part(name: &str) -> String {
    name.replace('~', "~0")
        .replace('/', "~1")
        .replace('%', "%25")
}

/// The name that a part of a fragment stands for.
pub fn part_name(part: &str) -> String {
    decode_fragment(part).replace("~1", "/").replace("~0", "~")
}
