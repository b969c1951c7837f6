use specfirst::render::Runtime;
use specfirst::{BuildError, Builder};

fn main() -> Result<(), BuildError> {
    Builder::new("api.yaml")
        .client(false)
        .runtime(Runtime::Crate)
        .generate()
}
