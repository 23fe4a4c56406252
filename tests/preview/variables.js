// What can be chosen of each variable and what queries get of it; says what is otherwise than the case says.
import { filled, selectionOf, variablesOf } from './variables.js';
import { prometheusSource } from './prometheus.js';
import fs from 'node:fs';
const { metrics, cases } = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
// A Prometheus that knows a few series.
globalThis.fetch = async (address) => {
  const { pathname, searchParams } = new URL(address, 'http://localhost');
  const wanted = searchParams.get('query') ?? searchParams.get('match[]') ?? '{__name__=~".*"}';
  const names = new RegExp(`^(?:${/^\{__name__=~"(.*)"\}$/.exec(wanted)?.[1] ?? wanted})$`);
  const named = metrics.filter(({ __name__: name }) => names.test(name));
  const label = /label\/(\w+)\/values$/.exec(pathname)?.[1];
  const result = named.map((metric) => ({ metric, value: [1000, '42'] }));
  const data = label ? [...new Set(named.map((metric) => metric[label]).filter(Boolean))] : { resultType: 'vector', result };
  return { json: async () => ({ status: 'success', data }) };
};
const source = prometheusSource();
const range = { from: 0, to: 21600 };
for (const { what, variables, text, gives, options } of cases) {
  const selections = {};
  for (const variable of variablesOf({ templating: { list: variables } })) {
    selections[variable.name] = await selectionOf(variable, { source, selections, range });
  }
  const last = selections[variables.at(-1).name].options.map(({ text, value }) => (text === value ? value : [text, value]));
  const found = JSON.stringify([filled(text, selections, {}), last]);
  if (found !== JSON.stringify([gives, options])) console.log(`${what}:\n  ${found}\n  ${JSON.stringify([gives, options])}`);
}
console.log(`${cases.length} cases`);
