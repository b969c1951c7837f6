//! stand-in
use serde_json::Value;
use std::borrow::Cow;
#[derive(Clone, Copy, Debug)]
pub enum Direction { Request, Response }
pub struct Violation { pub pointer: String, pub code: &'static str, pub message: String }
pub struct Schema;
impl Schema { pub fn compile(_: &Value) -> Self { Self } }
pub struct Schemas;
impl Schemas {
    pub fn new<N: Into<String>, T: Into<Cow<'static, str>>>(_: impl IntoIterator<Item = (N, T)>) -> Self { Self }
    pub fn check(&self, _: &Schema, _: &Value, _: Direction) -> Vec<Violation> { Vec::new() }
    pub fn fill_defaults(&self, _: &Schema, _: &mut Value) {}
}
