//! The database: a file of SQLite's. Every query is measured by its kind.

mod read;
mod write;

use std::path::{Path, PathBuf};

use deadpool_sqlite::rusqlite::{self, Connection, ErrorCode};
use deadpool_sqlite::{Config, Pool, Runtime};
use gaugewright::{LabelValue, tracked};

use crate::metrics::{self, QueryType};

pub(crate) use read::{Counts, Discovery, Entity, Relationship, Signal, Topic};

const CONNECTIONS: usize = 4;

/// Why a query failed.
#[derive(Clone, Copy, Debug, LabelValue, PartialEq, Eq)]
#[label(metrics::DbError)]
pub(crate) enum Failure {
    Busy,
    Constraint,
    Corrupt,
    Full,
    Io,
    Other,
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::ConstraintViolation) => Self::Constraint,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Corrupt,
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::ReadOnly) => Self::Io,
            _ => Self::Other,
        }
    }
}

/// The connections to the database.
#[derive(Clone)]
pub(crate) struct Store {
    pool: Pool,
    file: PathBuf,
}

impl Store {
    /// Opens the file, and makes the tables that are missing.
    pub(crate) async fn open(file: &Path) -> Result<Self, crate::Fatal> {
        let mut config = Config::new(file);
        config.pool = Some(deadpool_sqlite::PoolConfig::new(CONNECTIONS));
        let store = Self { pool: config.create_pool(Runtime::Tokio1)?, file: file.to_owned() };
        let tables = |connection: &mut Connection| {
            connection.pragma_update(None, "journal_mode", "WAL")?;
            connection.execute_batch(include_str!("schema.sql"))
        };
        let made = store.query(QueryType::Other, tables).await;
        made.map_err(|failure| format!("{} cannot be used as a database: {failure:?}", file.display()))?;
        Ok(store)
    }

    /// Runs a query on a thread that may wait for the disk.
    #[tracked(db_query, query_type = kind)]
    async fn query<T: Send + 'static>(
        &self,
        kind: QueryType,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Failure> {
        let connection = self.pool.get().await.map_err(|_| Failure::Io)?;
        let done = connection.interact(work).await.map_err(|_| Failure::Other)?;
        Ok(done?)
    }

    /// Says how large the file is and how many connections are open.
    pub(crate) fn measure(&self) {
        metrics::db_connections_active().set(self.pool.status().size);
        // What was written last is still in the log beside the file.
        let mut log = self.file.clone().into_os_string();
        log.push("-wal");
        let size = |path: &Path| std::fs::metadata(path).map_or(0, |file| file.len());
        metrics::db_size_bytes().set(size(&self.file) + size(Path::new(&log)));
    }
}
