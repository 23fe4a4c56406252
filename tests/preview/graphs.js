// Stacks, texts on axes, legends and names of series, beside those that Grafana's own code gives; says what is otherwise.
import fs from 'node:fs';
// As much of a browser as the modules ask for when they are read.
globalThis.document = { createElement: () => ({ getContext: () => {} }) };
const { stacked } = await import('./stacking.js');
const { tick } = await import('./format.js');
const { clock, timeTick } = await import('./time.js');
const { inOrderOf, numbersFor, numberWords } = await import('./legend.js');
const { fieldOf } = await import('./model.js');
const { worded } = await import('./variables.js');
const { stacks, values, times, legends, names } = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
let count = 0;
function same(what, found, other) {
  count++;
  const [one, two] = [found, other].map((value) => JSON.stringify(value));
  if (one !== two) console.log(`${what}:\n  ${one}\n  ${two}`);
}
const rounded = (value) => (typeof value === 'number' ? Number(value.toPrecision(9)) + 0 : (value ?? null));
for (const { what, mode, values: all, own = {}, gives, bands } of stacks) {
  const drawn = all.map((aligned, at) => {
    const custom = { drawStyle: 'line', lineInterpolation: 'linear', stacking: { mode, group: 'A' }, ...own[at] };
    return { aligned, key: 'all', field: { custom } };
  });
  const found = stacked(all[0].map((_, at) => at), drawn);
  same(`${what}: values`, found.values.map((list) => list.map(rounded)), gives);
  const pairs = found.bands.map(({ series, dir }) => [...series, dir]);
  same(`${what}: which lies on which`, pairs.sort(([one], [other]) => one - other), bands);
}
for (const [unit, decimals, step, splits, texts] of values) {
  same(`${unit} in steps of ${step}`, splits.map((value) => tick(value, unit, decimals ?? undefined, step)), texts);
}
const utc = clock('utc');
for (const [length, step, moments, texts] of times) {
  same(`${length} seconds in steps of ${step}`, moments.map((moment) => timeTick(moment, utc, step, length)), texts);
}
for (const { what, legend, field, series, gives } of legends) {
  const items = series.map((list, at) => ({ name: ['alpha', 'beta', 'gamma', 's3'][at], values: list, field }));
  const isTable = legend.displayMode === 'table';
  const row = (item) => [item.name, ...(isTable ? numbersFor(item, legend).map(([, text]) => text) : numberWords(item, legend))];
  same(what, (isTable ? inOrderOf(legend, items) : items).map((item) => row(item).filter(Boolean).join(' ')), gives);
}
for (const { displayName, name, labels, variables = {}, gives } of names) {
  const selections = Object.fromEntries(Object.entries(variables).map(([variable, chosen]) => [variable, { chosen, options: [] }]));
  const panel = { fieldConfig: { defaults: { displayName } }, worded: (text) => worded(text, selections) };
  same(displayName, fieldOf(panel, { name, labels }).displayName, gives);
}
console.log(`${count} values`);
