// The page begins here: with a dashboard, or with the list of them.
import { board } from "./board.js";
import { el } from "./dom.js";
import { watch } from "./live.js";
import { readState } from "./state.js";
import { dress, theme } from "./theme.js";

// The list of all dashboards.
function list(told) {
  dress(theme(readState(null).theme));
  const entry = ({ title, description, href }) => el("li", null, el("a", { href }, title), description && el("p", null, description));
  document.body.append(
    el("main", { class: "list" }, el("h1", null, told.service), told.about && el("p", null, told.about), el("ul", null, told.boards.map(entry))),
  );
  document.documentElement.dataset.drawn = String(told.boards.length);
  return () => location.reload();
}

const told = JSON.parse(document.getElementById("data").textContent);
const changed = told.sheet ? board(told) : list(told);
if (told.served) watch(told, told.sheet?.dashboard.uid, changed);
