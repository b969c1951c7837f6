//! Loads any bytes up to the normal form.

#![no_main]

#[allow(dead_code, reason = "the other target uses the rest")]
mod invariants;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(text) = std::str::from_utf8(data) {
        invariants::loads(text);
    }
});
