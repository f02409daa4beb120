// The controls beside the drawing: they show the state and change it.
import { LISTS } from "./state.js";

const WORDS = ["depth", "size", "group", "limit", "year"];

export class Controls {
  // `names`: id -> name of what was seen so far.
  constructor(form, steps, { words, names }) {
    this.form = form;
    this.steps = steps;
    this.words = words;
    this.names = names;
    form.addEventListener("submit", (event) => event.preventDefault());
    for (const name of WORDS) {
      form.elements[name].addEventListener("change", (event) => steps.change({ [name]: event.target.value }, name));
    }
    for (const name of Object.keys(LISTS)) {
      const boxes = this.boxes(name);
      for (const box of boxes) {
        box.addEventListener("change", () => {
          const ticked = boxes.filter((each) => each.checked).map((each) => each.value);
          if (!ticked.length) {
            box.checked = true; // nothing ticked would draw nothing
            return;
          }
          steps.change({ [name]: ticked.length === boxes.length ? [] : ticked }, "filter");
        });
      }
    }
    form.querySelector("#add").addEventListener("picked", (event) => {
      event.target.value = "";
      const { id, name } = event.detail;
      const { ids, hide } = steps.state;
      if (name && !names.has(id)) names.set(id, name);
      // Who adds what was taken out before wants to see it.
      if (!ids.includes(id)) steps.change({ ids: [...ids, id], hide: hide.filter((each) => each !== id), all: false }, "seeds");
    });
  }

  boxes(name) {
    return [...this.form.querySelectorAll(`[data-filter="${name}"] input`)];
  }

  show(state) {
    this.form.dataset.all = String(state.all);
    for (const name of WORDS) this.form.elements[name].value = state[name];
    for (const name of Object.keys(LISTS)) {
      for (const box of this.boxes(name)) box.checked = !state[name].length || state[name].includes(box.value);
    }
    const seeds = state.ids.map((id) => this.line(id, { ids: state.ids.filter((each) => each !== id) }, "seeds"));
    document.getElementById("seeds").replaceChildren(...seeds);
    const ends = ["from", "to"].filter((end) => state[end]);
    const said = { from: this.words.x_path_start, to: this.words.x_path_end };
    document.getElementById("ends").replaceChildren(...ends.map((end) => this.line(state[end], { [end]: "" }, "path", said[end])));
  }

  // A node by name, after what it is (`part`), with a button that takes it away.
  line(id, change, why, part = "") {
    const made = document.createElement("li");
    const name = document.createElement("bdi");
    name.textContent = this.names.get(id) ?? id;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "×";
    button.setAttribute("aria-label", [this.words.x_hide, part, name.textContent].filter(Boolean).join(" "));
    button.addEventListener("click", (event) => {
      // The button goes away: who came by keyboard goes on from the field above.
      if (event.detail === 0) this.form.elements.add.focus();
      this.steps.change(change, why);
    });
    const what = document.createElement("span");
    what.className = "end";
    what.textContent = part;
    made.append(...(part ? [what] : []), name, button);
    return made;
  }
}
