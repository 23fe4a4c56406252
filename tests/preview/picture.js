// Stands behind a page: what it has drawn, to the pixel, and where everything stands. A screenshot would depend on how far the browser has
// come with putting that on the screen.
(async () => {
  while (!document.documentElement.dataset.drawn) await new Promise((done) => setTimeout(done, 20));
  const round = (size) => Math.round(size * 100) / 100;
  const place = (node) => {
    const { x, y, width, height } = node.getBoundingClientRect();
    return `${node.tagName} ${[x, y, width, height].map(round)} ${node.getAttribute("style") ?? ""} ${node.getAttribute("d") ?? ""}`;
  };
  const seen = [...document.querySelectorAll("body *:not(script)")];
  const report = {
    canvases: [...document.querySelectorAll("canvas")].map((canvas) => canvas.toDataURL()),
    places: seen.map(place),
    text: document.body.innerText,
  };
  const out = document.createElement("script");
  out.type = "application/json";
  out.id = "report";
  out.textContent = JSON.stringify(report).replaceAll("<", "\\u003c");
  document.body.append(out);
})();
