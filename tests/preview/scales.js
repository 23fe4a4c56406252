// Ends of axes and colors, beside those that Grafana's own code gives; says what is otherwise.
import fs from 'node:fs';
import vm from 'node:vm';
// As much of a browser as the modules ask for when they are read.
const nothing = () => {};
Object.assign(globalThis, { window: globalThis, devicePixelRatio: 1, dispatchEvent: nothing, addEventListener: nothing, CSS: { supports: () => true } });
globalThis.matchMedia = () => ({ addEventListener: nothing });
globalThis.navigator ??= { language: 'en-US' };
globalThis.CustomEvent ??= class {};
globalThis.document = { createElement: () => ({ getContext: nothing }) };
const [wanted, plot] = process.argv.slice(2).map((path) => fs.readFileSync(path, 'utf8'));
// What the script declares is there for all modules.
vm.runInThisContext(plot);
const { valueScale } = await import('./axes.js');
const { theme } = await import('./theme.js');
const { seriesColor } = await import('./model.js');
const { ranges, at, modes, names, palette } = JSON.parse(wanted);
let count = 0;
function same(what, found, other) {
  count++;
  if (JSON.stringify(found).toLowerCase() !== JSON.stringify(other)) console.log(what, JSON.stringify(found), JSON.stringify(other));
}
for (const [low, high, { min, max, softMin, softMax, centeredZero, log }, ends] of ranges) {
  const scaleDistribution = log ? { type: 'log', log } : {};
  const { range } = valueScale({ min, max, custom: { axisSoftMin: softMin, axisSoftMax: softMax, axisCenteredZero: centeredZero, scaleDistribution } });
  same(`${low} to ${high} with ${JSON.stringify({ min, max, softMin, softMax, centeredZero, log })}`, range({ scales: { y: { distr: log ? 3 : 1, log } } }, low, high, 'y'), ends);
}
for (const [name, colors] of Object.entries(names)) {
  for (const [color, other] of Object.entries(colors)) same(`${color}, ${name}`, theme(name).color(color), other);
}
palette.forEach((color, place) => same(`series ${place}`, theme('dark').series(place), color));
const thresholds = { mode: 'absolute', steps: [{ value: null, color: 'green' }, { value: 70, color: 'orange' }, { value: 90, color: 'red' }] };
for (const [mode, colors] of Object.entries(modes)) {
  at.forEach((value, place) => same(`${mode} of ${value}`, seriesColor({ color: { mode }, thresholds }, 0, theme('dark'), value, 0, 100), colors[place]));
}
console.log(`${count} values`);
