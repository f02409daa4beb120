// The whole of a large graph on a canvas of its own: drawn once, then moved as a picture, and drawn anew at rest.
const REST_MS = 140;
const NAMES = 40; // names of the best connected nodes in sight

export class Overview {
  constructor(holder, colours, onPick) {
    this.canvas = document.createElement("canvas");
    this.canvas.className = "overview";
    holder.replaceChildren(this.canvas);
    this.picture = document.createElement("canvas");
    this.colours = colours;
    this.onPick = onPick;
    this.view = { x: 0, y: 0, scale: 1 };
    this.listen();
    new ResizeObserver(() => this.data && this.paint()).observe(holder);
  }

  show(data) {
    this.data = data;
    this.order = data.degree.map((_, index) => index).sort((a, b) => data.degree[b] - data.degree[a]);
    this.fit();
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
    this.names(pen, width, height, style);
    this.painted = { ...this.view };
    this.move();
  }

  lines(pen, width, height, ink) {
    const { x, y, edges } = this.data;
    const { x: dx, y: dy, scale } = this.view;
    pen.strokeStyle = ink;
    pen.globalAlpha = Math.min(0.4, Math.max(0.06, 1500 / edges.length));
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
    const { x, y, type, degree } = this.data;
    const { x: dx, y: dy, scale } = this.view;
    const zoom = Math.min(3, Math.max(1, Math.sqrt(scale * 4)));
    for (let t = 0; t < this.colours.length; t++) {
      pen.fillStyle = this.colours[t];
      for (let i = 0; i < x.length; i++) {
        if (type[i] !== t) continue;
        const px = x[i] * scale + dx;
        const py = y[i] * scale + dy;
        if (px < 0 || py < 0 || px > width || py > height) continue;
        const size = zoom * (1.1 + Math.min(4, 0.35 * Math.sqrt(degree[i])));
        pen.fillRect(px - size / 2, py - size / 2, size, size);
      }
    }
  }

  names(pen, width, height, style) {
    pen.font = `12px ${style.getPropertyValue("--sans")}`;
    pen.textAlign = "center";
    pen.lineWidth = 3;
    pen.strokeStyle = style.getPropertyValue("--paper");
    pen.fillStyle = style.getPropertyValue("--ink");
    let shown = 0;
    const taken = [];
    for (const i of this.order) {
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
      const far = (x[i] * this.view.scale + this.view.x - px) ** 2 + (y[i] * this.view.scale + this.view.y - py) ** 2;
      if (far < nearest) [best, nearest] = [i, far];
    }
    return best;
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
