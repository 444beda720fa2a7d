// Build elements from text only: nothing a person or a program wrote is ever read as HTML.

export const $ = (id) => document.getElementById(id);

export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

// Make `parent` hold exactly these nodes, moving as few as possible: focus and scroll stay.
export function sync(parent, nodes) {
  nodes.forEach((node, index) => {
    if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null);
  });
  while (parent.children.length > nodes.length) parent.lastElementChild.remove();
}

// Draws a list again, keeping the element of every item that did not change.
export function keyed(parent, draw) {
  let drawn = new Map();
  return (items, key) => {
    const next = new Map();
    const nodes = items.map((item) => {
      const shape = JSON.stringify(item);
      const before = drawn.get(key(item));
      const node = before?.shape === shape ? before.node : draw(item);
      next.set(key(item), { shape, node });
      return node;
    });
    drawn = next;
    sync(parent, nodes);
  };
}

export function options(select, items, chosen) {
  select.replaceChildren(...items.map(([value, label]) => h("option", { value }, label)));
  if (items.some(([value]) => value === chosen)) select.value = chosen;
}

export function time(date) {
  const today = new Date().toDateString() === date.toDateString();
  const clock = date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
  const day = date.toLocaleDateString([], { day: "numeric", month: "short" });
  return h("time", { datetime: date.toISOString() }, today ? clock : `${day}, ${clock}`);
}

let hiding;
export function toast(words, bad = false) {
  $("toast").textContent = words;
  $("toast").classList.toggle("bad", bad);
  $("toast").classList.add("shown");
  clearTimeout(hiding);
  hiding = setTimeout(() => $("toast").classList.remove("shown"), bad ? 6000 : 2500);
}
