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
const status = document.getElementById("status"); // what is drawn
const said = document.getElementById("said"); // what came of finding and copying
const other = document.querySelector("a.lang");
const drawing = new Drawing(document.getElementById("canvas"));
const panel = new Panel(document.getElementById("panel"), facts);
const steps = new History((state, why) => draw(state, why), relink);
const names = new Map(); // id -> name of every node once seen: starts and ends of a path need not be drawn
const controls = new Controls(document.getElementById("controls"), steps, { words, names });
const seen = new Map(); // id -> ids of all neighbours ever drawn, so that what is hidden can come back
let reached = new Set(); // ids of what is drawn or would be without filters
const ANSWERS = 12; // so many answers of the server are kept, for steps back and forth
const answers = new Map();
let asked = 0;
let layout = ""; // what the present places of nodes were computed for
let overview = null; // while the whole of a large graph is shown
let large = null; // the overview, once made

const listed = (ids) => ids.map((id) => names.get(id) ?? id).join(facts.lang === "en" ? ", " : "、");

// The page in the other language shows the same.
function relink(state) {
  const asked = write(state);
  asked.set("lang", other.hreflang);
  other.href = `${location.pathname}?${asked}`;
}

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

// Of the whole graph as much is drawn as can be, whatever the limit says.
const bounded = (state) => (state.all ? { ...state, limit: String(facts.overview) } : state);

function reachedFrom(state, path = []) {
  const query = write(bounded(state), { reached: true });
  if (path.length) query.set("also", path.join(","));
  return query.toString();
}

// Who has picked a node may expand it next: what that takes is fetched meanwhile. Of a large graph it is not had for nothing.
function fetchAhead(id) {
  const state = steps.state;
  if (facts.large || state.all || overview || (state.from && state.to) || !left(id)) return;
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
  said.textContent = "";
  if (why) controls.show(state); // at first the page brings the names of starts
  if (empty) {
    drawNothing(state, "");
    delete document.body.dataset.busy;
    return;
  }
  const late = setTimeout(() => { if (mine === asked) status.textContent = words.x_loading; }, 150);
  document.body.dataset.busy = "true";
  try {
    if (whole) await drawWhole(state, mine);
    else await drawPart(state, mine, why === "expand" ? state.sel : "");
  } catch (error) {
    if (mine === asked) fail(state, error);
  } finally {
    clearTimeout(late);
    if (mine === asked) delete document.body.dataset.busy;
  }
}

function drawNothing(state, told) {
  layout = "";
  drawing.clear();
  panel.leave();
  list([]);
  files(false);
  status.textContent = told;
  controls.show(state);
}

// The controls are shown all the same: what is wrong with an address can be taken out of it there.
function fail(state, error) {
  if (error.message === "404" && !state.all) {
    drawNothing(state, words.x_gone.replace("{names}", listed(state.ids)));
    return;
  }
  status.textContent = `${words.x_failed} (${error.message})`;
  controls.show(state);
}

// The links to files of what is drawn; no page can be kept of an overview.
function files(shown, page = shown) {
  for (const id of ["as-png", "as-graphml"]) document.getElementById(id).hidden = !shown;
  document.getElementById("as-html").hidden = !page;
}

async function drawPart(state, mine, around) {
  const path = await pathOf(state);
  const query = write(bounded(state), { drawn: true });
  if (path.nodes.length) query.set("also", path.nodes.join(","));
  const wanted = [state.ids, state.depth, state.limit, state.group, state.all].join(" ");
  const keep = wanted === layout;
  const data = await fetchReached(reachedFrom(state, path.nodes), keep);
  if (mine !== asked) return;
  layout = wanted;
  remember(data);
  const shown = filtered(data, state, facts.periods);
  drawing.grouped = Boolean(state.group);
  drawing.show(shown, { keep, placed: data.placed, around, pins: state.pin, path });
  finish(state, shown, path, query);
}

