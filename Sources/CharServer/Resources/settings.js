// The settings of a document, and what they mean to the server.

import { currentLanguage, say } from "./language.js";

const initial = {
  model: "", mix: [], grain: "word", temperature: 0.7, length: 120, form: "", acrostic: "", rhyme: "",
  must: "", ban: "",
};

/** The panel of settings. */
export class Settings {
  values = { ...initial };

  /** Called after each change by the writer. */
  onChange = () => {};

  #models = [];
  #forms = [];

  constructor() {
    for (const name of ["model", "temperature", "length", "form", "acrostic", "rhyme", "must", "ban"]) {
      element(name).addEventListener("input", () => {
        const { value, type } = element(name);
        this.values[name] = type === "range" || type === "number" ? Number(value) || initial[name] : value;
        if (name === "model") this.show(this.values);
        this.#explain();
        this.onChange(name);
      });
    }
    for (const radio of document.querySelectorAll("[name=grain]")) {
      radio.addEventListener("change", () => {
        this.values.grain = radio.value;
        this.onChange("grain");
      });
    }
    element("add-model").addEventListener("click", () => {
      const model = this.#partners.find((id) => !this.values.mix.some((part) => part.model === id));
      if (!model) return;
      this.values.mix.push({ model, weight: 1 });
      this.#showMixture();
      element("mixture").lastElementChild.querySelector("select").focus();
      this.onChange("mix");
    });
  }

  /** Shows the models and forms that the server has. */
  offer(models, forms) {
    // Models that read backward are partners for fillings, not voices.
    this.#models = models.filter(({ meta }) => meta?.direction !== "backward");
    this.#forms = forms;
    this.show(this.values);
  }

  /** Shows the settings of a document. */
  show(values) {
    this.values = { ...initial, ...values, mix: (values.mix ?? []).map((part) => ({ ...part })) };
    const ids = this.#models.map(({ id }) => id);
    if (ids.length > 0) {
      if (!ids.includes(this.values.model)) this.values.model = ids[0];
      this.values.mix = this.values.mix.filter(({ model }) => this.#partners.includes(model));
    }
    options(element("model"), ids, this.values.model);
    const form = element("form");
    options(form, ["", ...this.#forms.map(({ name }) => name)], this.values.form);
    form.options[0].textContent = say("noForm");
    for (const [index, { name, summary, titles }] of this.#forms.entries()) {
      form.options[index + 1].textContent = titles?.[currentLanguage()] ?? summary ?? name;
    }
    for (const name of ["temperature", "length", "acrostic", "rhyme", "must", "ban"]) {
      element(name).value = this.values[name];
    }
    for (const radio of document.querySelectorAll("[name=grain]")) {
      radio.checked = radio.value === this.values.grain;
    }
    this.#showMixture();
    this.#explain();
  }

  /** Words that must occur. */
  get must() {
    return list(this.values.must);
  }

  /** Words that must not occur. */
  get ban() {
    return list(this.values.ban);
  }

  /** Whether a text as a whole has to meet a condition, so that no part of it can stand alone. */
  get isWhole() {
    return this.values.form !== "" || this.must.length > 0;
  }

  /** Which part of a text is a document to the model, which it reads alone: `line`, `paragraph` or `file`. */
  get boundary() {
    return this.#models.find(({ id }) => id === this.values.model)?.meta?.boundary ?? "file";
  }

  /** Returns model and mixture, for any request. The model itself has the weight 1; all weights add up to 1 then. */
  get voice() {
    const { model, mix } = this.values;
    const parts = mix.filter((part) => part.model !== model);
    if (parts.length === 0) return { model };
    const sum = 1 + parts.reduce((total, { weight }) => total + weight, 0);
    return { model, mix: parts.map((part) => ({ model: part.model, weight: part.weight / sum })) };
  }

  /** Returns what is the same in each request for text. */
  get request() {
    const { temperature, form, acrostic, rhyme } = this.values;
    const body = { ...this.voice, temperature };
    if (this.must.length > 0) body.must = this.must;
    if (this.ban.length > 0) body.ban = this.ban;
    if (form) {
      body.form = { name: form };
      if (acrostic.trim()) body.form.acrostic = acrostic.trim();
      if (rhyme.trim()) body.form.rhyme = rhyme.trim();
    }
    return body;
  }

  /** The models that can be mixed with the chosen one: those with as many characters, to the page's knowledge. */
  get #partners() {
    const size = this.#models.find(({ id }) => id === this.values.model)?.meta?.n_vocab;
    return this.#models.filter(({ id, meta }) => id !== this.values.model && meta?.n_vocab === size)
      .map(({ id }) => id);
  }

  #explain() {
    const { model, form, temperature } = this.values;
    element("temperature-value").textContent = temperature.toFixed(2);
    element("model-name").textContent = model || say("settings");
    const meta = this.#models.find(({ id }) => id === model)?.meta;
    element("model-note").textContent = meta
      ? say("vocabulary", {
        vocabulary: meta.n_vocab.toLocaleString(), parameters: meta.n_params.toLocaleString(),
      })
      : "";
    element("form-note").textContent = form;
    element("form-fields").hidden = form === "";
  }

  /** Shows the part of each model in the mixture, in percent. */
  #showShares() {
    const { mix = [] } = this.voice;
    for (const [index, row] of [...element("mixture").children].entries()) {
      const part = mix.find(({ model }) => model === this.values.mix[index].model);
      row.querySelector("output").textContent = part ? `${Math.round(part.weight * 100)} %` : "–";
    }
  }

  #showMixture() {
    element("mixture").replaceChildren(...this.values.mix.map((part, index) => {
      const row = document.createElement("div");
      row.className = "part";
      const select = document.createElement("select");
      options(select, this.#partners, part.model);
      select.setAttribute("aria-label", say("mixedModel"));
      const weight = document.createElement("input");
      Object.assign(weight, { type: "range", min: "0.05", max: "2", step: "0.05", value: part.weight });
      const value = document.createElement("output");
      const remove = document.createElement("button");
      Object.assign(remove, { type: "button", textContent: "×", className: "quiet" });
      const label = () => {
        weight.setAttribute("aria-label", say("weight", { model: part.model }));
        remove.setAttribute("aria-label", say("remove", { name: part.model }));
      };
      label();
      select.addEventListener("input", () => {
        part.model = select.value;
        label();
        this.#showShares();
        this.onChange("mix");
      });
      weight.addEventListener("input", () => {
        part.weight = Number(weight.value);
        this.#showShares();
        this.onChange("mix");
      });
      remove.addEventListener("click", () => {
        this.values.mix.splice(index, 1);
        this.#showMixture();
        element("add-model").focus();
        this.onChange("mix");
      });
      row.append(select, weight, value, remove);
      return row;
    }));
    this.#showShares();
    element("add-model").disabled = this.#partners.length <= this.values.mix.length;
    element("mixture-note").textContent = this.#partners.length === 0 ? say("noPartner") : "";
  }
}

function element(id) {
  return document.getElementById(id);
}

function options(select, values, chosen) {
  select.replaceChildren(...values.map((value) => new Option(value, value, false, value === chosen)));
  select.value = chosen;
}

function list(text) {
  return text.split(/[,，、;；\n]/).map((word) => word.trim()).filter((word) => word !== "");
}
