//! What is asked of the database.

use deadpool_sqlite::rusqlite::{self, Connection, OptionalExtension as _, Row};
use serde::Serialize;

use super::{Failure, Store};
use crate::metrics::QueryType;

/// A post that may matter.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Signal {
    pub(crate) id: i64,
    pub(crate) author: String,
    pub(crate) text: String,
    pub(crate) score: Option<f64>,
}

/// A paper or a repository.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Discovery {
    pub(crate) id: i64,
    pub(crate) source: String,
    pub(crate) title: String,
    pub(crate) summary: String,
}

/// What several discoveries are about.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Topic {
    id: i64,
    name: String,
    discoveries: i64,
}

/// A person or an organisation.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Entity {
    pub(crate) id: i64,
    pub(crate) name: String,
}

/// Two discoveries that have to do with each other.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Relationship {
    one: i64,
    other: i64,
    kind: String,
}

/// How much there is of everything.
pub(crate) struct Counts {
    pub(crate) signals: [i64; 4],
    pub(crate) discoveries: i64,
    pub(crate) by_source: Vec<(String, i64)>,
    pub(crate) topics: [i64; 2],
    pub(crate) in_topics: i64,
    pub(crate) entities: i64,
    pub(crate) by_kind: Vec<(String, i64)>,
}

/// How many rows a list has at most.
const MOST: i64 = 100;
/// How long a topic stays active, in seconds: a week.
const ACTIVE: i64 = 7 * 86_400;

impl Store {
    pub(crate) async fn signals(&self) -> Result<Vec<Signal>, Failure> {
        self.list("SELECT id, author, text, score FROM signals ORDER BY id DESC LIMIT ?1", MOST, signal).await
    }

    pub(crate) async fn signal(&self, id: i64) -> Result<Option<Signal>, Failure> {
        self.one("SELECT id, author, text, score FROM signals WHERE id = ?1", id, signal).await
    }

    /// Signals without a score.
    pub(crate) async fn unscored(&self) -> Result<Vec<Signal>, Failure> {
        self.list("SELECT id, author, text, score FROM signals WHERE score IS NULL LIMIT ?1", MOST, signal)
            .await
    }

    pub(crate) async fn discoveries(&self) -> Result<Vec<Discovery>, Failure> {
        self.list(
            "SELECT id, source, title, summary FROM discoveries ORDER BY id DESC LIMIT ?1",
            MOST,
            discovery,
        )
        .await
    }

    pub(crate) async fn discovery(&self, id: i64) -> Result<Option<Discovery>, Failure> {
        self.one("SELECT id, source, title, summary FROM discoveries WHERE id = ?1", id, discovery).await
    }

    pub(crate) async fn topics(&self) -> Result<Vec<Topic>, Failure> {
        let query = "SELECT topics.id, name, count(discoveries.id) FROM topics LEFT JOIN discoveries ON topic = topics.id \
                     GROUP BY topics.id ORDER BY 3 DESC LIMIT ?1";
        self.list(query, MOST, |row| {
            Ok(Topic { id: row.get(0)?, name: row.get(1)?, discoveries: row.get(2)? })
        })
        .await
    }

    pub(crate) async fn entities(&self) -> Result<Vec<Entity>, Failure> {
        let entity = |row: &Row<'_>| Ok(Entity { id: row.get(0)?, name: row.get(1)? });
        self.list("SELECT id, name FROM entities ORDER BY id DESC LIMIT ?1", MOST, entity).await
    }

    pub(crate) async fn relationships(&self, discovery: i64) -> Result<Vec<Relationship>, Failure> {
        let relationship =
            |row: &Row<'_>| Ok(Relationship { one: row.get(0)?, other: row.get(1)?, kind: row.get(2)? });
        let query = "SELECT one, other, kind FROM relationships WHERE one = ?1 OR other = ?1 LIMIT 100";
        self.list(query, discovery, relationship).await
    }

    /// Counts everything.
    pub(crate) async fn counts(&self) -> Result<Counts, Failure> {
        self.query(QueryType::Select, |connection| {
            let count = |query: &str| connection.query_row(query, [], |row| row.get::<_, i64>(0));
            let active = format!("SELECT count(*) FROM topics WHERE seen > unixepoch() - {ACTIVE}");
            Ok(Counts {
                signals: [
                    count("SELECT count(*) FROM signals")?,
                    count("SELECT count(score) FROM signals")?,
                    count("SELECT count(analysis) FROM signals")?,
                    count("SELECT count(*) FROM signals WHERE notified = 1")?,
                ],
                discoveries: count("SELECT count(*) FROM discoveries")?,
                by_source: grouped(connection, "SELECT source, count(*) FROM discoveries GROUP BY source")?,
                topics: [count("SELECT count(*) FROM topics")?, count(&active)?],
                in_topics: count("SELECT count(topic) FROM discoveries")?,
                entities: count("SELECT count(*) FROM entities")?,
                by_kind: grouped(connection, "SELECT kind, count(*) FROM relationships GROUP BY kind")?,
            })
        })
        .await
    }

    async fn list<T: Send + 'static>(
        &self,
        query: &'static str,
        parameter: i64,
        read: fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Failure> {
        self.query(QueryType::Select, move |connection| {
            let mut statement = connection.prepare_cached(query)?;
            statement.query_map([parameter], read)?.collect()
        })
        .await
    }

    async fn one<T: Send + 'static>(
        &self,
        query: &'static str,
        id: i64,
        read: fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, Failure> {
        self.query(QueryType::Select, move |connection| {
            connection.prepare_cached(query)?.query_row([id], read).optional()
        })
        .await
    }
}

fn signal(row: &Row<'_>) -> rusqlite::Result<Signal> {
    Ok(Signal { id: row.get(0)?, author: row.get(1)?, text: row.get(2)?, score: row.get(3)? })
}

fn discovery(row: &Row<'_>) -> rusqlite::Result<Discovery> {
    Ok(Discovery { id: row.get(0)?, source: row.get(1)?, title: row.get(2)?, summary: row.get(3)? })
}

fn grouped(connection: &Connection, query: &str) -> rusqlite::Result<Vec<(String, i64)>> {
    connection.prepare_cached(query)?.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}
