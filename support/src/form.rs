//! stand-in
pub fn stand_in(bytes: &[u8]) -> serde_json::Value {
    String::from_utf8_lossy(bytes).split('&').filter_map(|p| p.split_once('=')).map(|(a, b)| (a.to_owned(), serde_json::Value::from(b))).collect()
}
