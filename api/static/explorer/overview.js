// The whole of a large graph on a canvas of its own: drawn once, then moved as a picture, and drawn anew at rest.
import { narrowed, passing } from "./filters.js";

const REST_MS = 140;
const NAMES = 40; // names of the best connected nodes in sight

const WIDE = 5; // numbers of an edge: both ends, type, set of plans, commitment

export class Overview {
  constructor(holder, data, { periods, pick }) {
    this.holder = holder;
    this.canvas = document.createElement("canvas");
    this.canvas.className = "overview";
    this.picture = document.createElement("canvas");
    this.data = data;
    this.periods = periods;
    this.onPick = pick;
    this.view = null;
    this.marked = -1;
    this.listen();
    this.fitted = false; // and not moved since
    new ResizeObserver(() => {
      if (!this.view || !this.canvas.isConnected) return;
      if (this.fitted) this.fit();
      else this.paint();
    }).observe(holder);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.canvas.isConnected && this.paint());
  }

  // Draw what passes the filters, every node where it always is; how much that is.
  show(state) {
    if (!this.canvas.isConnected) this.holder.append(this.canvas);
    const counts = this.choose(state);
    if (this.view) this.paint();
    else this.fit();
    return counts;
  }

  leave() {
    this.canvas.remove();
  }

  choose(state) {
    const { type, types, edges, kinds, plans, sets, commitments } = this.data;
    const chosen = new Set(state.types);
    const passes = passing(state, this.periods);
    const seen = Uint8Array.from(type, (number) => (!chosen.size || chosen.has(types[number]) ? 1 : 0));
    const named = sets.map((set) => set.map((number) => plans[number]));
    const known = new Map(); // edges alike in type, plans and commitment pass or do not pass together
    this.degree = new Uint32Array(type.length);
    const drawn = [];
    for (let i = 0; i < edges.length; i += WIDE) {
      const [a, b] = [edges[i], edges[i + 1]];
      if (!seen[a] || !seen[b]) continue;
      const alike = `${edges[i + 2]} ${edges[i + 3]} ${edges[i + 4]}`;
      if (!known.has(alike)) known.set(alike, passes(kinds[edges[i + 2]], named[edges[i + 3]], commitments[edges[i + 4]]));
      if (!known.get(alike)) continue;
      drawn.push(a, b);
      this.degree[a] += 1;
      this.degree[b] += 1;
    }
    this.drawn = Uint32Array.from(drawn);
    const alone = narrowed(state, this.periods);
    this.seen = seen.map((shown, i) => (shown && (!alone || this.degree[i]) ? 1 : 0));
    const order = [];
    for (let i = 0; i < seen.length; i++) if (this.seen[i]) order.push(i);
    this.order = order.sort((a, b) => this.degree[b] - this.degree[a]);
    if (this.marked >= 0 && !this.seen[this.marked]) this.marked = -1;
    return { nodes: order.length, edges: drawn.length / 2 };
  }

  // The nodes with most edges of those that are shown, by number.
  foremost(most) {
    return this.order.slice(0, most);
  }

  find(text) {
    const wanted = text.trim().toLowerCase();
    return wanted ? this.order.filter((i) => this.data.names[i].toLowerCase().includes(wanted)) : [];
  }

  mark(index) {
    this.marked = index;
    this.paint();
  }

  focus(index) {
    const scale = Math.max(this.view.scale, 0.5);
    const { clientWidth: width, clientHeight: height } = this.canvas;
    this.view = { scale, x: width / 2 - this.data.x[index] * scale, y: height / 2 - this.data.y[index] * scale };
    this.moved();
  }

  fit() {
    const { x, y } = this.data;
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let i = 0; i < x.length; i++) {
      left = Math.min(left, x[i]);
      right = Math.max(right, x[i]);
      top = Math.min(top, y[i]);
      bottom = Math.max(bottom, y[i]);
    }
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const scale = 0.94 * Math.min(width / (right - left || 1), height / (bottom - top || 1));
    this.view = { scale, x: width / 2 - (scale * (left + right)) / 2, y: height / 2 - (scale * (top + bottom)) / 2 };
    this.fitted = true;
    this.paint();
  }

  // Draw everything at the present view.
  paint() {
    const ratio = devicePixelRatio || 1;
    const { clientWidth: width, clientHeight: height } = this.canvas;
    for (const each of [this.canvas, this.picture]) {
      each.width = width * ratio;
      each.height = height * ratio;
    }
    const pen = this.picture.getContext("2d");
    pen.scale(ratio, ratio);
    const style = getComputedStyle(document.documentElement);
    this.lines(pen, width, height, style.getPropertyValue("--edge"));
    this.points(pen, width, height);
    this.ties(pen, style);
    this.names(pen, width, height, style);
    this.painted = { ...this.view };
    this.move();
  }

  lines(pen, width, height, ink) {
    const { x, y } = this.data;
    const edges = this.drawn;
    const { x: dx, y: dy, scale } = this.view;
    pen.strokeStyle = ink;
    pen.globalAlpha = Math.min(0.4, Math.max(0.06, 1500 / (edges.length || 1)));
    pen.lineWidth = 0.6;
    pen.beginPath();
    for (let i = 0; i < edges.length; i += 2) {
      const [ax, ay, bx, by] = [x[edges[i]] * scale + dx, y[edges[i]] * scale + dy, x[edges[i + 1]] * scale + dx, y[edges[i + 1]] * scale + dy];
      if ((ax < 0 && bx < 0) || (ay < 0 && by < 0) || (ax > width && bx > width) || (ay > height && by > height)) continue;
      pen.moveTo(ax, ay);
      pen.lineTo(bx, by);
    }
    pen.stroke();
    pen.globalAlpha = 1;
  }

  points(pen, width, height) {
    const { x, y, type, colours } = this.data;
    const { seen, degree } = this;
    const { x: dx, y: dy, scale } = this.view;
    const zoom = Math.min(3, Math.max(1, Math.sqrt(scale * 4)));
    for (let t = 0; t < colours.length; t++) {
      pen.fillStyle = colours[t];
      for (let i = 0; i < x.length; i++) {
        if (type[i] !== t || !seen[i]) continue;
        const px = x[i] * scale + dx;
        const py = y[i] * scale + dy;
        if (px < 0 || py < 0 || px > width || py > height) continue;
        const size = zoom * (1.1 + Math.min(4, 0.35 * Math.sqrt(degree[i])));
        pen.fillRect(px - size / 2, py - size / 2, size, size);
      }
    }
  }

  // The node that is picked, with its edges.
  ties(pen, style) {
    if (this.marked < 0) return;
    const at = (i) => [this.data.x[i] * this.view.scale + this.view.x, this.data.y[i] * this.view.scale + this.view.y];
    pen.strokeStyle = style.getPropertyValue("--seal");
    pen.lineWidth = 1.2;
    pen.beginPath();
    for (let i = 0; i < this.drawn.length; i += 2) {
      if (this.drawn[i] !== this.marked && this.drawn[i + 1] !== this.marked) continue;
      pen.moveTo(...at(this.drawn[i]));
      pen.lineTo(...at(this.drawn[i + 1]));
    }
    pen.stroke();
    pen.lineWidth = 2;
    pen.beginPath();
    pen.arc(...at(this.marked), 9, 0, 2 * Math.PI);
    pen.stroke();
  }

  names(pen, width, height, style) {
    pen.font = `12px ${style.getPropertyValue("--sans")}`;
    pen.textAlign = "center";
    pen.lineWidth = 3;
    pen.strokeStyle = style.getPropertyValue("--paper");
    pen.fillStyle = style.getPropertyValue("--ink");
    let shown = 0;
    const taken = [];
    for (const i of this.marked < 0 ? this.order : [this.marked, ...this.order]) {
      const px = this.data.x[i] * this.view.scale + this.view.x;
      const py = this.data.y[i] * this.view.scale + this.view.y;
      if (px < 0 || py < 0 || px > width || py > height) continue;
      if (taken.some(([ox, oy]) => Math.abs(ox - px) < 90 && Math.abs(oy - py) < 16)) continue;
      taken.push([px, py]);
      pen.strokeText(this.data.names[i].slice(0, 14), px, py - 6);
      pen.fillText(this.data.names[i].slice(0, 14), px, py - 6);
      if (++shown >= NAMES) return;
    }
  }

  // Show the picture at the present view, without drawing anew.
  move() {
    const pen = this.canvas.getContext("2d");
    const ratio = devicePixelRatio || 1;
    const by = this.view.scale / this.painted.scale;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    pen.setTransform(by, 0, 0, by, ratio * (this.view.x - by * this.painted.x), ratio * (this.view.y - by * this.painted.y));
    pen.drawImage(this.picture, 0, 0);
  }

  moved() {
    this.fitted = false;
    requestAnimationFrame(() => this.move());
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.paint(), REST_MS);
  }

  zoom(by, x = this.canvas.clientWidth / 2, y = this.canvas.clientHeight / 2) {
    this.view = { scale: this.view.scale * by, x: x - (x - this.view.x) * by, y: y - (y - this.view.y) * by };
    this.moved();
  }

  at(px, py) {
    const { x, y } = this.data;
    let best = -1;
    let nearest = 100;
    for (let i = 0; i < x.length; i++) {
      if (!this.seen[i]) continue;
      const far = (x[i] * this.view.scale + this.view.x - px) ** 2 + (y[i] * this.view.scale + this.view.y - py) ** 2;
      if (far < nearest) [best, nearest] = [i, far];
    }
    return best;
  }

  key(event) {
    const far = 60;
    const by = { ArrowLeft: [far, 0], ArrowRight: [-far, 0], ArrowUp: [0, far], ArrowDown: [0, -far] }[event.key];
    if (by) this.view = { ...this.view, x: this.view.x + by[0], y: this.view.y + by[1] };
    else if (event.key === "+" || event.key === "=") return this.zoom(1.3);
    else if (event.key === "-") return this.zoom(1 / 1.3);
    else return undefined;
    event.preventDefault();
    return this.moved();
  }

  listen() {
    let from = null;
    this.canvas.addEventListener("pointerdown", (event) => {
      from = { x: event.offsetX, y: event.offsetY, view: { ...this.view }, moved: false };
      this.canvas.setPointerCapture(event.pointerId);
    });
    this.canvas.addEventListener("pointermove", (event) => {
      if (!from) return;
      const [dx, dy] = [event.offsetX - from.x, event.offsetY - from.y];
      from.moved ||= Math.hypot(dx, dy) > 4;
      if (!from.moved) return;
      this.view = { ...this.view, x: from.view.x + dx, y: from.view.y + dy };
      this.moved();
    });
    this.canvas.addEventListener("pointerup", (event) => {
      if (from && !from.moved) {
        const found = this.at(event.offsetX, event.offsetY);
        if (found >= 0) this.onPick(found);
      }
      from = null;
    });
    this.canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.zoom(Math.exp(-event.deltaY / 500), event.offsetX, event.offsetY);
    }, { passive: false });
  }
}
