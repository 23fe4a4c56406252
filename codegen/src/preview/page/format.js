// Numbers as Grafana writes them, for the units that dashboards here have.

// How many digits behind the point a lone number gets: about three figures, and none for a whole one.
function autoDecimals(value) {
  if (value % 1 === 0) return 0;
  return Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
}

function fixed(value, decimals) {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "-∞";
  const digits = Math.min(decimals ?? autoDecimals(value), 20);
  const factor = 10 ** digits;
  const rounded = Math.round(value * factor) / factor;
  return Number.isFinite(rounded) && Math.abs(rounded) < 1e21 ? rounded.toFixed(digits) : String(value);
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

const decimalUnit = (unit, start = 0) => scaled(1000, LARGE.map((prefix) => ` ${prefix}${unit}`), start);
const siUnit = (unit, start = 0) => scaled(1000, [...SMALL, ...LARGE].map((prefix) => ` ${prefix}${unit}`), start + 3);
const binaryUnit = (unit, start = 0) =>
  scaled(1024, ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"].map((prefix) => ` ${prefix}${unit}`), start);

const short = scaled(1000, ["", " K", " Mil", " Bil", " Tri", " Quadr", " Quint", " Sext", " Sept"]);
const counted = (unit) => (value, decimals) => {
  const { text, suffix } = scaled(1000, ["", "K", "M", "B", "T"])(value, decimals);
  return { text, suffix: `${suffix} ${unit}` };
};
const currency = (symbol) => (value, decimals) => ({
  ...scaled(1000, ["", "K", "M", "B", "T"])(value, decimals),
  prefix: symbol,
});
const plain = (suffix) => (value, decimals) => ({ text: fixed(value, decimals), suffix });

// Lengths of time in seconds: below the second they are decimal, above they are counted by the clock.
const SPANS = [
  [1e-6, 1e-9, " ns"], [1e-3, 1e-6, " µs"], [1, 1e-3, " ms"], [60, 1, " s"], [3600, 60, " min"],
  [86400, 3600, " hour"], [604800, 86400, " day"], [31536000, 604800, " week"], [Infinity, 31556900, " year"],
];

const span = (unit, own) => (value, decimals) => {
  if (value === 0) return { text: "0", suffix: own };
  const seconds = value * unit;
  // Never in a smaller one than that in which it is measured.
  const [, size, suffix] = SPANS.find(([end, size]) => Math.abs(seconds) < end && size >= unit * 0.999) ?? SPANS.at(-1);
  const number = seconds / size;
  const isPlural = size >= 60 && Math.abs(number) > 1;
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
  sishort: scaled(1000, ["", " K", " M", " G", " T", " P", " E", " Z", " Y"]),
  percent: plain("%"),
  percentunit: (value, decimals) => ({ text: fixed(value * 100, decimals), suffix: "%" }),
  locale: (value) => ({ text: value.toLocaleString("en-US") }),
  dateTimeAsIso: moment,
  ns: span(1e-9, " ns"), µs: span(1e-6, " µs"), ms: span(1e-3, " ms"), s: span(1, " s"),
  m: span(60, " min"), h: span(3600, " hour"), d: span(86400, " day"),
  bits: binaryUnit("b"), decbits: decimalUnit("b"), bps: decimalUnit("b/s"), binbps: binaryUnit("b/s"),
  Kbits: decimalUnit("b/s", 1), Mbits: decimalUnit("b/s", 2), Gbits: decimalUnit("b/s", 3), Tbits: decimalUnit("b/s", 4),
  bytes: binaryUnit("B"), kbytes: binaryUnit("B", 1), mbytes: binaryUnit("B", 2), gbytes: binaryUnit("B", 3),
  tbytes: binaryUnit("B", 4), pbytes: binaryUnit("B", 5),
  decbytes: decimalUnit("B"), deckbytes: decimalUnit("B", 1), decmbytes: decimalUnit("B", 2),
  decgbytes: decimalUnit("B", 3), dectbytes: decimalUnit("B", 4), decpbytes: decimalUnit("B", 5),
  Bps: decimalUnit("B/s"), KBs: decimalUnit("B/s", 1), MBs: decimalUnit("B/s", 2), GBs: decimalUnit("B/s", 3),
  TBs: decimalUnit("B/s", 4),
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
  if (kind === "suffix") return plain(text);
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

// The same on an axis: as many digits as its steps need, without zeros at the end.
export function tick(value, unit, decimals, step) {
  const needed = decimals ?? Math.max(0, stepDecimals(step));
  const { prefix, text, suffix } = parts(value, unit, needed > 0 || decimals !== undefined ? needed : undefined);
  const number = decimals === undefined && text.includes(".") ? String(Number.parseFloat(text)) : text;
  return prefix + number + suffix;
}

function stepDecimals(step) {
  const text = String(Number(Number(step).toPrecision(10)));
  if (text.includes("e-")) return Number(text.split("e-")[1]);
  return (text.split(".")[1] ?? "").length;
}
