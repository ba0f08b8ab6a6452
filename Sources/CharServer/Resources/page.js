// The writer's page: a text, a model that continues it, and nothing that is lost.

import { Choices, shown } from "./choices.js";
import { Documents, preferences } from "./documents.js";
import { after, Editor, firstLine, firstWord, wordCount } from "./editor.js";
import { History } from "./history.js";
import { currentLanguage, preferredLanguage, say, speak } from "./language.js";
import { moveByArrows, Panels, showDocuments, showHistory, stateName } from "./panels.js";
import { Refusal, Server } from "./server.js";
import { Settings } from "./settings.js";

const element = (id) => document.getElementById(id);

/** Longest text before and after the caret that is sent, in UTF-16 units. */
const [longestBefore, longestAfter] = [16384, 512];

const server = new Server();
const documents = new Documents();
const settings = new Settings();
const area = element("text");
const editor = new Editor(area, element("mirror"));
const choices = new Choices(element("choices-box"), area);
const panels = new Panels(["documents", "history", "settings"], refresh);

let current;          // the open document
let history = new History();
let running;          // the AbortController of a request for text
let surprise;         // {text, marks} while characters are colored
let leaving = false;  // whether the next Tab leaves the text

// Messages

function tell(text) {
  element("failure").textContent = "";
  element("message").textContent = text;
}

/** Says in plain words what went wrong. */
function fail(error) {
  if (error.name === "AbortError") return;
  element("message").textContent = "";
  element("failure").textContent = explain(error);
  if (error instanceof Refusal && error.status === 401) askForKey();
}

function explain(error) {
  if (!(error instanceof Refusal)) return say("broken", { reason: error.message });
  const { status, message, retryAfter } = error;
  if (status === 0) return say("silent");
  if (status === 401) return server.key ? say("wrongKey") : say("keyNote");
  if (status === 413) return say("tooLong");
  if (status === 429 || status === 503) {
    return retryAfter ? say("busy", { seconds: retryAfter }) : say("busySoon");
  }
  return say(status >= 500 ? "broken" : "refused", { reason: message });
}

// The text

function changed(typed) {
  stop();
  choices.close();
  history.record(editor.text, editor.end, typed);
  settled();
}

/** Brings everything that depends on the text up to date. */
function settled() {
  saveSoon();
  colorSoon();
  if (panels.name === "history") refresh("history");
  element("undo").disabled = history.states[history.current].parent === undefined;
  element("redo").disabled = history.states[history.current].next === undefined;
}

/** Replaces a range of the text, as one state. */
function replace(start, end, by) {
  const text = editor.text.slice(0, start) + by + editor.text.slice(end);
  editor.show(text, start + by.length);
  history.record(text, start + by.length);
  settled();
  editor.reveal();
}

function travel(move) {
  stop();
  choices.close();
  if (!move()) return;
  editor.show(history.text, Math.min(history.caret ?? history.text.length, history.text.length));
  tell(say("back", { state: stateName(history.states[history.current]) }));
  settled();
  editor.reveal();
}

const undo = () => travel(() => history.undo());
const redo = () => travel(() => history.redo());

function count() {
  const { text } = editor;
  const characters = [...text.replace(/\s/g, "")].length;
  element("count").textContent = text.length < 50000
    ? say("counts", { characters: characters.toLocaleString(), words: wordCount(text).toLocaleString() })
    : say("countsPlain", { characters: characters.toLocaleString() });
}

// Requests for text

function begin() {
  stop();
  running = new AbortController();
  element("stop").hidden = false;
  element("write").hidden = true;
  return running.signal;
}

function end(signal) {
  if (running?.signal !== signal) return;
  running = undefined;
  element("stop").hidden = true;
  element("write").hidden = false;
}

/** Stops the request that runs; returns whether one did. */
function stop() {
  if (!running) return false;
  running.abort();
  end(running.signal);
  return true;
}

/** What stands between two documents of a model in the text. */
const separators = { line: "\n", paragraph: "\n\n", file: "" };

