// Numbers as Grafana writes them, for the units that dashboards here have.

// How many digits behind the point a lone number gets: about three figures, and none for a whole one.
function autoDecimals(value) {
  if (value % 1 === 0) return 0;
  return Math.max(0, 2 - Math.floor(Math.log(Math.abs(value)) / Math.LN10));
}

function fixed(value, decimals) {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "-∞";
  // More are not written, however small a number is; and none is left out in front of the point.
  const digits = Math.max(0, Math.min(100, decimals ?? autoDecimals(value)));
  const factor = 10 ** digits;
  const text = String(Math.round(value * factor) / factor);
  // Very small and very large ones stay in powers of ten.
  return text.includes("e") || digits === 0 ? text : Number(text).toFixed(digits);
}

// A scale of suffixes, each `base` times the one before; numbers are in that at `start`.
function scaled(base, suffixes, start = 0) {
  return (value, decimals) => {
    const power = value === 0 || !Number.isFinite(value) ? 0 : Math.floor(Math.log10(Math.abs(value)) / Math.log10(base));
    const step = Math.max(-start, Math.min(power, suffixes.length - 1 - start));
    return { text: fixed(value / base ** step, decimals), suffix: suffixes[start + step] };
  };
}

const SMALL = ["n", "µ", "m"];
const LARGE = ["", "k", "M", "G", "T", "P", "E", "Z", "Y"];

const siUnit = (unit, start = 0) => scaled(1000, [...SMALL, ...LARGE].map((prefix) => ` ${prefix}${unit}`), start + 3);
const binaryUnit = (unit, start = 0) =>
  scaled(1024, ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"].map((prefix) => ` ${prefix}${unit}`), start);

const short = scaled(1000, ["", " K", " Mil", " Bil", " Tri", " Quadr", " Quint", " Sext", " Sept"]);
const counted = (unit) => (value, decimals) => {
  const { text, suffix } = scaled(1000, ["", "K", "M", "B", "T"])(value, decimals);
  return { text, suffix: `${suffix} ${unit}` };
};
const currency = (symbol) => (value, decimals) => ({
  ...scaled(1000, ["", "K", "M", "B", "T"])(Math.abs(value), decimals),
  prefix: value < 0 ? `-${symbol}` : symbol,
});
const plain = (suffix) => (value, decimals) => ({ text: fixed(value, decimals), suffix });

// Lengths of time: for each unit, up to where a larger one is taken, and how long that is.
const TIMES = {
  ns: [[1e3, 1, " ns"], [1e6, 1e3, " µs"], [1e9, 1e6, " ms"], [6e10, 1e9, " s"], [36e11, 6e10, " min"], [864e11, 36e11, " hour"], [Infinity, 864e11, " day"]],
  µs: [[1e3, 1, " µs"], [1e6, 1e3, " ms"], [Infinity, 1e6, " s"]],
  ms: [[1e3, 1, " ms"], [6e4, 1e3, " s"], [36e5, 6e4, " min"], [864e5, 36e5, " hour"], [31536e6, 864e5, " day"], [Infinity, 31536e6, " year"]],
  s: [
    [1e-6, 1e-9, " ns"], [1e-3, 1e-6, " µs"], [1, 1e-3, " ms"], [60, 1, " s"], [3600, 60, " min"], [86400, 3600, " hour"],
    [604800, 86400, " day"], [31536e3, 604800, " week"], [Infinity, 31556900, " year"],
  ],
  m: [[60, 1, " min"], [1440, 60, " hour"], [10080, 1440, " day"], [604800, 10080, " week"], [Infinity, 525948, " year"]],
  h: [[24, 1, " hour"], [168, 24, " day"], [8760, 168, " week"], [Infinity, 8760, " year"]],
  d: [[7, 1, " day"], [365, 7, " week"], [Infinity, 365, " year"]],
};

const span = (unit) => (value, decimals) => {
  if (value === 0 && unit === "s") return { text: "0", suffix: " s" };
  const [, size, suffix] = TIMES[unit].find(([end]) => Math.abs(value) < end) ?? TIMES[unit].at(-1);
  // Below a second numbers are scaled, not divided: so they round alike.
  const number = size < 1 ? value * Math.round(1 / size) : value / size;
  const isPlural = /min|hour|day|week|year/.test(suffix) && Math.abs(number) > 1 && (size !== 1 || unit === "d");
  return { text: fixed(number, decimals), suffix: suffix + (isPlural ? "s" : "") };
};

function moment(value) {
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) return { text: "Invalid date" };
  return { text: date.toISOString().slice(0, 19).replace("T", " ") };
}

