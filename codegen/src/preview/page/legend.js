// Legends: what each series is called, and what is computed of it.
import { el } from "./dom.js";
import { over, shownText } from "./model.js";
import { reduced, reducerTitle } from "./reducers.js";

// The legend of a panel; nothing if it has none. `items` have a name, a color, values and a field. `toggle` is told which item is
// looked at alone.
export function legend(options, items, toggle) {
  if (!options?.showLegend || items.length === 0) return null;
  const isRight = options.placement === "right";
  const isTable = options.displayMode === "table";
  const side = { class: `legend ${isRight ? "right" : "below"}`, style: isRight && options.width ? { width: `${options.width}px` } : {} };
  if (isTable) return el("div", side, legendTable(items, options, toggle));
  const entries = items.map((item) => {
    return el("li", null, nameButton(item, toggle), numberWords(item, options).map((words) => el("span", { class: "digits" }, words)));
  });
  return el("ul", { ...side, "aria-label": "Legend" }, entries);
}

// What a legend leaves of a width and a height: whole pixels.
export function roomBeside(beside, isRight, width, height) {
  const { width: wide = 0, height: tall = 0 } = beside?.getBoundingClientRect() ?? {};
  return isRight ? [Math.floor(width - wide), height] : [width, Math.floor(height - tall)];
}

function legendTable(items, options, toggle) {
  const heads = ["Name", ...numbersFor(items[0], options).map(([title]) => title)];
  const row = (item) => el("tr", null, el("td", null, nameButton(item, toggle)), numbersFor(item, options).map(([, text]) => el("td", { class: "digits" }, text)));
  return el(
    "table",
    { "aria-label": "Legend" },
    el("thead", null, el("tr", null, heads.map((head, at) => el("th", { scope: "col", class: at > 0 && "digits" }, head)))),
    el("tbody", null, inOrderOf(options, items).map(row)),
  );
}

// The order that a table is sorted in: by names, or by what is computed and called so.
export function inOrderOf({ calcs = [], sortBy, sortDesc }, items) {
  const calc = calcs.find((name) => reducerTitle(name) === sortBy);
  if (!calc && sortBy !== "Name") return items;
  const number = ({ values }) => reduced(values, calc) ?? -Infinity;
  const order = calc ? (one, other) => number(one) - number(other) : (one, other) => byName(one.name, other.name);
  return items.toSorted((one, other) => order(one, other) * (sortDesc ? -1 : 1));
}

const byName = new Intl.Collator("en", { numeric: true, sensitivity: "base" }).compare;

// What is computed of an item, with the names of it; a pie says its value and its share, too.
export function numbersFor(item, { calcs = [], values = [] }) {
  const numbers = calcs.map((name) => [reducerTitle(name), calculated(item, name)]);
  const own = [["Value", item.text], ["Percent", item.percent]].filter(([title]) => values.includes(title.toLowerCase()));
  return [...numbers, ...own];
}

// What counts has no unit, and a share of what was before is in percent.
const UNIT_OF = { diffperc: "percent", count: "none", changeCount: "none", distinctCount: "none" };

function calculated({ values, field }, name) {
  const value = reduced(values, name);
  if (name.startsWith("allIs")) return String(Boolean(value));
  return shownText(UNIT_OF[name] ? over(field, { unit: UNIT_OF[name] }) : field, value);
}

// The same in words.
export function numberWords(item, options) {
  return numbersFor(item, options).map(([title, text]) => `${title.charAt(0).toUpperCase()}${title.slice(1).toLowerCase()}: ${text}`);
}

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
