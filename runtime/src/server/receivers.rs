//! The paths of webhooks and callbacks, which the program chooses that receives them.

use super::service::{Service, Setup};

/// The name of a webhook or callback that handlers of the type `A` receive. Generated code has an enum of the names.
pub trait HookName<A> {
    /// The key of the webhook in the document; of a callback `OPERATION/CALLBACK`, or its key under `components`.
    fn as_str(&self) -> &'static str;
}

impl<A: Send + Sync + 'static> Service<A> {
    /// Receives a webhook at another path than that of its name, or a callback at another one than `OPERATION/CALLBACK`: the
    /// documentation of the handler has the name. What the document puts behind the address of a callback is put behind the
    /// path, too. Names in braces stand for any segment.
    ///
    /// Several webhooks of one method may be at one path, as many senders have only one address for all of their events: a
    /// request is for the first one whose schema accepts its JSON body, such as one with a constant member `type`. A body that
    /// none accepts is refused as the one that it violates least. Layers of operations are those of the first in the document.
    pub fn path(mut self, name: impl HookName<A>, path: &str) -> Self {
        let name = name.as_str();
        self.setup.share_paths = Some(Setup::share_paths);
        if !self.setup.move_to(name, path) {
            tracing::error!(name, "the document has no such webhook or callback");
        }
        self
    }
}
