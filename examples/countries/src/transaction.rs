//! One database transaction for each request. It is committed if the response is a success, and rolled back if it is an
//! error, if the handler panics, and if the client goes away before there is a response.

#[cfg(test)]
mod tests;

use std::mem;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use rusqlite::Connection;
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::task::spawn_blocking;

use crate::api::server::{HandlerError, current_request};
use crate::errors;
use crate::store::{Database, StoreError};

/// The layer around the operations: it offers a transaction to the handler, and ends it when there is a response.
pub async fn in_transaction(
    State(database): State<Database>,
    mut request: Request,
    next: Next,
) -> Response {
    let transaction = Transaction::new(database, request.method());
    request.extensions_mut().insert(transaction.clone());
    // A handler that panics has a 500. If the client goes away, this ends here, and dropping the transaction rolls it back.
    let response = next.run(request).await;
    let ended = match response.status().is_success() {
        true => transaction.commit().await,
        false => transaction.roll_back().await,
    };
    match ended {
        Ok(()) => response,
        Err(error) => errors::response(HandlerError::from(error).into()).into(),
    }
}

/// The transaction of a request. It begins when it is first used, so that no lock is held while a request is read.
#[derive(Clone)]
pub struct Transaction {
    database: Database,
    /// The statement that begins it.
    begin: &'static str,
    progress: Arc<Mutex<Progress>>,
}

enum Progress {
    Unused,
    Begun(Begun),
    Ended,
}

/// The connection while the transaction has it for itself. Dropping it rolls back what was not committed.
struct Begun(OwnedMutexGuard<Connection>);

impl Transaction {
    fn new(database: Database, method: &Method) -> Self {
        Self {
            database,
            begin: match method.is_safe() {
                true => "BEGIN",
                // Takes the lock for writing at once: to ask for it after reading fails if another process has written.
                false => "BEGIN IMMEDIATE",
            },
            progress: Arc::new(Mutex::new(Progress::Unused)),
        }
    }

    /// The transaction of the request that is being handled.
    ///
    /// # Errors
    /// If the operation is not in the layer, or this is not the task of its handler.
    pub fn current() -> Result<Self, StoreError> {
        let request = current_request().ok_or(StoreError::NoTransaction)?;
        let transaction = request.extension::<Self>().cloned();
        transaction.ok_or(StoreError::NoTransaction)
    }

    /// Works on the database inside of the transaction, on a thread for blocking work.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let mut progress = Arc::clone(&self.progress).lock_owned().await;
        if let Progress::Unused = *progress {
            let begun = Begun::new(self.database.connection().await, self.begin);
            *progress = Progress::Begun(begun.await?);
        }
        // The thread has the lock: if this future is dropped meanwhile, the rollback waits until the work is done.
        spawn_blocking(move || match &*progress {
            // SQLite itself rolls back after some errors; what follows must not be outside of a transaction.
            Progress::Begun(Begun(connection)) if !connection.is_autocommit() => {
                Ok(work(connection)?)
            }
            _ => Err(StoreError::TransactionEnded),
        })
        .await?
    }

    async fn commit(&self) -> Result<(), StoreError> {
        match self.end().await {
            Some(begun) => begun.commit().await,
            None => Ok(()),
        }
    }

    async fn roll_back(&self) -> Result<(), StoreError> {
        if let Some(begun) = self.end().await {
            // Dropped on a thread for blocking work, and before the response is sent.
            spawn_blocking(move || drop(begun)).await?;
        }
        Ok(())
    }

    /// Ends the use of the transaction, also by clones; none if it was not used.
    async fn end(&self) -> Option<Begun> {
        match mem::replace(&mut *self.progress.lock().await, Progress::Ended) {
            Progress::Begun(begun) => Some(begun),
            Progress::Unused | Progress::Ended => None,
        }
    }
}

impl Begun {
    async fn new(
        connection: OwnedMutexGuard<Connection>,
        begin: &'static str,
    ) -> Result<Self, StoreError> {
        let begun = spawn_blocking(move || {
            let begun = Self(connection);
            begun.0.execute_batch(begin).map(|()| begun)
        });
        Ok(begun.await??)
    }

    async fn commit(self) -> Result<(), StoreError> {
        Ok(spawn_blocking(move || self.0.execute_batch("COMMIT")).await??)
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        if !self.0.is_autocommit()
            && let Err(error) = self.0.execute_batch("ROLLBACK")
        {
            tracing::error!(%error, "a transaction was not rolled back");
        }
    }
}
