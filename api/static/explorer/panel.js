// What is picked: a node with what can be done with it, or an edge with its sentences.
export class Panel {
  constructor(holder, facts) {
    this.holder = holder;
    this.facts = facts;
    this.asked = 0;
  }

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
    for (const [key, run] of acts) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "plain";
      button.dataset.act = key;
      button.textContent = words[key];
      button.addEventListener("click", run);
      buttons.append(button);
    }
    const link = document.createElement("a");
    link.href = `/entities/${encodeURIComponent(node.id)}`;
    link.className = "button";
    link.textContent = words.x_open;
    buttons.append(link);
    this.holder.replaceChildren(title, about, degree, buttons);
  }

  async edge(id) {
    const mine = ++this.asked;
    const answer = await fetch(`/edges/${encodeURIComponent(id)}?panel=1`);
    if (mine !== this.asked) return;
    if (!answer.ok) {
      this.say(this.facts.words.x_failed);
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine === this.asked) this.holder.replaceChildren(...page.body.childNodes);
  }

  say(text) {
    const line = document.createElement("p");
    line.className = "meta";
    line.textContent = text;
    this.holder.replaceChildren(line);
  }
}
