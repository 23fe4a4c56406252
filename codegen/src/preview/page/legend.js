// Legends: what each series is called, and what is computed of it.
import { el } from "./dom.js";
import { shownText } from "./model.js";
import { reduced, reducerTitle } from "./reducers.js";

// The legend of a panel; nothing if it has none. `items` have a name, a color, values and a field. `toggle` is told which item is
// looked at alone.
export function legend(options, items, toggle) {
  if (!options?.showLegend || items.length === 0) return null;
  const isRight = options.placement === "right";
  const isTable = options.displayMode === "table";
  const calcs = options.calcs ?? [];
  const side = { class: isRight ? "legend right" : "legend", style: options.width ? { width: `${options.width}px` } : {} };
  if (isTable) return el("div", side, legendTable(items, calcs, options.values, toggle));
  const entries = items.map((item) => {
    const numbers = calcs.map((name) =>
      el("span", { class: "dim" }, `${reducerTitle(name)}: ${calculated(item, name)}`),
    );
    const value = options.values?.includes("value") && el("span", { class: "dim" }, item.text);
    return el("li", null, nameButton(item, toggle), ...numbers, value);
  });
  return el("ul", { ...side, "aria-label": "Legend" }, entries);
}

function legendTable(items, calcs, values, toggle) {
  const heads = ["Name", ...calcs.map(reducerTitle), ...(values?.includes("value") ? ["Value"] : [])];
  const row = (item) => {
    const numbers = [...calcs.map((name) => calculated(item, name)), ...(values?.includes("value") ? [item.text] : [])];
    return el("tr", null, el("td", null, nameButton(item, toggle)), numbers.map((text) => el("td", { class: "digits" }, text)));
  };
  return el(
    "table",
    { "aria-label": "Legend" },
    el("thead", null, el("tr", null, heads.map((head, at) => el("th", { scope: "col", class: at > 0 && "digits" }, head)))),
    el("tbody", null, items.map(row)),
  );
}

const calculated = ({ values, field }, name) => shownText(field, reduced(values, name));

function nameButton(item, toggle) {
  const mark = el("span", { class: "line", style: { background: item.color } });
  if (!toggle) return el("span", { class: "name" }, mark, item.name);
  const pressed = (event) => {
    event.stopPropagation();
    const isAlone = toggle(item, event.ctrlKey || event.metaKey || event.shiftKey);
    for (const other of event.currentTarget.closest(".legend").querySelectorAll("button")) {
      other.setAttribute("aria-pressed", String(isAlone(other.dataset.name)));
    }
  };
  const attributes = { type: "button", class: "name", "aria-pressed": "true", "data-name": item.name, onclick: pressed };
  return el("button", { ...attributes, title: item.name }, mark, item.name || "(no name)");
}
