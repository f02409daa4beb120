// The explorer put together: a change of state fetches what is to be drawn and draws it.
import { Controls } from "./controls.js";
import { Drawing } from "./drawing.js";
import { filtered } from "./filters.js";
import { Overview } from "./overview.js";
import { Panel } from "./panel.js";
import { History, write } from "./state.js";

// What stands in the page: words, names of types, periods of plans ({id: [first year, last year]}), how large the graph is.
const facts = JSON.parse(document.getElementById("facts").textContent);
const words = facts.words;
const status = document.getElementById("status");
const drawing = new Drawing(document.getElementById("canvas"));
const panel = new Panel(document.getElementById("panel"), facts);
const steps = new History((state, why) => draw(state, why));
const controls = new Controls(document.getElementById("controls"), steps);
const seen = new Map(); // id -> ids of all neighbours ever drawn, so that what is hidden can come back
const ANSWERS = 12; // so many answers of the server are kept, for steps back and forth
const answers = new Map();
let asked = 0;
let layout = ""; // what the present places of nodes were computed for
let overview = null; // while the whole of a large graph is shown
let large = null; // the overview, once made

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

// What is reached before any filter. With `keep` the server need not say where to put it.
async function fetchReached(query, keep) {
  const known = answers.get(query);
  if (known && (known.placed || keep)) return { ...(await known.data), placed: known.placed };
  const data = fetchJson(`/explore/data?${query}${keep ? "&placed=no" : ""}`);
  answers.set(query, { data, placed: !keep });
  if (answers.size > ANSWERS) answers.delete(answers.keys().next().value);
  try {
    return { ...(await data), placed: !keep };
  } catch (error) {
    answers.delete(query);
    throw error;
  }
}

function reachedFrom(state, path = []) {
  const query = write({ ...state, limit: state.all ? String(facts.overview) : state.limit }, { reached: true });
  if (path.length) query.set("also", path.join(","));
  return query.toString();
}

// Who has picked a node may expand it next: what that takes is fetched meanwhile. Of a large graph it is not had for nothing.
function fetchAhead(id) {
  const state = steps.state;
  if (facts.large || state.all || overview || (state.from && state.to)) return;
  fetchReached(reachedFrom({ ...state, expand: [...state.expand, id] }), true).catch(() => {});
}

async function draw(state, why = "") {
  const mine = ++asked;
  const empty = !state.ids.length && !state.all;
  const whole = state.all && facts.large;
  document.getElementById("welcome").hidden = !empty;
  document.getElementById("undo").disabled = steps.steps === 0;
  document.getElementById("controls").dataset.whole = String(whole);
  if (overview && !whole) {
    overview.leave();
    overview = null;
  }
  if (empty) {
    layout = "";
    drawing.clear();
    status.textContent = "";
    controls.show(state, nameOf, words.x_hide);
    return;
  }
  const late = setTimeout(() => { if (mine === asked) status.textContent = words.x_loading; }, 150);
  try {
    if (whole) await drawWhole(state, mine);
    else await drawPart(state, mine, why === "expand" ? state.sel : "");
  } catch (error) {
    if (mine === asked) status.textContent = `${words.x_failed} (${error.message})`;
  } finally {
    clearTimeout(late);
  }
}

async function drawPart(state, mine, around) {
  const path = await pathOf(state);
  const drawn = { ...state, limit: state.all ? String(facts.overview) : state.limit };
  const query = write(drawn, { drawn: true });
  if (path.nodes.length) query.set("also", path.nodes.join(","));
  const wanted = [state.ids, state.depth, state.limit, state.group, state.all].join(" ");
  const keep = wanted === layout;
  const data = await fetchReached(reachedFrom(state, path.nodes), keep);
  if (mine !== asked) return;
  layout = wanted;
  remember(data.edges);
  const shown = filtered(data, state, facts.periods);
  drawing.grouped = Boolean(state.group);
  drawing.show(shown, { keep, placed: data.placed, around, pins: state.pin, path });
  finish(state, shown, path, query);
}

async function drawWhole(state, mine) {
  const data = large?.data ?? (await fetchJson("/explore/overview"));
  if (mine !== asked) return;
  layout = "";
  large ??= new Overview(drawing.holder, data, { periods: facts.periods, pick: pickWhole });
  overview = large;
  const counts = overview.show(state);
  controls.show(state, nameOf, words.x_hide);
  drawing.holder.dataset.nodes = String(counts.nodes);
  drawing.holder.dataset.edges = String(counts.edges);
  const told = words.x_counts.replace("{nodes}", counts.nodes).replace("{edges}", counts.edges);
  status.textContent = [counts.nodes ? told : words.x_nothing, data.truncated ? words.x_most : ""].filter(Boolean).join(" · ");
  document.getElementById("as-html").hidden = true;
  document.getElementById("as-graphml").href = `/explore/graphml?${write({ ...state, limit: String(facts.overview) }, { drawn: true })}`;
  list(overview.foremost(500).map((index) => ({ id: data.ids[index], label: data.names[index], index })));
  document.body.dataset.ready = "true";
}

function pickWhole(index) {
  const { ids, names, types, type } = overview.data;
  const info = { name: names[index], name_en: "", type: types[type[index]], kind: "", degree: overview.degree[index] };
  const from = () => location.assign(`/explore?${write({ ...steps.state, ids: [ids[index]], all: false })}`);
  overview.mark(index);
  panel.node({ id: ids[index], info }, [["x_around", from]]);
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
  document.getElementById("as-html").hidden = false;
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
      if (overview) {
        overview.focus(node.index);
        pickWhole(node.index);
        return;
      }
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
    fetchAhead(node);
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
  panel.node({ ...node, info: { ...node.info, degree: drawing.degree.get(id) ?? 0 } }, acts);
}

function expand(id) {
  const back = seen.get(id) ?? new Set();
  steps.state = { ...steps.state, sel: id };
  // A node that is expanded again brings more of its neighbours.
  steps.change({ expand: [...steps.state.expand, id], hide: steps.state.hide.filter((each) => !back.has(each)) }, "expand");
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
document.getElementById("canvas").addEventListener("keydown", (event) => overview?.key(event));

const on = (id, run) => document.getElementById(id).addEventListener("click", run);
const zoom = (by) => (overview ? overview.zoom(by) : drawing.network?.moveTo({ scale: drawing.network.getScale() * by }));
on("undo", () => steps.undo());
on("fit", () => (overview ? overview.fit() : drawing.fit()));
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
  link.href = URL.createObjectURL(await drawing.png(overview?.canvas));
  link.download = "innograph.png";
  link.click();
  URL.revokeObjectURL(link.href);
});
document.getElementById("find").addEventListener("change", (event) => {
  const [first] = overview ? overview.find(event.target.value) : drawing.find(event.target.value);
  if (first === undefined) status.textContent = words.x_nothing;
  else if (overview) pickWhole(first);
  else pick(first);
});
window.innographExplorer = { drawing, steps, get overview() { return overview; } };
draw(steps.state);
