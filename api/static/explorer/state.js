// The whole state of the explorer, in the address: what is sent to a colleague is what is seen.
export const LISTS = { types: "type", edges: "edge", plans: "plan", commitments: "commitment" };
const WORDS = { depth: "1", size: "degree", group: "", year: "", limit: "200", from: "", to: "", sel: "" };
const SETS = ["ids", "expand", "hide"];

export function read(search = location.search) {
  const asked = new URLSearchParams(search);
  const state = { all: asked.get("all") === "1", pin: new Map() };
  for (const [name, usual] of Object.entries(WORDS)) state[name] = asked.get(name) ?? usual;
  for (const name of SETS) state[name] = (asked.get(name) ?? "").split(",").filter(Boolean);
  for (const [name, key] of Object.entries(LISTS)) state[name] = asked.getAll(key);
  for (const each of (asked.get("pin") ?? "").split(";").filter(Boolean)) {
    const [id, x, y] = each.split(":");
    state.pin.set(id, { x: Number(x), y: Number(y) });
  }
  return state;
}

const FILTERS = ["hide", "year", "pin", ...Object.keys(LISTS)];
const OURS = ["from", "to", "sel"];

// Parameters of the address; with `drawn` only those that say what is drawn, with `reached` of these only those that say
// what is reached, whatever the filters let through.
export function write(state, { drawn = false, reached = false } = {}) {
  const made = new URLSearchParams();
  const left = new Set([...(drawn || reached ? OURS : []), ...(reached ? FILTERS : [])]);
  for (const name of SETS) if (state[name].length && !left.has(name)) made.set(name, state[name].join(","));
  for (const [name, usual] of Object.entries(WORDS)) {
    if (!left.has(name) && state[name] && state[name] !== usual) made.set(name, state[name]);
  }
  for (const [name, key] of Object.entries(LISTS)) if (!left.has(name)) for (const value of state[name]) made.append(key, value);
  if (state.all) made.set("all", "1");
  if (state.pin.size && !left.has("pin")) made.set("pin", [...state.pin].map(([id, at]) => `${id}:${Math.round(at.x)}:${Math.round(at.y)}`).join(";"));
  return made;
}

// Each change is an entry of the browser's history, so that Back and the undo button are one thing. `changed` is told of a
// state to be drawn, `addressed` of every new address.
export class History {
  constructor(changed, addressed) {
    this.state = read();
    this.changed = changed;
    this.addressed = addressed;
    if (!history.state) history.replaceState({ steps: 0 }, "");
    addEventListener("popstate", () => {
      this.state = read();
      addressed(this.state);
      changed(this.state, "undo");
    });
  }

  get steps() {
    return history.state?.steps ?? 0;
  }

  change(more, why) {
    this.state = { ...this.state, ...more };
    history.pushState({ steps: this.steps + 1 }, "", `${location.pathname}?${write(this.state)}`);
    this.addressed(this.state);
    this.changed(this.state, why);
  }

  // Told in the address, but no step to take back.
  note(more) {
    this.state = { ...this.state, ...more };
    history.replaceState({ steps: this.steps }, "", `${location.pathname}?${write(this.state)}`);
    this.addressed(this.state);
  }

  undo() {
    if (this.steps > 0) history.back();
  }
}
