// What a screen reader, a keyboard and weak eyes need of a page: a list of faults, empty where there are none.
() => {
  const faults = [];
  const shown = (e) => {
    const box = e.getBoundingClientRect();
    const style = getComputedStyle(e);
    return box.width > 1 && box.height > 1 && style.visibility !== "hidden" && style.display !== "none";
  };
  const tell = (what, e) => faults.push(`${what}: ${e.outerHTML.slice(0, 120)}`);
  const text = (id) => document.getElementById(id)?.textContent.trim();
  const name = (e) =>
    e.getAttribute("aria-label") ||
    (e.getAttribute("aria-labelledby") ?? "").split(" ").map(text).join("") ||
    [...(e.labels ?? [])].map((l) => l.textContent.trim()).join("") ||
    e.textContent.trim() || e.getAttribute("title") || "";

  if (!document.documentElement.lang) faults.push("no language");
  if (!document.title.trim()) faults.push("no title");
  if (document.querySelectorAll("main").length !== 1) faults.push("main landmarks: " + document.querySelectorAll("main").length);
  if (document.querySelectorAll("h1").length !== 1) faults.push("h1: " + document.querySelectorAll("h1").length);
  for (const e of document.querySelectorAll("button, a[href], input:not([type=hidden]), select, iframe, [role=application]")) {
    if (!name(e)) tell("no name", e);
  }
  for (const e of document.querySelectorAll("img")) if (!e.hasAttribute("alt")) tell("no alt", e);
  for (const e of document.querySelectorAll("svg")) if (e.getAttribute("aria-hidden") !== "true" && !name(e)) tell("no name", e);
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  for (const id of ids.filter((each, i) => ids.indexOf(each) !== i)) faults.push("id twice: " + id.slice(0, 60));
  for (const e of document.querySelectorAll("[aria-controls], [aria-labelledby], [aria-describedby]")) {
    for (const key of ["aria-controls", "aria-labelledby", "aria-describedby"]) {
      for (const id of (e.getAttribute(key) ?? "").split(" ").filter(Boolean)) if (!document.getElementById(id)) tell(`${key} leads nowhere`, e);
    }
  }
  let level = 0;
  for (const e of document.querySelectorAll("h1, h2, h3, h4")) {
    const now = Number(e.tagName[1]);
    if (now > level + 1 && level) tell("heading skips a level", e);
    level = now;
  }
  for (const e of document.querySelectorAll("[tabindex]")) if (e.tabIndex > 0) tell("tab order is forced", e);

  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const colour = (css, under) => {
    canvas.fillStyle = `rgb(${under.join(" ")})`;
    canvas.fillRect(0, 0, 1, 1);
    canvas.fillStyle = css;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const ground = (e) => {
    const layers = [];
    for (let at = e; at; at = at.parentElement) layers.unshift(getComputedStyle(at).backgroundColor);
    return layers.reduce((under, css) => colour(css, under), [255, 255, 255]);
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((v) => ((v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const said = new Set();
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !shown(e) || e.closest(".hidden, [hidden], script, svg, button:disabled")) continue;
    const style = getComputedStyle(e);
    const under = ground(e);
    const [a, b] = [light(colour(style.color, under)), light(under)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.6 && Number(style.fontWeight) >= 700);
    const key = `${e.tagName}.${e.className}`;
    if (ratio < (large ? 3 : 4.5) && !said.has(key)) {
      said.add(key);
      tell(`contrast ${ratio.toFixed(2)}`, e);
    }
  }
  return faults;
}
