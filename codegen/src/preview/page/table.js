// A table, one row a series.
import { el, safeAddress } from "./dom.js";
import { rowsIn } from "./frames.js";
import { fieldOf, mappedText, shown, stepColor, steps } from "./model.js";
import { written } from "./time.js";

// Draws the first of the tables that answers were made into.
export function table(panel, frames, context, box) {
  const frame = frames[panel.options.frameIndex ?? 0] ?? frames[0];
  const columns = frame.fields.map((field) => columnOf(panel, field)).filter(({ field }) => !field.custom.hidden && !field.custom.hideFrom?.viz);
  const rows = [...Array(rowsIn(frame)).keys()];
  const body = el("tbody");
  let order = firstOrder(panel, columns);
  const fill = () => {
    const { column, isDown } = order;
    const sorted = column ? [...rows].sort((one, other) => ordered(column.values[one], column.values[other]) * (isDown ? -1 : 1)) : rows;
    body.replaceChildren(...sorted.slice(0, MOST_ROWS).map((row) => el("tr", null, columns.map((column) => cell(column, row, frame, context)))));
  };
  const heads = columns.map((column) => {
    const sort = (event) => {
      event.stopPropagation();
      order = { column, isDown: order.column === column && !order.isDown };
      for (const head of event.currentTarget.closest("tr").children) head.removeAttribute("aria-sort");
      event.currentTarget.closest("th").setAttribute("aria-sort", order.isDown ? "descending" : "ascending");
      fill();
    };
    const style = column.field.custom.width ? { width: `${column.field.custom.width}px` } : {};
    return el("th", { scope: "col", class: column.side, style }, el("button", { type: "button", onclick: sort }, column.title));
  });
  fill();
  const head = panel.options.showHeader === false ? null : el("thead", null, el("tr", null, heads));
  box.classList.add("scrolled");
  box.append(el("table", { class: `data ${panel.options.cellHeight ?? "sm"}`, "aria-label": panel.title }, head, body));
  return () => {};
}

// More rows nobody reads, and a browser has trouble with them.
const MOST_ROWS = 500;

const ordered = (one, other) => (one === other ? 0 : one === undefined || one === null || one < other ? -1 : 1);

// The order that the panel's options want at first.
function firstOrder(panel, columns) {
  const [wanted] = panel.options.sortBy ?? [];
  const column = wanted && columns.find(({ title }) => title === wanted.displayName);
  return { column: column ?? null, isDown: Boolean(wanted?.desc) };
}

function columnOf(panel, { name, type, refId, labels = {}, values }) {
  const field = fieldOf(panel, { name, type, refId });
  const { align } = field.custom;
  const side = align === "center" || align === "left" || align === "right" ? align : type === "number" ? "right" : "left";
  return { name, type, labels, values, field, side, title: field.displayName ?? name };
}

function cell({ field, type, side, labels, values }, row, frame, context) {
  const value = values[row];
  const link = (text) => linked(field, text, { row: rowOf(frame, row), labels }, context);
  if (type === "time") return el("td", { class: side }, value === undefined ? "" : written(value, context.clock));
  const isText = type === "string";
  const { prefix, text, suffix, color } = isText ? { prefix: "", suffix: "", ...mappedText(field, value ?? "") } : shown(field, value ?? null);
  const kind = field.custom.cellOptions?.type ?? "auto";
  const wanted = color ?? (kind === "auto" || isText ? null : stepColor(steps(field), value));
  const style = !wanted ? {} : kind === "color-background" ? { background: context.theme.color(wanted) } : { color: context.theme.color(wanted) };
  return el("td", { class: side, style }, link(prefix + text + suffix));
}

// What a row says, by the names of its columns.
const rowOf = (frame, row) => Object.fromEntries(frame.fields.map(({ name, values }) => [name, values[row]]));

function linked({ links }, text, { row, labels }, context) {
  const link = links?.[0];
  const url = link && safeAddress(context.address(link.url, { ...row, ...labels }));
  return url ? el("a", { href: url, title: link.title, target: link.targetBlank ? "_blank" : null, rel: "noreferrer" }, text) : text;
}
