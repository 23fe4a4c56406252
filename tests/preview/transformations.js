// Does what each case says, and says what came out otherwise.
import { transformed } from './transform.js';
import { seriesIn } from './frames.js';
import { reduced, reducerTitle } from './reducers.js';
import fs from 'node:fs';
const { tables, cases } = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const typeOf = (name, values) => (name.startsWith('Time') ? 'time' : values.some((value) => typeof value === 'string') ? 'string' : 'number');
const framed = ({ refId, columns, labels }) => ({ refId, name: '', fields: Object.entries(columns).map(([name, values]) => {
  const type = typeOf(name, values);
  return { name, type, values, refId, ...(labels && type === 'number' ? { labels } : {}) };
}) });
const plain = ({ fields }) => Object.fromEntries(fields.map(({ name, values }) => [name, values.map((value) => value ?? null)]));
for (const one of cases) {
  const { frames, missing } = transformed({ transformations: one.by }, tables[one.of].map(framed));
  const found = JSON.stringify([frames.map(plain), missing]);
  const wanted = JSON.stringify([one.gives, one.without ?? []]);
  if (found !== wanted) console.log(`${one.what}:\n  ${found}\n  ${wanted}`);
  // Whatever came out can be drawn.
  seriesIn(frames);
}
// The file has what Grafana's own functions give of some lists of values.
const { lists, reducers } = JSON.parse(fs.readFileSync(process.argv[3], 'utf8'));
for (const [id, { name, gives }] of Object.entries(reducers)) {
  const found = lists.map((values) => reduced(values, id)).map((value) => (typeof value === 'number' ? Number(value.toPrecision(12)) : value));
  const wanted = gives.map((value) => (typeof value === 'object' ? value : Number(Number(value).toPrecision(12))));
  if (JSON.stringify([found, reducerTitle(id)]) !== JSON.stringify([wanted, name])) console.log(`${id}:\n  ${JSON.stringify(found)}\n  ${JSON.stringify(wanted)}`);
}
console.log(`${cases.length} cases, ${Object.keys(reducers).length} reducers`);
