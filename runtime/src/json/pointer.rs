//! JSON Pointers (RFC 6901).

/// The pointer to a member of the value that a pointer leads to.
pub fn member(pointer: &str, name: &str) -> String {
    let mut pointer = pointer.to_owned();
    push_member(&mut pointer, name);
    pointer
}

/// Adds the token of a member.
pub fn push_member(pointer: &mut String, name: &str) {
    pointer.push('/');
    pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
}
