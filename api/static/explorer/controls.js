// The controls beside the drawing: they show the state and change it.
import { LISTS } from "./state.js";

const WORDS = ["depth", "size", "group", "limit", "year"];

export class Controls {
  constructor(form, steps) {
    this.form = form;
    this.steps = steps;
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
      const ids = steps.state.ids;
      if (!ids.includes(event.detail.id)) steps.change({ ids: [...ids, event.detail.id], all: false }, "seeds");
    });
  }

  boxes(name) {
    return [...this.form.querySelectorAll(`[data-filter="${name}"] input`)];
  }

  show(state, nameOf, remove) {
    for (const name of WORDS) this.form.elements[name].value = state[name];
    for (const name of Object.keys(LISTS)) {
      for (const box of this.boxes(name)) box.checked = !state[name].length || state[name].includes(box.value);
    }
    const seeds = state.ids.map((id) => {
      const line = document.createElement("li");
      const name = document.createElement("bdi");
      name.textContent = nameOf(id);
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "×";
      button.setAttribute("aria-label", `${remove} ${nameOf(id)}`);
      button.addEventListener("click", () => this.steps.change({ ids: state.ids.filter((each) => each !== id) }, "seeds"));
      line.append(name, button);
      return line;
    });
    document.getElementById("seeds").replaceChildren(...seeds);
  }
}
