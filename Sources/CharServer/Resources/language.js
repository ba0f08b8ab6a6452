// The words of the page, in English and Chinese.

const words = {
  en: {
    skip: "Skip to the text", documents: "Documents", name: "Name of the document", tools: "Tools",
    suggest: "Suggest", suggestTitle: "Offer three continuations (Tab)",
    grain: "Length of a suggestion", character: "Letter", word: "Word", line: "Line",
    write: "Write", writeTitle: "Let the model write at the caret (Ctrl+Enter)",
    stop: "Stop", stopTitle: "Stop (Escape)",
    fill: "Fill", fillTitle: "Replace the selected text by one of three fillings (Tab)",
    surprise: "Surprise", surpriseTitle: "Color characters by how unexpected they are",
    history: "History", historyTitle: "All states of the text",
    settings: "Settings", settingsTitle: "Model, form and other settings",
    legend: "Surprise, in bits:", text: "Text",
    placeholder: "Write here. Tab offers three continuations.",
    hint: "Tab offers three continuations. Escape, then Tab, leaves the text; Shift+Tab goes back.",
    choices: "Choices", close: "Close", new: "New", import: "Import …", export: "Export as .txt",
    documentsNote: "Documents are kept in this browser only. Export what you want to keep.",
    undo: "Undo", redo: "Redo",
    historyNote: "Every state stays. Choose one to go back to it; what you write then is a new branch.",
    model: "Model", mixture: "Mixture", addModel: "Add a model",
    noPartner: "No other model of the server has the same characters.",
    weight: "Weight of {model}",
    mixedModel: "Model to mix in", remove: "Remove {name}",
    temperature: "Temperature", length: "Length at most, in characters",
    form: "Form of verse", noForm: "none", acrostic: "Acrostic (first characters of the lines)",
    acrosticHint: "for example 春夏秋冬", rhyme: "Rhyme", rhymeHint: "for example 东",
    must: "Words that must occur", ban: "Words that must not occur",
    listHint: "separated by commas",
    onClick: "Clicking a character shows its alternatives",
    appearance: "Appearance", auto: "Auto", light: "Light", dark: "Dark", keys: "Keys",
    apiKey: "API key",
    keyNote: "This server answers only with a key. Whoever runs it can tell you the key.",
    remember: "Remember it in this browser", ok: "OK", cancel: "Cancel", delete: "Delete",
    deleteTitle: "Delete “{name}”?",
    deleteNote: "The document and its history are removed from this browser.",
    untitled: "Untitled", counts: "{characters} characters · {words} words",
    countsPlain: "{characters} characters",
    saved: "Saved", unsaved: "Not saved",
    full: "This browser's storage is full, so the text is not saved. Export it, or delete documents.",
    noHistory: "This browser's storage is nearly full: the text is saved, its history is not.",
    noStorage: "This browser keeps no data for this page: export the text before you leave.",
    elsewhere: "This document was changed in another window, whose text is shown now. Yours is in the history.",
    thinking: "Thinking …", writing: "Writing …", stopped: "Stopped.",
    none: "The model has no continuation here.", noFilling: "The model found no filling.",
    select: "Select the text that is to be replaced, then choose Fill.",
    chosen: "{number} of {count}: {text}", accepted: "Accepted: {text}",
    suggestions: "Continuations", fillings: "Fillings, the most probable first",
    alternatives: "Instead of “{text}” ({probability})",
    alternativesUnknown: "Instead of “{text}”",
    suggestionKeys: "↑ ↓ or 1–3 choose · Enter accepts · Ctrl+→ accepts a word · Esc",
    fillingKeys: "↑ ↓ or 1–3 choose · Enter accepts · Esc",
    alternativeKeys: "Enter: continue from it · Shift+Enter: only replace · Esc",
    alternativeClick: "Click: continue from it · Shift+click: only replace",
    noCharacter: "There is no character at the caret.",
    figures: "{bits} bits per character · perplexity {perplexity}",
    percentile: "more unusual than {percent} % of held-out lines",
    unknown: "characters unknown to the model: {count}",
    start: "Start", inserted: "Wrote", removed: "Removed", replaced: "Replaced",
    back: "Back to: {state}", current: "now",
    silent: "The server does not answer. Is charlm-server still running?",
    wrongKey: "The server does not accept this key.",
    busy: "The server is busy. Try again in {seconds} seconds.",
    busySoon: "The server is busy. Try again in a moment.",
    tooLong: "This text is too long for the server.",
    refused: "The server cannot do this: {reason}",
    broken: "The server failed: {reason}", noModels: "The server has no models.",
    vocabulary: "{vocabulary} characters, {parameters} parameters",
    emptyText: "Write something first.", imported: "Imported: {name}",
    notText: "{name} is not a text file in UTF-8 or UTF-16.",
    line_break: "line break", space: "space", end: "end of the text",
    keyTable: [
      ["Tab", "Three continuations; three fillings if text is selected"],
      ["↑ ↓, 1–3", "Choose"], ["Enter, Tab", "Accept"],
      ["→, Ctrl+→", "Accept a character, a word"], ["Escape", "Dismiss; stop"],
      ["Ctrl+Enter", "Let the model write at the caret"],
      ["Alt+Enter", "Alternatives of the character after the caret"],
      ["Ctrl+Z, Ctrl+Shift+Z", "Undo, redo (⌘ on a Mac)"],
      ["Shift+Tab; Escape, Tab", "Leave the text, backward; forward"],
    ],
  },
  zh: {
    skip: "跳到正文", documents: "文稿", name: "文稿名称", tools: "工具",
    suggest: "续写", suggestTitle: "给出三种续写（Tab）",
    grain: "续写的长短", character: "字", word: "词", line: "行",
    write: "写下去", writeTitle: "让模型从光标处写下去（Ctrl+Enter）",
    stop: "停止", stopTitle: "停止（Esc）",
    fill: "填空", fillTitle: "用三种填法之一替换选中的文字（Tab）",
    surprise: "意外度", surpriseTitle: "按出人意料的程度给每个字上色",
    history: "历史", historyTitle: "文稿的所有状态",
    settings: "设置", settingsTitle: "模型、体裁和其他设置",
    legend: "意外度（比特）：", text: "正文",
    placeholder: "在这里写。按 Tab 给出三种续写。",
    hint: "按 Tab 给出三种续写。先按 Esc 再按 Tab 离开正文；Shift+Tab 返回。",
    choices: "选项", close: "关闭", new: "新建", import: "导入…", export: "导出为 .txt",
    documentsNote: "文稿只保存在这个浏览器里。要长期保存，请导出。",
    undo: "撤销", redo: "重做",
    historyNote: "每个状态都会保留。选一个就回到那里，此后写的内容成为新的分支。",
    model: "模型", mixture: "混合", addModel: "添加模型", noPartner: "服务器上没有别的模型用同样的字。",
    weight: "{model} 的权重",
    mixedModel: "要混入的模型", remove: "移除 {name}",
    temperature: "温度", length: "字数上限",
    form: "诗体", noForm: "无", acrostic: "藏头", acrosticHint: "例如 春夏秋冬",
    rhyme: "韵部", rhymeHint: "例如 东",
    must: "必须出现的词", ban: "不得出现的词", listHint: "用逗号或顿号隔开",
    onClick: "点击一个字时显示可替换的字",
    appearance: "外观", auto: "自动", light: "浅色", dark: "深色", keys: "按键", apiKey: "API 密钥",
    keyNote: "这台服务器需要密钥才应答。请向管理者索取。",
    remember: "在这个浏览器里记住", ok: "确定", cancel: "取消", delete: "删除",
    deleteTitle: "删除“{name}”吗？", deleteNote: "文稿及其历史将从这个浏览器中移除。",
    untitled: "未命名", counts: "{characters} 字", countsPlain: "{characters} 字",
    saved: "已保存", unsaved: "未保存",
    full: "浏览器的存储空间已满，文稿没有保存。请导出，或删除一些文稿。",
    noHistory: "浏览器的存储空间将满：文稿已保存，历史没有保存。",
    noStorage: "浏览器不为本页保存数据：离开之前请导出文稿。",
    elsewhere: "这篇文稿在另一个窗口里改动过，现在显示那里的文字。您的文字在历史里。",
    thinking: "正在想…", writing: "正在写…", stopped: "已停止。",
    none: "模型在这里没有续写。", noFilling: "模型没有找到填法。",
    select: "请先选中要替换的文字，再按“填空”。",
    chosen: "第 {number} 种，共 {count} 种：{text}", accepted: "已采用：{text}",
    suggestions: "续写", fillings: "填法，最可能的在前",
    alternatives: "可替换“{text}”（{probability}）", alternativesUnknown: "可替换“{text}”",
    suggestionKeys: "↑ ↓ 或 1–3 选择 · Enter 采用 · Ctrl+→ 采用一个词 · Esc",
    fillingKeys: "↑ ↓ 或 1–3 选择 · Enter 采用 · Esc",
    alternativeKeys: "Enter：从这里重写 · Shift+Enter：只替换 · Esc",
    alternativeClick: "点击：从这里重写 · Shift+点击：只替换",
    noCharacter: "光标后没有字。",
    figures: "每字 {bits} 比特 · 困惑度 {perplexity}",
    percentile: "比 {percent} % 的留出文本更不寻常",
    unknown: "模型不认识的字：{count}",
    start: "开始", inserted: "写下", removed: "删去", replaced: "替换",
    back: "回到：{state}", current: "现在",
    silent: "服务器没有应答。charlm-server 还在运行吗？",
    wrongKey: "服务器不接受这个密钥。",
    busy: "服务器正忙，请 {seconds} 秒后再试。", busySoon: "服务器正忙，请稍后再试。",
    tooLong: "这篇文稿对服务器来说太长。",
    refused: "服务器做不到：{reason}", broken: "服务器出错：{reason}",
    noModels: "服务器没有模型。",
    vocabulary: "{vocabulary} 个字，{parameters} 个参数",
    emptyText: "请先写点什么。", imported: "已导入：{name}",
    notText: "{name} 不是 UTF-8 或 UTF-16 文本文件。",
    line_break: "换行", space: "空格", end: "结束",
    keyTable: [
      ["Tab", "三种续写；选中文字时为三种填法"],
      ["↑ ↓，1–3", "选择"], ["Enter，Tab", "采用"],
      ["→，Ctrl+→", "采用一个字、一个词"], ["Esc", "取消；停止"],
      ["Ctrl+Enter", "让模型从光标处写下去"],
      ["Alt+Enter", "光标后那个字可替换的字"],
      ["Ctrl+Z，Ctrl+Shift+Z", "撤销，重做（Mac 上用 ⌘）"],
      ["Shift+Tab；Esc 再 Tab", "向后、向前离开正文"],
    ],
  },
};

let language = "en";

/** The language of the interface: `en` or `zh`. */
export function currentLanguage() {
  return language;
}

/** Returns the words for a key, with `{name}` replaced by values. */
export function say(key, values = {}) {
  const text = words[language][key] ?? words.en[key] ?? key;
  if (typeof text !== "string") return text;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** Switches the interface to a language. */
export function speak(name) {
  language = name in words ? name : "en";
  document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
  for (const [attribute, target] of [
    ["say", "textContent"], ["label", "aria-label"], ["title", "title"], ["placeholder", "placeholder"],
  ]) {
    for (const element of document.querySelectorAll(`[data-${attribute}]`)) {
      const text = say(element.dataset[attribute]);
      if (target === "textContent") element.textContent = text;
      else element.setAttribute(target, text);
    }
  }
}

/** Returns the language that the browser prefers, of those the page has. */
export function preferredLanguage() {
  const first = (navigator.languages ?? [navigator.language]).find((name) => /^(en|zh)\b/i.test(name));
  return /^zh/i.test(first ?? "") ? "zh" : "en";
}