/** Returns the text before a position, as far as the model reads it: models of lines read the line. */
function textBefore(position) {
  const separator = separators[settings.boundary];
  const text = editor.text.slice(separator ? lastEnd(separator, position) : 0, position);
  if (text.length <= longestBefore) return text;
  return text.slice(-longestBefore).replace(/^[\udc00-\udfff]/, "");
}

function lastEnd(separator, position) {
  const place = editor.text.slice(0, position).lastIndexOf(separator);
  return place < 0 ? 0 : place + separator.length;
}

/** Returns the text after a position, as far as the model reads it. */
function textAfter(position) {
  const separator = separators[settings.boundary];
  const text = editor.text.slice(position, position + longestAfter);
  return (separator ? text.split(separator)[0] : text).replace(/[\ud800-\udbff]$/, "");
}

/** Returns what separates a new document from the text before a position. */
function newStart(position) {
  const separator = separators[settings.boundary] || "\n";
  return position === 0 || editor.text.slice(0, position).endsWith(separator) ? "" : separator;
}

/** Says which of the choices is chosen, or, in the words of a key, that there are none. */
function announceChoices(none) {
  if (choices.count === 0) {
    choices.close();
    tell(say(none));
  } else {
    tell(say("chosen", { number: 1, count: choices.count, text: shown(choices.item.text) }));
  }
}

/** Closes the choices and tells the error, unless they are no longer wanted. */
function giveUpChoices(error, signal) {
  if (signal.aborted) return;
  choices.close();
  fail(error);
}

/** Offers three continuations at the caret. */
async function suggest() {
  const position = editor.end;
  editor.select(position);
  const signal = begin();
  tell(say("thinking"));
  choices.open({
    title: say("suggestions"), keys: say("suggestionKeys"), inParts: true, said: tell,
    place: () => editor.placeOfOffer(),
    chosen: (item) => editor.offer(item?.text ?? ""),
    closed: () => {
      editor.offer("");
      stop();
    },
    accept: ({ text }) => {
      replace(position, position, text);
      tell(say("accepted", { text: shown(text) }));
    },
  });
  try {
    if (settings.values.grain === "character" && !settings.isWhole) {
      choices.show(await likelyCharacters(position, signal));
    } else {
      await streamContinuations(position, signal, settings.values.form !== "");
      // Where the model ends its line or paragraph, it can start another one.
      if (choices.count === 0 && settings.boundary !== "file" && !signal.aborted) {
        await streamContinuations(position, signal, true);
      }
    }
    if (signal.aborted) return;
    announceChoices("none");
  } catch (error) {
    giveUpChoices(error, signal);
  } finally {
    end(signal);
  }
}

/** Returns the three most probable characters. */
async function likelyCharacters(position, signal) {
  const answer = await server.json("/v1/completions", {
    ...settings.request, prompt: textBefore(position), max_tokens: 1, logprobs: 5, temperature: 0,
  }, signal);
  const top = answer.choices[0]?.logprobs?.top_logprobs?.[0] ?? {};
  return Object.entries(top)
    .filter(([text]) => [...text].length === 1)
    .sort(([, a], [, b]) => b - a)
    .slice(0, 3)
    .map(([text, logarithm]) => ({ text, note: percent(Math.exp(logarithm)) }));
}

/** Shows continuations while they are written, each up to the end of its word, line or poem; or new beginnings. */
async function streamContinuations(position, signal, fresh) {
  const { grain, length, form } = settings.values;
  const whole = settings.isWhole;
  const cut = whole ? (text) => text : grain === "line" ? firstLine : firstWord;
  const body = { ...settings.request, prompt: fresh ? "" : textBefore(position) };
  const start = fresh ? newStart(position) : "";
  // Several of six first words are the same, often.
  body.n = grain === "line" || whole ? 3 : 6;
  // A poem is as long as its form.
  if (!form) body.max_tokens = grain === "line" || whole ? length : 24;
  const texts = new Array(body.n).fill("");
  const done = new Array(body.n).fill(false);
  const items = () => [...new Set(texts.map(cut))].filter((text) => text !== "").slice(0, 3)
    .map((text) => ({ text: start + text }));
  for await (const { choices: parts } of server.events("/v1/completions", body, signal)) {
    for (const { index, text, finish_reason: reason } of parts) {
      texts[index] += text ?? "";
      // A line that the length cuts ends with a whole word.
      if (reason === "length" && grain === "line" && !whole) {
        texts[index] = texts[index].replace(/\s\S*$/, "");
      }
      done[index] ||= Boolean(reason) || (!whole && cut(texts[index]).length < texts[index].length);
    }
    if (signal.aborted) return;
    choices.show(items());
    if (done.every(Boolean)) break;
  }
}

