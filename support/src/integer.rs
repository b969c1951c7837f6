//! Enums of integers.

/// The variant for a value.
///
/// # Errors
/// A sentence that names the value, when no variant stands for it.
pub fn find<T: Copy + Into<i64>>(value: i64, variants: &[T]) -> Result<T, String> {
    let found = variants.iter().find(|variant| (**variant).into() == value);
    found
        .copied()
        .ok_or_else(|| format!("{value} is not one of the values"))
}
