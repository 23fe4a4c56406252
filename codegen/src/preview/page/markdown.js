// Markdown, as far as texts between panels have it: headings, lists, code, emphasis, links. Anything else is text.
import { el, safeAddress } from "./dom.js";

const INLINE = /(`[^`]+`)|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|\b_([^_]+)_\b|\[([^\]]+)\]\(([^)\s]+)\)/g;

function inline(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, code, strong, star, under, name, url] = match;
    nodes.push(text.slice(end, match.index));
    end = match.index + whole.length;
    if (code) nodes.push(el("code", null, code.slice(1, -1)));
    else if (strong) nodes.push(el("strong", null, inline(strong)));
    else if (star || under) nodes.push(el("em", null, inline(star ?? under)));
    else nodes.push(safeAddress(url) ? el("a", { href: url, rel: "noreferrer" }, inline(name)) : name);
  }
  return [...nodes, text.slice(end)];
}

// The blocks of a text.
export function markdown(text) {
  const blocks = [];
  const lines = text.split("\n");
  let at = 0;
  const taken = (pattern) => {
    const found = [];
    while (at < lines.length && pattern.test(lines[at])) found.push(lines[at++]);
    return found;
  };
  while (at < lines.length) {
    const line = lines[at];
    const heading = /^(#{1,6})\s+(.*)$/.exec(line);
    if (line.startsWith("```")) {
      at += 1;
      blocks.push(el("pre", null, taken(/^(?!```)/).join("\n")));
      at += 1;
    } else if (heading) {
      at += 1;
      // Below the title of the panel, which is the second level.
      blocks.push(el(`h${Math.min(6, heading[1].length + 2)}`, null, inline(heading[2])));
    } else if (/^\s*[-*+]\s/.test(line)) {
      blocks.push(el("ul", null, taken(/^\s*[-*+]\s/).map((item) => el("li", null, inline(item.replace(/^\s*[-*+]\s+/, ""))))));
    } else if (/^\s*\d+[.)]\s/.test(line)) {
      blocks.push(el("ol", null, taken(/^\s*\d+[.)]\s/).map((item) => el("li", null, inline(item.replace(/^\s*\d+[.)]\s+/, ""))))));
    } else if (line.trim() === "") {
      at += 1;
    } else {
      const paragraph = taken(/^(?!\s*$|```|#{1,6}\s|\s*[-*+]\s|\s*\d+[.)]\s)/);
      // A line that looks like nothing known still goes on.
      blocks.push(el("p", null, inline((paragraph.length ? paragraph : [lines[at++]]).join("\n"))));
    }
  }
  return blocks;
}
