// What is picked: a node with what can be done with it, or an edge with its sentences.
export class Panel {
  constructor(holder, facts) {
    this.holder = holder;
    this.facts = facts;
    this.asked = 0;
    this.filled = false; // with a node or an edge
    holder.tabIndex = -1;
  }

  // `acts`: what can be done, as [key of its word, how, { text, idle }]; `idle` is shown but does nothing.
  node(node, acts) {
    this.asked += 1;
    const { words, types, lang } = this.facts;
    const info = node.info;
    const title = document.createElement("h2");
    const name = document.createElement("bdi");
    name.textContent = (lang === "en" && info.name_en ? info.name_en : info.name).slice(0, 300);
    title.append(name);
    const about = document.createElement("p");
    about.className = "meta";
    about.textContent = [types[info.type], info.kind, lang === "en" ? "" : info.name_en].filter(Boolean).join(" · ");
    const degree = document.createElement("p");
    degree.className = "meta";
    degree.textContent = words.x_degree.replace("{n}", info.degree);
    const buttons = document.createElement("div");
    buttons.className = "acts";
    for (const [key, run, { text = words[key], idle = false } = {}] of acts) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "plain";
      button.dataset.act = key;
      button.textContent = text;
      // Not `disabled`: who has come to it by keyboard would be thrown out.
      if (idle) button.setAttribute("aria-disabled", "true");
      else button.addEventListener("click", run);
      buttons.append(button);
    }
    const link = document.createElement("a");
    link.href = `/entities/${encodeURIComponent(node.id)}`;
    link.className = "button";
    link.textContent = words.x_open;
    buttons.append(link);
    this.fill([title, about, degree, buttons]);
  }

  async edge(id) {
    const mine = ++this.asked;
    this.filled = true;
    const answer = await fetch(`/edges/${encodeURIComponent(id)}?panel=1`);
    if (mine !== this.asked) return;
    if (!answer.ok) {
      this.say(this.facts.words.x_failed);
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine === this.asked) this.fill(page.body.childNodes);
  }

  // Who was at one of the buttons by keyboard is at the same one afterwards, or at that in its place.
  fill(parts, filled = true) {
    const acts = () => [...this.holder.querySelectorAll("[data-act]")];
    const held = this.holder.contains(document.activeElement) ? document.activeElement : null;
    const place = acts().indexOf(held);
    this.holder.replaceChildren(...parts);
    this.filled = filled;
    if (!held) return;
    const next = acts().find((each) => each.dataset.act === held.dataset.act) ?? acts()[place] ?? this.holder;
    next.focus({ preventScroll: true });
  }

  // What it showed is not drawn any more.
  leave() {
    if (this.filled) this.say(this.facts.words.x_picked);
  }

  // On a narrow screen the panel stands below the drawing. Whether it glides there is said in base.css.
  reveal() {
    if (matchMedia("(max-width: 62rem)").matches) this.holder.scrollIntoView({ block: "nearest" });
  }

  say(text) {
    this.asked += 1;
    const line = document.createElement("p");
    line.className = "meta";
    line.textContent = text;
    this.fill([line], false);
  }
}
