// How often which values occur: counted here, in buckets of one size, as Grafana does.
import { barchart } from "./barchart.js";
import { format } from "./format.js";
import { fieldOf } from "./model.js";

// Sizes of buckets that one can read.
const ROUND = [1, 2, 2.5, 4, 5, 10];

// Draws a histogram of series into a box of a size.
export function histogram(panel, all, context, box, width, height) {
  const { bucketCount = 30, bucketOffset = 0, bucketSize, combine } = panel.options;
  const numbers = all.flatMap(({ values }) => values).filter(Number.isFinite);
  const size = bucketSize > 0 ? bucketSize : sizeOf(numbers, bucketCount);
  const bucketOf = (value) => Math.floor((value - bucketOffset) / size + 1e-9);
  const [first, last] = numbers.reduce(([low, high], value) => [Math.min(low, bucketOf(value)), Math.max(high, bucketOf(value))], [Infinity, -Infinity]);
  // A size that somebody chose may be far too small.
  const places = Array.from({ length: Math.min(1000, last - first + 1) }, (_, at) => first + at);
  const unit = fieldOf(panel, { ...all[0], type: "number" });
  const names = places.map((place) => format(place * size + bucketOffset, unit.unit, unit.decimals));
  const series = combine ? [{ name: "Count", labels: {}, refId: all[0].refId, values: numbers }] : all;
  const counted = series.map(({ name, labels, refId, values }) => {
    const counts = places.map(() => 0);
    for (const value of values) if (Number.isFinite(value) && bucketOf(value) - first < counts.length) counts[bucketOf(value) - first] += 1;
    return { name, labels, refId, type: "number", values: counts };
  });
  const frame = { refId: "", name: "", fields: [{ name: "from", type: "string", values: names }, ...counted] };
  // What is counted has no unit.
  const { decimals, max, min, unit: _, ...defaults } = panel.fieldConfig.defaults;
  const mode = defaults.custom?.stacking?.mode;
  // Series stand before each other.
  const options = { ...panel.options, xField: "from", groupWidth: 1, barWidth: 1, orientation: "vertical", showValue: "never", stacking: mode, overlaid: true };
  return barchart({ ...panel, options, fieldConfig: { ...panel.fieldConfig, defaults } }, [frame], context, box, width, height);
}

// The size at which there are about as many buckets as wanted.
function sizeOf(numbers, count) {
  const low = numbers.reduce((one, other) => Math.min(one, other), Infinity);
  const high = numbers.reduce((one, other) => Math.max(one, other), -Infinity);
  const rough = (high - low) / count;
  if (!(rough > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  return (ROUND.find((factor) => factor * power >= rough) ?? 10) * power;
}
