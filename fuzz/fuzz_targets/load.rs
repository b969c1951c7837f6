//! Bytes to the normal form: whatever they are, there is a document or a message, and no panic.

#![no_main]

#[allow(dead_code, reason = "the other target takes the rest")]
mod holds;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(text) = std::str::from_utf8(data) {
        holds::loads(text);
    }
});
