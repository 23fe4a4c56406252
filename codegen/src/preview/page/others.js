// What is said in place of a panel that is not drawn: of a type that only Grafana draws, or without data that could be had here.
import { foreignSource, isAsked, visibleTargets } from "./answers.js";

// Types of Grafana's own, and what they show.
const SHOW = {
  alertlist: "the alerts that fire",
  annolist: "annotations",
  candlestick: "prices",
  canvas: "a drawing with values in it",
  datagrid: "a table that can be written into",
  flamegraph: "where a program spends its time",
  geomap: "a map",
  logs: "lines of logs",
  news: "the news of a feed",
  nodeGraph: "a graph of what is connected with what",
  traces: "a trace",
  trend: "values over another one than the time",
  xychart: "values over another one than the time",
};

// Types of old versions, which Grafana makes into others when it opens a dashboard.
const OLD = ["graph", "singlestat", "table-old"];

// The words for a type of which nothing is drawn here.
export function notDrawn({ type, options }) {
  if (type === "dashlist") {
    const tags = options?.tags ?? [];
    return `Not drawn: Grafana lists dashboards here${tags.length ? `, with the tags ${tags.join(", ")}` : ""}`;
  }
  if (Object.hasOwn(SHOW, type)) return `Not drawn: Grafana shows ${SHOW[type]} here`;
  if (OLD.includes(type)) return `Not drawn: type “${type}” is of an old version, and Grafana makes another one of it`;
  return `Not drawn: “${type}” is a plugin's panel`;
}

// The words for a panel that has no data.
export function withoutData(panel, { source }) {
  const targets = visibleTargets(panel);
  const foreign = [...new Set(targets.map((target) => foreignSource(panel, target)).filter(Boolean))];
  const asked = targets.filter((target) => isAsked(panel, target));
  if (targets.length > 0 && asked.length === 0 && foreign.length > 0) return `Not drawn: data of ${foreign.join(", ")} are not asked here`;
  const isUnknown = asked.length > 0 && !asked.some((target) => source.knows(panel, target));
  if (isUnknown) return "No data are invented: the checker does not know these queries";
  return panel.fieldConfig?.defaults?.noValue ?? "No data";
}
