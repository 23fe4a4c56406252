// What is shown beside the pointer.
import { el } from "./dom.js";
import { written } from "./time.js";

// A box over a picture; `show` fills it and moves it to a place, `hide` takes it away.
export function tooltip(over) {
  const box = el("div", { class: "tooltip", hidden: true });
  over.append(box);
  return {
    hide: () => {
      box.hidden = true;
    },
    show: (left, top, ...content) => {
      box.replaceChildren(...content);
      box.hidden = false;
      const { offsetWidth, offsetHeight } = over;
      const beside = left + 16 + box.offsetWidth > offsetWidth ? left - 16 - box.offsetWidth : left + 16;
      box.style.left = `${Math.max(-40, beside)}px`;
      box.style.top = `${Math.min(Math.max(0, top + 8), Math.max(0, offsetHeight - box.offsetHeight))}px`;
    },
  };
}

// One line of it.
export function tooltipRow({ color, name, text, isClosest }) {
  return el(
    "div",
    { class: isClosest ? "row closest" : "row" },
    el("span", { class: "line", style: { background: color } }),
    el("span", { class: "name" }, name),
    el("span", { class: "value" }, text),
  );
}

// The moment, above the lines.
export function tooltipHead(moment, clock) {
  return el("div", { class: "head" }, written(moment, clock));
}
