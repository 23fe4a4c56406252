// Data of a Prometheus, which whoever serves the page passes on.

async function asked(path, parameters, signal) {
  const answer = await fetch(`/prometheus/api/v1/${path}?${new URLSearchParams(parameters)}`, { signal });
  const body = await answer.json().catch(() => ({ error: `${answer.status} ${answer.statusText}` }));
  if (body.status !== "success") throw new Error(body.error ?? `${answer.status} ${answer.statusText}`);
  return body.data;
}

const number = (text) => (text === "+Inf" ? Infinity : text === "-Inf" ? -Infinity : Number(text));

// The values at certain moments; nothing where there is none.
function aligned(pairs, times) {
  const known = new Map(pairs.map(([moment, text]) => [Math.round(moment * 1000), number(text)]));
  return times.map((moment) => known.get(Math.round(moment * 1000)) ?? null);
}

async function ranged(expr, times, signal) {
  const step = times.length > 1 ? times[1] - times[0] : 60;
  const data = await asked("query_range", { query: expr, start: times[0], end: times.at(-1), step }, signal);
  return data.result.map(({ metric, values }) => ({ labels: metric, values: aligned(values, times) }));
}

// One value each; a number or a text is a series without labels.
async function once(expr, time, signal) {
  const { resultType, result } = await asked("query", { query: expr, time }, signal);
  if (resultType === "scalar" || resultType === "string") return [{ labels: {}, values: [number(result[1])] }];
  return result.map(({ metric, value }) => ({ labels: metric, values: [number(value[1])] }));
}

const escaped = (text) => text.replace(/["\\]/g, "\\$&");

// A series as a text, with its value and when it has it: what the regular expressions of variables are written for.
function resultLine({ labels: { __name__: name = "", ...labels }, values: [value] }, time) {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
  return `${name}{${pairs.join(",")}} ${value} ${time * 1000}`;
}

// What the query of a variable finds: values of a label, names of metrics, or the answers of a query.
async function foundBy(query, time) {
  const labels = /^label_values\((?:(.*),)?\s*([^,]+?)\s*\)\s*$/s.exec(query);
  if (labels) return asked(`label/${encodeURIComponent(labels[2])}/values`, labels[1] ? { "match[]": labels[1].trim() } : {});
  const names = /^metrics\((.+)\)\s*$/s.exec(query);
  if (names) return asked("label/__name__/values", { "match[]": `{__name__=~".*(?:${escaped(names[1])}).*"}` });
  const answers = /^query_result\((.+)\)\s*$/s.exec(query);
  return answers ? (await once(answers[1], time)).map((series) => resultLine(series, time)) : [];
}

// Where annotations begin and end: samples beside each other are one.
function spans({ labels, values }, times) {
  const marks = [];
  values.forEach((value, at) => {
    if (value === null || value === 0) return;
    const last = marks.at(-1);
    if (last && last.end === times[at - 1]) last.end = times[at];
    else marks.push({ start: times[at], end: times[at], labels });
  });
  return marks;
}

// A Prometheus as a source of data.
export function prometheusSource() {
  return {
    name: "Prometheus",
    isInvented: false,
    knows: () => true,
    now: () => Math.floor(Date.now() / 1000),
    answer: ({ target, expr, times, signal }) =>
      target.instant ? once(expr, times.at(-1), signal) : ranged(expr, times, signal),
    found: (_, query, time) => foundBy(query, time),
    marks: async (expr, times, signal) => (await ranged(expr, times, signal)).flatMap((one) => spans(one, times)),
  };
}