/** Accepts the first part of the chosen continuation, and offers the rest. */
function acceptPart(length) {
  const { text } = choices.item;
  const part = text.slice(0, length(text));
  const rest = text.slice(part.length);
  choices.close();
  replace(editor.end, editor.end, part);
  tell(say("accepted", { text: shown(part) }));
  if (rest === "") return;
  const position = editor.end;
  choices.open({
    title: say("suggestions"), keys: say("suggestionKeys"), inParts: true, said: tell,
    place: () => editor.placeOfOffer(),
    chosen: (item) => editor.offer(item?.text ?? ""),
    closed: () => editor.offer(""),
    accept: (item) => {
      replace(position, position, item.text);
      tell(say("accepted", { text: shown(item.text) }));
    },
  });
  choices.show([{ text: rest }]);
}

/** Offers three fillings for the selected text. */
async function fill() {
  const { start, end: finish } = editor;
  if (start === finish) {
    tell(say("select"));
    editor.focus();
    return;
  }
  const signal = begin();
  tell(say("thinking"));
  editor.focus();
  choices.open({
    title: say("fillings"), keys: say("fillingKeys"), said: tell,
    place: () => editor.place(start, finish),
    closed: stop,
    accept: ({ text }) => {
      replace(start, finish, text);
      tell(say("accepted", { text: shown(text) }));
    },
  });
  try {
    // A filling is as long as what it replaces, about; without a temperature the best ones are searched for.
    const answer = await server.json("/v1/completions", {
      ...settings.voice, prompt: textBefore(start), suffix: textAfter(finish), ban: settings.ban,
      n: 3, max_tokens: Math.min(Math.max(12, 2 * (finish - start)), 200),
    }, signal);
    if (signal.aborted) return;
    choices.show(answer.choices.map(({ text }) => ({ text })));
    announceChoices("noFilling");
  } catch (error) {
    giveUpChoices(error, signal);
  } finally {
    end(signal);
  }
}

/** Lets the model write at the caret, until its text or the length ends. */
async function write() {
  choices.close();
  const { start, end: finish } = editor;
  const [head, tail] = [editor.text.slice(0, start), editor.text.slice(finish)];
  const signal = begin();
  tell(say("writing"));
  editor.focus();
  const { form, length } = settings.values;
  let written = "";
  try {
    const body = { ...settings.request, prompt: form ? "" : textBefore(start) };
    if (!form) body.max_tokens = length;
    const lead = form ? newStart(start) : "";
    for await (const { choices: parts } of server.events("/v1/completions", body, signal)) {
      if (signal.aborted) break;
      const text = parts.map((part) => part.text ?? "").join("");
      if (text === "") continue;
      written += written === "" ? lead + text : text;
      editor.show(head + written + tail, start + written.length);
      editor.reveal();
    }
    tell(written ? "" : say("none"));
  } catch (error) {
    fail(error);
  } finally {
    // After a stop by typing, the text is newer than what was written.
    if (written && editor.text === head + written + tail) {
      history.record(editor.text, editor.end);
      settled();
    }
    if (signal.aborted) tell(say("stopped"));
    end(signal);
  }
}

