use super::*;
use crate::diagnostic::{Code, Diagnostic, Place, plain};

#[test]
fn long_lines_are_cut_around_the_mark() {
    let long = "é".repeat(500_000);
    let text = format!("{{\"{long}\": \"here\", \"{long}\": 1}}");
    let at = text.find("\"here\"").unwrap();
    let mut sources = Sources::new();
    let file = sources.add("x.json", &text);
    let mut diagnostics = Diagnostics::new();
    diagnostics
        .push(Diagnostic::error(Code::BadKey, Place::Range(file, at..at + 6), "m").label("l"));
    let printed = render(&diagnostics, &sources, RenderOptions::default());
    assert!(printed.len() < 1000, "{printed}");
    assert!(printed.contains("x.json:1:500006"), "{printed}");
    assert!(
        printed.contains("…") && printed.contains("\"here\""),
        "{printed}"
    );
}

#[test]
fn text_of_the_document_is_no_terminal_command() {
    let mut sources = Sources::new();
    let file = sources.add("x.yaml", "a: \u{1b}[31m\n");
    let mut diagnostics = Diagnostics::new();
    let place = Place::Range(file, 0..1);
    let evil = "\u{1b}]0;owned\u{7}";
    diagnostics.push(
        Diagnostic::error(Code::BadKey, place.clone(), evil)
            .label(evil)
            .related(place, evil)
            .help(evil),
    );
    assert!(
        !render(&diagnostics, &sources, RenderOptions::default()).contains(['\u{1b}', '\u{7}'])
    );
}

#[test]
fn duplicates_are_printed_once_and_in_document_order() {
    let mut sources = Sources::new();
    let file = sources.add("x.yaml", "a: 1\nb: 2\n");
    let mut diagnostics = Diagnostics::new();
    for (start, message) in [(5, "second"), (0, "first"), (5, "second")] {
        diagnostics.push(Diagnostic::warning(
            Code::BadKey,
            Place::Range(file, start..start + 1),
            message,
        ));
    }
    let printed = render(&diagnostics, &sources, RenderOptions::default());
    let places: Vec<_> = printed
        .lines()
        .filter(|line| line.contains("-->"))
        .map(str::trim)
        .collect();
    assert_eq!(places, ["--> x.yaml:1:1", "--> x.yaml:2:1"]);
    assert!(printed.ends_with("2 warnings\n"), "{printed}");
}

#[test]
fn many_of_a_code_are_counted() {
    let mut sources = Sources::new();
    let file = sources.add("x.yaml", "x".repeat(3000));
    let mut diagnostics = Diagnostics::new();
    for offset in 0..3000 {
        let place = Place::Range(file, offset..offset + 1);
        diagnostics.push(Diagnostic::warning(Code::BadKey, place, "m"));
    }
    diagnostics.push(Diagnostic::error(Code::BadMerge, file, "e"));
    let printed = |all| {
        let options = RenderOptions {
            all,
            hint: true,
            ..RenderOptions::default()
        };
        render(&diagnostics, &sources, options)
    };
    let text = printed(false);
    assert_eq!(
        text.matches("warning[bad-key]").count(),
        counts::limit(Severity::Warning)
    );
    let summary = "not printed:\n    2990 more of bad-key\n1 error, 3000 warnings; `--verbose` shows all; \
        `specfirst explain CODE` tells more about a code in brackets\n";
    assert!(text.ends_with(summary), "{text}");
    let text = printed(true);
    assert_eq!(text.matches("warning[bad-key]").count(), 3000);
    assert_eq!(
        plain::warnings(&diagnostics, &sources).len(),
        counts::limit(Severity::Warning) + 1
    );
}
