// One dashboard: its header, its panels, and what happens when something is chosen.
import { marksOf } from "./answers.js";
import { controls } from "./controls.js";
import { details } from "./details.js";
import { el } from "./dom.js";
import { inventedSource } from "./invented.js";
import { laidOut } from "./layout.js";
import { panelBox } from "./panel.js";
import { prometheusSource } from "./prometheus.js";
import { readState, stateText } from "./state.js";
import { dress, theme } from "./theme.js";
import { clock, instant, seconds } from "./time.js";
import { selectionOf, variablesOf, worded } from "./variables.js";

const KEYS = "Keys: ← → earlier and later, − zoom out, r refresh, t theme, Esc close";

// How long panels are drawn without letting the browser show them, in milliseconds.
const MOMENT = 60;

// How long a browser is waited for that shows nothing, in milliseconds.
const FRAME = 200;

// Shows a dashboard; gives what shows a new sheet of it.
export function board(told) {
  let { sheet } = told;
  let state = readState(sheet.dashboard);
  let running = new AbortController();
  let timer = null;
  const boxes = new Map();
  const folded = new Set();
  const grid = el("main", { class: "grid" });
  // `width` is that of the grid when panels were last drawn.
  const page = { head: el("header"), aside: null, placed: [], context: null, width: 0 };
  document.body.append(page.head, grid, el("footer", null, KEYS));

  const change = (changes) => {
    if (changes.theme) state.hasTheme = true;
    state = { ...state, ...changes };
    history.replaceState(null, "", `#${stateText(state, sheet.dashboard)}`);
    // Nothing is asked again for what stands beside the panels.
    if (Object.keys(changes).join() === "panel" && page.context) return showDetails();
    return render();
  };

  const contextOf = async () => {
    const { dashboard, notes, choices } = sheet;
    const length = seconds(/^now-(\w+)$/.exec(dashboard.time?.from ?? "")?.[1] ?? "6h") ?? 21600;
    const source = told.source === "prometheus" ? prometheusSource() : inventedSource(notes, choices, { moment: told.moment, length });
    const now = source.now();
    const range = { fromText: state.from, toText: state.to, from: instant(state.from, now), to: instant(state.to, now) };
    if (!(range.from < range.to)) Object.assign(range, { from: now - length, to: now });
    const zone = source.isInvented && (dashboard.timezone ?? "browser") === "browser" ? "utc" : dashboard.timezone;
    const selections = {};
    const marks = [];
    for (const variable of variablesOf(dashboard)) {
      selections[variable.name] = await selectionOf(variable, { source, selections, range, said: state.variables[variable.name] });
    }
    const moved = (from, to) => change({ from: String(Math.round(from * 1000)), to: String(Math.round(to * 1000)) });
    const middle = (range.from + range.to) / 2;
    const span = range.to - range.from;
    return {
      dashboard, notes, source, range, selections, marks,
      clock: clock(zone),
      theme: theme(state.theme),
      signal: running.signal,
      zoom: moved,
      zoomOut: () => moved(middle - span, middle + span),
      shift: (share) => moved(range.from + span * share, range.to + span * share),
      picture: (stem) => pictureOf(stem, told),
      address: (url, labels, kept) => addressOf(url, labels, kept ?? {}, { told, state, selections }),
    };
  };

  const render = async () => {
    running.abort();
    running = new AbortController();
    const { signal } = running;
    dress(theme(state.theme));
    document.title = `${sheet.dashboard.title} – preview`;
    const context = await contextOf();
    if (signal.aborted) return;
    const head = controls(told, context, state, change);
    replaceKeepingFocus(page.head, head);
    page.head = head;
    const placed = laidOut(sheet.dashboard, context.selections, folded);
    place(placed, context);
    const isFirst = !page.context;
    Object.assign(page, { placed, context, width: grid.clientWidth });
    showDetails();
    context.marks.push(...(await marksOf(sheet.dashboard, context, page.width).catch(() => [])));
    // Sizes are read before anything is drawn: whoever reads one later makes the browser lay out what has been drawn since.
    const panels = placed.filter(({ panel }) => panel).map((one) => ({ ...one, size: boxes.get(one.key).size() }));
    const isSeen = ({ size }) => size.top < scrollY + innerHeight && size.top + size.height > scrollY;
    const seen = panels.filter(isSeen);
    // Names and places are there before what takes longer.
    if (isFirst) await sight();
    const drawing = await drawn(seen, context);
    await sight();
    drawing.push(...(await drawn(panels.filter((one) => !seen.includes(one)), context)));
    await Promise.all(drawing);
    if (signal.aborted) return;
    document.documentElement.dataset.drawn = String(panels.length);
    again(context);
  };

  // Begins to draw panels, and lets the browser do what else it has to do now and then.
  const drawn = async (panels, context) => {
    const drawing = [];
    let since = performance.now();
    for (const { key, panel, size } of panels) {
      if (performance.now() - since > MOMENT) {
        await breath();
        since = performance.now();
      }
      if (context.signal.aborted) break;
      drawing.push(boxes.get(key).update(panel, context, size));
      // Where nobody is asked, it is drawn now; else all are asked at once.
      if (context.source.isInvented) await drawing.at(-1);
    }
    return drawing;
  };

  // Asks again as often as the dashboard says.
  const again = ({ source, dashboard }) => {
    clearTimeout(timer);
    const pause = seconds(dashboard.refresh);
    if (!source.isInvented && pause && state.to === "now") timer = setTimeout(render, pause * 1000);
  };

  // Puts headings and panels into the grid; those that were there stay.
  const place = (placed, context) => {
    const wanted = new Set(placed.map(({ key }) => key));
    for (const [key, box] of boxes) {
      if (wanted.has(key)) continue;
      box.end();
      box.element.remove();
      boxes.delete(key);
    }
    for (const { key, row, panel, place } of placed) {
      if (!boxes.has(key)) {
        boxes.set(key, row ? heading(key) : panelBox(() => change({ panel: state.panel === key ? null : key })));
      }
      const box = boxes.get(key);
      box.name(row ?? panel, context);
      box.element.style.gridColumn = `${place.x + 1} / span ${place.w}`;
      box.element.style.gridRow = `${place.y + 1} / span ${place.h}`;
      box.element.style.setProperty("--rows", place.h);
      grid.append(box.element);
    }
  };

  const heading = (key) => {
    const fold = () => {
      if (!folded.delete(key)) folded.add(key);
      render();
    };
    const button = el("button", { type: "button", onclick: fold });
    const name = (row, context) => {
      button.textContent = `${row.isOpen ? "⌄" : "›"} ${worded(row.title, { ...context.selections, ...row.scoped })}`;
      if (!row.isOpen) button.append(el("span", { class: "dim" }, ` (${row.count} panel${row.count === 1 ? "" : "s"})`));
      button.setAttribute("aria-expanded", String(row.isOpen));
    };
    return { element: el("h2", { class: "heading" }, button), name, end: () => {} };
  };

  const showDetails = () => {
    const found = page.placed.find(({ key, panel }) => panel && key === state.panel);
    const scrolled = page.aside?.dataset.key === state.panel ? page.aside.scrollTop : 0;
    page.aside?.remove();
    page.aside = found ? details(found.panel, page.context, boxes.get(found.key).size().width, () => change({ panel: null })) : null;
    if (!found) return;
    page.aside.dataset.key = state.panel;
    document.body.append(page.aside);
    page.aside.scrollTop = scrolled;
  };

  addEventListener("hashchange", () => {
    state = readState(sheet.dashboard);
    render();
  });
  listen({ render, change, state: () => state, context: contextOf, grid, page });
  render();
  return (news) => {
    sheet = news;
    render();
  };
}

