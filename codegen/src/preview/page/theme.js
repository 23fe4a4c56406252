// Colors: those of the page, and Grafana's names for those of panels.

const PAGE = {
  dark: {
    canvas: "#111217", panel: "#181b1f", raised: "#22252b", border: "rgba(204, 204, 220, 0.12)", text: "#ccccdc",
    dim: "#a2a2b2", grid: "rgba(240, 250, 255, 0.09)", track: "#282a2e", link: "#6e9fff",
    strong: "#ffffff", error: "#ff7383", focus: "#6e9fff",
  },
  light: {
    canvas: "#f4f5f5", panel: "#ffffff", raised: "#ffffff", border: "rgba(36, 41, 46, 0.16)", text: "#24292e",
    dim: "#5c6168", grid: "rgba(0, 10, 23, 0.09)", track: "#ededed", link: "#1f62e0",
    strong: "#000000", error: "#ad0317", focus: "#1f62e0",
  },
};

// Each hue from its lightest to its darkest shade.
const SHADES = ["super-light-", "light-", "", "semi-dark-", "dark-"];
const HUES = {
  dark: {
    red: ["#FFA6B0", "#FF7383", "#F2495C", "#E02F44", "#C4162A"],
    orange: ["#FFCB7D", "#FFB357", "#FF9830", "#FF780A", "#FA6400"],
    yellow: ["#FFF899", "#FFEE52", "#FADE2A", "#F2CC0C", "#E0B400"],
    green: ["#C8F2C2", "#96D98D", "#73BF69", "#56A64B", "#37872D"],
    blue: ["#C0D8FF", "#8AB8FF", "#5794F2", "#3274D9", "#1F60C4"],
    purple: ["#DEB6F2", "#CA95E5", "#B877D9", "#A352CC", "#8F3BB8"],
  },
  light: {
    red: ["#FF7383", "#F2495C", "#E02F44", "#C4162A", "#AD0317"],
    orange: ["#FFB357", "#FF9830", "#FF780A", "#FA6400", "#E55400"],
    yellow: ["#FFEE52", "#FADE2A", "#F2CC0C", "#E0B400", "#CC9D00"],
    green: ["#96D98D", "#73BF69", "#56A64B", "#37872D", "#19730E"],
    blue: ["#8AB8FF", "#5794F2", "#3274D9", "#1F60C4", "#1250B0"],
    purple: ["#CA95E5", "#B877D9", "#A352CC", "#8F3BB8", "#7C2EA3"],
  },
};

// The colors of series, in their order.
const CLASSIC = [
  "green", "semi-dark-yellow", "blue", "orange", "red", "purple", "dark-green", "dark-yellow", "dark-blue",
  "dark-orange", "dark-red", "dark-purple", "super-light-green", "super-light-yellow", "super-light-blue",
  "super-light-orange", "super-light-red", "super-light-purple",
  "#447EBC", "#C15C17", "#890F02", "#0A437C", "#6D1F62", "#584477", "#B7DBAB", "#F4D598", "#70DBED", "#F9BA8F", "#F29191", "#82B5D8",
  "#E5A8E2", "#AEA2E0", "#629E51", "#E5AC0E", "#64B0C8", "#E0752D", "#BF1B00", "#0A50A1", "#962D82", "#614D93", "#9AC48A", "#F2C96D",
  "#65C5DB", "#F9934E", "#EA6460", "#5195CE", "#D683CE", "#806EB7", "#3F6833", "#967302", "#2F575E", "#99440A", "#58140C", "#052B51",
  "#511749", "#3F2B5B", "#E0F9D7", "#FCEACA", "#CFFAFF", "#F9E2D2", "#FCE2DE", "#BADFF4", "#F9D9F9", "#DEDAF7",
];

// A theme: `dark` or `light`.
export function theme(name) {
  const names = { text: PAGE[name].text, transparent: "rgba(0, 0, 0, 0)" };
  for (const [hue, colors] of Object.entries(HUES[name])) {
    SHADES.forEach((shade, at) => {
      names[shade + hue] = colors[at];
    });
  }
  const color = (wanted) => (Object.hasOwn(names, wanted) ? names[wanted] : CSS.supports("color", wanted) ? wanted : PAGE[name].dim);
  return {
    ...PAGE[name],
    name,
    isDark: name === "dark",
    color,
    series: (at) => color(CLASSIC[at % CLASSIC.length]),
  };
}

// Makes the page's colors those of a theme.
export function dress(theme) {
  document.documentElement.dataset.theme = theme.name;
  document.documentElement.style.colorScheme = theme.name;
  for (const name of Object.keys(PAGE.dark)) document.documentElement.style.setProperty(`--${name}`, theme[name]);
}

// A color that lets through what is behind it.
export function faint(color, share) {
  if (/^#[0-9a-f]{6}$/i.test(color)) return color + Math.round(share * 255).toString(16).padStart(2, "0");
  const numbers = /^rgba?\(([^)]+)\)$/i.exec(color)?.[1].split(",") ?? [0, 0, 0];
  const [red, green, blue, alpha = 1] = numbers.map(Number);
  return `rgba(${red}, ${green}, ${blue}, ${alpha * share})`;
}

const channels = (color) => /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/i.exec(color)?.slice(1).map((part) => Number.parseInt(part, 16));

// Dark or light, as Grafana writes on a color that fills a place.
export function inkOn(color) {
  const [red, green, blue] = channels(color) ?? [0, 0, 0];
  return red * 0.299 + green * 0.587 + blue * 0.114 > 180 ? "#202226" : "#f7f8fa";
}

// Another shade of a color: darker by so many percent, turned by so many degrees, or brighter.
export function shade(color, { darker = 0, turn = 0, brighter = 0 }) {
  const parts = channels(color)?.map((part) => Math.min(255, part + Math.round(2.55 * brighter)) / 255);
  if (!parts) return color;
  const [most, least] = [Math.max(...parts), Math.min(...parts)];
  const [red, green, blue] = parts;
  const spread = most - least;
  const light = (most + least) / 2;
  const sector = spread === 0 ? 0 : most === red ? (green - blue) / spread : most === green ? (blue - red) / spread + 2 : (red - green) / spread + 4;
  const strong = spread === 0 ? 0 : spread / (1 - Math.abs(2 * light - 1));
  return `hsl(${sector * 60 + turn} ${strong * 100}% ${Math.max(0, Math.min(100, light * 100 - darker))}%)`;
}

// Black or white, whichever can be read on a color.
export function readable(color) {
  const [red, green, blue] = channels(color) ?? [255, 255, 255];
  return red * 0.299 + green * 0.587 + blue * 0.114 > 120 ? "#000000" : "#ffffff";
}
