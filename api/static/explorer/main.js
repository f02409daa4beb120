// The explorer put together: a change of state fetches what is to be drawn and draws it.
import { Controls } from "./controls.js";
import { Drawing } from "./drawing.js";
import { Overview } from "./overview.js";
import { Panel } from "./panel.js";
import { History, write } from "./state.js";

const facts = JSON.parse(document.getElementById("facts").textContent);
const words = facts.words;
const status = document.getElementById("status");
const drawing = new Drawing(document.getElementById("canvas"));
const panel = new Panel(document.getElementById("panel"), facts);
const steps = new History((state, why) => draw(state, why));
const controls = new Controls(document.getElementById("controls"), steps);
const seen = new Map(); // id -> ids of all neighbours ever drawn, so that what is hidden can come back
const KEPT = new Set(["expand", "collapse", "hide", "filter", "path", "pin", "size"]);
const LARGE = 3000; // beyond this many nodes the whole graph is drawn as an overview
let asked = 0;
let overview = null;

const nameOf = (id) => {
  const info = drawing.nodes.get(id)?.info;
  if (!info) return id;
  return (facts.lang === "en" && info.name_en ? info.name_en : info.name).slice(0, 60);
};

async function fetchJson(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function draw(state, why = "", around = "") {
  const mine = ++asked;
  const empty = !state.ids.length && !state.all;
  document.getElementById("welcome").hidden = !empty;
  document.getElementById("undo").disabled = steps.steps === 0;
  if (empty) {
    drawing.nodes.clear();
    drawing.edges.clear();
    status.textContent = "";
    controls.show(state, nameOf, words.x_hide);
    return;
  }
  status.textContent = words.x_loading;
  try {
    if (state.all && facts.entities > LARGE) {
      await drawWhole(mine);
      return;
    }
    const path = await pathOf(state);
    const drawn = { ...state, limit: state.all ? String(facts.overview) : state.limit };
    const query = write(drawn, { drawn: true });
    if (path.nodes.length) query.set("also", path.nodes.join(","));
    const data = await fetchJson(`/explore/data?${query}`);
    if (mine !== asked) return;
    remember(data.edges);
    drawing.grouped = Boolean(state.group);
    drawing.show(data, { keep: KEPT.has(why), around });
    drawing.highlight(path.nodes, path.edges);
    finish(state, data, path, query);
  } catch (error) {
    if (mine === asked) status.textContent = `${words.x_failed} (${error.message})`;
  }
}

async function drawWhole(mine) {
  const data = await fetchJson("/explore/overview");
  if (mine !== asked) return;
  overview ??= new Overview(drawing.holder, data.colours, (index) => {
    const info = { name: data.names[index], name_en: "", type: data.types[data.type[index]], kind: "", degree: data.degree[index] };
    const id = data.ids[index];
    panel.node({ id, info }, [["x_expand", () => location.assign(`/explore?ids=${encodeURIComponent(id)}`)]]);
  });
  overview.show(data);
  drawing.holder.dataset.nodes = String(data.ids.length);
  status.textContent = words.x_counts.replace("{nodes}", data.ids.length).replace("{edges}", data.edges.length / 2);
  window.innographExplorer.overview = overview;
  document.body.dataset.ready = "true";
}

async function pathOf(state) {
  if (!state.from || !state.to || state.from === state.to) return { nodes: [], edges: [] };
  return fetchJson(`/explore/path?start=${encodeURIComponent(state.from)}&end=${encodeURIComponent(state.to)}`);
}

function remember(edges) {
  for (const edge of edges) {
    for (const [a, b] of [[edge.from, edge.to], [edge.to, edge.from]]) {
      if (!seen.has(a)) seen.set(a, new Set());
      seen.get(a).add(b);
    }
  }
}

function finish(state, data, path, query) {
  controls.show(state, nameOf, words.x_hide);
  const counts = words.x_counts.replace("{nodes}", data.nodes.length).replace("{edges}", data.edges.length);
  const parts = [data.nodes.length ? counts : words.x_nothing];
  if (data.truncated) parts.push(words.x_truncated);
  if (state.from && state.to) parts.push(path.nodes.length ? words.x_path_found.replace("{n}", path.edges.length) : words.x_path_none);
  status.textContent = parts.join(" · ");
  document.getElementById("as-html").href = `/view?${query}&download=1`;
  document.getElementById("as-graphml").href = `/explore/graphml?${query}`;
  list(data.nodes);
  if (state.sel && drawing.nodes.get(state.sel)) {
    drawing.network.selectNodes([state.sel]);
    showNode(state.sel);
  } else if (state.sel && drawing.edges.get(state.sel)) {
    drawing.network.selectEdges([state.sel]);
    panel.edge(state.sel);
  }
}

function list(nodes) {
  const lines = nodes.slice(0, 500).map((node) => {
    const line = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = node.label;
    button.addEventListener("click", () => {
      drawing.network.selectNodes([node.id]);
      drawing.network.focus(node.id, { scale: 1 });
      pick(node.id);
    });
    line.append(button);
    return line;
  });
  document.getElementById("listing").replaceChildren(...lines);
}

function pick(node, edge) {
  if (node) {
    steps.note({ sel: node });
    showNode(node);
  } else if (edge) {
    steps.note({ sel: edge });
    panel.edge(edge);
  }
}

function showNode(id) {
  const node = drawing.nodes.get(id);
  const state = steps.state;
  const acts = [["x_expand", () => expand(id)], ["x_collapse", () => collapse(id)], ["x_hide", () => hide(id)]];
  acts.push(state.pin.has(id) ? ["x_unpin", () => pin(id, false)] : ["x_pin", () => pin(id, true)]);
  if (node.info.type !== "Task") acts.push(["x_path_from", () => ends({ from: id })], ["x_path_to", () => ends({ to: id })]);
  panel.node(node, acts);
}

function expand(id) {
  const back = seen.get(id) ?? new Set();
  steps.state = { ...steps.state, sel: id };
  steps.change({ expand: [...new Set([...steps.state.expand, id])], hide: steps.state.hide.filter((each) => !back.has(each)) }, "expand");
}

function collapse(id) {
  const state = steps.state;
  const leaves = drawing.leaves(id).filter((each) => !state.ids.includes(each));
  const expanded = state.expand.includes(id);
  steps.change({ expand: state.expand.filter((each) => each !== id), hide: expanded ? state.hide : [...state.hide, ...leaves] }, "collapse");
}

function hide(id) {
  const state = steps.state;
  const ids = state.ids.filter((each) => each !== id);
  steps.change({ hide: [...state.hide, id], ids: ids.length ? ids : state.ids, sel: "" }, "hide");
  panel.say(words.x_picked);
}

function pin(id, fixed) {
  const made = new Map(steps.state.pin);
  if (fixed) made.set(id, drawing.network.getPosition(id));
  else made.delete(id);
  steps.change({ pin: made }, "pin");
}

function ends(more) {
  steps.change(more, "path");
}

drawing.onPick = pick;
drawing.onOpen = expand;
drawing.onMoved = (ids) => {
  const moved = ids.filter((id) => steps.state.pin.has(id));
  if (!moved.length) return;
  const made = new Map(steps.state.pin);
  for (const id of moved) made.set(id, drawing.network.getPosition(id));
  steps.note({ pin: made });
};
drawing.onDrawn = () => {
  document.body.dataset.ready = "true";
};

const on = (id, run) => document.getElementById(id).addEventListener("click", run);
const zoom = (by) => (overview ? overview.zoom(by) : drawing.network?.moveTo({ scale: drawing.network.getScale() * by }));
on("undo", () => steps.undo());
on("fit", () => (overview ? overview.fit() : drawing.network?.fit()));
on("zoom-in", () => zoom(1.3));
on("zoom-out", () => zoom(1 / 1.3));
on("share", async () => {
  try {
    await navigator.clipboard.writeText(location.href);
    status.textContent = words.x_link_copied;
  } catch {
    status.textContent = location.href;
  }
});
on("as-png", async () => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await drawing.png());
  link.download = "innograph.png";
  link.click();
  URL.revokeObjectURL(link.href);
});
document.getElementById("find").addEventListener("change", (event) => {
  const found = drawing.find(event.target.value);
  if (found.length) pick(found[0]);
  else status.textContent = words.x_nothing;
});
window.innographExplorer = { drawing, steps };
draw(steps.state);
