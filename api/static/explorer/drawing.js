// The drawing: nodes and edges in vis-network, kept where they were as the graph grows and shrinks.
const GOLDEN = Math.PI * (3 - Math.sqrt(5));
const LIVELY = 150; // up to this many nodes, physics answers to dragging

export class Drawing {
  constructor(holder) {
    this.holder = holder;
    this.nodes = new vis.DataSet();
    this.edges = new vis.DataSet();
    this.network = null;
    this.path = { nodes: new Set(), edges: new Set() };
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.network?.setOptions(this.ink()));
  }

  ink() {
    const style = getComputedStyle(document.documentElement);
    const read = (name) => style.getPropertyValue(name).trim();
    return { nodes: { font: { color: read("--ink"), strokeColor: read("--paper") } } };
  }

  // `keep`: nodes already drawn stay in place, new ones appear around the node they hang on.
  show(data, { keep = false, around = "" } = {}) {
    const before = keep && this.network ? this.network.getPositions() : {};
    const fresh = data.nodes.filter((node) => !(node.id in before));
    const placed = Object.keys(before).length ? ring(fresh, data.edges, before, around) : {};
    const nodes = data.nodes.map((node) => {
      const at = before[node.id] && !node.info.pinned ? before[node.id] : placed[node.id];
      return { ...node, ...(at ?? {}), fixed: node.info.pinned };
    });
    if (!this.network) this.start(data.options);
    this.network.setOptions({ ...data.options, physics: { ...data.options.physics, enabled: false }, ...{} });
    this.network.setOptions(this.ink());
    this.replace(this.nodes, nodes);
    this.replace(this.edges, data.edges);
    this.lively = nodes.length <= LIVELY;
    if (!keep) this.network.fit();
    this.holder.dataset.nodes = String(nodes.length);
    this.holder.dataset.edges = String(data.edges.length);
  }

  replace(set, items) {
    const wanted = new Set(items.map((item) => item.id));
    set.remove(set.getIds().filter((id) => !wanted.has(id)));
    set.update(items);
  }

  start(options) {
    this.network = new vis.Network(this.holder, { nodes: this.nodes, edges: this.edges }, options);
    this.network.on("dragStart", (event) => {
      if (event.nodes.length && this.lively) this.network.setOptions({ physics: { enabled: true } });
    });
    this.network.on("dragEnd", (event) => {
      this.network.setOptions({ physics: { enabled: false } });
      if (event.nodes.length) this.onMoved?.(event.nodes);
    });
    this.network.on("click", (event) => this.onPick?.(event.nodes[0], event.nodes.length ? undefined : event.edges[0]));
    this.network.on("doubleClick", (event) => event.nodes[0] && this.onOpen?.(event.nodes[0]));
    this.network.on("beforeDrawing", (context) => this.hulls(context));
    this.network.on("afterDrawing", () => this.onDrawn?.());
  }

  // A soft disc and a name behind each group.
  hulls(context) {
    if (!this.grouped) return;
    const groups = new Map();
    const at = this.network.getPositions();
    this.nodes.forEach((node) => {
      const name = node.info.group || "—";
      if (!groups.has(name)) groups.set(name, []);
      groups.get(name).push(at[node.id]);
    });
    const ink = getComputedStyle(document.documentElement).getPropertyValue("--edge").trim();
    context.save();
    for (const [name, points] of groups) {
      if (points.length < 2) continue;
      const x = points.reduce((sum, p) => sum + p.x, 0) / points.length;
      const y = points.reduce((sum, p) => sum + p.y, 0) / points.length;
      const reach = Math.max(...points.map((p) => Math.hypot(p.x - x, p.y - y))) + 45;
      context.globalAlpha = 0.1;
      context.fillStyle = ink;
      context.beginPath();
      context.arc(x, y, reach, 0, 2 * Math.PI);
      context.fill();
      context.globalAlpha = 0.9;
      const size = Math.max(18, reach / 7);
      context.font = `${size}px sans-serif`;
      context.textAlign = "center";
      context.fillText(name.slice(0, 16), x, y - reach - size * 0.35);
    }
    context.restore();
  }

  highlight(nodes, edges) {
    const seal = getComputedStyle(document.documentElement).getPropertyValue("--seal").trim();
    for (const id of this.path.edges) if (this.edges.get(id)) this.edges.update({ id, width: 1.2, color: this.path.colours.get(id) });
    const drawn = edges.filter((id) => this.edges.get(id));
    this.path = { nodes: new Set(nodes), edges: new Set(drawn), colours: new Map(drawn.map((id) => [id, this.edges.get(id).color])) };
    this.edges.update(drawn.map((id) => ({ id, width: 4, color: { color: seal, opacity: 1 } })));
  }

  find(text) {
    const wanted = text.trim().toLowerCase();
    if (!wanted || !this.network) return [];
    const fits = (each) => (each ?? "").toLowerCase().includes(wanted);
    const found = this.nodes.get({ filter: (node) => fits(node.info.name) || fits(node.info.name_en) }).map((node) => node.id);
    this.network.selectNodes(found);
    if (found.length) this.network.focus(found[0], { scale: Math.max(0.8, this.network.getScale()) });
    return found;
  }

  leaves(id) {
    return this.network.getConnectedNodes(id).filter((other) => this.network.getConnectedNodes(other).length === 1);
  }

  async png() {
    const source = this.holder.querySelector("canvas");
    const made = document.createElement("canvas");
    made.width = source.width;
    made.height = source.height;
    const context = made.getContext("2d");
    context.fillStyle = getComputedStyle(document.body).backgroundColor;
    context.fillRect(0, 0, made.width, made.height);
    context.drawImage(source, 0, 0);
    return new Promise((done) => made.toBlob(done, "image/png"));
  }
}

function ring(fresh, edges, before, around) {
  const anchors = {};
  for (const edge of edges) {
    if (edge.from in before) anchors[edge.to] ??= edge.from;
    if (edge.to in before) anchors[edge.from] ??= edge.to;
  }
  const used = {};
  const placed = {};
  for (const node of fresh) {
    const anchor = around && around in before ? around : anchors[node.id];
    if (!anchor) continue;
    const turn = (used[anchor] = (used[anchor] ?? 0) + 1);
    const reach = 90 + 26 * Math.sqrt(turn);
    placed[node.id] = { x: before[anchor].x + reach * Math.cos(turn * GOLDEN), y: before[anchor].y + reach * Math.sin(turn * GOLDEN) };
  }
  return placed;
}
