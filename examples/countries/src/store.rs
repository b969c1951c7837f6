//! The storage of countries: a SQLite database.
//!
//! All that a request reads and writes is in its [`Transaction`]. Writes are durable before they are acknowledged: a response
//! is sent after its transaction is committed, and the journal is flushed at each commit. Neither `kill -9` nor a power failure
//! loses an acknowledged write.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::task::JoinError;

use crate::api::types::{Country, CountryChanges, CountryInput};
use crate::page::Page;
use crate::transaction::Transaction;

/// The time to wait for a lock that another process holds; shorter than the 30 seconds of a handler's time limit.
const BUSY_TIMEOUT: Duration = Duration::from_secs(2);

// AUTOINCREMENT: the id of a deleted country is not used again.
const SCHEMA: &str = "
    CREATE TABLE countries (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        version INTEGER NOT NULL DEFAULT 1,
        name TEXT NOT NULL,
        capital TEXT NOT NULL,
        area INTEGER NOT NULL
    ) STRICT;
    INSERT INTO countries (name, capital, area) VALUES
        ('Thailand', 'Bangkok', 513120),
        ('Australia', 'Canberra', 7617930),
        ('Egypt', 'Cairo', 1010408);
    PRAGMA user_version = 1;
";

// Who has written what.
const SCHEMA_2: &str = "
    CREATE TABLE writes (
        at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
        caller TEXT NOT NULL,
        action TEXT NOT NULL,
        country INTEGER NOT NULL
    ) STRICT;
    PRAGMA user_version = 2;
";

/// The database. Clones share their connection, which one request has at a time.
#[derive(Clone)]
pub struct Database {
    connection: Arc<Mutex<Connection>>,
}

/// A row of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    pub country: Country,

    /// The number of writes to the row, at least 1.
    pub version: i64,
}

/// Why an operation of the store failed.
#[derive(Debug)]
pub enum StoreError {
    Sqlite(rusqlite::Error),
    Task(JoinError),
    /// A handler asked for the transaction of a request that has none.
    NoTransaction,
    /// The transaction was committed or rolled back before.
    TransactionEnded,
}

impl Database {
    /// Opens a database. A missing one is created, with three countries.
    ///
    /// # Errors
    /// If the file cannot be opened or is not such a database.
    pub fn open(file: &Path) -> Result<Self, StoreError> {
        let mut connection = Connection::open(file)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        // One transaction, so that a kill, or a second process that starts at the same time, leaves no half-made schema.
        let setup = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let version: i64 = setup.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if version == 0 {
            setup.execute_batch(SCHEMA)?;
        }
        if version < 2 {
            setup.execute_batch(SCHEMA_2)?;
        }
        setup.commit()?;
        Ok(Self {
            connection: Arc::new(Mutex::new(connection)),
        })
    }

    /// The connection, once no other request has it.
    pub async fn connection(&self) -> OwnedMutexGuard<Connection> {
        Arc::clone(&self.connection).lock_owned().await
    }
}

impl Transaction {
    /// The countries on a page, and the number of all countries.
    pub async fn list(&self, page: Page) -> Result<(Vec<Country>, i64), StoreError> {
        self.run(move |read| {
            let total = read.query_row("SELECT count(*) FROM countries", [], |row| row.get(0))?;
            let mut query =
                read.prepare_cached("SELECT * FROM countries ORDER BY id LIMIT ? OFFSET ?")?;
            let rows = query.query_map([page.size(), page.offset()], stored)?;
            let countries = rows
                .map(|row| row.map(|stored| stored.country))
                .collect::<Result<_, _>>()?;
            Ok((countries, total))
        })
        .await
    }

    /// The country with an id.
    pub async fn find(&self, id: i64) -> Result<Option<Stored>, StoreError> {
        self.run(move |read| {
            let mut query = read.prepare_cached("SELECT * FROM countries WHERE id = ?")?;
            query.query_row([id], stored).optional()
        })
        .await
    }

    /// Inserts a country, which gets the next id.
    pub async fn add(&self, new: CountryInput) -> Result<Country, StoreError> {
        self.run(move |write| {
            let mut insert = write.prepare_cached(
                "INSERT INTO countries (name, capital, area) VALUES (?, ?, ?) RETURNING *",
            )?;
            let added = insert.query_row(params![new.name, new.capital, new.area], stored)?;
            Ok(added.country)
        })
        .await
    }

    /// Replaces all members but the id; `None` if there is no such country.
    pub async fn replace(&self, id: i64, new: CountryInput) -> Result<Option<Country>, StoreError> {
        let CountryInput {
            name,
            capital,
            area,
        } = new;
        let changes = CountryChanges {
            name: Some(name),
            capital: Some(capital),
            area: Some(area),
        };
        self.change(id, changes).await
    }

    /// Changes the members that are present; `None` if there is no such country.
    pub async fn change(
        &self,
        id: i64,
        changes: CountryChanges,
    ) -> Result<Option<Country>, StoreError> {
        self.run(move |write| {
            let mut update = write.prepare_cached(
                "UPDATE countries SET version = version + 1,
                     name = coalesce(?, name), capital = coalesce(?, capital), area = coalesce(?, area)
                 WHERE id = ? RETURNING *",
            )?;
            let CountryChanges { name, capital, area } = changes;
            let changed = update.query_row(params![name, capital, area, id], stored).optional()?;
            Ok(changed.map(|changed| changed.country))
        })
        .await
    }

    /// Deletes a country; `false` if there is no such country.
    pub async fn remove(&self, id: i64) -> Result<bool, StoreError> {
        self.run(move |write| Ok(write.execute("DELETE FROM countries WHERE id = ?", [id])? > 0))
            .await
    }

    /// Records who writes what, together with the write itself.
    pub async fn record(
        &self,
        caller: &str,
        action: &'static str,
        id: i64,
    ) -> Result<(), StoreError> {
        let caller = caller.to_owned();
        self.run(move |write| {
            let mut insert = write
                .prepare_cached("INSERT INTO writes (caller, action, country) VALUES (?, ?, ?)")?;
            insert.execute(params![caller, action, id])?;
            Ok(())
        })
        .await
    }
}

fn stored(row: &Row) -> rusqlite::Result<Stored> {
    let country = Country {
        id: row.get("id")?,
        name: row.get("name")?,
        capital: row.get("capital")?,
        area: row.get("area")?,
    };
    Ok(Stored {
        country,
        version: row.get("version")?,
    })
}

impl StoreError {
    /// Whether another process held the lock for too long, so that a retry may succeed.
    pub fn is_busy(&self) -> bool {
        match self {
            Self::Sqlite(error) => {
                error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy)
            }
            Self::Task(_) | Self::NoTransaction | Self::TransactionEnded => false,
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(error) => write!(f, "the database failed: {error}"),
            Self::Task(error) => write!(f, "a task of the database failed: {error}"),
            Self::NoTransaction => f.write_str("the request has no transaction"),
            Self::TransactionEnded => f.write_str("the transaction has ended"),
        }
    }
}

impl std::error::Error for StoreError {}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<JoinError> for StoreError {
    fn from(error: JoinError) -> Self {
        Self::Task(error)
    }
}
