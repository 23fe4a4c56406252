// What is known of a panel: its queries as the checker reads them, the lines of the spec that made it, its alerts.
import { askedAs } from "./answers.js";
import { el, safeAddress } from "./dom.js";
import { markdown } from "./markdown.js";
import { duration } from "./time.js";
import { worded } from "./variables.js";

// The drawer with all of it; `close` takes it away.
export function details(panel, context, width, close) {
  const selections = { ...context.selections, ...panel.scoped };
  const notes = context.notes[panel.id];
  const title = worded(panel.title, selections) || "(no title)";
  const links = (panel.links ?? []).map((link) => [link, safeAddress(context.address(link.url, {}))]);
  return el(
    "aside",
    { class: "details", role: "dialog", "aria-label": `${title}: queries, spec and alerts` },
    el("header", null, el("h2", null, title), el("button", { type: "button", "aria-label": "Close", onclick: close }, "✕")),
    panel.description && el("div", { class: "text" }, markdown(worded(panel.description, selections))),
    links.length > 0 && el("ul", { class: "links" }, links.map(([link, url]) => el("li", null, outward(link, url)))),
    (panel.targets ?? []).map((target) => query(panel, target, notes, context, width)),
    notes?.alerts.length > 0 && [el("h3", null, "Alerts"), notes.alerts.map((one) => alert(one, context))],
    notes?.spec && [el("h3", null, "In the spec"), excerpt(notes.spec)],
  );
}

function outward(link, url) {
  if (!url) return link.title;
  return el("a", { href: url, target: link.targetBlank ? "_blank" : null, rel: "noreferrer", title: link.tooltip || null }, link.title);
}

function query(panel, target, notes, context, width) {
  const known = notes?.queries.find(({ refId }) => refId === target.refId);
  const { expr, length } = askedAs(panel, target, context, width);
  const facts = [
    target.instant ? "asked once" : `asked every ${duration(length)}`,
    target.hide && "not drawn",
    target.exemplar && "with exemplars",
  ];
  return [
    el("h3", null, `Query ${target.refId}`, known?.name && el("code", null, known.name)),
    el("p", { class: "dim" }, facts.filter(Boolean).join(", ")),
    el("pre", { class: "query", tabindex: "0", "aria-label": `Query ${target.refId} as it is asked` }, expr),
    known && tree(known.parts),
    known?.spec && excerpt(known.spec),
  ];
}

// Each part of a query above what it consists of.
function tree(parts) {
  const whole = parts[0]?.text;
  const textOf = (text) => (Array.isArray(text) ? whole.slice(...text) : text);
  const rows = parts.map(({ depth, text, is }) =>
    el(
      "tr",
      null,
      el("td", null, el("code", { style: { "padding-left": `${depth * 14}px` } }, textOf(text))),
      el("td", null, is),
    ),
  );
  const heads = ["Part", "Type, labels, unit, values"].map((head) => el("th", { scope: "col" }, head));
  return el(
    "details",
    { class: "tree", open: true },
    el("summary", null, "What the checker knows of it"),
    el("table", null, el("thead", null, el("tr", null, heads)), el("tbody", null, rows)),
  );
}

// A picture of its tests stands on white, as pictures in a page do not know its colours.
function alert({ stem, name, severity, when, expr, spec }, context) {
  const picture = context.picture(stem);
  return el(
    "div",
    { class: "alert" },
    el("p", null, el("strong", null, name), severity && el("span", { class: `severity ${severity}` }, severity), ` ${when}`),
    el("pre", { class: "query", tabindex: "0", "aria-label": `Rule of ${name}` }, expr),
    picture && el("img", { class: "tests", src: picture, alt: `What the tests of ${name} expect`, onerror: ({ target }) => target.remove() }),
    spec && excerpt(spec),
  );
}

function excerpt({ file, line, text }) {
  const lines = text.split("\n");
  const indent = Math.min(...lines.filter((one) => one.trim()).map((one) => one.length - one.trimStart().length));
  const numbered = lines.map((one, at) => `${String(line + at).padStart(5)}  ${one.slice(indent)}`);
  return el("figure", null, el("figcaption", null, `${file}:${line}`), el("pre", { tabindex: "0", "aria-label": "Lines of the spec" }, numbered.join("\n")));
}
