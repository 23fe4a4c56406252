// A table, one row a series.
import { el, safeAddress } from "./dom.js";
import { fieldOf, shown, stepColor, steps } from "./model.js";
import { written } from "./time.js";

// Draws a table into a box.
export function table(panel, all, context, box) {
  const rows = joined(panel, all);
  const columns = arranged(panel, columnsOf(panel, all, rows));
  const body = el("tbody");
  let order = { column: null, isDown: false };
  const fill = () => {
    const { column, isDown } = order;
    const sorted = column ? [...rows].sort((one, other) => ordered(column.of(one), column.of(other)) * (isDown ? -1 : 1)) : rows;
    body.replaceChildren(...sorted.map((row) => el("tr", null, columns.map((column) => cell(column, row, context)))));
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

const ordered = (one, other) => (one === other ? 0 : one === undefined || one < other ? -1 : 1);

// One row for each set of labels: what several queries say of it stands side by side.
function joined(panel, all) {
  const rows = new Map();
  const isMerged = (panel.transformations ?? []).some(({ id }) => id === "merge");
  for (const { labels, refId, values, times } of all) {
    const { __name__: _, ...own } = labels;
    const key = isMerged ? JSON.stringify(Object.entries(own).sort()) : rows.size;
    const row = rows.get(key) ?? { labels: own, values: {}, time: times.at(-1) };
    row.values[refId] = values.at(-1);
    rows.set(key, row);
  }
  return [...rows.values()];
}

function columnsOf(panel, all, rows) {
  const names = [...new Set(rows.flatMap(({ labels }) => Object.keys(labels)))].sort();
  const targets = (panel.targets ?? []).filter(({ hide }) => !hide);
  const isOne = targets.length === 1;
  const values = targets.map(({ refId }) => ({
    name: isOne ? "Value" : `Value #${refId}`,
    refId,
    type: "number",
    of: ({ values }) => values[refId],
  }));
  return [
    { name: "Time", type: "time", of: ({ time }) => time },
    ...names.map((name) => ({ name, type: "string", of: ({ labels }) => labels[name] })),
    ...values,
  ];
}

// The columns as the panel's transformations order, name and leave them out.
function arranged(panel, columns) {
  const organized = (panel.transformations ?? []).find(({ id }) => id === "organize")?.options ?? {};
  const { excludeByName = {}, indexByName = {}, renameByName = {} } = organized;
  const place = ({ name }) => indexByName[name] ?? Infinity;
  const kept = columns.filter(({ name }) => !excludeByName[name]);
  const arrangedColumns = kept.some((column) => place(column) < Infinity) ? kept.toSorted((one, other) => place(one) - place(other) || 0) : kept;
  return arrangedColumns
    .map((column) => {
      const name = renameByName[column.name] || column.name;
      const field = fieldOf(panel, { ...column, name });
      const { align } = field.custom;
      const side = align === "center" || align === "left" || align === "right" ? align : column.type === "number" ? "right" : "left";
      return { ...column, field, side, title: field.displayName ?? name };
    })
    .filter(({ field }) => !field.custom.hidden && !field.custom.hideFrom?.viz);
}

function cell({ field, type, side, of }, row, context) {
  const value = of(row);
  if (type === "time") return el("td", { class: side }, written(value, context.clock));
  if (type === "string") return el("td", { class: side }, linked(field, value ?? "", row, context));
  const { prefix, text, suffix, color } = shown(field, value ?? null);
  const kind = field.custom.cellOptions?.type ?? "auto";
  const wanted = color ?? (kind === "auto" ? null : stepColor(steps(field), value));
  const style = !wanted ? {} : kind === "color-background" ? { background: context.theme.color(wanted) } : { color: context.theme.color(wanted) };
  return el("td", { class: side, style }, linked(field, prefix + text + suffix, row, context));
}

function linked({ links }, text, { labels }, context) {
  const link = links?.[0];
  const url = link && safeAddress(context.address(link.url, labels));
  return url ? el("a", { href: url, title: link.title, target: link.targetBlank ? "_blank" : null, rel: "noreferrer" }, text) : text;
}