async function drawWhole(state, mine) {
  const data = large?.data ?? (await fetchJson("/explore/overview"));
  if (mine !== asked) return;
  layout = "";
  large ??= new Overview(drawing.holder, data, { periods: facts.periods, pick: (index) => { pickWhole(index); panel.reveal(); } });
  overview = large;
  const counts = overview.show(state);
  controls.show(state);
  drawing.holder.dataset.nodes = String(counts.nodes);
  drawing.holder.dataset.edges = String(counts.edges);
  const told = words.x_counts.replace("{nodes}", counts.nodes).replace("{edges}", counts.edges);
  status.textContent = [counts.nodes ? told : words.x_nothing, data.truncated ? words.x_most : ""].filter(Boolean).join(" · ");
  files(true, false);
  document.getElementById("as-graphml").href = `/explore/graphml?${write(bounded(state), { drawn: true })}`;
  list(overview.foremost(500).map((index) => ({ id: data.ids[index], label: data.names[index], index })));
  if (overview.marked >= 0) showWhole(overview.marked);
  else panel.leave();
  document.body.dataset.ready = "true";
}

function pickWhole(index) {
  overview.mark(index);
  showWhole(index);
}

function showWhole(index) {
  const { ids, names, types, type } = overview.data;
  const info = { name: names[index], name_en: "", type: types[type[index]], kind: "", degree: overview.degree[index] };
  const from = () => location.assign(`/explore?${write({ ...steps.state, ids: [ids[index]], all: false })}`);
  panel.node({ id: ids[index], info }, [["x_around", from]]);
}

const pathAsked = (state) => state.from && state.to && state.from !== state.to;

async function pathOf(state) {
  const none = { nodes: [], edges: [] };
  if (!pathAsked(state)) return none;
  try {
    return await fetchJson(`/explore/path?start=${encodeURIComponent(state.from)}&end=${encodeURIComponent(state.to)}`);
  } catch (error) {
    if (error.message === "404") return none; // an end that is gone; all else can be drawn
    throw error;
  }
}

// A path counts as found where all of it is drawn: filters may let a part of it out.
function pathTold(state, path) {
  if (!pathAsked(state)) return "";
  if (!path.nodes.length) return words.x_path_none;
  const whole = path.edges.every((id) => drawing.edges.get(id));
  return (whole ? words.x_path_found : words.x_path_part).replace("{n}", path.edges.length);
}

function remember({ nodes, edges }) {
  reached = new Set(nodes.map((node) => node.id));
  for (const { id, info } of nodes) names.set(id, (facts.lang === "en" && info.name_en ? info.name_en : info.name).slice(0, 60));
  for (const edge of edges) {
    for (const [a, b] of [[edge.from, edge.to], [edge.to, edge.from]]) {
      if (!seen.has(a)) seen.set(a, new Set());
      seen.get(a).add(b);
    }
  }
}

function finish(state, data, path, query) {
  controls.show(state);
  const counts = words.x_counts.replace("{nodes}", data.nodes.length).replace("{edges}", data.edges.length);
  const parts = [data.nodes.length ? counts : words.x_nothing];
  if (data.truncated) parts.push(words.x_truncated);
  parts.push(pathTold(state, path));
  if (data.gone.length) parts.push(words.x_gone.replace("{names}", listed(data.gone)));
  status.textContent = parts.filter(Boolean).join(" · ");
  files(true);
  document.getElementById("as-html").href = `/view?${query}&download=1`;
  document.getElementById("as-graphml").href = `/explore/graphml?${query}`;
  list(data.nodes);
  if (state.sel && drawing.nodes.get(state.sel)) {
    drawing.network.selectNodes([state.sel]);
    showNode(state.sel);
  } else if (state.sel && drawing.edges.get(state.sel)) {
    drawing.network.selectEdges([state.sel]);
    panel.edge(state.sel);
  } else {
    drawing.network.unselectAll();
    panel.leave();
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
      } else {
        drawing.network.selectNodes([node.id]);
        drawing.network.focus(node.id, { scale: 1 });
        pick(node.id);
      }
      panel.reveal();
    });
    line.append(button);
    return line;
  });
  document.getElementById("listing").replaceChildren(...lines);
}

