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
    labelValues: (_, series, label) =>
      asked(`label/${encodeURIComponent(label)}/values`, series ? { "match[]": series } : {}),
    marks: async (expr, times, signal) => (await ranged(expr, times, signal)).flatMap((one) => spans(one, times)),
  };
}