/** Shows what could stand instead of a character. */
async function alternatives(position, passive) {
  const { text } = editor;
  if (position === undefined || position >= text.length) {
    if (!passive) tell(say("noCharacter"));
    return;
  }
  const finish = after(text, position);
  const character = text.slice(position, finish);
  const signal = begin();
  try {
    const answer = await server.json("/v1/score", {
      ...settings.voice, given: textBefore(position), text: character, alternatives: 8,
    }, signal);
    if (signal.aborted || editor.text !== text) return;
    const token = answer.tokens[0];
    const items = (token?.alternatives ?? []).filter((item) => item.text !== "")
      .map((item) => ({ text: item.text, note: percent(item.probability) }));
    const probability = token && Number.isFinite(token.surprisal) ? percent(2 ** -token.surprisal) : "";
    choices.open({
      title: say(probability ? "alternatives" : "alternativesUnknown", {
        text: shown(character), probability,
      }),
      keys: say(passive ? "alternativeClick" : "alternativeKeys"), passive, said: tell,
      place: () => editor.place(position, finish),
      accept: (item, shift) => {
        if (shift) {
          replace(position, finish, item.text);
          return;
        }
        // The rest of the line makes room for the continuation.
        const lineEnd = text.indexOf("\n", position);
        replace(position, lineEnd < 0 || lineEnd < finish ? finish : lineEnd, item.text);
        suggest();
      },
    });
    choices.show(items);
    if (!passive) {
      tell(say("chosen", { number: 1, count: choices.count, text: shown(choices.item?.text ?? "") }));
    }
  } catch (error) {
    if (!signal.aborted) fail(error);
  } finally {
    end(signal);
  }
}

function percent(probability) {
  if (probability < 0.001) return "< 0.1 %";
  return `${(probability * 100).toFixed(probability < 0.0995 ? 1 : 0)} %`;
}

// Colors

let colorTimer;

function colorSoon() {
  if (!surprise) return;
  // What stands before the change keeps its colors.
  const { text } = editor;
  let same = 0;
  while (same < text.length && text[same] === surprise.text[same]) same++;
  surprise.marks = surprise.marks.filter((mark) => mark.end <= same);
  surprise.text = text;
  editor.color(surprise.marks);
  clearTimeout(colorTimer);
  colorTimer = setTimeout(color, 600);
}

/** Scores of documents, by voice and text, so that only what has changed is scored again. */
const scores = new Map();

async function color() {
  const { text } = editor;
  if (!surprise) return;
  surprise.request?.abort();
  const { signal } = surprise.request = new AbortController();
  const voice = settings.voice;
  const key = (piece) => JSON.stringify([voice, piece.text]);
  const pieces = documentsOf(text);
  const paint = () => {
    if (!surprise || signal.aborted || editor.text !== text) return;
    Object.assign(surprise, {
      text, marks: pieces.flatMap((piece) => marks(piece, scores.get(key(piece))?.tokens ?? [])),
    });
    editor.color(surprise.marks);
  };
  const waiting = pieces.filter((piece) => !scores.has(key(piece)));
  const work = async () => {
    for (let piece = waiting.shift(); piece && !signal.aborted; piece = waiting.shift()) {
      const answer = await server.json("/v1/score", { ...voice, text: piece.text }, signal);
      scores.set(key(piece), answer);
      if (waiting.length % 10 === 0) paint();
    }
  };
  try {
    await Promise.all([work(), work(), work(), work()]);
    paint();
    if (!surprise || signal.aborted || editor.text !== text) return;
    element("figures").textContent = figures(
      pieces, pieces.map((piece) => scores.get(key(piece))));
    // The cache does not grow for ever.
    for (const old of [...scores.keys()].slice(0, Math.max(0, scores.size - 5000))) scores.delete(old);
  } catch (error) {
    fail(error);
  }
}

/** Returns the documents of a text as the model reads them, with their places. */
function documentsOf(text) {
  const separator = separators[settings.boundary];
  const pieces = [];
  let start = 0;
  for (const piece of separator ? text.split(separator) : [text]) {
    if (piece !== "") pieces.push({ start, text: piece });
    start += piece.length + separator.length;
  }
  return pieces;
}

