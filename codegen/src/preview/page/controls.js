// What stands above the panels: dashboards, variables, the range of time, light and dark.
import { el, safeAddress } from "./dom.js";
import { RANGES, rangeWords, seconds, spanWords } from "./time.js";
import { ALL, chosenWords } from "./variables.js";

// The whole header. `change` takes what becomes different of the state.
export function controls(told, context, state, change) {
  const { dashboard } = context;
  return el(
    "header",
    { class: "controls" },
    el(
      "div",
      { class: "line-of-controls" },
      el("a", { href: told.served ? "/" : "index.html", class: "service" }, told.service),
      boards(told, dashboard),
      context.source.isInvented && el("span", { class: "badge", title: "No Prometheus was asked: values are made up from types and thresholds" }, "Invented data"),
      el("span", { class: "room" }),
      range(context, state, change),
      button("Refresh", "⟳", () => change({})),
      button(context.theme.isDark ? "Light theme" : "Dark theme", context.theme.isDark ? "☀" : "☾", () =>
        change({ theme: context.theme.isDark ? "light" : "dark" }),
      ),
    ),
    el(
      "div",
      { class: "line-of-controls" },
      Object.values(context.selections).filter(({ variable }) => variable.hide < 2).map((selection) => variable(selection, state, change)),
      el("span", { class: "room" }),
      links(dashboard, context, told),
    ),
    dashboard.description && el("p", { class: "description" }, dashboard.description),
  );
}

function button(label, text, onclick) {
  return el("button", { type: "button", "aria-label": label, title: label, onclick }, text);
}

function boards(told, dashboard) {
  const go = (event) => {
    location.href = event.target.value;
  };
  const options = told.boards.map(({ uid, title, href }) => el("option", { value: href, selected: uid === dashboard.uid }, title));
  return el("h1", null, el("select", { "aria-label": "Dashboard", onchange: go }, options));
}

function range(context, state, change) {
  const known = RANGES.map((length) => `now-${length}`);
  const words = rangeWords(context.range, context.clock);
  const isKnown = state.to === "now" && known.includes(state.from);
  const options = known.map((from, at) => el("option", { value: from, selected: isKnown && from === state.from }, `Last ${spanWords(seconds(RANGES[at]))}`));
  const own = !isKnown && el("option", { value: "", selected: true }, words);
  const pick = (event) => event.target.value && change({ from: event.target.value, to: "now" });
  const zone = context.clock.zone;
  return el(
    "div",
    { class: "group", role: "group", "aria-label": "Range of time" },
    button("Earlier", "←", () => context.shift(-0.5)),
    el("select", { "aria-label": "Range of time", title: `${words} (${zone})`, onchange: pick }, own, options),
    button("Later", "→", () => context.shift(0.5)),
    button("Zoom out", "−", () => context.zoomOut()),
  );
}

// One variable: a list, several boxes, or a field.
function variable(selection, state, change) {
  const { variable, chosen, options } = selection;
  const set = (values) => change({ variables: { ...state.variables, [variable.name]: values } });
  const label = variable.hide === 1 ? null : el("span", { class: "label" }, variable.title);
  if (variable.type === "textbox") {
    return el("label", { class: "variable" }, label, el("input", { value: chosen[0] ?? "", "aria-label": variable.title, onchange: (event) => set([event.target.value]) }));
  }
  const all = [...(variable.includeAll ? [{ text: "All", value: ALL }] : []), ...options];
  if (variable.multi) return several(selection, all, label, set);
  const list = all.map(({ text, value }) => el("option", { value, selected: chosen.includes(value) }, text));
  return el("label", { class: "variable" }, label, el("select", { "aria-label": variable.title, onchange: (event) => set([event.target.value]) }, list));
}

function several(selection, all, label, set) {
  const { variable, chosen } = selection;
  const toggle = (value, isOn) => {
    if (value === ALL) return set([ALL]);
    const rest = chosen.filter((one) => one !== ALL && one !== value);
    const values = isOn ? [...rest, value] : rest;
    return set(values.length ? values : variable.includeAll ? [ALL] : [value]);
  };
  const boxes = all.map(({ text, value }) =>
    el("label", null, el("input", { type: "checkbox", checked: chosen.includes(value), onchange: (event) => toggle(value, event.target.checked) }), text),
  );
  const words = chosenWords(selection);
  return el(
    "div",
    { class: "variable" },
    label,
    el("details", { class: "menu", "data-variable": variable.name }, el("summary", { "aria-label": `${variable.title}: ${words}` }, words || "None"), el("div", { role: "group", "aria-label": variable.title }, boxes)),
  );
}

// The links of the dashboard; a menu of all with a tag has those that are here.
function links(dashboard, context, told) {
  const one = ({ title, url, targetBlank, tooltip, keepTime, includeVars }) => {
    const address = safeAddress(context.address(url, {}, { keepTime, includeVars }));
    const attributes = { href: address, target: targetBlank ? "_blank" : null, rel: "noreferrer", title: tooltip || null };
    return address ? el("a", attributes, title) : el("span", { class: "dim" }, title);
  };
  const tagged = ({ title, tags, asDropdown }) => {
    const own = told.boards.filter((board) => (tags ?? []).every((tag) => board.tags.includes(tag)));
    const entries = own.map((board) => el("a", { href: board.href }, board.title));
    if (!asDropdown) return entries;
    return el("details", { class: "menu" }, el("summary", null, title), el("div", null, entries));
  };
  const all = (dashboard.links ?? []).map((link) => (link.type === "dashboards" ? tagged(link) : one(link)));
  return all.length > 0 && el("nav", { "aria-label": "Links" }, all);
}
