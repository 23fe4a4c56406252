// What somebody has chosen, in the address behind `#`: it can be sent to others, and needs no server.

// Reads it; what is not there is what the dashboard says.
export function readState(dashboard) {
  const said = new URLSearchParams(location.hash.slice(1));
  const variables = {};
  for (const [key, value] of said) if (key.startsWith("var-")) (variables[key.slice(4)] ??= []).push(value);
  const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
  const theme = said.get("theme");
  return {
    from: said.get("from") ?? dashboard?.time?.from ?? "now-6h",
    to: said.get("to") ?? dashboard?.time?.to ?? "now",
    theme: theme === "dark" || theme === "light" ? theme : isDark ? "dark" : "light",
    hasTheme: Boolean(theme),
    panel: said.get("panel"),
    variables,
  };
}

// The same as a text.
export function stateText({ from, to, theme, hasTheme, panel, variables }, dashboard) {
  const said = new URLSearchParams();
  if (from !== dashboard?.time?.from || to !== dashboard?.time?.to) {
    said.set("from", from);
    said.set("to", to);
  }
  if (hasTheme) said.set("theme", theme);
  for (const [name, values] of Object.entries(variables)) for (const value of values) said.append(`var-${name}`, value);
  if (panel) said.set("panel", panel);
  return said.toString();
}
