//! JUnit's XML, which most continuous integration services show.

use std::fmt::Write;

use super::{Item, Level};

/// Tests that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suite {
    /// The name.
    pub name: String,
    /// The tests.
    pub cases: Vec<Case>,
}

/// A test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// What it is about.
    pub class: String,
    /// What is tested.
    pub name: String,
    /// What came of it.
    pub result: CaseResult,
}

/// What came of a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaseResult {
    /// It passed.
    Passed,
    /// It passed, with a remark.
    Remark(String),
    /// It failed.
    Failed {
        /// How severe that is.
        kind: &'static str,
        /// Why.
        message: String,
        /// Where.
        place: String,
    },
}

/// The document. Each file is a suite, each finding a failed test, unless it is only a remark.
pub fn junit(items: &[Item], name: &str) -> String {
    let mut suites: Vec<Suite> = Vec::new();
    for item in items {
        let position = suites.iter().position(|suite| suite.name == item.file);
        let position = position.unwrap_or_else(|| {
            suites.push(Suite {
                name: item.file.clone(),
                cases: Vec::new(),
            });
            suites.len() - 1
        });
        suites[position].cases.push(case(item));
    }
    junit_of(&suites, name)
}

fn case(item: &Item) -> Case {
    let place = match &item.region {
        Some(region) => format!("{}:{}:{}", item.file, region.line, region.column),
        None => item.file.clone(),
    };
    let message = item.message.clone();
    Case {
        class: item.file.clone(),
        name: format!("{} {}", item.rule, item.path.join("/")),
        result: match item.level {
            Level::Info | Level::Hint => CaseResult::Remark(format!("{place}: {message}")),
            Level::Warning => CaseResult::Failed {
                kind: "warning",
                message,
                place,
            },
            Level::Error => CaseResult::Failed {
                kind: "error",
                message,
                place,
            },
        },
    }
}

/// The document of suites. If there are no tests at all, there is one that passes.
pub fn junit_of(suites: &[Suite], name: &str) -> String {
    let passed;
    let suites = match suites.iter().all(|suite| suite.cases.is_empty()) {
        true => {
            passed = [Suite {
                name: name.to_owned(),
                cases: vec![Case {
                    class: String::new(),
                    name: name.to_owned(),
                    result: CaseResult::Passed,
                }],
            }];
            &passed[..]
        }
        false => suites,
    };
    let failures = |suite: &Suite| {
        let results = suite.cases.iter().map(|case| &case.result);
        results
            .filter(|result| matches!(result, CaseResult::Failed { .. }))
            .count()
    };
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        text,
        "<testsuites name=\"{}\" tests=\"{}\" failures=\"{}\">",
        escape(name),
        suites.iter().map(|suite| suite.cases.len()).sum::<usize>(),
        suites.iter().map(failures).sum::<usize>(),
    );
    for suite in suites {
        let _ = writeln!(
            text,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\">",
            escape(&suite.name),
            suite.cases.len(),
            failures(suite)
        );
        for case in &suite.cases {
            print(&mut text, case);
        }
        text.push_str("  </testsuite>\n");
    }
    text.push_str("</testsuites>\n");
    text
}

fn print(text: &mut String, case: &Case) {
    text.push_str("    <testcase");
    if !case.class.is_empty() {
        let _ = write!(text, " classname=\"{}\"", escape(&case.class));
    }
    let _ = write!(text, " name=\"{}\"", escape(&case.name));
    let _ = match &case.result {
        CaseResult::Passed => writeln!(text, "/>"),
        CaseResult::Remark(remark) => writeln!(
            text,
            ">\n      <system-out>{}</system-out>\n    </testcase>",
            escape(remark)
        ),
        CaseResult::Failed {
            kind,
            message,
            place,
        } => writeln!(
            text,
            ">\n      <failure type=\"{kind}\" message=\"{}\">{}</failure>\n    </testcase>",
            escape(message),
            escape(place)
        ),
    };
}

/// Escapes what XML reserves, and replaces characters that it does not have.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            '\t' => escaped.push_str("&#9;"),
            _ if character < ' ' || matches!(character, '\u{fffe}' | '\u{ffff}') => {
                escaped.push('\u{fffd}');
            }
            _ => escaped.push(character),
        }
    }
    escaped
}
