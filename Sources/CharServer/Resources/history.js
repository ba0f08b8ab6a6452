// The states of a text.

const pause = 1500;   // milliseconds; a longer pause starts a new state
const limit = 1000;   // states kept

/**
 * A tree of the states of a text: undo goes to the parent, redo to the child visited last, and nothing is lost
 * when the writer goes back and writes something else.
 *
 * A state is a change of its parent: at `at`, `removed` was replaced by `inserted`.
 */
export class History {
  constructor(text = "", saved) {
    this.text = text;
    this.states = [root(Date.now())];
    this.current = 0;
    if (saved?.states?.length > 0 && saved.current in saved.states) {
      this.states = saved.states;
      this.current = saved.current;
    }
  }

  /** Returns what JSON.stringify writes. */
  toJSON() {
    return { current: this.current, states: this.states };
  }

  /** Adds a state with another text; typing in one go is one state. */
  record(text, caret, typing = false) {
    const change = difference(this.text, text);
    if (!change) return;
    const before = this.states[this.current];
    const now = Date.now();
    this.text = text;
    if (typing && joins(before, change, now) && !this.states.some((state) => state.parent === this.current)) {
      before.inserted += change.inserted;
      before.time = now;
      before.caret = caret;
      return;
    }
    this.states.push({ parent: this.current, ...change, caret, time: now, typing });
    this.current = before.next = this.states.length - 1;
    if (this.states.length > limit) this.#prune();
  }

  /** Goes to the state before this one; returns whether there is one. */
  undo() {
    const { parent } = this.states[this.current];
    if (parent === undefined) return false;
    this.go(parent);
    return true;
  }

  /** Goes to the state after this one that was visited last; returns whether there is one. */
  redo() {
    const { next } = this.states[this.current];
    if (next === undefined) return false;
    this.go(next);
    return true;
  }

  /** Goes to any state. */
  go(target) {
    const ancestors = new Set(this.#path(this.current));
    const down = [];
    let state = target;
    for (; !ancestors.has(state); state = this.states[state].parent) down.push(state);
    while (this.current !== state) {
      const { at, removed, inserted, parent } = this.states[this.current];
      this.text = replace(this.text, at, inserted, removed);
      this.caret = at + removed.length;
      this.states[parent].next = this.current;
      this.current = parent;
    }
    for (const id of down.reverse()) {
      const { at, removed, inserted, parent, caret } = this.states[id];
      this.text = replace(this.text, at, removed, inserted);
      this.caret = caret ?? at + inserted.length;
      this.states[parent].next = id;
      this.current = id;
    }
  }

  /** Returns a state and its ancestors, up to the root. */
  #path(state) {
    const path = [];
    for (; state !== undefined; state = this.states[state].parent) path.push(state);
    return path;
  }

  /** Forgets old branches, and then old states of this branch. */
  #prune() {
    const keep = Math.floor(limit * 0.8);
    const kept = new Set(this.#path(this.current).slice(0, keep));
    // Later states first; a state is kept with its parent only.
    const top = Math.min(...kept);
    for (let id = top; id < this.states.length && kept.size < keep; id++) {
      if (kept.has(this.states[id].parent)) kept.add(id);
    }
    const order = [...kept].sort((a, b) => a - b);
    const places = new Map(order.map((id, place) => [id, place]));
    const states = order.map((id) => ({ ...this.states[id] }));
    for (const state of states) {
      state.parent = places.get(state.parent);
      state.next = places.get(state.next);
    }
    states[0] = { ...root(states[0].time), next: states[0].next };
    this.states = states;
    this.current = places.get(this.current);
  }
}

function root(time) {
  return { at: 0, removed: "", inserted: "", caret: 0, time };
}

function replace(text, at, old, by) {
  return text.slice(0, at) + by + text.slice(at + old.length);
}

/** Says whether a change goes on typing where a state ended. */
function joins(state, change, now) {
  return state.typing && state.parent !== undefined && now - state.time < pause && change.removed === ""
    && change.at === state.at + state.inserted.length && !/\n/.test(state.inserted.slice(-1))
    && !(/\s$/.test(state.inserted) && /^\S/.test(change.inserted) && state.inserted.length > 40);
}

/** Returns the smallest change from one text to another, without splitting surrogate pairs. */
function difference(old, text) {
  if (old === text) return undefined;
  const shorter = Math.min(old.length, text.length);
  let start = 0;
  while (start < shorter && old.charCodeAt(start) === text.charCodeAt(start)) start++;
  if (start > 0 && isHigh(old.charCodeAt(start - 1))) start--;
  let end = 0;
  while (end < shorter - start
    && old.charCodeAt(old.length - 1 - end) === text.charCodeAt(text.length - 1 - end)) end++;
  if (end > 0 && isLow(old.charCodeAt(old.length - end))) end--;
  return {
    at: start, removed: old.slice(start, old.length - end), inserted: text.slice(start, text.length - end),
  };
}

const isHigh = (unit) => unit >= 0xd800 && unit < 0xdc00;
const isLow = (unit) => unit >= 0xdc00 && unit < 0xe000;

/**
 * Places the states for drawing, the latest first: each with the column of its branch.
 *
 * Returns rows of {id, column, parentRow}, and the number of columns.
 */
export function rows(history) {
  const { states } = history;
  const column = new Array(states.length).fill(-1);
  const children = states.map(() => []);
  states.forEach((state, id) => state.parent !== undefined && children[state.parent].push(id));
  // The branch that redo would follow goes straight on; each other branch has a column of its own.
  let columns = 0;
  const branches = [0];
  while (branches.length > 0) {
    let id = branches.pop();
    const own = columns++;
    while (id !== undefined) {
      column[id] = own;
      const straight = children[id].includes(states[id].next) ? states[id].next : children[id].at(-1);
      for (const child of children[id]) if (child !== straight) branches.push(child);
      id = straight;
    }
  }
  const list = states.map((state, id) => ({
    id, column: column[id], parentRow: state.parent === undefined ? -1 : states.length - 1 - state.parent,
  }));
  return { rows: list.reverse(), columns };
}