/** Returns ranges with the level of their surprise; offsets of tokens are in scalars of the document. */
function marks({ start: first, text }, tokens) {
  const list = [];
  let [scalars, units] = [0, 0];
  const unit = (offset) => {
    for (; scalars < offset && units < text.length; scalars++) {
      units += text.codePointAt(units) > 0xffff ? 2 : 1;
    }
    return first + units;
  };
  tokens.forEach((token, index) => {
    const start = unit(token.offset);
    const end = index + 1 < tokens.length ? unit(tokens[index + 1].offset) : first + text.length;
    const level = [2, 4, 7, 10].filter((bits) => token.surprisal >= bits).length;
    const last = list.at(-1);
    if (end === start) return;
    if (last?.level === level && last.end === start) last.end = end;
    else list.push({ start, end, level });
  });
  return list;
}

/** Returns the figures of the whole text, from the answers for its documents. */
function figures(pieces, answers) {
  const sum = (list, part) => list.reduce((total, item) => total + part(item), 0);
  const tokens = sum(answers, (answer) => answer.tokens.length);
  if (tokens === 0) return "";
  const nats = -sum(answers, (answer) => answer.log_probability);
  const characters = sum(pieces, ({ text }) => [...text].length);
  const parts = [say("figures", {
    bits: (nats / Math.LN2 / characters).toFixed(2), perplexity: Math.exp(nats / tokens).toPrecision(3),
  })];
  if (answers.length === 1 && Number.isFinite(answers[0].percentile)) {
    parts.push(say("percentile", { percent: Math.round(answers[0].percentile) }));
  }
  const unknown = sum(answers, (answer) => answer.unknown_tokens);
  if (unknown > 0) parts.push(say("unknown", { count: unknown }));
  return parts.join(" · ");
}

function toggleSurprise() {
  surprise?.request?.abort();
  surprise = surprise ? undefined : { text: "", marks: [] };
  element("surprise").setAttribute("aria-pressed", String(surprise !== undefined));
  element("legend").hidden = !surprise;
  if (surprise) {
    if (editor.text === "") tell(say("emptyText"));
    color();
  } else {
    editor.color(undefined);
  }
}

// Documents

let saveTimer;

function saveSoon() {
  element("saved").textContent = "…";
  clearTimeout(saveTimer);
  saveTimer = setTimeout(save, 400);
}

function save() {
  clearTimeout(saveTimer);
  saveTimer = undefined;
  count();
  Object.assign(current, {
    name: element("name").value, text: editor.text, history, settings: settings.values, time: Date.now(),
  });
  const result = documents.write(current);
  element("saved").textContent = say(result === "saved" || result === "noHistory" ? "saved" : "unsaved");
  if (result !== "saved") element("failure").textContent = say(result);
  preferences.set("open", current.id);
}

