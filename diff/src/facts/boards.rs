//! Dashboards, without their variables and panels.

use gaugewright_spec::model::{Dashboard, Spec};

use super::panels;
use super::said::{beside, color, header_link, template, value};
use super::written::{called, written};
use crate::aspect::Sort;
use crate::item::Item;
use crate::names::Names;
use crate::table::drawn as row;

pub(super) fn dashboards(spec: &Spec, names: &Names) -> Vec<Item> {
    let of = |board| Item { shown: called(spec, board).to_owned(), ..dashboard(names, board) };
    written(spec).map(of).collect()
}

fn dashboard(names: &Names, board: &Dashboard) -> Item {
    let mut item = Item::new(&row::DASHBOARD, names.of(Sort::Dashboard, &board.uid));
    item.put_if(&row::DASHBOARD_REFRESH, board.refresh);
    item.put(&row::DASHBOARD_TIME, board.time);
    item.put_if(&row::DASHBOARD_ZONE, board.timezone.as_ref());
    item.set(&row::DASHBOARD_TAGS, &board.tags);
    for mark in &board.annotations {
        let step = mark.min_step.map(|step| format!(" every {step}")).unwrap_or_default();
        let query = mark.expr.as_ref().map(|expr| names.query(expr)).unwrap_or_default();
        item.each(&row::DASHBOARD_MARKS, &mark.name, query + &step + &beside(&mark.raw));
        let texts = [&mark.title, &mark.text].map(|text| text.as_ref().map(template).unwrap_or_default());
        item.unshown_of(
            &row::DASHBOARD_MARK_LOOK,
            &mark.name,
            [texts.join("\n"), color(mark.color)].join("\n"),
        );
    }
    for (key, said) in &board.raw {
        item.each(&row::DASHBOARD_RAW, key, value(said));
    }
    item.put(&row::DASHBOARD_TITLE, &board.title);
    item.put(&row::DASHBOARD_DESCRIPTION, &board.description);
    item.set(&row::DASHBOARD_LINKS, board.links.iter().map(header_link));
    rows(&mut item, board);
    item.identity = panels::identity(names, board);
    item
}

fn rows(item: &mut Item, board: &Dashboard) {
    for line in &board.rows {
        if let Some(by) = &line.repeat {
            item.each(&row::DASHBOARD_ROW_REPEAT, line.title.as_deref().unwrap_or_default(), by);
        }
    }
    let order: Vec<String> = board.panels().map(|panel| panel.title.clone()).collect();
    item.unshown(&row::DASHBOARD_ORDER, order.join("\n"));
    let heading = |row: &gaugewright_spec::model::Row| {
        format!("{} {}", row.title.as_deref().unwrap_or_default(), row.collapsed)
    };
    let headings: Vec<String> = board.rows.iter().map(heading).collect();
    item.unshown(&row::DASHBOARD_ROWS, headings.join("\n"));
}