const UNITS = {
  none: plain(""),
  short,
  sishort: siUnit(""),
  percent: plain("%"),
  percentunit: (value, decimals) => ({ text: fixed(value * 100, decimals), suffix: "%" }),
  locale: (value) => ({ text: value.toLocaleString("en-US") }),
  dateTimeAsIso: moment,
  ns: span("ns"), µs: span("µs"), ms: span("ms"), s: span("s"), m: span("m"), h: span("h"), d: span("d"),
  bits: binaryUnit("b"), decbits: siUnit("b"), bps: siUnit("b/s"), binbps: binaryUnit("b/s"),
  Kbits: siUnit("b/s", 1), Mbits: siUnit("b/s", 2), Gbits: siUnit("b/s", 3), Tbits: siUnit("b/s", 4),
  bytes: binaryUnit("B"), kbytes: binaryUnit("B", 1), mbytes: binaryUnit("B", 2), gbytes: binaryUnit("B", 3),
  tbytes: binaryUnit("B", 4), pbytes: binaryUnit("B", 5),
  decbytes: siUnit("B"), deckbytes: siUnit("B", 1), decmbytes: siUnit("B", 2),
  decgbytes: siUnit("B", 3), dectbytes: siUnit("B", 4), decpbytes: siUnit("B", 5),
  Bps: siUnit("B/s"), KBs: siUnit("B/s", 1), MBs: siUnit("B/s", 2), GBs: siUnit("B/s", 3),
  TBs: siUnit("B/s", 4),
  binBps: binaryUnit("B/s"), KiBs: binaryUnit("B/s", 1), MiBs: binaryUnit("B/s", 2), GiBs: binaryUnit("B/s", 3),
  TiBs: binaryUnit("B/s", 4),
  cps: counted("c/s"), cpm: counted("c/m"), reqps: counted("req/s"), reqpm: counted("req/m"), ops: counted("ops/s"),
  opm: counted("ops/m"), rps: counted("rd/s"), rpm: counted("rd/m"), wps: counted("wr/s"), wpm: counted("wr/m"),
  iops: counted("io/s"), pps: counted("p/s"), eps: counted("evt/s"), mps: counted("msg/s"),
  currencyUSD: currency("$"), currencyEUR: currency("€"), currencyGBP: currency("£"), currencyJPY: currency("¥"),
  currencyCHF: currency("CHF"),
  celsius: plain(" °C"), fahrenheit: plain(" °F"), kelvin: plain(" K"), humidity: plain(" %H"),
  hertz: siUnit("Hz"), volt: siUnit("V"), kvolt: siUnit("V", 1), amp: siUnit("A"), kamp: siUnit("A", 1),
  watt: siUnit("W"), kwatt: siUnit("W", 1), megwatt: siUnit("W", 2), gwatt: siUnit("W", 3),
  joule: siUnit("J"), kjoule: siUnit("J", 1), lengthm: siUnit("m"), lengthkm: siUnit("m", 1), lengthmm: siUnit("m", -1),
  grams: siUnit("g"), massg: siUnit("g"), masskg: siUnit("g", 1), litre: siUnit("L"), mlitre: siUnit("L", -1),
};

// Units that are a text of the author: `suffix:tokens`.
function custom(unit) {
  const at = unit.indexOf(":");
  const [kind, text] = at < 0 ? ["", unit] : [unit.slice(0, at), unit.slice(at + 1)];
  if (kind === "prefix") return (value, decimals) => ({ text: fixed(value, decimals), prefix: text, suffix: "" });
  if (kind === "suffix") return plain(` ${text}`);
  if (kind === "count") return counted(text);
  if (kind === "currency") return currency(text);
  if (kind === "si") {
    const start = LARGE.indexOf(text[0]);
    return start > 0 ? siUnit(text.slice(1), start) : siUnit(text);
  }
  if (kind === "time") return moment;
  if (kind.startsWith("bool")) return (value) => ({ text: value ? "True" : "False" });
  return plain(unit ? ` ${unit}` : "");
}

// A number in its parts: what stands before it, the number, what stands behind it.
export function parts(value, unit, decimals) {
  if (value === null || value === undefined || Number.isNaN(value)) return { prefix: "", text: "NaN", suffix: "" };
  const format = Object.hasOwn(UNITS, unit ?? "") ? UNITS[unit] : custom(unit ?? "");
  return { prefix: "", suffix: "", ...format(value, decimals ?? undefined) };
}

// A number with its unit.
export function format(value, unit, decimals) {
  const { prefix, text, suffix } = parts(value, unit, decimals);
  return prefix + text + suffix;
}

// Units that are written with all their digits wherever they stand.
const WHOLE = /^(currency|bool|date|time|locale)/;

// The same on an axis: as many digits as its steps need, without zeros at the end.
export function tick(value, unit, decimals, step) {
  const isWhole = decimals !== undefined || WHOLE.test(unit ?? "");
  const needed = isWhole ? decimals : stepDecimals(step) || undefined;
  const { prefix, text, suffix } = parts(value, unit, needed);
  const number = !isWhole && needed !== undefined && text.includes(".") ? String(Number.parseFloat(text)) : text;
  return prefix + number + suffix;
}

function stepDecimals(step) {
  const text = String(Number(Number(step).toPrecision(10)));
  if (text.includes("e-")) return Number(text.split("e-")[1]);
  return (text.split(".")[1] ?? "").length;
}
