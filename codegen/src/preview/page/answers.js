// The answers of a panel: its queries with everything put in, asked, and named.
import { seriesName } from "./model.js";
import { seconds, step } from "./time.js";
import { filled, ownVariables } from "./variables.js";

// How often a target is scraped that does not say it.
const SCRAPE = "15s";

// The moments at which a query is asked.
function moments(range, length) {
  const times = [];
  for (let moment = Math.ceil(range.from / length) * length; moment <= range.to; moment += length) times.push(moment);
  return times.length ? times : [range.to];
}

// A query as it is asked, and when.
export function askedAs(panel, target, context, width) {
  const least = target.interval || SCRAPE;
  const length = step(context.range, panel.maxDataPoints ?? width, least);
  const around = ownVariables(context.range, length, seconds(least) ?? 15);
  return { length, expr: filled(target.expr ?? "", { ...context.selections, ...panel.scoped }, around) };
}

// The queries that a panel shows.
export const visibleTargets = (panel) => (panel.targets ?? []).filter(({ hide }) => !hide);

// The data source of a query that is no Prometheus, in words; nothing of one that is, or of which nothing is said.
export function foreignSource(panel, target) {
  const { type, uid } = target.datasource ?? panel.datasource ?? {};
  if (!type || /prometheus|^victoriametrics-metrics-/.test(type) || uid === "-- Mixed --") return null;
  return type === "datasource" ? (uid === "grafana" ? "Grafana itself" : "another panel") : `“${type}”`;
}

// Whether a query is one for a Prometheus.
export const isAsked = (panel, target) => Boolean(target.expr) && !foreignSource(panel, target);

// All series of a panel, in the order of its queries.
export async function answers(panel, context, width) {
  const targets = visibleTargets(panel).filter((target) => isAsked(panel, target));
  const selections = { ...context.selections, ...panel.scoped };
  const all = targets.map(async (target) => {
    const { length, expr } = askedAs(panel, target, context, width);
    const times = target.instant ? [context.range.to] : moments(context.range, length);
    const found = await context.source.answer({ panel, target, expr, times, selections, signal: context.signal });
    const named = found.map(({ labels, values }) => ({
      refId: target.refId,
      name: seriesName(target, labels, expr),
      labels,
      times,
      values,
    }));
    // Prometheus answers in any order.
    return named.sort((one, other) => compared(one.name, other.name));
  });
  return (await Promise.all(all)).flat();
}

function compared(one, other) {
  return one === other ? 0 : one < other ? -1 : 1;
}

// The marks of a dashboard's annotations.
export async function marksOf(dashboard, context, width) {
  const own = (dashboard.annotations?.list ?? []).filter(({ builtIn, enable, expr }) => !builtIn && enable && expr);
  const all = own.map(async (annotation) => {
    const { name, expr: query, iconColor, titleFormat, textFormat, tagKeys } = annotation;
    const length = step(context.range, width, annotation.step || "60s");
    const around = ownVariables(context.range, length, 15);
    const expr = filled(query, context.selections, around);
    const found = await context.source.marks(expr, moments(context.range, length), context.signal);
    return found.map((mark) => ({
      ...mark,
      color: iconColor,
      title: seriesName({ legendFormat: titleFormat || name }, mark.labels, "") || name,
      text: textFormat ? seriesName({ legendFormat: textFormat }, mark.labels, "") : "",
      tags: (tagKeys ?? "").split(",").map((tag) => mark.labels[tag.trim()]).filter(Boolean),
    }));
  });
  return (await Promise.all(all)).flat();
}
