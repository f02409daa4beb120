// Suggestions while typing, as an ARIA combobox: arrow keys choose, Enter goes there, Escape closes.
const SHOWN = 8;

for (const input of document.querySelectorAll("input[data-suggest]")) attach(input);

function attach(input) {
  const list = document.getElementById(input.getAttribute("aria-controls"));
  const wanted = input.dataset.suggest; // "id": put the id into the field instead of going there
  let typed = 0, closed = 0, asking = false, chosen = -1;

  const close = () => {
    closed += 1;
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const show = (items) => {
    list.replaceChildren(...items.map((item, number) => option(item, `${list.id}-${number}`)));
    list.hidden = items.length === 0;
    chosen = -1;
    input.setAttribute("aria-expanded", String(items.length > 0));
  };

  const option = (item, id) => {
    const made = document.createElement("li");
    made.id = id;
    made.setAttribute("role", "option");
    made.setAttribute("aria-selected", "false");
    made.dataset.id = item.id;
    made.dataset.name = item.name;
    const name = document.createElement("bdi");
    name.className = `dot type-${item.type}`;
    name.textContent = item.name.slice(0, 60);
    made.append(name);
    if (item.form !== item.name) {
      const form = document.createElement("span");
      form.className = "meta";
      form.textContent = item.form.slice(0, 60);
      made.append(form);
    }
    made.addEventListener("mousedown", (event) => {
      event.preventDefault();
      take(made);
    });
    return made;
  };

  const take = (item) => {
    close();
    if (wanted === "name") {
      input.value = item.dataset.name;
      input.dispatchEvent(new CustomEvent("picked", { bubbles: true, detail: { id: item.dataset.id, name: item.dataset.name } }));
    } else {
      location.assign(`/entities/${encodeURIComponent(item.dataset.id)}`);
    }
  };

  // One question at a time: what is typed meanwhile is asked for as soon as the answer is here, so a slow server gets few
  // questions and a quick one answers every key.
  const look = async () => {
    const text = input.value.trim();
    if (asking) return;
    if (!text) return close();
    const types = (input.dataset.types || "").split(",").filter(Boolean).map((type) => `&type=${type}`).join("");
    const before = [typed, closed];
    let items = [];
    asking = true;
    try {
      const answer = await fetch(`/api/suggest?limit=${SHOWN}&q=${encodeURIComponent(text)}${types}`);
      if (answer.ok) ({ items } = await answer.json());
    } catch {
      // Without the server there are no suggestions; what is typed can be searched for all the same.
    }
    asking = false;
    if (typed !== before[0]) return look();
    if (closed === before[1] && document.activeElement === input) show(items);
    return undefined;
  };

  const move = (by) => {
    const items = [...list.children];
    if (list.hidden || !items.length) return;
    if (chosen >= 0) items[chosen].setAttribute("aria-selected", "false");
    chosen = (chosen + by + items.length + (chosen < 0 && by < 0 ? 1 : 0)) % items.length;
    items[chosen].setAttribute("aria-selected", "true");
    items[chosen].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", items[chosen].id);
  };

  input.addEventListener("input", () => {
    typed += 1;
    look();
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape") {
      if (!list.hidden) event.preventDefault();
      close();
    } else if (event.key === "Enter" && chosen >= 0 && !list.hidden) {
      event.preventDefault();
      take(list.children[chosen]);
    }
  });
}
