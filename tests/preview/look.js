// Stands before a page and looks at what it does: errors, requests, and which keys of the dashboard it reads.
const look = { errors: [], requests: [], keys: new Set(), read: new Set() };

addEventListener("error", (event) => look.errors.push(`error: ${event.message}`), true);
addEventListener("unhandledrejection", (event) => look.errors.push(`rejected: ${event.reason?.message ?? event.reason}`));
addEventListener("securitypolicyviolation", (event) => look.errors.push(`policy: ${event.violatedDirective} ${event.blockedURI}`));
for (const level of ["error", "warn"]) console[level] = (...words) => look.errors.push(`${level}: ${words.join(" ")}`);

{
  // Keys below these are free: names of columns, and values that have a text.
  const FREE = ["renameByName", "excludeByName", "indexByName", "mappings.options"];

  const below = (path, key, object) => {
    if (Array.isArray(object)) return path;
    if (FREE.some((free) => path.endsWith(free)) && !["from", "to", "match", "pattern", "result"].includes(key)) return `${path}.*`;
    // What a row has folded away is as what stands in the grid.
    const joined = path === "panels" && key === "panels" ? "panels" : path ? `${path}.${key}` : key;
    return joined.replace("mappings.options.result", "mappings.options.*");
  };

  const noted = (value, path) => {
    if (value === null || typeof value !== "object") return;
    // What an override sets is read as what all series have.
    if (path.endsWith("overrides.properties.value")) return;
    for (const [key, one] of Object.entries(value)) {
      const place = below(path, key, value);
      if (!Array.isArray(value)) look.keys.add(place);
      noted(one, place);
    }
  };

  // The same object; whatever is read of it is noted.
  const watched = (value, path) => {
    if (value === null || typeof value !== "object") return value;
    return new Proxy(value, {
      get(object, key) {
        const one = Reflect.get(object, key);
        if (typeof key === "symbol" || typeof one === "function") return one;
        const place = below(path, key, object);
        if (!Array.isArray(object)) look.read.add(place);
        return watched(one, place);
      },
    });
  };

  const parse = JSON.parse;
  JSON.parse = (text) => {
    const told = parse(text);
    if (!told?.sheet) return told;
    const { dashboard } = told.sheet;
    // Panels of other types are not drawn.
    const known = ["timeseries", "stat", "gauge", "bargauge", "piechart", "table", "heatmap", "text", "row"];
    noted({ ...dashboard, panels: dashboard.panels.filter(({ type }) => known.includes(type)) }, "");
    // Overrides have keys as texts: they are read as those of all series are.
    for (const panel of dashboard.panels.flatMap((item) => [item, ...(item.panels ?? [])])) {
      for (const { properties } of panel.fieldConfig?.overrides ?? []) {
        for (const { id } of properties) look.keys.add(`panels.fieldConfig.defaults.${id}`);
      }
    }
    told.sheet.dashboard = watched(dashboard, "");
    return told;
  };
}
