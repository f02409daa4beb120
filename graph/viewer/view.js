/* The interactive view: draws what the page carries, hides types, finds names, shows what an edge was read from. */
(function () {
  "use strict";
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const graph = read("graph"), options = read("options"), facts = read("facts");
  const words = facts.texts;
  const nodes = new vis.DataSet(graph.nodes), edges = new vis.DataSet(graph.edges);
  const hiddenTypes = new Set(), hiddenEdges = new Set();
  const shownNodes = new vis.DataView(nodes, { filter: (n) => !hiddenTypes.has(n.info.type) });
  const shownEdges = new vis.DataView(edges, { filter: (e) => !hiddenEdges.has(e.info.type) });
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const holder = document.getElementById("mynetwork");
  const details = document.getElementById("details");

  function colours() {
    const style = getComputedStyle(document.documentElement);
    const ink = style.getPropertyValue("--ink").trim(), paper = style.getPropertyValue("--paper").trim();
    return { nodes: { font: { color: ink, strokeColor: paper } } };
  }
  if (graph.nodes.length <= 150) {
    // Positions are computed beforehand; physics only answers to dragging.
    options.physics.enabled = false;
  }
  Object.assign(options.nodes.font, colours().nodes.font);
  const network = new vis.Network(holder, { nodes: shownNodes, edges: shownEdges }, options);
  dark.addEventListener("change", () => network.setOptions(colours()));
  network.once("afterDrawing", () => { document.body.dataset.ready = "true"; });
  network.fit();
  network.on("dragStart", (event) => {
    if (event.nodes.length && graph.nodes.length <= 150) network.setOptions({ physics: { enabled: true } });
  });
  network.on("dragEnd", () => network.setOptions({ physics: { enabled: false } }));
  window.innographView = { network, nodes, edges };

  function element(name, text, more) {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    return Object.assign(made, more || {});
  }
  function nameOf(id) {
    const info = nodes.get(id).info;
    return facts.lang === "en" && info.name_en ? info.name_en : info.name;
  }
  function fill(...parts) {
    details.replaceChildren(...parts);
    details.classList.add("filled");
  }
  function showNode(id) {
    const info = nodes.get(id).info;
    const title = element("h2");
    title.append(element("bdi", nameOf(id).slice(0, 400)));
    const about = [facts.types[info.type], info.kind, facts.lang === "en" ? "" : info.name_en].filter(Boolean).join(" · ");
    const parts = [title, element("p", about, { className: "note" })];
    if (info.plans.length) parts.push(element("p", words.plans + ": " + info.plans.map((p) => facts.plans[p] || p).join("; ")));
    parts.push(element("p", words.degree + ": " + info.degree));
    if (facts.entity_url && info.type !== "Task") {
      const link = element("a", words.open, { href: facts.entity_url.replace("{id}", encodeURIComponent(id)), target: "_top" });
      parts.push(link);
    }
    fill(...parts);
  }
  function showEdge(id) {
    const edge = edges.get(id);
    const title = element("h2");
    title.append(element("bdi", nameOf(edge.from).slice(0, 200)), " — " + facts.edge_types[edge.info.type] + " — ", element("bdi", nameOf(edge.to).slice(0, 200)));
    const parts = [title];
    if (edge.info.commitment) parts.push(element("p", words["commitment_" + edge.info.commitment], { className: "note" }));
    for (const place of facts.evidence[id] || []) {
      const quote = element("blockquote");
      const where = [place.plan_title, ...place.section, words.characters + " " + place.start + "–" + place.end].join(" › ");
      quote.append(element("cite", where), element("bdi", place.text || words.no_text));
      parts.push(quote);
    }
    fill(...parts);
  }
  network.on("click", (event) => {
    if (event.nodes.length) showNode(event.nodes[0]);
    else if (event.edges.length) showEdge(event.edges[0]);
  });
  for (const button of document.querySelectorAll("[data-edge]")) button.addEventListener("click", () => showEdge(button.dataset.edge));

  function toggle(set, view, attribute) {
    for (const box of document.querySelectorAll("[" + attribute + "]")) {
      box.addEventListener("change", () => {
        if (box.checked) set.delete(box.getAttribute(attribute));
        else set.add(box.getAttribute(attribute));
        view.refresh();
      });
    }
  }
  toggle(hiddenTypes, shownNodes, "data-type");
  toggle(hiddenEdges, shownEdges, "data-edge-type");

  const names = document.getElementById("names");
  for (const node of graph.nodes.slice(0, 500)) names.append(element("option", undefined, { value: node.info.name.slice(0, 100) }));
  document.getElementById("find").addEventListener("change", (event) => {
    const wanted = event.target.value.trim().toLowerCase();
    if (!wanted) return;
    const fits = (text) => (text || "").toLowerCase().includes(wanted);
    const found = graph.nodes.filter((n) => fits(n.info.name) || fits(n.info.name_en)).map((n) => n.id).filter((id) => shownNodes.get(id));
    network.selectNodes(found);
    if (found.length) { network.focus(found[0], { scale: Math.max(network.getScale(), 0.9) }); showNode(found[0]); }
  });
  const zoom = (by) => network.moveTo({ scale: network.getScale() * by });
  document.getElementById("zoom-in").addEventListener("click", () => zoom(1.3));
  document.getElementById("zoom-out").addEventListener("click", () => zoom(1 / 1.3));
  document.getElementById("fit").addEventListener("click", () => network.fit());
  const list = document.getElementById("list"), asList = document.getElementById("as-list");
  asList.addEventListener("click", () => {
    list.hidden = !list.hidden;
    asList.setAttribute("aria-pressed", String(!list.hidden));
    asList.textContent = list.hidden ? words.as_list : words.as_picture;
  });
  // On a narrow screen the legend would lie over the drawing.
  if (matchMedia("(max-width: 44rem)").matches) document.querySelector("details.legend").open = false;
})();
