//! Links between pages.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use super::markdown::{Page, pages};
use crate::end_to_end::workspace;

#[test]
fn links_lead_somewhere() {
    let pages = pages();
    let mut wrong = Vec::new();
    let mut followed = 0;
    for page in &pages {
        for (line, link) in links(page) {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            followed += 1;
            if let Err(why) = follow(&pages, page, &link) {
                wrong.push(format!("{}:{line}: {link}: {why}", page.path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(followed > 300, "{followed} links");
}

/// The targets of links, with the lines that they stand in.
fn links(page: &Page) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in page.prose() {
        // What stands between backticks is no link.
        let outside: String = line.split('`').step_by(2).collect::<Vec<_>>().join("`");
        let targets = outside.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        found.extend(targets.map(|target| (number, target.trim().to_owned())));
    }
    found
}

fn follow(pages: &[Page], page: &Page, link: &str) -> Result<(), String> {
    let (path, anchor) = link.split_once('#').map_or((link, None), |(path, anchor)| (path, Some(anchor)));
    let target = if path.is_empty() { page.path.clone() } else { beside(&page.path, path) };
    if !workspace::path(&target).exists() {
        return Err(format!("there is no {}", target.display()));
    }
    let Some(anchor) = anchor else { return Ok(()) };
    let other = pages.iter().find(|other| other.path == target).ok_or("anchors are known of pages only")?;
    if anchors(other).contains(anchor) {
        Ok(())
    } else {
        Err("there is no such place on the page".to_owned())
    }
}

/// A path seen from a page.
fn beside(page: &Path, link: &str) -> PathBuf {
    let mut path = page.parent().unwrap_or(Path::new("")).to_owned();
    for part in Path::new(link).components() {
        match part {
            Component::ParentDir => {
                path.pop();
            }
            Component::Normal(name) => path.push(name),
            _ => {}
        }
    }
    path
}

/// The places on a page: its headings as GitHub names them, and those that are named by hand.
fn anchors(page: &Page) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    for (_, line) in page.prose() {
        if let Some(heading) = line.strip_prefix('#') {
            anchors.insert(slug(heading.trim_start_matches('#').trim()));
        }
        let named = line.split("<a id=\"").skip(1).filter_map(|rest| rest.split('"').next());
        anchors.extend(named.map(str::to_owned));
    }
    anchors
}

/// Small letters, dashes for spaces, and nothing else but letters, digits and underscores.
fn slug(heading: &str) -> String {
    let kept = heading.to_lowercase().replace(' ', "-");
    kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect()
}

/// Alerts name their page, so it must be there.
#[test]
fn every_alert_has_a_runbook() {
    let spec = workspace::read_yaml(workspace::path("metrics-spec.yaml"));
    let groups = spec["alerts"].as_object().into_iter().flatten();
    let alerts = groups.flat_map(|(_, group)| group.as_object().into_iter().flatten()).map(|(name, _)| name);
    let mut found = 0;
    for alert in alerts {
        let page = workspace::path(format!("docs/runbooks/{alert}.md"));
        assert!(page.is_file(), "{alert} has no runbook");
        found += 1;
    }
    assert!(found >= 22, "{found} alerts");
}

#[test]
fn a_link_to_nowhere_is_found() {
    let text = "# A heading: `x`\n[a](#a-heading-x) [b](y.md) [c](#z) `[d](w.md)`\n".to_owned();
    let pages = [Page { path: PathBuf::from("docs/x.md"), text }];
    let outcome: Vec<bool> =
        links(&pages[0]).iter().map(|(_, link)| follow(&pages, &pages[0], link).is_ok()).collect();
    // The page itself is not on disk: only its anchors can be right.
    assert_eq!(outcome.len(), 3);
    assert_eq!(anchors(&pages[0]), BTreeSet::from(["a-heading-x".to_owned()]));
    assert_eq!(beside(Path::new("docs/runbooks/x.md"), "../y.md"), PathBuf::from("docs/y.md"));
}
