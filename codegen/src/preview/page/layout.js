// Where rows and panels stand in Grafana's grid, with rows that are folded and panels that are repeated.
import { over } from "./model.js";
import { values } from "./variables.js";

const COLUMNS = 24;
const PER_LINE = 4;

// A heading with the panels below it.
function sections(dashboard) {
  const all = [{ row: null, panels: [] }];
  for (const item of dashboard.panels ?? []) {
    if (item.type === "row") all.push({ row: item, panels: [...(item.panels ?? [])] });
    else all.at(-1).panels.push(item);
  }
  return all;
}

// The choice of one value of a variable, in place of all that are chosen.
function scopedTo(selection, value) {
  return { ...selection, chosen: [value] };
}

function repeated(name, selections) {
  const selection = name && selections[name];
  if (!selection) return [{ value: "", scoped: {} }];
  return values(selection).map((value) => ({ value, scoped: { [name]: scopedTo(selection, value) } }));
}

// The panels of a section, each as often as it is repeated, with their places below the heading.
function panelsOf(section, selections, scoped, suffix) {
  const tops = section.panels.map(({ gridPos }) => gridPos.y);
  const top = Math.min(...tops, Infinity);
  const placed = [];
  let added = 0;
  let reached = 0;
  for (const panel of [...section.panels].sort((one, other) => one.gridPos.y - other.gridPos.y || one.gridPos.x - other.gridPos.x)) {
    const { x, y, w, h } = panel.gridPos;
    const copies = repeated(panel.repeat, { ...selections, ...scoped });
    const isAcross = panel.repeat && panel.repeatDirection !== "v";
    const perLine = isAcross ? Math.min(copies.length, panel.maxPerRow ?? PER_LINE) : 1;
    const width = isAcross ? Math.floor(COLUMNS / perLine) : w;
    copies.forEach((copy, at) => {
      const place = {
        x: isAcross ? (at % perLine) * width : x,
        y: y - top + added + Math.floor(at / perLine) * h,
        w: width,
        h,
      };
      reached = Math.max(reached, place.y + h);
      const own = { ...scoped, ...copy.scoped };
      placed.push({ key: `${panel.id}${suffix}/${copy.value}`, place, panel: over(panel, { scoped: own }) });
    });
    added += (Math.ceil(copies.length / perLine) - 1) * h;
  }
  return { placed, height: reached };
}

// All headings and panels, from top to bottom. `folded` has the keys of rows that somebody has folded or opened.
export function laidOut(dashboard, selections, folded) {
  const all = [];
  let top = 0;
  for (const section of sections(dashboard)) {
    const { row } = section;
    for (const { value, scoped } of repeated(row?.repeat, selections)) {
      const key = row && `row ${row.id}/${value}`;
      const isOpen = !row || row.collapsed === folded.has(key);
      if (row) {
        all.push({ key, row: over(row, { scoped, isOpen, count: section.panels.length }), place: { x: 0, y: top, w: COLUMNS, h: 1 } });
        top += 1;
      }
      if (!isOpen) continue;
      const { placed, height } = panelsOf(section, selections, scoped, row ? `/${value}` : "");
      for (const one of placed) all.push({ ...one, place: { ...one.place, y: one.place.y + top } });
      top += height;
    }
  }
  return all;
}
