// Moments, ranges and steps, as Grafana counts them. Everything is in seconds.

const SECONDS = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86400, w: 604800, M: 2592000, y: 31536000 };

// The ranges that are offered.
export const RANGES = ["5m", "15m", "30m", "1h", "3h", "6h", "12h", "24h", "2d", "7d", "30d", "90d"];

// How long `90s`, `1h30m` are; nothing of what is no length of time.
export function seconds(text) {
  const parts = [...String(text).matchAll(/(\d+(?:\.\d+)?)(ms|[smhdwMy])/g)];
  if (parts.length === 0 || parts.map((part) => part[0]).join("") !== text) return null;
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * SECONDS[unit], 0);
}

// A length of time as queries take it.
export function duration(length) {
  for (const [unit, size] of [["d", 86400], ["h", 3600], ["m", 60], ["s", 1]]) {
    if (length >= size && length % size === 0) return `${length / size}${unit}`;
  }
  return `${Math.max(1, Math.round(length * 1000))}ms`;
}

// Grafana's steps between two points, each with the length up to which it is taken.
const STEPS = [
  [0.015, 0.01], [0.035, 0.02], [0.075, 0.05], [0.15, 0.1], [0.35, 0.2], [0.75, 0.5], [1.5, 1], [3.5, 2], [7.5, 5],
  [12.5, 10], [17.5, 15], [25, 20], [45, 30], [90, 60], [210, 120], [450, 300], [750, 600], [1050, 900], [1500, 1200],
  [2700, 1800], [5400, 3600], [9000, 7200], [16200, 10800], [32400, 21600], [86400, 43200], [604800, 86400],
  [1814400, 604800],
];

// The step of a query: so many points at most, and not less than the author says.
export function step(range, points, least) {
  const wanted = (range.to - range.from) / Math.max(1, points);
  const rounded = STEPS.find(([end]) => wanted < end)?.[1] ?? 2592000;
  return Math.max(rounded, seconds(least) ?? 0);
}

// `now-6h` before a moment, or a moment itself in milliseconds.
export function instant(text, now) {
  if (text === "now") return now;
  const back = /^now-(\w+)$/.exec(text);
  if (back) return now - (seconds(back[1]) ?? 3600);
  return Number(text) / 1000;
}

// Reads a clock in a time zone: `browser`, `utc` or a name.
export function clock(zone) {
  const options = {
    year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit",
    hourCycle: "h23", calendar: "gregory", numberingSystem: "latn",
  };
  if (zone && zone !== "browser") options.timeZone = zone === "utc" ? "UTC" : zone;
  let format;
  try {
    format = new Intl.DateTimeFormat("en", options);
  } catch {
    // A zone that this browser does not know.
    format = new Intl.DateTimeFormat("en", { ...options, timeZone: "UTC" });
  }
  return {
    zone: format.resolvedOptions().timeZone,
    read: (moment) => {
      const parts = format.formatToParts(new Date(moment * 1000));
      return Object.fromEntries(parts.map((part) => [part.type, part.value]));
    },
  };
}

// A moment, written out.
export function written(moment, clock) {
  const { year, month, day, hour, minute, second } = clock.read(moment);
  return `${year}-${month}-${day} ${hour}:${minute}:${second}`;
}

const [DAY, YEAR] = [SECONDS.d, 365 * SECONDS.d];

// A moment on an axis: as much of it as tells its neighbours apart. `step` is how far they are, `length` that of the axis.
export function timeTick(moment, clock, step, length) {
  const { year, month, day, hour, minute, second } = clock.read(moment);
  if (step < 1) return `${hour}:${minute}:${second}.${String(Math.round(moment * 1000) % 1000).padStart(3, "0")}`;
  if (step <= 60) return `${hour}:${minute}:${second}`;
  if (length <= DAY) return `${hour}:${minute}`;
  if (step <= DAY) return `${month}/${day} ${hour}:${minute}`;
  if (length < YEAR) return `${month}/${day}`;
  return step <= YEAR && Math.round(step / DAY) !== 365 ? `${year}-${month}` : year;
}

// A range in words.
export function rangeWords({ fromText, toText, from, to }, clock) {
  const back = /^now-(\w+)$/.exec(fromText);
  if (toText === "now" && back) return `Last ${spanWords(seconds(back[1]))}`;
  return `${written(from, clock)} to ${written(to, clock)}`;
}

export function spanWords(length) {
  for (const [size, name] of [[86400, "day"], [3600, "hour"], [60, "minute"], [1, "second"]]) {
    const number = length / size;
    // A day is 24 hours, as in Grafana.
    if (Number.isInteger(number) && (size !== 86400 || number > 1)) return `${number} ${name}${number === 1 ? "" : "s"}`;
  }
  return `${length} seconds`;
}
