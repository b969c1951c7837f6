//! Patterns of file names, as `overrides` have them.

/// Whether a path matches a pattern. `*` stands for anything within a name, `**` for folders, `?` for a character,
/// `{a,b}` for alternatives. A pattern without a folder matches files in any.
pub(super) fn matches(pattern: &str, path: &str) -> bool {
    let pattern = pattern.trim_start_matches("./");
    alternatives(pattern).iter().any(|pattern| {
        let path = match pattern.contains('/') {
            true => path,
            false => path.rsplit('/').next().unwrap_or(path),
        };
        parts(
            &pattern.split('/').collect::<Vec<_>>(),
            &path.split('/').collect::<Vec<_>>(),
        )
    })
}

/// The patterns that braces stand for; of nested ones, only the outer.
fn alternatives(pattern: &str) -> Vec<String> {
    let braces = pattern
        .split_once('{')
        .and_then(|(before, rest)| Some((before, rest.split_once('}')?)));
    match braces {
        Some((before, (inner, after))) => inner
            .split(',')
            .map(|choice| format!("{before}{choice}{after}"))
            .collect(),
        None => vec![pattern.to_owned()],
    }
}

fn parts(pattern: &[&str], path: &[&str]) -> bool {
    match (pattern, path) {
        ([], []) => true,
        (["**"], _) => true,
        (["**", rest @ ..], _) => (0..=path.len()).any(|skip| parts(rest, &path[skip..])),
        ([first, rest @ ..], [name, others @ ..]) => {
            part(first.as_bytes(), name.as_bytes()) && parts(rest, others)
        }
        _ => false,
    }
}

/// Compares a name, going back to the last `*` where it does not fit.
fn part(pattern: &[u8], name: &[u8]) -> bool {
    let (mut at, mut position) = (0, 0);
    let mut star = None;
    while position < name.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, position));
                at += 1;
            }
            Some(b'?') => {
                at += 1;
                position += 1;
            }
            Some(byte) if *byte == name[position] => {
                at += 1;
                position += 1;
            }
            _ => match star {
                Some((star_at, taken)) => {
                    star = Some((star_at, taken + 1));
                    at = star_at + 1;
                    position = taken + 1;
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns_match_paths() {
        for (pattern, path, expected) in [
            ("*.yaml", "api/openapi.yaml", true),
            ("api/*.yaml", "api/openapi.yaml", true),
            ("api/*.yaml", "api/v1/openapi.yaml", false),
            ("**/*.{yaml,json}", "api/v1/openapi.json", true),
            ("./v?/a*b", "v1/axxb", true),
            ("v1/**", "v2/a", false),
        ] {
            assert_eq!(matches(pattern, path), expected, "{pattern} {path}");
        }
    }
}
