//! Language models, over OpenAI's protocol.

use std::time::Duration;

use gaugewright::{LabelValue, tracked};
use serde::{Deserialize, Serialize};

use crate::args::Args;
use crate::cache::Cache;
use crate::metrics::{self, CacheType, Provider};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often a question is asked that was not answered.
const TRIES: u32 = 2;

/// Why a call failed.
#[derive(Clone, Copy, Debug, LabelValue)]
#[label(metrics::LlmError)]
pub(crate) enum Failure {
    Timeout,
    RateLimited,
    Unauthorized,
    ContextLength,
    BadResponse,
    Unavailable,
    Other,
}

impl From<reqwest::Error> for Failure {
    fn from(error: reqwest::Error) -> Self {
        match error.status().map(|status| status.as_u16()) {
            _ if error.is_timeout() => Self::Timeout,
            _ if error.is_connect() => Self::Unavailable,
            _ if error.is_decode() => Self::BadResponse,
            Some(401 | 403) => Self::Unauthorized,
            Some(400 | 413) => Self::ContextLength,
            Some(429) => Self::RateLimited,
            Some(500..) => Self::Unavailable,
            _ => Self::Other,
        }
    }
}

impl Failure {
    /// Whether asking again may help.
    fn passes(self) -> bool {
        matches!(self, Self::RateLimited | Self::Unavailable | Self::Timeout)
    }
}

/// An answer, and what it took.
#[derive(Deserialize)]
struct Answer {
    choices: Vec<Choice>,
    usage: Usage,
}

#[derive(Deserialize)]
struct Choice {
    message: Message,
}

#[derive(Deserialize, Serialize)]
struct Message {
    role: String,
    content: String,
}

#[derive(Deserialize)]
struct Usage {
    prompt_tokens: u64,
    completion_tokens: u64,
}

#[derive(Deserialize)]
struct Embeddings {
    data: Vec<Embedding>,
}

#[derive(Deserialize)]
struct Embedding {
    embedding: Vec<f32>,
}

/// A model of a provider.
#[derive(Clone, Copy)]
pub(crate) struct Model {
    pub(crate) provider: Provider,
    pub(crate) name: &'static str,
}

/// The models that score, in turn.
pub(crate) const MODELS: [Model; 4] = [
    Model { provider: Provider::Openai, name: "gpt-4" },
    Model { provider: Provider::Openai, name: "gpt-3.5-turbo" },
    Model { provider: Provider::Anthropic, name: "claude-sonnet" },
    Model { provider: Provider::Xai, name: "grok" },
];

/// The providers' APIs.
#[derive(Clone)]
pub(crate) struct Llm {
    client: reqwest::Client,
    addresses: [String; 3],
    answers: Cache<String>,
    embeddings: Cache<Vec<f32>>,
}

impl Llm {
    pub(crate) fn new(client: reqwest::Client, args: &Args) -> Self {
        Self {
            client,
            addresses: [args.openai.clone(), args.anthropic.clone(), args.xai.clone()],
            answers: Cache::new(CacheType::Response, 500),
            embeddings: Cache::new(CacheType::Embedding, 1000),
        }
    }

    /// Asks a model, unless it has answered the same before; asks again if it is busy.
    pub(crate) async fn ask(&self, model: Model, prompt: &str) -> Result<String, Failure> {
        let key = format!("{}/{prompt}", model.name);
        if let Some(answer) = self.answers.get(&key) {
            return Ok(answer);
        }
        let mut tried = 1;
        let answer = loop {
            match self.complete(model.provider, model.name, prompt).await {
                Err(failure) if failure.passes() && tried < TRIES => tried += 1,
                answer => break answer?,
            }
        };
        let text = answer.choices.into_iter().next().ok_or(Failure::BadResponse)?.message.content;
        self.answers.put(&key, text.clone());
        Ok(text)
    }

    #[tracked(llm, provider, model, record(
        prompt_tokens = |answer| answer.usage.prompt_tokens,
        completion_tokens = |answer| answer.usage.completion_tokens,
    ))]
    async fn complete(&self, provider: Provider, model: &str, prompt: &str) -> Result<Answer, Failure> {
        let messages = [Message { role: "user".into(), content: prompt.to_owned() }];
        let question = serde_json::json!({ "model": model, "messages": messages });
        let response = self.post(provider, "chat/completions", &question).await?;
        Ok(response.error_for_status()?.json().await?)
    }

    /// The place of a text among all texts, as OpenAI sees it.
    pub(crate) async fn embedding(&self, text: &str) -> Result<Vec<f32>, Failure> {
        if let Some(known) = self.embeddings.get(text) {
            return Ok(known);
        }
        let vector = self.embed(text).await?;
        self.embeddings.put(text, vector.clone());
        Ok(vector)
    }

    #[tracked(embedding)]
    async fn embed(&self, text: &str) -> Result<Vec<f32>, Failure> {
        let question = serde_json::json!({ "model": "text-embedding-3-small", "input": text });
        let response = self.post(Provider::Openai, "embeddings", &question).await?;
        let found: Embeddings = response.error_for_status()?.json().await?;
        Ok(found.data.into_iter().next().ok_or(Failure::BadResponse)?.embedding)
    }

    async fn post(
        &self,
        provider: Provider,
        path: &str,
        body: &serde_json::Value,
    ) -> reqwest::Result<reqwest::Response> {
        let (address, variable) = match provider {
            Provider::Openai => (&self.addresses[0], "OPENAI_API_KEY"),
            Provider::Anthropic => (&self.addresses[1], "ANTHROPIC_API_KEY"),
            Provider::Xai => (&self.addresses[2], "XAI_API_KEY"),
        };
        let request = self.client.post(format!("{address}/{path}")).timeout(PATIENCE).json(body);
        let request = match std::env::var(variable) {
            Ok(key) => request.bearer_auth(key),
            Err(_) => request,
        };
        request.send().await
    }

    pub(crate) fn measure(&self) {
        self.answers.measure();
        self.embeddings.measure();
    }
}
