// Documents, kept in the browser's storage.

const prefix = "charlm.document.";

/** The documents of this browser: each has id, name, text, history, settings and the time of its last change. */
export class Documents {
  #storage;

  constructor() {
    try {
      this.#storage = window.localStorage;
      this.#storage.getItem(prefix);
    } catch {
      this.#storage = undefined;
    }
  }

  /** Whether the browser keeps anything. */
  get works() {
    return this.#storage !== undefined;
  }

  /** Returns id, name and time of each document, the latest first. */
  list() {
    const found = [];
    for (let index = 0; index < (this.#storage?.length ?? 0); index++) {
      const key = this.#storage.key(index);
      if (!key.startsWith(prefix)) continue;
      const document = this.read(key.slice(prefix.length));
      if (document) found.push({ id: document.id, name: document.name, time: document.time });
    }
    return found.sort((a, b) => b.time - a.time);
  }

  /** Returns a document, or undefined if there is none or it cannot be read. */
  read(id) {
    const saved = parse(this.#storage?.getItem(prefix + id));
    return saved && typeof saved.text === "string" ? { ...saved, id } : undefined;
  }

  /**
   * Saves a document.
   *
   * Returns `saved`, `noHistory` if there is room for the text only, or `full`.
   */
  write(document) {
    if (!this.#storage) return "noStorage";
    const { id, ...rest } = document;
    for (const [content, result] of [[rest, "saved"], [{ ...rest, history: undefined }, "noHistory"]]) {
      try {
        this.#storage.setItem(prefix + id, JSON.stringify(content));
        return result;
      } catch {
        // The quota is used up: try with less.
      }
    }
    return "full";
  }

  /** Deletes a document. */
  remove(id) {
    this.#storage?.removeItem(prefix + id);
  }

  /** Returns the id of the document that a change in another window is about. */
  static changed(event) {
    return event.key?.startsWith(prefix) ? event.key.slice(prefix.length) : undefined;
  }
}

/** Values that hold for all documents: theme, language, the open document. */
export const preferences = {
  get(name, otherwise) {
    return parse(store()?.getItem("charlm." + name)) ?? otherwise;
  },
  set(name, value) {
    try {
      store()?.setItem("charlm." + name, JSON.stringify(value));
    } catch {
      // A preference that cannot be kept is not worth a message.
    }
  },
  remove(name) {
    store()?.removeItem("charlm." + name);
  },
};

function store() {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}

function parse(json) {
  try {
    return json ? JSON.parse(json) : undefined;
  } catch {
    return undefined;
  }
}
