// What Grafana's JSON means: the settings of a series, one number of many, texts and colors in place of values.
import { parts } from "./format.js";
import { reduced } from "./reducers.js";

// The settings of one series: those of all, and what differs for it.
export function fieldOf(panel, series) {
  const { defaults = {}, overrides = [] } = panel.fieldConfig ?? {};
  const field = over(defaults, { custom: over(defaults.custom ?? {}, {}) });
  for (const { matcher, properties } of overrides) {
    if (!matches(matcher, series)) continue;
    for (const { id, value } of properties) {
      // What is null is taken back.
      const set = value ?? undefined;
      if (id.startsWith("custom.")) field.custom[id.slice(7)] = set;
      else field[id] = set;
    }
  }
  if (field.displayName?.includes("$")) field.displayName = displayName(panel, field.displayName, series);
  return field;
}

// The name that a panel gives a series, with its labels and its own name put in; what is none of them stays.
function displayName({ worded = (text) => text }, text, { name, labels = {} }) {
  const filled = text.replace(/\$\{__(?:field|series)\.(?:(name|displayName)|labels\.(\w+)|labels\[["'](\w+)["']\])\}/g, (_, own, label, quoted) =>
    own ? name : (labels[label ?? quoted] ?? ""),
  );
  return worded(filled.replaceAll("${__field.labels}", Object.entries(labels).map(([label, value]) => `${label}="${value}"`).join(", ")));
}

// What another object says, unless the new one says it.
export function over(below, own) {
  return Object.assign(Object.create(below), own);
}

function matches({ id, options }, series) {
  if (id === "byName") return options === series.name;
  if (id === "byFrameRefID") return options === series.refId;
  if (id === "byType") return options === (series.type ?? "number");
  if (id === "byNames") return options.names.includes(series.name) !== (options.mode === "exclude");
  if (id === "byValue") return byValue(options, series.values);
  return id === "byRegexp" && pattern(options).test(series.name);
}

const COMPARED = {
  gte: (one, other) => one >= other, gt: (one, other) => one > other, lte: (one, other) => one <= other, lt: (one, other) => one < other,
  eq: (one, other) => one === other, ne: (one, other) => one !== other,
};

function byValue({ reducer, op = "gte", value }, values = []) {
  const number = reduced(values, reducer);
  return number !== null && Boolean(COMPARED[op]?.(number, value));
}

// `/text/i` or `text`; one that JavaScript cannot read finds nothing.
export function pattern(text) {
  const slashed = /^\/(.*)\/([a-z]*)$/s.exec(text);
  try {
    return slashed ? new RegExp(slashed[1], slashed[2].replace("g", "")) : new RegExp(`^(?:${text})$`);
  } catch {
    return /(?!)/;
  }
}

// What a series is called.
export function seriesName(target, labels, expr) {
  const wanted = target.legendFormat;
  if (wanted && wanted !== "__auto") {
    return wanted.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (_, name) => labels[name] ?? "");
  }
  const { __name__: metric = "", ...rest } = labels;
  const pairs = Object.entries(rest).map(([name, value]) => `${name}="${value}"`);
  if (pairs.length === 0) return metric || expr;
  return `${metric}{${pairs.join(", ")}}`;
}

// One number of a series, as the options of a panel say it.
export function reducedBy(panel, series) {
  return reduced(series.values, panel.options?.reduceOptions?.calcs?.[0]);
}

// A value as it is shown: its text in parts, and its color if a text in its place has one.
export function shown(field, value) {
  const mapped = mapping(field, value);
  if (mapped?.text !== undefined) return { prefix: "", text: mapped.text, suffix: "", color: mapped.color };
  if (value === null || value === undefined) return { prefix: "", text: field.noValue ?? "", suffix: "" };
  // Several values in one, or one that is no number.
  if (typeof value !== "number") return { prefix: "", text: typeof value === "object" ? JSON.stringify(value) : String(value), suffix: "", color: mapped?.color };
  return { ...parts(value, field.unit, field.decimals), color: mapped?.color };
}

// The same in one text.
export function shownText(field, value) {
  const { prefix, text, suffix } = shown(field, value);
  return prefix + text + suffix;
}

// What stands in the place of a text, as far as anything does: another one, a color.
export function mappedText(field, text) {
  const { text: other = text, color } = mapping(field, text) ?? {};
  return { text: other, color };
}

function mapping(field, value) {
  for (const { type, options } of field.mappings ?? []) {
    if (type === "value") {
      const found = options[String(value)];
      if (found) return found;
    } else if (type === "range") {
      const { from, to, result } = options;
      if (value !== null && (from === null || value >= from) && (to === null || value <= to)) return result;
    } else if (type === "regex") {
      if (value !== null && pattern(options.pattern).test(String(value))) return options.result;
    } else if (type === "special" && isSpecial(options.match, value)) {
      return options.result;
    }
  }
  return null;
}

function isSpecial(match, value) {
  if (match === "null") return value === null || value === undefined;
  if (match === "nan") return Number.isNaN(value);
  if (match === "null+nan") return value === null || value === undefined || Number.isNaN(value);
  return match === "true" ? value === 1 : match === "false" ? value === 0 : match === "empty" && value === "";
}

// The steps of thresholds in values: percentages lie between the ends of the scale.
export function steps(field, low = field.min ?? 0, high = field.max ?? 100) {
  const { mode, steps = [] } = field.thresholds ?? {};
  const at = (value) => (value === null || mode !== "percentage" ? value : low + ((high - low) * value) / 100);
  return steps.map((step) => ({ color: step.color, value: at(step.value) }));
}

// The color of the step that a value has reached.
export function stepColor(all, value) {
  let color = all[0]?.color ?? "text";
  for (const step of all) if (step.value === null || value >= step.value) color = step.color;
  return color;
}

const CONTINUOUS = {
  GrYlRd: ["green", "yellow", "red"], RdYlGr: ["red", "yellow", "green"], BlYlRd: ["dark-blue", "super-light-yellow", "dark-red"],
  YlRd: ["super-light-yellow", "dark-red"], BlPu: ["blue", "purple"], YlBl: ["super-light-yellow", "dark-blue"],
  blues: ["transparent", "dark-blue"], reds: ["transparent", "dark-red"], greens: ["transparent", "dark-green"], purples: ["transparent", "dark-purple"],
};

// The colors of a scheme of several, from the lowest to the highest; nothing of what is none.
export function schemeColors({ color }, theme) {
  const names = color?.mode?.startsWith("continuous-") ? CONTINUOUS[color.mode.slice(11)] : null;
  return names ? names.map((name) => theme.color(name === "transparent" ? theme.panel : name)) : null;
}

// A color between others, by how far a value is from the lower to the upper end: on a smooth curve (a B-spline) as Grafana's.
function between(colors, share) {
  const last = colors.length - 1;
  const at = Math.min(last - 1, Math.floor(share * last));
  const t = share * last - at;
  const mixed = [1, 3, 5].map((place) => {
    const channel = (one) => Number.parseInt(colors[one].slice(place, place + 2), 16);
    const [from, to] = [channel(at), channel(at + 1)];
    const before = at > 0 ? channel(at - 1) : 2 * from - to;
    const after = at < last - 1 ? channel(at + 2) : 2 * to - from;
    const sum = (1 - t) ** 3 * before + (4 - 6 * t ** 2 + 3 * t ** 3) * from + (1 + 3 * t + 3 * t ** 2 - 3 * t ** 3) * to + t ** 3 * after;
    return Math.max(0, Math.min(255, Math.round(sum / 6)));
  });
  return `#${mixed.map((one) => one.toString(16).padStart(2, "0")).join("")}`;
}

// The color of one series.
export function seriesColor(field, at, theme, value, low, high) {
  const { mode, fixedColor } = field.color ?? {};
  if (mode === "fixed") return theme.color(fixedColor);
  if (mode === "thresholds") return theme.color(stepColor(steps(field, low, high), value ?? 0));
  const scheme = schemeColors(field, theme);
  if (scheme) {
    const [from, to] = [low ?? field.min ?? 0, high ?? field.max ?? 100];
    const share = to > from && Number.isFinite(value) ? (value - from) / (to - from) : 0;
    return between(scheme, Math.max(0, Math.min(1, share)));
  }
  return theme.series(at);
}