function newDocument(name = "", text = "") {
  return {
    id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`, name, text,
    settings: { ...settings.values }, time: Date.now(),
  };
}

function open(document) {
  if (current && saveTimer !== undefined) save();
  stop();
  choices.close();
  current = document;
  history = new History(document.text, document.history);
  settings.show(document.settings ?? {});
  element("name").value = document.name;
  title();
  if (surprise) surprise = { text: "", marks: [] };
  editor.color(surprise?.marks);
  editor.show(document.text, document.text.length);
  settled();
  save();
}

function title() {
  const name = element("name").value || say("untitled");
  document.title = `${name} · charlm`;
  element("name").placeholder = say("untitled");
}

function create() {
  open(newDocument());
  panels.close(false);
  element("name").focus();
}

function remove(id, name) {
  const dialog = element("delete-dialog");
  element("delete-title").textContent = say("deleteTitle", { name });
  dialog.returnValue = "cancel";
  dialog.onclose = () => {
    if (dialog.returnValue !== "delete") return;
    documents.remove(id);
    if (id === current.id) {
      clearTimeout(saveTimer);
      saveTimer = undefined;
      const next = documents.list()[0];
      open((next && documents.read(next.id)) ?? newDocument());
    }
    refresh("documents");
    element("documents").querySelector(".close").focus();
  };
  dialog.showModal();
}

function exportText() {
  const link = document.createElement("a");
  const address = URL.createObjectURL(new Blob([editor.text], { type: "text/plain;charset=utf-8" }));
  link.href = address;
  link.download = `${(element("name").value || say("untitled")).replace(/[\\/:*?"<>|\p{Cc}]/gu, "-")}.txt`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

async function importFiles(files) {
  for (const file of files) {
    const text = decode(new Uint8Array(await file.arrayBuffer()));
    if (text === undefined) {
      fail(new Refusal(400, say("notText", { name: file.name })));
      continue;
    }
    open(newDocument(file.name.replace(/\.(txt|md)$/i, ""), text.replace(/\r\n?/g, "\n")));
    tell(say("imported", { name: file.name }));
  }
  if (panels.name === "documents") refresh("documents");
}

/** Returns the text of bytes in UTF-8 or, with a byte-order mark, UTF-16. */
function decode(bytes) {
  const mark = (bytes[0] << 8) | bytes[1];
  const encoding = mark === 0xfffe ? "utf-16le" : mark === 0xfeff ? "utf-16be" : "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

// Panels, languages, keys

function refresh(name) {
  if (name === "documents") {
    if (saveTimer !== undefined) save();
    showDocuments(element("document-list"), documents.list(), current.id, (id) => {
      const document = documents.read(id);
      if (document) open(document);
      panels.close(false);
      editor.focus();
    }, remove);
  } else if (name === "history") {
    const focused = document.activeElement?.closest("#states button");
    showHistory(element("states"), history, (id) => {
      travel(() => {
        history.go(id);
        return true;
      });
    });
    if (focused) element("states").querySelector("[aria-current]")?.focus();
  }
}

function showLanguage(name) {
  speak(name);
  for (const radio of document.querySelectorAll("[name=language]")) {
    radio.checked = radio.value === currentLanguage();
  }
  const rowsOfKeys = say("keyTable").map(([keys, meaning]) => {
    const row = document.createElement("tr");
    for (const [kind, text] of [["th", keys], ["td", meaning]]) {
      const cell = document.createElement(kind);
      cell.textContent = text;
      row.append(cell);
    }
    return row;
  });
  element("keys-table").replaceChildren(...rowsOfKeys);
  if (!current) return;
  settings.show(settings.values);
  title();
  count();
  element("saved").textContent = "";
  if (panels.name) refresh(panels.name);
}

function showTheme(name) {
  if (name === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  for (const radio of document.querySelectorAll("[name=theme]")) radio.checked = radio.value === name;
}

function askForKey() {
  const dialog = element("key-dialog");
  if (dialog.open) return;
  element("key").value = "";
  element("remember").checked = preferences.get("key") !== undefined;
  dialog.returnValue = "cancel";
  dialog.onclose = () => {
    if (dialog.returnValue !== "ok") return;
    server.key = element("key").value.trim();
    try {
      sessionStorage.setItem("charlm.key", server.key);
    } catch {
      // The key is kept as long as the page.
    }
    if (element("remember").checked) preferences.set("key", server.key);
    else preferences.remove("key");
    connect();
  };
  dialog.showModal();
}

function storedKey() {
  try {
    return sessionStorage.getItem("charlm.key") ?? preferences.get("key", "");
  } catch {
    return "";
  }
}

/** Asks the server for its models and forms. */
async function connect() {
  try {
    const [models, forms] = await Promise.all([server.json("/v1/models"), server.json("/v1/forms")]);
    settings.offer(models.data, forms.data);
    if (models.data.length === 0) tell(say("noModels"));
    else tell("");
  } catch (error) {
    fail(error);
  }
}

function pressed(event) {
  if (event.isComposing || event.keyCode === 229 || editor.composing) return;
  const command = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  const take = (action) => {
    event.preventDefault();
    action();
  };
  if (command && !event.altKey && key === "z") return take(event.shiftKey ? redo : undo);
  if (command && !event.altKey && key === "y") return take(redo);
  if (command && event.key === "Enter") return take(write);
  if (event.altKey && event.key === "Enter") return take(() => alternatives(editor.start, false));
  if (choices.listens && event.key === "ArrowRight" && !event.shiftKey && choices.item
    && choices.inParts) {
    const whole = event.ctrlKey || event.altKey || event.metaKey;
    return take(() => acceptPart((text) => (whole ? firstWord(text).length : after(text, 0))));
  }
  if (choices.handle(event)) return event.preventDefault();
  if (event.key === "Escape") {
    if (stop()) tell(say("stopped"));
    leaving = true;
    return;
  }
  if (event.key === "Tab" && !event.shiftKey && !leaving && !command && !event.altKey) {
    return take(editor.start === editor.end ? suggest : fill);
  }
  if (event.key !== "Shift") leaving = false;
}

function clicked(event) {
  leaving = false;
  choices.close();
  if (event.detail !== 1 || editor.start !== editor.end || event.shiftKey) return;
  if (!surprise && !element("on-click").checked) return;
  alternatives(editor.characterAt(event.clientX, event.clientY), true);
}

function start() {
  server.key = storedKey();
  showLanguage(preferences.get("language") ?? preferredLanguage());
  showTheme(preferences.get("theme", "auto"));
  element("on-click").checked = preferences.get("onClick", true);
  const latest = documents.read(preferences.get("open", "")) ?? documents.read(documents.list()[0]?.id);
  open(latest ?? newDocument());
  if (!documents.works) element("failure").textContent = say("noStorage");

  editor.onChange = changed;
  settings.onChange = (name) => {
    saveSoon();
    if (name === "model" || name === "mix") colorSoon();
  };
  area.addEventListener("keydown", pressed);
  area.addEventListener("beforeinput", (event) => {
    if (event.inputType !== "historyUndo" && event.inputType !== "historyRedo") return;
    event.preventDefault();
    (event.inputType === "historyUndo" ? undo : redo)();
  });
  area.addEventListener("click", clicked);
  area.addEventListener("blur", () => {
    leaving = false;
  });
  const buttons = {
    suggest: () => {
      editor.focus();
      suggest();
    },
    write, fill, surprise: toggleSurprise, undo, redo, new: create, export: exportText,
    stop: () => {
      if (stop()) tell(say("stopped"));
      choices.close();
      editor.focus();
    },
    import: () => element("file").click(), "show-keys": () => element("keys").showModal(),
    "show-key": () => askForKey(),
  };
  for (const [id, action] of Object.entries(buttons)) element(id).addEventListener("click", action);
  // The caret and the selection stay where they are.
  for (const id of ["suggest", "write", "fill", "stop"]) {
    element(id).addEventListener("pointerdown", (event) => event.preventDefault());
  }
  element("file").addEventListener("change", async (event) => {
    await importFiles([...event.target.files]);
    event.target.value = "";
  });
  element("name").addEventListener("input", () => {
    title();
    saveSoon();
  });
  element("on-click").addEventListener("change", (event) => preferences.set("onClick", event.target.checked));
  for (const radio of document.querySelectorAll("[name=theme]")) {
    radio.addEventListener("change", () => {
      preferences.set("theme", radio.value);
      showTheme(radio.value);
    });
  }
  for (const radio of document.querySelectorAll("[name=language]")) {
    radio.addEventListener("change", () => {
      preferences.set("language", radio.value);
      showLanguage(radio.value);
    });
  }
  moveByArrows(element("states"));
  moveByArrows(element("document-list"));
  window.addEventListener("resize", () => choices.position());
  window.addEventListener("scroll", () => choices.position(), { passive: true });
  window.addEventListener("pagehide", () => saveTimer !== undefined && save());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && saveTimer !== undefined) save();
  });
  window.addEventListener("storage", (event) => {
    if (Documents.changed(event) !== current.id) return;
    const other = documents.read(current.id);
    if (!other || other.text === editor.text) return;
    stop();
    choices.close();
    history.record(other.text, other.text.length);
    editor.show(other.text, other.text.length);
    tell(say("elsewhere"));
    count();
  });
  document.addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    importFiles([...event.dataTransfer.files]);
  });
  editor.focus();
  connect();
}

start();