async function pick(node, edge) {
  if (node) {
    steps.note({ sel: node });
    showNode(node);
    fetchAhead(node);
  } else if (edge) {
    steps.note({ sel: edge });
    await panel.edge(edge);
  }
}

// Neighbours that an expansion would bring: those that the server has left out, and those that were taken out here.
function left(id) {
  const taken = steps.state.hide.filter((each) => reached.has(each) && seen.get(id)?.has(each));
  return (drawing.nodes.get(id)?.info.more ?? 0) + taken.length;
}

function showNode(id) {
  const node = drawing.nodes.get(id);
  const state = steps.state;
  const more = left(id);
  const expansion = { text: more ? words.x_expand_more.replace("{n}", more) : words.x_expand_none, idle: !more };
  const acts = [["x_expand", () => expand(id), expansion], ["x_collapse", () => collapse(id)], ["x_hide", () => hide(id)]];
  acts.push(state.pin.has(id) ? ["x_unpin", () => pin(id, false)] : ["x_pin", () => pin(id, true)]);
  if (node.info.type !== "Task") acts.push(["x_path_from", () => ends({ from: id })], ["x_path_to", () => ends({ to: id })]);
  panel.node({ ...node, info: { ...node.info, degree: drawing.degree.get(id) ?? 0 } }, acts);
}

function expand(id) {
  if (!left(id)) {
    said.textContent = words.x_expand_none;
    return;
  }
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
  steps.change({ hide: [...state.hide, id], ids: state.ids.filter((each) => each !== id), sel: "" }, "hide");
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

const picked = async (...what) => {
  await pick(...what);
  if (what.some(Boolean)) panel.reveal();
};
drawing.onPick = picked;
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
document.getElementById("canvas").addEventListener("keydown", (event) => {
  if (!event.ctrlKey && !event.metaKey && !event.altKey) (overview ?? drawing).key(event);
});

const on = (id, run) => document.getElementById(id).addEventListener("click", run);
const zoom = (by) => (overview ? overview.zoom(by) : drawing.network?.moveTo({ scale: drawing.network.getScale() * by }));
on("undo", () => steps.undo());
on("fit", () => (overview ? overview.fit() : drawing.fit()));
on("zoom-in", () => zoom(1.3));
on("zoom-out", () => zoom(1 / 1.3));
on("share", async () => {
  try {
    await navigator.clipboard.writeText(location.href);
    said.textContent = words.x_link_copied;
  } catch {
    said.textContent = location.href;
  }
});
on("as-png", async () => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await drawing.png(overview?.canvas));
  link.download = "innograph.png";
  link.click();
  URL.revokeObjectURL(link.href);
});

// Enter finds, and goes on from hit to hit.
let hit = { text: "", turn: 0 };
function find(text) {
  const found = (overview ?? drawing).find(text);
  hit = { text, turn: text === hit.text ? hit.turn + 1 : 0 };
  const n = hit.turn % (found.length || 1);
  const told = found.length ? words.x_hit.replace("{m}", found.length).replace("{n}", n + 1) : words.x_nothing;
  said.textContent = text ? told : "";
  if (!found.length) return;
  (overview ?? drawing).focus(found[n]);
  if (overview) pickWhole(found[n]);
  else pick(found[n]);
}
const field = document.getElementById("find");
field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.isComposing) find(field.value.trim());
});
field.addEventListener("change", () => {
  if (field.value.trim() !== hit.text) find(field.value.trim()); // not by Enter
});
window.innographExplorer = { drawing, steps, get overview() { return overview; } };
relink(steps.state);
draw(steps.state);
