// A list of texts to choose from, at the caret.

import { say } from "./language.js";

/**
 * The list of continuations, fillings or alternatives. The focus stays in the text: keys come from there, and
 * screen readers follow `aria-activedescendant`.
 */
export class Choices {
  #box;
  #list;
  #area;
  #items = [];
  #index = 0;
  #request;

  constructor(box, area) {
    this.#box = box;
    this.#area = area;
    this.#list = box.querySelector("[role=listbox]");
    this.#list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.#list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (!option) return;
      this.choose([...this.#list.children].indexOf(option));
      this.accept(event.shiftKey);
    });
  }

  /**
   * Opens the list.
   *
   * A request has `title`, `keys` (a line of help), `place` (a function that returns where on the screen),
   * `accept(item, shift)`, `chosen(item)`, `closed()`, `said(words)`; `inParts` if a part of an item can be accepted,
   * and `passive` if keys go to the text, not to the list.
   */
  open(request) {
    this.close();
    this.#request = request;
    this.#title(`${request.title} …`);
    this.#keys("");
    this.#list.replaceChildren();
    this.#items = [];
    this.#index = 0;
    this.#box.hidden = false;
    this.position();
  }

  get isOpen() {
    return this.#request !== undefined;
  }

  /** Whether keys choose. */
  get listens() {
    return this.isOpen && !this.#request.passive && this.#items.length > 0;
  }

  get count() {
    return this.#items.length;
  }

  /** The chosen item. */
  get item() {
    return this.#items[this.#index];
  }

  /** Whether the first part of an item can be accepted. */
  get inParts() {
    return this.#request?.inParts === true;
  }

  /** Shows items: each has `text` and perhaps a `note`. */
  show(items) {
    if (!this.isOpen || items.length === 0) return;
    const first = this.#items.length === 0 && items.length > 0;
    this.#items = items;
    this.#title(this.#request.title);
    this.#keys(this.#request.keys);
    if (this.#index >= items.length) this.#index = 0;
    this.#list.replaceChildren(...items.map((item, index) => this.#option(item, index)));
    this.#mark(first);
    this.position();
  }

  /** Chooses an item by its place. */
  choose(index) {
    const { length } = this.#items;
    if (length === 0) return;
    this.#index = (index + length) % length;
    this.#mark(true);
    this.position();
    const { text } = this.item;
    this.#request.said?.(say("chosen", { number: this.#index + 1, count: length, text: shown(text) }));
  }

  /** Accepts the chosen item and closes the list. */
  accept(shift = false) {
    const { item } = this;
    const request = this.#request;
    this.close();
    if (item) request.accept(item, shift);
  }

  close() {
    const request = this.#request;
    if (!request) return;
    this.#request = undefined;
    this.#items = [];
    this.#box.hidden = true;
    this.#area.removeAttribute("aria-activedescendant");
    // Which one was chosen says nothing any more.
    request.said?.("");
    request.closed?.();
  }

  /** Handles a key; returns whether it was for the list. */
  handle(event) {
    if (!this.isOpen) return false;
    if (event.key === "Escape") {
      this.close();
      return true;
    }
    if (!this.listens || event.metaKey || event.ctrlKey || event.altKey) return false;
    const digit = /^[1-9]$/.test(event.key) ? Number(event.key) : 0;
    if (event.key === "ArrowDown") this.choose(this.#index + 1);
    else if (event.key === "ArrowUp") this.choose(this.#index - 1);
    else if (digit > 0 && digit <= this.#items.length) this.choose(digit - 1);
    else if (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) this.accept(event.shiftKey);
    else return false;
    return true;
  }

  /** Puts the list below its place, or above where there is no room. */
  position() {
    if (!this.isOpen || getComputedStyle(this.#box).position !== "fixed" || window.innerWidth < 600) return;
    const place = this.#request.place();
    const { width, height } = this.#box.getBoundingClientRect();
    const room = document.documentElement.clientWidth;
    const left = Math.max(8, Math.min(place.left - 12, room - width - 8));
    const below = place.bottom + 8;
    const top = below + height > window.innerHeight - 40 && place.top - height - 8 > 60
      ? place.top - height - 8 : below;
    this.#box.style.left = `${left}px`;
    this.#box.style.top = `${top}px`;
  }

  #title(text) {
    this.#box.querySelector("#choices-title").textContent = text;
  }

  #keys(text) {
    this.#box.querySelector("#choices-keys").textContent = text;
  }

  #option(item, index) {
    const option = document.createElement("div");
    option.id = `choice-${index}`;
    option.setAttribute("role", "option");
    const number = document.createElement("kbd");
    number.textContent = String(index + 1);
    number.setAttribute("aria-hidden", "true");
    const text = document.createElement("span");
    text.className = "choice-text";
    text.textContent = shown(item.text);
    option.append(number, text);
    if (item.note) {
      const note = document.createElement("small");
      note.textContent = item.note;
      option.append(note);
    }
    return option;
  }

  #mark(tell) {
    for (const [index, option] of [...this.#list.children].entries()) {
      option.setAttribute("aria-selected", String(this.listens && index === this.#index));
    }
    if (this.listens) this.#area.setAttribute("aria-activedescendant", `choice-${this.#index}`);
    this.#list.children[this.#index]?.scrollIntoView({ block: "nearest" });
    if (tell || this.#items.length > 0) this.#request.chosen?.(this.item);
  }
}

/** Returns a text with white space made visible where nothing else would be. */
export function shown(text) {
  if (text === "") return `(${say("end")})`;
  if (/^[ \u3000]+$/.test(text)) return `␣ (${say("space")})`;
  if (/^\s*\n\s*$/.test(text)) return `↵ (${say("line_break")})`;
  return text.replace(/^\n+/, (breaks) => "↵".repeat(breaks.length) + " ").trim();
}
