// Elements. Texts are set as texts: nothing from outside becomes markup.

// An element with attributes, listeners (`onclick`), styles (an object) and children; what is null or false is left out.
export function el(tag, attributes, ...children) {
  return furnished(document.createElement(tag), attributes, children);
}

// The same in a picture.
export function svg(tag, attributes, ...children) {
  return furnished(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function furnished(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "style") for (const [key, one] of Object.entries(value)) node.style.setProperty(key, one);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export const FONT = "12px Inter, Helvetica, Arial, sans-serif";

const ruler = document.createElement("canvas").getContext("2d");

// How wide a text is in a picture.
export function textWidth(text, font = FONT) {
  ruler.font = font;
  return ruler.measureText(text).width;
}

// Only addresses that lead to a page.
export function safeAddress(url) {
  return /^(https?:|mailto:|[/#.]|[\w-]+\.html)/i.test(url) ? url : null;
}
