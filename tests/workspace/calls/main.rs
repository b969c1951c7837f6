//! Every operation of every crate, called. The modules name what stands here by its full path, since theirs are the names
//! of operations.

// The types of one document are nested more deeply than the compiler follows by default.
#![recursion_limit = "1024"]

use calls_of_all::serve;
use serde::de::DeserializeOwned;

/// A value of whatever type is asked for.
fn read<T: DeserializeOwned>(json: &str) -> T {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{error} in {json}"))
}

/// A text, from its JSON string; of another value, its JSON.
fn text(json: &str) -> String {
    serde_json::from_str(json).unwrap_or_else(|_| json.to_owned())
}

