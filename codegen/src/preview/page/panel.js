// The frame of a panel, and what is drawn in it.
import { answers } from "./answers.js";
import { el } from "./dom.js";
import { framesOf, rowsIn, seriesIn } from "./frames.js";
import { gauge } from "./gauge.js";
import { heatmap } from "./heatmap.js";
import { markdown } from "./markdown.js";
import { fieldOf, over, shownText } from "./model.js";
import { barchart } from "./barchart.js";
import { bargauge } from "./bargauge.js";
import { histogram } from "./histogram.js";
import { notDrawn, withoutData } from "./others.js";
import { piechart } from "./piechart.js";
import { stat } from "./stat.js";
import { states } from "./states.js";
import { table } from "./table.js";
import { timeseries } from "./timeseries.js";
import { transformed } from "./transform.js";
import { worded } from "./variables.js";

const DRAWN = {
  timeseries, stat, gauge, bargauge, piechart, table, heatmap, barchart, histogram, "state-timeline": states, "status-history": states,
};
// What is drawn of tables, and not of series.
const OF_TABLES = ["table", "barchart"];

// A panel on the page. `open` shows what is known of it.
export function panelBox(open) {
  const title = el("button", { type: "button", class: "title", title: "Show its queries" });
  const hint = el("span", { class: "hint", role: "img" });
  const note = el("span", { class: "note" });
  const body = el("div", { class: "body" });
  const element = el("section", { class: "panel" }, el("h2", null, title, hint, note), body);
  let end = () => {};
  let from = null;
  let waiting = null;
  title.addEventListener("click", () => open());
  body.addEventListener("pointerdown", (event) => {
    from = [event.clientX, event.clientY];
  });
  body.addEventListener("click", (event) => {
    const isMoved = from && Math.hypot(event.clientX - from[0], event.clientY - from[1]) > 4;
    clearTimeout(waiting);
    if (isMoved || event.target.closest("a, button, th")) return;
    // A second click on a graph means another range of time.
    if (!event.target.closest(".u-over")) open();
    else if (event.detail < 2) waiting = setTimeout(open, 250);
  });

  // What it is called.
  const name = (panel, context) => {
    const words = worded(panel.title, { ...context.selections, ...panel.scoped });
    title.textContent = words || "(no title)";
    hint.textContent = "i";
    hint.hidden = !panel.description;
    hint.title = panel.description ?? "";
    hint.setAttribute("aria-label", panel.description || "no description");
    element.setAttribute("aria-label", words || "Panel");
    element.classList.toggle("transparent", Boolean(panel.transparent));
    element.dataset.type = panel.type;
    note.hidden = true;
  };

  // How large it is, and where it stands. A scrollbar in it is a part of it, which the next picture need not have.
  const size = () => ({
    top: element.offsetTop, width: element.clientWidth, height: element.offsetHeight, inside: [body.offsetWidth, body.offsetHeight],
  });

  // Draws it with new data. What was drawn stays until they are there.
  const update = async (panel, context, { width, inside }) => {
    const selections = { ...context.selections, ...panel.scoped };
    try {
      const found = DRAWN[panel.type] ? await answers(panel, context, width) : [];
      if (context.signal.aborted) return;
      cleared();
      const { all, missing } = made(panel, found);
      note.textContent = `without ${missing.join(", ")}`;
      note.hidden = missing.length === 0;
      end = drawnInto(over(panel, { worded: (text) => worded(text, selections) }), all, context, { selections, inside });
    } catch (error) {
      if (context.signal.aborted) return;
      cleared();
      body.append(el("p", { class: "failure", role: "alert" }, error.message));
    }
  };

  const cleared = () => {
    end();
    end = () => {};
    body.replaceChildren();
    body.className = "body";
    body.removeAttribute("style");
  };

  const drawnInto = (panel, all, context, { selections, inside: [width, height] }) => {
    if (panel.type === "text") {
      body.classList.add("text");
      const content = worded(panel.options?.content, selections);
      body.append(...(panel.options?.mode === "markdown" ? markdown(content) : [el("pre", null, content)]));
      return () => {};
    }
    const draw = DRAWN[panel.type];
    if (!draw) {
      body.append(el("p", { class: "empty" }, notDrawn(panel)));
      return () => {};
    }
    if (!all.some(OF_TABLES.includes(panel.type) ? rowsIn : hasValue)) {
      body.append(el("p", { class: "empty" }, withoutData(panel, context)));
      return () => {};
    }
    const done = draw(fitted(panel, width), all, context, body, width, height);
    const picture = body.querySelector(":scope > .picture:not(.centered)");
    picture?.setAttribute("role", "img");
    picture?.setAttribute("aria-label", summary(title.textContent, panel, all));
    return done;
  };
  return { element, name, size, update, end: () => end() };
}

// Less than this is not divided between a picture and its legend, in pixels.
const NARROW = 600;

// On a narrow screen the legend stands below.
function fitted(panel, width) {
  const { legend } = panel.options ?? {};
  const isNarrow = legend?.placement === "right" && width < NARROW && matchMedia("(max-width: 768px)").matches;
  return isNarrow ? over(panel, { options: over(panel.options, { legend: over(legend, { placement: "bottom" }) }) }) : panel;
}

const hasValue = ({ values }) => values.some((value) => value !== null && value !== undefined);

// What a panel draws of answers: tables, or series; and which of its transformations are not done here.
function made(panel, found) {
  const isTable = OF_TABLES.includes(panel.type);
  if (!isTable && !panel.transformations?.length) return { all: found, missing: [] };
  const { frames, missing } = transformed(panel, framesOf(panel, found));
  return { all: isTable ? frames : seriesIn(frames), missing };
}

// A picture in words: what each series shows at its end.
function summary(name, panel, all) {
  if (all.some(({ values }) => !values)) return name;
  const words = all.slice(0, 12).map((series) => {
    const last = series.values.findLast((value) => value !== null);
    return `${series.name} ${shownText(fieldOf(panel, series), last ?? null)}`;
  });
  return `${name}: ${words.join(", ")}`;
}
