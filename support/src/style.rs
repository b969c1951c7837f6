//! stand-in
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Style { Simple, Label, Matrix, Form, SpaceDelimited, PipeDelimited, DeepObject, Cookie }
pub fn stand_in(raw: &str) -> Result<serde_json::Value, String> {
    Ok(serde_json::from_str(raw).unwrap_or_else(|_| raw.into()))
}
/// stand-in
pub fn encode_stand_in(_: Style, _: bool, _: bool, name: &str, value: &serde_json::Value) -> String { format!("{name}={value}") }
