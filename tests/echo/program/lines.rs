//! The lines of the program's input and output.

use std::io::{self, BufRead, BufWriter, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What came back: JSON, or an error with its mark.
pub type Echo = Result<String, Failure>;

/// Why nothing came back.
pub enum Failure {
    Error(String),
    /// The violations of the schema.
    Invalid(String),
}

/// Answers each line `index<TAB>JSON` with two results, with a tab between them. A result is `=` and JSON, or `!` and an
/// error, or `-` and the violations of the schema.
pub fn answer(client: impl Fn(usize, &str) -> Echo, server: impl Fn(usize, &str) -> Echo) {
    let mut output = BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let line = line.unwrap();
        let (index, text) = line.split_once('\t').unwrap();
        let index: usize = index.parse().unwrap();
        let client = marked(|| client(index, text));
        let server = marked(|| server(index, text));
        writeln!(output, "{client}\t{server}").unwrap();
    }
}

fn marked(echo: impl FnOnce() -> Echo) -> String {
    let one_line = |text: &str| text.replace(['\n', '\t'], " ");
    match catch_unwind(AssertUnwindSafe(echo)) {
        Ok(Ok(text)) => format!("={text}"),
        Ok(Err(Failure::Error(error))) => format!("!{}", one_line(&error)),
        Ok(Err(Failure::Invalid(violations))) => format!("-{}", one_line(&violations)),
        Err(_) => "!panicked".to_owned(),
    }
}
