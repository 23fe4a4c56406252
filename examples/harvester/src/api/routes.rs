//! What each route does.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use serde::Deserialize;

use super::problem::Problem;
use crate::llm::MODELS;
use crate::metrics::PipelineType;
use crate::pipeline::Pipelines;
use crate::store::{Discovery, Entity, Relationship, Signal, Topic};

type Answer<T> = Result<Json<T>, Problem>;

pub(super) async fn health() -> &'static str {
    "well"
}

pub(super) async fn signals(State(app): State<Pipelines>) -> Answer<Vec<Signal>> {
    Ok(Json(app.store.signals().await?))
}

pub(super) async fn signal(State(app): State<Pipelines>, Path(id): Path<i64>) -> Answer<Signal> {
    app.store.signal(id).await?.map(Json).ok_or_else(|| missing("signal", id))
}

pub(super) async fn discoveries(State(app): State<Pipelines>) -> Answer<Vec<Discovery>> {
    Ok(Json(app.store.discoveries().await?))
}

pub(super) async fn discovery(State(app): State<Pipelines>, Path(id): Path<i64>) -> Answer<Discovery> {
    app.store.discovery(id).await?.map(Json).ok_or_else(|| missing("discovery", id))
}

pub(super) async fn relationships(
    State(app): State<Pipelines>,
    Path(id): Path<i64>,
) -> Answer<Vec<Relationship>> {
    Ok(Json(app.store.relationships(id).await?))
}

pub(super) async fn topics(State(app): State<Pipelines>) -> Answer<Vec<Topic>> {
    Ok(Json(app.store.topics().await?))
}

pub(super) async fn entities(State(app): State<Pipelines>) -> Answer<Vec<Entity>> {
    Ok(Json(app.store.entities().await?))
}

#[derive(Deserialize)]
pub(super) struct Question {
    q: String,
}

/// Takes as long as a model takes to answer.
pub(super) async fn ask(State(app): State<Pipelines>, Query(question): Query<Question>) -> Answer<String> {
    Ok(Json(app.llm.ask(MODELS[0], &question.q).await?))
}

pub(super) async fn run(
    State(app): State<Pipelines>,
    Path(name): Path<String>,
) -> Result<StatusCode, Problem> {
    let which: PipelineType =
        name.parse().map_err(|_| Problem(StatusCode::NOT_FOUND, format!("there is no pipeline `{name}`")))?;
    app.run(which).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn missing(what: &str, id: i64) -> Problem {
    Problem(StatusCode::NOT_FOUND, format!("there is no {what} {id}"))
}
