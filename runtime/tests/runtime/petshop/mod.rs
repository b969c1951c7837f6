//! What the generator would write for `contract.jsonl`, by hand.

pub mod client;
pub mod server;
pub mod types;

pub const CONTRACT: &str = include_str!("contract.jsonl");
