//! The paths of webhooks and callbacks, which the program chooses that receives them.

use super::service::Service;

impl<A: Send + Sync + 'static> Service<A> {
    /// Receives a webhook at another path than that of its name, or a callback at another one than `OPERATION/CALLBACK`: the
    /// documentation of the handler has the name. What the document puts behind the address of a callback is put behind the
    /// path, too. Names in braces stand for any segment.
    ///
    /// A name that is not in the document is logged and ignored. Of two with the same method and path, one is never reached.
    pub fn path(mut self, name: &str, path: &str) -> Self {
        if !self.setup.move_to(name, path) {
            tracing::error!(name, "the document has no such webhook or callback");
        }
        self
    }
}
