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

/// The most patterns that braces may stand for; those beyond are not tried.
const ALTERNATIVES: usize = 1000;

/// The patterns that braces stand for, nested ones included. A brace that is not closed stands for itself.
fn alternatives(pattern: &str) -> Vec<String> {
    let mut complete = Vec::new();
    let mut open = vec![pattern.to_owned()];
    while let Some(pattern) = open.pop() {
        let choices = choices(&pattern);
        match choices {
            Some(choices) if complete.len() + open.len() + choices.len() <= ALTERNATIVES => {
                open.extend(choices);
            }
            _ => complete.push(pattern),
        }
    }
    complete
}

/// The patterns that the first innermost braces stand for.
fn choices(pattern: &str) -> Option<Vec<String>> {
    let close = pattern
        .match_indices('}')
        .find_map(|(close, _)| Some((pattern[..close].rfind('{')?, close)));
    let (open, close) = close?;
    let (before, after) = (&pattern[..open], &pattern[close + 1..]);
    let inner = pattern[open + 1..close].split(',');
    Some(
        inner
            .map(|choice| format!("{before}{choice}{after}"))
            .collect(),
    )
}

/// Compares the names of a path.
fn parts(pattern: &[&str], path: &[&str]) -> bool {
    let fits = |pattern: &&str, name: &&str| part(pattern.as_bytes(), name.as_bytes());
    items(pattern, path, |it| *it == "**", fits)
}

/// Compares a name.
fn part(pattern: &[u8], name: &[u8]) -> bool {
    let fits = |pattern: &u8, byte: &u8| *pattern == b'?' || pattern == byte;
    items(pattern, name, |it| *it == b'*', fits)
}

/// Compares items with those of a pattern, in which a star is for any number of items; goes back to the last star where they do
/// not fit.
fn items<P, I>(
    pattern: &[P],
    items: &[I],
    is_star: impl Fn(&P) -> bool,
    fits: impl Fn(&P, &I) -> bool,
) -> bool {
    let (mut at, mut position) = (0, 0);
    let mut star = None;
    while position < items.len() {
        match pattern.get(at) {
            Some(one) if is_star(one) => {
                star = Some((at, position));
                at += 1;
            }
            Some(one) if fits(one, &items[position]) => {
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
    pattern[at..].iter().all(is_star)
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
            ("**/a/**/b", "x/a/y/a/z/b", true),
            ("{v1,v2}/*.{yaml,json}", "v2/a.json", true),
            ("{v{1,2},next}/a", "v2/a", true),
            ("{v{1,2},next}/a", "v3/a", false),
            ("a{b", "a{b", true),
        ] {
            assert_eq!(matches(pattern, path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn many_wildcards_and_braces_take_no_time() {
        let pattern = "**/a/".repeat(40) + "b";
        let path = "a/".repeat(60) + "c";
        assert!(!matches(&pattern, &path));
        assert!(!matches(&"{a,b}".repeat(60), "c"));
    }
}
