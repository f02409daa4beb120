// The drawing: nodes and edges in vis-network, kept where they were as the graph grows and shrinks.
const GOLDEN = Math.PI * (3 - Math.sqrt(5));
const LIVELY = 150; // up to this many nodes, physics answers to dragging
const MARGIN = 70; // around what is fitted into the window: names and hubs reach beyond their places
const LEAST = 60; // so far from all others new nodes are put
const STEP = 60; // pixels that an arrow key moves by

export class Drawing {
  constructor(holder) {
    this.holder = holder;
    this.nodes = new vis.DataSet();
    this.edges = new vis.DataSet();
    this.network = null;
    this.path = { nodes: new Set(), edges: new Set() };
    this.drawnNodes = new Map(); // id -> what was drawn, without the place
    this.drawnEdges = new Map();
    this.degree = new Map();
    this.places = new Map(); // where each node of this layout was last, so that what comes back is where it was
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.network?.setOptions(this.ink()));
  }

  ink() {
    const style = getComputedStyle(document.documentElement);
    const read = (name) => style.getPropertyValue(name).trim();
    return { nodes: { font: { color: read("--ink"), strokeColor: read("--paper") } } };
  }

  // `keep`: nodes already drawn stay in place, new ones appear around the node they hang on, or where the layout put them
  // if it is the same layout (`placed`). `pins`: id -> place by hand.
  show(data, { keep = false, placed = true, around = "", pins = new Map(), path = { nodes: [], edges: [] } } = {}) {
    if (keep) this.remember();
    else for (const each of [this.places, this.drawnNodes]) each.clear();
    const fresh = data.nodes.filter((node) => !this.places.has(node.id));
    const found = keep && !placed ? ring(fresh, data.edges, this.places, around) : new Map();
    const nodes = data.nodes.map((node) => {
      const pinned = pins.has(node.id);
      const at = pins.get(node.id) ?? this.places.get(node.id) ?? found.get(node.id) ?? { x: node.x, y: node.y };
      return { ...node, ...at, fixed: pinned, info: { ...node.info, pinned } };
    });
    // Keys are ours (`key`): those of vis-network want a second stop of the tab key, on an element without a name.
    const interaction = { ...data.options.interaction, keyboard: { enabled: false } };
    if (!this.network) this.start({ ...data.options, interaction });
    const options = JSON.stringify({ ...data.options, interaction, physics: { ...data.options.physics, enabled: false } });
    if (options !== this.options) this.network.setOptions(JSON.parse((this.options = options)));
    const ink = JSON.stringify(this.ink());
    if (ink !== this.inked) this.network.setOptions(JSON.parse((this.inked = ink)));
    this.degree = data.degree;
    this.lively = nodes.length <= LIVELY;
    this.atOnce(() => {
      this.replace(this.nodes, nodes);
      this.replace(this.edges, data.edges);
      this.highlight(path.nodes, path.edges);
      if (!keep || this.outside(fresh)) this.fit();
    });
    this.holder.dataset.nodes = String(nodes.length);
    this.holder.dataset.edges = String(data.edges.length);
  }

  // vis-network paints at every change of its data; several changes are painted together, as it does itself while it settles.
  atOnce(change) {
    const { emitter } = this.network.body;
    emitter.emit("_blockRedraw");
    try {
      change();
    } finally {
      emitter.emit("_allowRedraw");
      emitter.emit("_requestRedraw");
    }
  }

  clear() {
    for (const each of [this.nodes, this.edges, this.drawnNodes, this.drawnEdges, this.places, this.degree]) each.clear();
    this.path = { nodes: new Set(), edges: new Set() };
    this.holder.dataset.nodes = this.holder.dataset.edges = "0";
  }

  // Everything in sight, by the places of nodes: what vis-network's own fit goes by is measured when nodes are painted, and
  // that of nodes just moved is still where they were.
  fit() {
    const all = Object.values(this.network?.getPositions() ?? {});
    const { clientWidth: width, clientHeight: height } = this.holder;
    if (!all.length || !width || !height) return;
    const [left, right] = [Math.min(...all.map((at) => at.x)), Math.max(...all.map((at) => at.x))];
    const [top, bottom] = [Math.min(...all.map((at) => at.y)), Math.max(...all.map((at) => at.y))];
    const scale = Math.min(1, width / (1.06 * (right - left) + 2 * MARGIN), height / (1.06 * (bottom - top) + 2 * MARGIN));
    // The discs of groups and their names reach farther than the nodes.
    this.network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale: this.grouped ? scale * 0.84 : scale });
  }

  outside(nodes) {
    const { clientWidth: width, clientHeight: height } = this.holder;
    return nodes.some(({ id }) => {
      const { x, y } = this.network.canvasToDOM(this.network.getPosition(id));
      return x < 0 || y < 0 || x > width || y > height;
    });
  }

  key(event) {
    const far = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
    const by = { "+": 1.3, "=": 1.3, "-": 1 / 1.3 }[event.key];
    if (!this.network || !(far || by)) return;
    event.preventDefault();
    const scale = this.network.getScale();
    const { x, y } = this.network.getViewPosition();
    if (by) this.network.moveTo({ scale: scale * by });
    else this.network.moveTo({ position: { x: x + far[0] / scale, y: y + far[1] / scale } });
  }

  remember() {
    for (const [id, at] of Object.entries(this.network.getPositions())) this.places.set(id, at);
  }

  // Touches only what is another than before: to the drawing every touched item is work.
  replace(set, items) {
    const wanted = new Set(items.map((item) => item.id));
    const before = set === this.nodes ? this.drawnNodes : this.drawnEdges;
    const gone = set.getIds().filter((id) => !wanted.has(id));
    for (const id of gone) before.delete(id);
    set.remove(gone);
    const touched = items.filter((item) => {
      const { x, y, ...rest } = item;
      const now = JSON.stringify(item.fixed ? item : rest);
      if (before.get(item.id) === now && set.get(item.id)) return false;
      return before.set(item.id, now);
    });
    set.update(touched);
  }

  start(options) {
    this.network = new vis.Network(this.holder, { nodes: this.nodes, edges: this.edges }, options);
    this.network.canvas.frame.tabIndex = -1;
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
    for (const id of drawn) this.drawnEdges.delete(id);
    this.edges.update(drawn.map((id) => ({ id, width: 4, color: { color: seal, opacity: 1 } })));
  }

  find(text) {
    const wanted = text.trim().toLowerCase();
    if (!wanted || !this.network) return [];
    const fits = (each) => (each ?? "").toLowerCase().includes(wanted);
    const found = this.nodes.get({ filter: (node) => fits(node.info.name) || fits(node.info.name_en) }).map((node) => node.id);
    this.network.selectNodes(found);
    return found;
  }

  focus(id) {
    this.network.focus(id, { scale: Math.max(0.8, this.network.getScale()) });
  }

  leaves(id) {
    return this.network.getConnectedNodes(id).filter((other) => this.network.getConnectedNodes(other).length === 1);
  }

  async png(source = this.holder.querySelector("canvas")) {
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

// Places that are taken, by squares as wide as the least distance, so that only what is near is compared.
class Taken {
  constructor(places) {
    this.squares = new Map();
    for (const at of places) this.add(at);
  }

  add(at) {
    const key = `${Math.floor(at.x / LEAST)} ${Math.floor(at.y / LEAST)}`;
    if (!this.squares.has(key)) this.squares.set(key, []);
    this.squares.get(key).push(at);
  }

  has({ x, y }) {
    const [column, row] = [Math.floor(x / LEAST), Math.floor(y / LEAST)];
    for (let i = column - 1; i <= column + 1; i++) {
      for (let j = row - 1; j <= row + 1; j++) {
        if (this.squares.get(`${i} ${j}`)?.some((at) => Math.hypot(at.x - x, at.y - y) < LEAST)) return true;
      }
    }
    return false;
  }
}

// Places around the nodes that new ones hang on, step by step outwards, none on another; what hangs on nothing goes to the
// middle.
function ring(fresh, edges, places, around) {
  const found = new Map();
  const taken = new Taken(places.values());
  const used = new Map();
  const at = (id) => places.get(id) ?? found.get(id);
  const put = (id, anchor, middle) => {
    let turn = used.get(anchor) ?? 0;
    let place = middle;
    do {
      turn += 1;
      const reach = 90 + 26 * Math.sqrt(turn);
      place = { x: middle.x + reach * Math.cos(turn * GOLDEN), y: middle.y + reach * Math.sin(turn * GOLDEN) };
    } while (taken.has(place));
    used.set(anchor, turn);
    taken.add(place);
    found.set(id, place);
  };
  let left = new Set(fresh.map((node) => node.id));
  for (let more = true; more; ) {
    const anchors = new Map();
    for (const { from, to } of edges) {
      if (left.has(to) && at(from) && !anchors.has(to)) anchors.set(to, from);
      if (left.has(from) && at(to) && !anchors.has(from)) anchors.set(from, to);
    }
    for (const [id, anchor] of anchors) put(id, places.has(around) ? around : anchor, at(places.has(around) ? around : anchor));
    more = anchors.size > 0;
    left = new Set([...left].filter((id) => !anchors.has(id)));
  }
  const all = [...places.values()];
  const mean = (axis) => all.reduce((sum, place) => sum + place[axis], 0) / (all.length || 1);
  for (const id of left) put(id, "", { x: mean("x"), y: mean("y") });
  return found;
}
