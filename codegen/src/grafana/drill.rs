//! Links on values that lead to more about them: to where the value of a label can be chosen, with what is chosen here.

use gaugewright_spec::model::{Dashboard, Panel, PanelKind, Service, Spec, Variable, VariableSource};

use super::model::{DataLink, Matcher, Override, Property, to_value};

/// More links on one value nobody reads.
const MAX_LINKS: usize = 3;

/// The links on the values of a panel, by the labels that tell its series apart. Who has written links has said where they lead.
pub(super) fn links(panel: &Panel, dashboard: &Dashboard, spec: &Spec) -> Vec<DataLink> {
    if !has_links(panel, dashboard) || panel.kind == PanelKind::Table {
        return Vec::new();
    }
    let drawn = panel.targets().iter().filter(|target| !target.hidden);
    // A value that stands in one legend alone is empty elsewhere.
    let mut legends = drawn.map(|target| target.legend.as_ref().map(|legend| names(legend.labels())));
    let first = legends.next().flatten().unwrap_or_default();
    let rest: Vec<Vec<&str>> = legends.map(Option::unwrap_or_default).collect();
    let shared = first.into_iter().filter(|label| rest.iter().all(|other| other.contains(label)));
    let all = shared.flat_map(|label| {
        let value = ["${__field.labels.", label, "}"].concat();
        targets(label, dashboard, spec)
            .map(move |(other, by)| link((label, &value), (dashboard, other), by, &spec.service))
    });
    all.take(MAX_LINKS).collect()
}

/// The same of a table, on the column of each label.
pub(super) fn columns(panel: &Panel, dashboard: &Dashboard, spec: &Spec) -> Vec<Override> {
    if !has_links(panel, dashboard) || panel.kind != PanelKind::Table {
        return Vec::new();
    }
    let Some(first) = panel.targets().iter().find(|target| !target.hidden) else { return Vec::new() };
    let labels = &first.ty.labels;
    let own = |label: &str| {
        panel.settings.overrides.iter().any(|own| {
            own.series == gaugewright_spec::model::SeriesMatch::Name(label.to_owned())
                && !own.data_links.is_empty()
        })
    };
    let shown = labels
        .names()
        .filter(|label| labels.get(label).is_some_and(|presence| presence.certain) && !own(label));
    let column = |label: &str| {
        let value = ["${__data.fields.", label, "}"].concat();
        let all = targets(label, dashboard, spec);
        let all: Vec<DataLink> = all
            .map(|(other, by)| link((label, &value), (dashboard, other), by, &spec.service))
            .take(MAX_LINKS)
            .collect();
        let links = Property { id: "links".into(), value: to_value(&all) };
        let matcher = Matcher { id: "byName".into(), options: label.to_owned().into() };
        (!all.is_empty()).then(|| Override { matcher, properties: vec![links] })
    };
    shown.filter_map(column).collect()
}

fn has_links(panel: &Panel, dashboard: &Dashboard) -> bool {
    !dashboard.as_written && panel.settings.data_links.is_empty()
}

fn names<'p>(labels: impl Iterator<Item = &'p gaugewright_spec::source::Spanned<String>>) -> Vec<&'p str> {
    labels.map(|label| label.value.as_str()).collect()
}

/// Where the values of a label can be chosen: first on the dashboard itself, then on others.
fn targets<'s>(
    label: &'s str,
    dashboard: &'s Dashboard,
    spec: &'s Spec,
) -> impl Iterator<Item = (&'s Dashboard, &'s Variable)> {
    let others = spec.dashboards.iter().filter(|other| other.uid != dashboard.uid && !other.as_written);
    std::iter::once(dashboard).chain(others).filter_map(move |other| {
        let lists = |variable: &&Variable| match &variable.source {
            // What a regular expression makes of a value is another one.
            VariableSource::Label { of, regex, .. } => of == label && regex.is_empty(),
            _ => false,
        };
        Some((other, other.variables.iter().find(lists)?))
    })
}

fn link(
    (label, value): (&str, &str),
    (from, to): (&Dashboard, &Dashboard),
    by: &Variable,
    service: &Service,
) -> DataLink {
    let title = if from.uid == to.uid {
        [label, " ", value, " alone"].concat()
    } else {
        [&to.title, ": ", value].concat()
    };
    let own = from.variables.iter().map(|variable| variable.name.as_str());
    let common = own.filter(|name| *name != by.name && to.variables.iter().any(|other| other.name == *name));
    let carried = |name: &str| ["${", name, ":queryparam}"].concat();
    let carried =
        std::iter::once("datasource").chain(service.choices()).map(carried).chain(common.map(carried));
    let chosen = ["var-", &by.name, "=", value].concat();
    let parts = std::iter::once("${__url_time_range}".to_owned()).chain(carried).chain([chosen]);
    let url = ["/d/", &to.uid, "?", &parts.collect::<Vec<_>>().join("&")].concat();
    DataLink { target_blank: false, title, url }
}
