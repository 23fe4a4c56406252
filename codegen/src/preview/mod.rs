//! Dashboards as pages that anybody can open: drawn as Grafana draws them, with data of a Prometheus, or with invented ones. Beside
//! each panel stands what the checker knows of its queries.

mod compare;
mod firing;
mod invented;
mod page;
mod pictures;
mod series;
mod sheet;
mod states;

use std::collections::BTreeMap;
use std::sync::Arc;

use gaugewright_spec::model::{Dashboard, Spec};
use gaugewright_spec::source::Source;
use serde::Serialize;

pub(crate) use self::page::{MARK, POLICY};
pub(crate) use self::pictures::Pictures;
use self::sheet::{Around, Sheet};
use crate::excerpt::Lines;
use crate::files::Files;
use crate::grafana;

/// The moment that invented data end at, in Unix seconds: always the same, so that pages are. It is no full
/// hour, nor close behind one: no text on an axis of time stands at the edge of a picture, which would cut it.
pub(crate) const MOMENT: f64 = 1_768_483_440.0;

/// The dashboards of a spec, to be looked at.
#[derive(Debug)]
pub struct Preview {
    service: String,
    /// What it is that is shown, if it is not the dashboards of the spec.
    about: String,
    boards: Vec<Board>,
    pictures: Arc<Pictures>,
}

#[derive(Debug)]
struct Board {
    uid: String,
    title: String,
    description: String,
    /// The stem of the name of its file.
    stem: String,
    sheet: Sheet,
}

/// What the page is told.
#[derive(Serialize)]
struct Told<'p> {
    service: &'p str,
    about: &'p str,
    boards: Vec<Entry<'p>>,
    /// Where data come from.
    source: &'static str,
    /// Whether somebody serves the page who can be asked.
    served: bool,
    /// How often what is served has changed.
    version: u64,
    /// What is wrong with the spec, with its lines; and whether that keeps it from being shown.
    findings: &'p str,
    failed: bool,
    moment: f64,
    /// Pictures of alerts by their stems, where nobody can be asked for them.
    pictures: BTreeMap<&'p str, &'p str>,
    /// The dashboard that it shows; nothing shows the list of them.
    sheet: Option<&'p Sheet>,
}

/// A dashboard in the list.
#[derive(Serialize)]
struct Entry<'p> {
    uid: &'p str,
    title: &'p str,
    description: &'p str,
    tags: Vec<&'p str>,
    href: String,
}

/// Where the pages are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Setting<'s> {
    /// In files.
    Files,
    /// Served, as often as it has changed, with the findings of the spec; with invented data, or with those of a Prometheus.
    Served { version: u64, findings: &'s str, failed: bool, prometheus: bool },
}

impl Preview {
    /// The dashboards of a spec that was read from a source.
    pub fn new(spec: &Spec, source: &Source) -> Self {
        Self::made(spec, Lines::new(source))
    }

    /// The dashboards of a model that was read from no spec, over the metrics of one that was read from a source.
    pub(crate) fn of_people(model: Spec, metrics: &Spec, source: &Source) -> Self {
        Self::made(&model.over(metrics.vocabulary.clone()), Lines::none(source))
    }

    fn made(spec: &Spec, lines: Lines<'_>) -> Self {
        let around = Around::new(spec, lines);
        let texts = grafana::dashboards(spec).into_iter().map(|(_, text)| text);
        let board = |(dashboard, text): (&Dashboard, String)| Board {
            uid: dashboard.uid.clone(),
            title: dashboard.title.clone(),
            description: dashboard.description.clone(),
            stem: dashboard.file_stem.clone(),
            sheet: around.sheet(dashboard, serde_json::from_str(&text).unwrap_or_default()),
        };
        let boards = spec.dashboards.iter().zip(texts).map(board).collect();
        let pictures = Arc::new(Pictures::new(spec));
        Self { service: spec.service.title.clone(), about: String::new(), boards, pictures }
    }

    /// The panels that another preview draws otherwise, each beside what it is there. The names are those of what is compared.
    #[must_use]
    pub(crate) fn compared(self, after: Self, names: (&str, &str)) -> Self {
        compare::compared(self, after, names)
    }

    /// The pages with how tall each is, in pixels.
    pub(crate) fn heights(&self) -> Vec<(String, u32)> {
        self.boards.iter().map(|board| (format!("{}.html", board.stem), board.sheet.height())).collect()
    }

    /// A page for each dashboard and one that lists them, with invented data. Each is one file that needs no other.
    pub fn files(&self) -> Files {
        let mut files = Files::default();
        files.insert("index.html", self.page(None, Setting::Files));
        for board in &self.boards {
            files.insert(format!("{}.html", board.stem), self.page(Some(board), Setting::Files));
        }
        files
    }

    /// The page of a dashboard, or of the list of them, as it is served; nothing if there is no such dashboard.
    pub(crate) fn served(
        &self,
        uid: Option<&str>,
        (version, findings, failed): (u64, &str, bool),
        prometheus: bool,
    ) -> Option<String> {
        let board = match uid {
            Some(uid) => Some(self.board(uid)?),
            None => None,
        };
        Some(self.page(board, Setting::Served { version, findings, failed, prometheus }))
    }

    /// What the page of a dashboard shows, for one that is there already.
    pub(crate) fn sheet(&self, uid: &str) -> Option<String> {
        self.board(uid).map(|board| page::json(&board.sheet))
    }

    /// The pictures of alerts.
    pub(crate) fn pictures(&self) -> Arc<Pictures> {
        Arc::clone(&self.pictures)
    }

    /// Those of the alerts of a dashboard.
    fn drawn<'p>(&'p self, board: &'p Board) -> BTreeMap<&'p str, &'p str> {
        board.sheet.alerts().filter_map(|stem| Some((stem, self.pictures.get(stem)?))).collect()
    }

    fn board(&self, uid: &str) -> Option<&Board> {
        self.boards.iter().find(|board| board.uid == uid)
    }

    fn page(&self, board: Option<&Board>, setting: Setting<'_>) -> String {
        let title = board.map_or_else(|| self.service.clone(), |board| board.title.clone());
        page::html(&format!("{title} – preview"), &self.told(board, setting))
    }

    fn told<'p>(&'p self, board: Option<&'p Board>, setting: Setting<'p>) -> Told<'p> {
        let entry = |board: &'p Board| Entry {
            uid: &board.uid,
            title: &board.title,
            description: &board.description,
            tags: board.sheet.tags(),
            href: match setting {
                Setting::Files => format!("{}.html", board.stem),
                Setting::Served { .. } => format!("/d/{}", board.uid),
            },
        };
        let (version, findings, failed) = match setting {
            Setting::Files => (0, "", false),
            Setting::Served { version, findings, failed, .. } => (version, findings, failed),
        };
        Told {
            service: &self.service,
            about: &self.about,
            boards: self.boards.iter().map(entry).collect(),
            source: match setting {
                Setting::Served { prometheus: true, .. } => "prometheus",
                _ => "invented",
            },
            served: setting != Setting::Files,
            version,
            findings,
            failed,
            moment: MOMENT,
            pictures: board
                .filter(|_| setting == Setting::Files)
                .map(|board| self.drawn(board))
                .unwrap_or_default(),
            sheet: board.map(|board| &board.sheet),
        }
    }
}
