//! Generates two modules from one document: the server for the program, the client for its tests.

use specfirst::{BuildError, Builder};

const DOCUMENT: &str = "../../specs/countries.yaml";

fn main() -> Result<(), BuildError> {
    Builder::new(DOCUMENT).client(false).generate()?;
    Builder::new(DOCUMENT)
        .server(false)
        .file_name("client.rs")
        .generate()
}