// Lets the browser show what is there, if it shows anything: it need not, of a page that nobody sees.
function sight() {
  if (document.visibilityState !== "visible") return breath();
  const frame = new Promise((done) => requestAnimationFrame(done)).then(breath);
  return Promise.race([frame, new Promise((done) => setTimeout(done, FRAME))]);
}

// Lets the browser do what else it has to do.
function breath() {
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      done();
    };
    port2.postMessage(null);
  });
}

// A header is made anew; whoever was at a control of it still is, and a menu that was open is open.
function replaceKeepingFocus(old, head) {
  const label = document.activeElement?.closest("header") ? document.activeElement.getAttribute("aria-label") : null;
  const open = [...old.querySelectorAll("details[data-variable][open]")].map(({ dataset }) => dataset.variable);
  old.replaceWith(head);
  for (const menu of head.querySelectorAll("details[data-variable]")) menu.open = open.includes(menu.dataset.variable);
  if (label) head.querySelector(`[aria-label="${CSS.escape(label)}"]`)?.focus();
}

// Where the picture of an alert's tests is.
function pictureOf(stem, { served, pictures }) {
  if (served) return `/picture/${encodeURIComponent(stem)}`;
  const text = pictures[stem];
  return text && `data:image/svg+xml,${encodeURIComponent(text)}`;
}

// Where a link of the dashboard leads on these pages.
function addressOf(url, labels, { keepTime, includeVars }, { told, state, selections }) {
  const chosen = Object.entries(selections).flatMap(([name, one]) => one.chosen.map((value) => [`var-${name}`, value]));
  const filled = url
    .replace(/\$\{__field\.labels\.(\w+)\}|\$\{__data\.fields\.(\w+)\}/g, (_, one, other) => encodeURIComponent(labels[one ?? other] ?? ""))
    .replace(/\$\{(\w+):queryparam\}/g, (_, name) => new URLSearchParams(chosen.filter(([key]) => key === `var-${name}`)))
    .replace("${__url_time_range}", new URLSearchParams({ from: state.from, to: state.to }))
    .replace("${__all_variables}", new URLSearchParams(chosen));
  const other = /^\/d\/([^/?#]+)[^?#]*(?:\?(.*))?$/.exec(filled);
  if (!other) return filled;
  const board = told.boards.find(({ uid }) => encodeURIComponent(uid) === other[1] || uid === other[1]);
  if (!board) return "#";
  const said = new URLSearchParams(other[2] ?? "");
  if (keepTime) for (const key of ["from", "to"]) said.set(key, state[key]);
  if (includeVars) for (const [name, value] of chosen) said.append(name, value);
  if (state.hasTheme) said.set("theme", state.theme);
  return said.size ? `${board.href}#${said}` : board.href;
}

function listen({ render, change, state, context, grid, page }) {
  new ResizeObserver(() => {
    if (page.context && grid.clientWidth !== page.width) render();
  }).observe(grid);
  addEventListener("keydown", async (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") close(state, change);
    if (event.target.closest("input, select, textarea, summary, pre, table")) return;
    const actions = {
      ArrowLeft: (one) => one.shift(-0.5),
      ArrowRight: (one) => one.shift(0.5),
      "-": (one) => one.zoomOut(),
      r: () => render(),
      t: () => change({ theme: state().theme === "dark" ? "light" : "dark" }),
    };
    if (!Object.hasOwn(actions, event.key)) return;
    event.preventDefault();
    actions[event.key](await context());
  });
}

// Closes what was opened last: a menu stands above the details of a panel.
function close(state, change) {
  const menu = document.querySelector("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (state().panel) change({ panel: null });
}
