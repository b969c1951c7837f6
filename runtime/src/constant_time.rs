//! Comparison of secrets.

/// Whether two secrets are equal, in a time that depends on the length of the presented one only.
///
/// All bytes are compared, and `black_box` keeps the compiler from ending the loop at the first difference. That the
/// lengths differ may be seen, as with the `subtle` crate, which is not worth a dependency for one loop.
pub(super) fn constant_time_eq(presented: &[u8], expected: &[u8]) -> bool {
    let is_same_length = presented.len() == expected.len();
    let compared = if is_same_length { expected } else { presented };
    let mut difference = 0;
    for (one, other) in presented.iter().zip(compared) {
        difference = std::hint::black_box(difference | (one ^ other));
    }
    difference == 0 && is_same_length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_equal_if_all_bytes_are() {
        for (presented, expected, are_equal) in [
            ("", "", true),
            ("secret", "secret", true),
            ("Secret", "secret", false),
            ("secreT", "secret", false),
            ("secre", "secret", false),
            ("secrets", "secret", false),
            ("", "secret", false),
            ("secret", "", false),
            // The differences of the bytes cancel each other out in a sum, and in an exclusive or.
            ("ba", "ab", false),
        ] {
            let found = constant_time_eq(presented.as_bytes(), expected.as_bytes());
            assert_eq!(found, are_equal, "{presented} {expected}");
        }
    }
}
