// The page of a spec that is being written: whoever serves it says when the spec has changed, and what is wrong with it.
import { el } from "./dom.js";

// Waits for changes as long as the page is open. `changed` gets the new sheet of its dashboard.
export async function watch(told, uid, changed) {
  let { version } = told;
  show(told.findings, told.failed);
  for (;;) {
    try {
      await visible();
      const answer = await fetch(`/changes?since=${version}`);
      const news = await answer.json();
      show(news.findings, news.failed);
      if (news.version !== version && !news.failed) {
        const sheet = uid ? await fetch(`/sheet/${encodeURIComponent(uid)}`) : null;
        // Whoever renames a dashboard sees it at its new place.
        if (sheet && !sheet.ok) location.href = "/";
        else changed(sheet ? await sheet.json() : null);
      }
      version = news.version;
    } catch {
      show("The preview has ended: start it again, and this page goes on.", true);
      await new Promise((done) => setTimeout(done, 1000));
    }
  }
}

// A page that nobody sees waits, so that it takes no connection from others.
function visible() {
  if (document.visibilityState === "visible") return null;
  return new Promise((done) => document.addEventListener("visibilitychange", done, { once: true }));
}

function show(findings, failed) {
  const old = document.getElementById("findings");
  if (!findings) return old?.remove();
  const title = failed ? "The spec has errors: what is drawn is what it was before" : "Findings";
  const box = el("section", { id: "findings", class: failed ? "failed" : null, role: "status", "aria-label": title },
    el("details", { open: failed || old?.querySelector("details")?.open }, el("summary", null, title), el("pre", { tabindex: "0", "aria-label": title }, findings)));
  if (old) old.replaceWith(box);
  else document.body.prepend(box);
  return box;
}
