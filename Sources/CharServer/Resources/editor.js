// The text that is edited, and what is drawn behind it.

/**
 * A text area, so that input methods, selection and screen readers work as everywhere, over a mirror with the
 * same text and layout, which shows colors and the text that is offered, and knows where a character stands.
 */
export class Editor {
  #area;
  #mirror;
  #pieces = [];
  #levels;
  #ghost = "";
  #composing = false;

  /** Called after each change by the writer, with whether it was typed. */
  onChange = () => {};

  constructor(area, mirror) {
    this.#area = area;
    this.#mirror = mirror;
    area.addEventListener("compositionstart", () => {
      this.#composing = true;
    });
    area.addEventListener("compositionend", () => {
      this.#composing = false;
      this.#changed(true);
    });
    area.addEventListener("input", (event) => {
      this.#ghost = "";
      if (this.#composing) this.draw();
      else this.#changed(/^insertText$|^insertComposition/.test(event.inputType));
    });
  }

  #changed(typed) {
    this.draw();
    this.onChange(typed);
  }

  get text() {
    return this.#area.value;
  }

  get start() {
    return this.#area.selectionStart;
  }

  get end() {
    return this.#area.selectionEnd;
  }

  /** Whether an input method is at work. */
  get composing() {
    return this.#composing;
  }

  /** Shows another text, with the caret or a selection. */
  show(text, start, end = start) {
    this.#ghost = "";
    if (this.#area.value !== text) this.#area.value = text;
    this.#area.setSelectionRange(start, end);
    this.draw();
  }

  select(start, end = start) {
    this.#area.setSelectionRange(start, end);
  }

  focus() {
    this.#area.focus({ preventScroll: true });
  }

  /** Shows text that is offered at the caret; only where nothing follows, so that the lines stay in place. */
  offer(text) {
    const ghost = this.start === this.text.length ? text : "";
    if (ghost === this.#ghost) return;
    this.#ghost = ghost;
    this.draw();
  }

  /** Colors ranges of the text: a list of {start, end, level}, in order; none without a list. */
  color(levels) {
    this.#levels = levels;
    this.draw();
  }

  /** Redraws the mirror. */
  draw() {
    const text = this.text;
    const children = [];
    this.#pieces = [];
    let at = 0;
    const add = (end, level) => {
      if (end <= at) return;
      const node = document.createTextNode(text.slice(at, end));
      this.#pieces.push({ node, start: at });
      if (level) {
        const span = document.createElement("span");
        span.className = `level-${level}`;
        span.append(node);
        children.push(span);
      } else {
        children.push(node);
      }
      at = end;
    };
    for (const { start, end, level } of this.#levels ?? []) {
      if (start >= text.length) break;
      add(start, 0);
      add(Math.min(end, text.length), level);
    }
    add(text.length, 0);
    if (this.#ghost) {
      const span = document.createElement("span");
      span.className = "ghost";
      span.textContent = this.#ghost;
      children.push(span);
    }
    this.#area.classList.toggle("offering", this.#ghost !== "");
    // A last line that is empty has a height too.
    children.push(document.createTextNode("\u200b"));
    this.#mirror.replaceChildren(...children);
  }

  /** Returns the place of a position, or of a range, on the screen. */
  place(start, end = start) {
    const range = document.createRange();
    const [first, last] = [this.#point(start), this.#point(end)];
    range.setStart(...first);
    range.setEnd(...last);
    const list = range.getClientRects();
    const found = list.length > 0 ? list[list.length - 1] : undefined;
    if (found && (found.height > 0)) return found;
    const marker = document.createElement("span");
    marker.textContent = "\u200b";
    range.collapse(false);
    range.insertNode(marker);
    const place = marker.getBoundingClientRect();
    this.draw();
    return place;
  }

  /** Returns the place of the caret, with what is offered there. */
  placeOfOffer() {
    const caret = this.place(this.end);
    const ghost = this.#mirror.querySelector(".ghost")?.getBoundingClientRect();
    return ghost ? { left: caret.left, top: caret.top, bottom: ghost.bottom } : caret;
  }

  /** Returns the start of the character that is drawn at a point of the screen, if one is. */
  characterAt(x, y) {
    const near = this.start;
    for (const start of [before(this.text, near), near]) {
      if (start < 0 || start >= this.text.length || this.text[start] === "\n") continue;
      const range = document.createRange();
      range.setStart(...this.#point(start));
      range.setEnd(...this.#point(after(this.text, start)));
      for (const box of range.getClientRects()) {
        if (x >= box.left && x <= box.right && y >= box.top - 4 && y <= box.bottom + 4) return start;
      }
    }
    return undefined;
  }

  /** Scrolls so that the caret is seen. */
  reveal() {
    const place = this.place(this.end);
    const top = document.querySelector("header").getBoundingClientRect().bottom + 24;
    const bottom = window.innerHeight - 120;
    if (place.bottom > bottom) window.scrollBy(0, place.bottom - bottom);
    else if (place.top < top) window.scrollBy(0, place.top - top);
  }

  #point(offset) {
    for (let index = this.#pieces.length - 1; index >= 0; index--) {
      const { node, start } = this.#pieces[index];
      if (offset >= start) return [node, Math.min(offset - start, node.length)];
    }
    return [this.#mirror, 0];
  }
}

/** Returns the end of the character that starts at a position: a whole cluster, such as an emoji. */
export function after(text, start) {
  const window = text.slice(start, start + 64);
  const first = clusters.segment(window)[Symbol.iterator]().next();
  return first.done ? start : start + first.value.segment.length;
}

/** Returns the start of the character that ends at a position, or -1. */
export function before(text, end) {
  if (end <= 0) return -1;
  const from = Math.max(0, end - 64);
  let last = from;
  for (const { index } of clusters.segment(text.slice(from, end))) last = from + index;
  return last;
}

/** Returns the first word of a text with what precedes it; of a text without words, all of it. */
export function firstWord(text) {
  let end = 0;
  for (const { segment, isWordLike } of words.segment(text)) {
    // A line break is offered alone.
    if (/^\r?\n/.test(segment)) return end > 0 && text.slice(0, end).trim() ? text.slice(0, end) : segment;
    end += segment.length;
    if (isWordLike) return text.slice(0, end);
  }
  return text;
}

/** Returns the first line of a text, with line breaks before it. */
export function firstLine(text) {
  return text.match(/^\n*[^\n]*/)[0];
}

/** Returns the number of words, if the text has words between spaces. */
export function wordCount(text) {
  let count = 0;
  for (const { isWordLike } of words.segment(text)) if (isWordLike) count++;
  return count;
}

const clusters = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const words = new Intl.Segmenter(undefined, { granularity: "word" });
