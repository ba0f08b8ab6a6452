// The panels beside the text: documents and history.

import { say } from "./language.js";
import { rows } from "./history.js";

const drawing = "http://www.w3.org/2000/svg";

/** Opens one panel at a time, and closes it on Escape; the focus goes in, and back to its button. */
export class Panels {
  #open;

  /** Takes the names of the panels; `shown(name)` is called when one opens. */
  constructor(names, shown) {
    for (const name of names) {
      const panel = document.getElementById(name);
      const button = document.getElementById(`show-${name}`);
      button.addEventListener("click", () => (this.#open === name ? this.close() : this.open(name)));
      panel.querySelector(".close").addEventListener("click", () => this.close());
      panel.addEventListener("keydown", (event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        this.close();
      });
    }
    this.shown = shown;
  }

  get name() {
    return this.#open;
  }

  open(name) {
    this.close(false);
    this.#open = name;
    const panel = document.getElementById(name);
    panel.hidden = false;
    document.getElementById(`show-${name}`).setAttribute("aria-expanded", "true");
    document.body.classList.add("with-panel");
    this.shown(name);
    panel.querySelector(".close").focus();
  }

  close(focus = true) {
    if (!this.#open) return;
    const button = document.getElementById(`show-${this.#open}`);
    document.getElementById(this.#open).hidden = true;
    button.setAttribute("aria-expanded", "false");
    document.body.classList.remove("with-panel");
    this.#open = undefined;
    if (focus) button.focus();
  }
}

/** Fills the list of documents. */
export function showDocuments(list, documents, current, open, remove) {
  list.replaceChildren(...documents.map(({ id, name, time }) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "document";
    if (id === current) button.setAttribute("aria-current", "true");
    const title = document.createElement("span");
    title.textContent = name || say("untitled");
    const date = document.createElement("small");
    date.textContent = when(time);
    button.append(title, date);
    button.addEventListener("click", () => open(id));
    const cross = document.createElement("button");
    Object.assign(cross, { type: "button", className: "quiet", textContent: "×" });
    cross.setAttribute("aria-label", `${say("delete")}: ${name || say("untitled")}`);
    cross.addEventListener("click", () => remove(id, name || say("untitled")));
    item.append(button, cross);
    return item;
  }));
}

/** Returns a state of the history in words. */
export function stateName({ parent, removed, inserted }) {
  const short = (text) => {
    const flat = text.replace(/\s+/g, " ").trim() || "↵";
    const letters = [...flat];
    return letters.length > 28 ? letters.slice(0, 27).join("") + "…" : flat;
  };
  if (parent === undefined) return say("start");
  if (removed === "") return `${say("inserted")}: ${short(inserted)}`;
  if (inserted === "") return `${say("removed")}: ${short(removed)}`;
  return `${say("replaced")}: ${short(removed)} → ${short(inserted)}`;
}

/** Draws the tree of states, the latest first, with a line for each branch. */
export function showHistory(list, history, go) {
  const { rows: placed, columns } = rows(history);
  const [step, height] = [14, 34];
  const width = Math.min(columns, 8) * step + 6;
  const x = (column) => Math.min(column, 7) * step + 9;
  list.replaceChildren(...placed.map(({ id, column, parentRow }, row) => {
    const state = history.states[id];
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.state = id;
    if (id === history.current) button.setAttribute("aria-current", "step");
    const graph = document.createElementNS(drawing, "svg");
    graph.setAttribute("width", width);
    graph.setAttribute("height", height);
    graph.setAttribute("aria-hidden", "true");
    if (parentRow >= 0) {
      const line = document.createElementNS(drawing, "path");
      const [from, to] = [x(column), x(placed[parentRow].column)];
      const down = (parentRow - row) * height;
      line.setAttribute("d", from === to
        ? `M${from} ${height / 2}v${down}`
        : `M${from} ${height / 2}V${height / 2 + down - height / 2}Q${from} ${height / 2 + down} ${to} ${height / 2 + down}`);
      graph.append(line);
    }
    const dot = document.createElementNS(drawing, "circle");
    dot.setAttribute("cx", x(column));
    dot.setAttribute("cy", height / 2);
    dot.setAttribute("r", id === history.current ? 5 : 3.5);
    graph.append(dot);
    const name = document.createElement("span");
    name.textContent = stateName(state);
    const date = document.createElement("small");
    date.textContent = id === history.current ? say("current") : when(state.time);
    button.append(graph, name, date);
    button.addEventListener("click", () => go(id));
    item.append(button);
    return item;
  }));
}

/** Moves the focus among the buttons of a list with the arrow keys. */
export function moveByArrows(list) {
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const buttons = [...list.querySelectorAll("li > button:first-child")];
    const next = buttons[buttons.indexOf(document.activeElement) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}

function when(time) {
  const date = new Date(time);
  const today = date.toDateString() === new Date().toDateString();
  const locale = document.documentElement.lang;
  return today
    ? date.toLocaleTimeString(locale, { hour: "numeric", minute: "2-digit" })
    : date.toLocaleDateString(locale);
}
