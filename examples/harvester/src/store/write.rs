//! What is put into the database.

use deadpool_sqlite::rusqlite::{OptionalExtension as _, params};

use super::{Failure, Store};
use crate::metrics::{QueryType, RelationshipType};
use crate::sources::{Artifact, Post};

impl Store {
    /// Keeps posts that are not known yet.
    pub(crate) async fn add_signals(&self, posts: Vec<Post>) -> Result<(), Failure> {
        self.query(QueryType::Insert, move |connection| {
            let all = connection.transaction()?;
            for post in posts {
                let insert = "INSERT OR IGNORE INTO signals (id, author, text) VALUES (?1, ?2, ?3)";
                all.execute(insert, params![post.id, post.author, post.text])?;
            }
            all.commit()
        })
        .await
    }

    /// Keeps what a model thinks of a signal; of a good one somebody is told.
    pub(crate) async fn score_signal(&self, id: i64, score: f64, analysis: String) -> Result<(), Failure> {
        self.query(QueryType::Update, move |connection| {
            let update = "UPDATE signals SET score = ?2, analysis = ?3, notified = ?2 > 0.8 WHERE id = ?1";
            connection.execute(update, params![id, score, analysis]).map(|_| ())
        })
        .await
    }

    /// Keeps a discovery; gives its id if it is new.
    pub(crate) async fn add_discovery(&self, artifact: Artifact) -> Result<Option<i64>, Failure> {
        self.query(QueryType::Insert, move |connection| {
            let insert = "INSERT OR IGNORE INTO discoveries (address, source, title, summary, found) \
                          VALUES (?1, ?2, ?3, ?4, unixepoch()) RETURNING id";
            let Artifact { source, address, title, summary, .. } = artifact;
            connection
                .query_row(insert, params![address, source.as_str(), title, summary], |row| row.get(0))
                .optional()
        })
        .await
    }

    /// Keeps entities that are not known yet: their names, and whether they were written otherwise. Gives how many are
    /// another name of one that is known.
    pub(crate) async fn add_entities(&self, names: Vec<(String, bool)>) -> Result<u64, Failure> {
        self.query(QueryType::Insert, move |connection| {
            let all = connection.transaction()?;
            let mut merges = 0;
            for (name, otherwise) in names {
                let insert = "INSERT OR IGNORE INTO entities (name) VALUES (?1)";
                let new = all.prepare_cached(insert)?.execute([name])? > 0;
                merges += u64::from(!new || otherwise);
            }
            all.commit()?;
            Ok(merges)
        })
        .await
    }

    pub(crate) async fn add_relationship(
        &self,
        one: i64,
        other: i64,
        kind: RelationshipType,
    ) -> Result<(), Failure> {
        self.query(QueryType::Insert, move |connection| {
            let insert = "INSERT OR IGNORE INTO relationships VALUES (?1, ?2, ?3)";
            connection.execute(insert, params![one, other, kind.as_str()]).map(|_| ())
        })
        .await
    }

    /// Puts the discoveries that mention a word and have no topic under one of that name.
    pub(crate) async fn assign_topic(&self, name: String) -> Result<(), Failure> {
        self.query(QueryType::Update, move |connection| {
            let all = connection.transaction()?;
            let insert = "INSERT INTO topics (name, seen) VALUES (?1, unixepoch()) \
                          ON CONFLICT (name) DO UPDATE SET seen = unixepoch() RETURNING id";
            let topic: i64 = all.query_row(insert, [&name], |row| row.get(0))?;
            let update =
                "UPDATE discoveries SET topic = ?1 WHERE topic IS NULL AND instr(lower(title), ?2) > 0";
            all.execute(update, params![topic, name])?;
            all.commit()
        })
        .await
    }

    /// Drops signals that nobody needed: all but the newest so many.
    pub(crate) async fn forget_signals(&self, kept: i64) -> Result<usize, Failure> {
        self.query(QueryType::Delete, move |connection| {
            let delete = "DELETE FROM signals WHERE notified = 0 AND id < \
                          (SELECT min(id) FROM (SELECT id FROM signals ORDER BY id DESC LIMIT ?1))";
            connection.execute(delete, [kept])
        })
        .await
    }
}
