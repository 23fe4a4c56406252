// Stands behind a page: uses it as somebody does, and reports what was seen.
const until = async (what, is) => {
  for (let turn = 0; turn < 200; turn++) {
    if (is()) return;
    await new Promise((done) => setTimeout(done, 20));
  }
  look.errors.push(`waited in vain for ${what}`);
};

const visible = (node) => node.checkVisibility?.({ visibilityProperty: true }) ?? true;

// Whoever does not see the page hears a name of everything that he can use.
function nameless() {
  const found = document.querySelectorAll("a, button, input, select, summary, section, aside, [role=img], [role=group], body svg:not([aria-hidden]), table");
  // What can be chosen in a list, or is written into a field, is not its name; neither is a sign without a word.
  const own = (node) => (node.matches("select, input") ? node.labels?.[0]?.textContent : node.textContent);
  const isNamed = (node) => node.closest("svg [role=img], .picture[role=img]") || /[\p{L}\p{N}]/u.test(node.getAttribute("aria-label") || own(node) || "");
  return [...found].filter((node) => visible(node) && !isNamed(node)).map((node) => node.outerHTML.slice(0, 120));
}

const numbers = (color) => (color.match(/[\d.]+/g) ?? []).map(Number);

function luminance([red, green, blue]) {
  const linear = [red, green, blue].map((one) => (one / 255 <= 0.03928 ? one / 255 / 12.92 : ((one / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}

function ground(node) {
  for (let at = node; at; at = at.parentElement) {
    const [red, green, blue, alpha = 1] = numbers(getComputedStyle(at).backgroundColor);
    if (alpha > 0.9) return [red, green, blue];
  }
  return [255, 255, 255];
}

// Texts that cannot be told from what is behind them, by the rule of WCAG AA. Colors of values are those of the dashboard.
function faintTexts() {
  const isOfValue = (node) => node.closest(".number, .bars .value, svg, td[style]");
  const texts = [...document.querySelectorAll("body *")].filter((node) =>
    [...node.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.textContent.trim()),
  );
  const seen = texts.filter((node) => visible(node) && !isOfValue(node) && !node.closest("script, style, noscript, option"));
  const contrast = (node) => {
    const [one, other] = [luminance(numbers(getComputedStyle(node).color)), luminance(ground(node))];
    return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  };
  return seen.filter((node) => contrast(node) < 4.5).map((node) => `${contrast(node).toFixed(2)}: ${node.outerHTML.slice(0, 120)}`);
}

const press = (key) => document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));

// Goes through what somebody can do.
async function used() {
  const steps = {};
  for (const menu of document.querySelectorAll("details.menu")) {
    menu.open = true;
    press("Escape");
    await until("a closed menu", () => !menu.open && menu.contains(document.activeElement));
  }
  const title = document.querySelector(".panel .title");
  title.click();
  await until("the details", () => document.querySelector("aside.details"));
  const panels = [...document.querySelectorAll(".panel .title")];
  steps.details = document.querySelector("aside.details")?.textContent.slice(0, 40) ?? "";
  steps.namelessDetails = nameless();
  steps.faintDetails = faintTexts();
  press("Escape");
  await until("no details", () => !document.querySelector("aside.details"));
  const before = document.documentElement.dataset.theme;
  press("t");
  await until("another theme", () => document.documentElement.dataset.theme !== before);
  await until("panels again", () => document.querySelectorAll(".body > *").length > 0);
  steps.faintInOther = faintTexts();
  press("ArrowLeft");
  await until("another time", () => location.hash.includes("from="));
  for (const heading of document.querySelectorAll(".heading [aria-expanded=false]")) heading.click();
  await until("open rows", () => !document.querySelector(".heading [aria-expanded=false]"));
  for (const over of document.querySelectorAll(".u-over")) {
    const { left, top, width, height } = over.getBoundingClientRect();
    const place = { bubbles: true, clientX: left + width / 2, clientY: top + height / 2 };
    over.dispatchEvent(new MouseEvent("mouseenter", place));
    over.dispatchEvent(new MouseEvent("mousemove", place));
    await new Promise((done) => setTimeout(done, 20));
    over.dispatchEvent(new MouseEvent("mouseleave", place));
  }
  for (const button of document.querySelectorAll(".legend button")) button.click();
  for (const panel of panels) {
    panel.click();
    await until("other details", () => document.querySelector("aside.details"));
    press("Escape");
    await until("no details", () => !document.querySelector("aside.details"));
  }
  return steps;
}

(async () => {
  await until("panels", () => document.documentElement.dataset.drawn);
  const count = Number(document.documentElement.dataset.drawn);
  const bodies = [...document.querySelectorAll(".panel .body")];
  const report = {
    count,
    panels: bodies.length,
    blank: bodies.filter((body) => body.childElementCount === 0).length,
    failures: [...document.querySelectorAll(".failure")].map((node) => node.textContent),
    empty: [...document.querySelectorAll(".empty")].map((node) => node.closest(".panel").getAttribute("aria-label")),
    nameless: nameless(),
    faint: faintTexts(),
    theme: document.documentElement.dataset.theme,
  };
  Object.assign(report, document.querySelector(".panel") ? await used() : {});
  report.requests = performance.getEntriesByType("resource").map(({ name }) => name);
  report.errors = look.errors;
  report.unread = [...look.keys].filter((key) => !look.read.has(key));
  report.keys = [...look.keys];
  report.read = [...look.read];
  const out = document.createElement("script");
  out.type = "application/json";
  out.id = "report";
  out.textContent = JSON.stringify(report).replaceAll("<", "\\u003c");
  document.body.append(out);
})();
