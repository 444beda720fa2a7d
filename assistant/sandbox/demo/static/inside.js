// What happened inside, newest first; the health of the doors and the books; one thing's whole way.

import { $, h, keyed } from "./dom.js";
import { get, refresher } from "./server.js";

let rows = [];

export function begin() {
  $("inside-kind").addEventListener("change", show);
}

const redraw = keyed($("rows"), (each) => drawn(each));

export const refresh = refresher(async () => {
  const found = await get("inside");
  rows = found.rows;
  show();
  health(found.health);
});

function show() {
  const kind = $("inside-kind").value;
  const shown = rows.filter((each) => !kind || each.what === kind);
  redraw(shown, (each) => `${each.what} ${each.id}`);
  $("rows-empty").hidden = shown.length > 0;
}

function drawn(each) {
  return h(
    "li",
    {},
    h(
      "button",
      { type: "button", class: "row", onclick: () => follow(each) },
      h("span", { class: "row-top" }, kind(each), state(each), h("span", { class: "grow" }), clock(each.at)),
      h("span", { class: "row-words" }, each.words),
      h("code", { class: "row-id" }, each.id),
    ),
  );
}

const kind = (each) => h("span", { class: `pill kind ${each.what}` }, each.what);
const state = (each) => (each.state ? h("span", { class: `state ${each.tone}` }, each.state) : null);

function clock(at) {
  const date = new Date(at);
  const shown = date.toLocaleTimeString([], { hour12: false });
  const thousandths = String(date.getMilliseconds()).padStart(3, "0");
  return h("time", { datetime: at }, `${shown}.${thousandths}`);
}

async function follow(each) {
  const steps = await get("inside/trail", { thing: each.about });
  const shown = steps.length ? steps : [each];
  const began = new Date(shown[0].at);
  $("trail-thing").textContent = each.about;
  $("trail-steps").replaceChildren(...shown.map((step) => drawnStep(step, began)));
  $("trail").showModal();
}

function drawnStep(step, began) {
  const after = (new Date(step.at) - began) / 1000;
  const more = Object.entries(step.more).filter(([name]) => !["what", "at"].includes(name));
  return h(
    "li",
    {},
    h("p", { class: "row-top" }, kind(step), state(step), h("span", { class: "grow" }), h("span", { class: "after" }, after ? `+${after.toFixed(2)} s` : clock(step.at))),
    h("p", { class: "row-words" }, step.words),
    h("details", {}, h("summary", {}, h("code", {}, step.id)), h("dl", {}, more.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]))),
  );
}

function health(found) {
  const doors = Object.entries(found.doors).map(([name, well]) => light(well, NAMES[name] ?? name, well ? "open" : "shut"));
  const { entries, problems } = found.ledger;
  const books = light(!problems.length, "Ledger", problems.length ? problems.join("; ") : `balanced, ${entries} entries`);
  $("health").replaceChildren(...doors, books);
}

const NAMES = { slack: "Slack", mail: "Mail", stripe: "Stripe" };

function light(well, name, words) {
  return h("li", { class: well ? "well" : "unwell", title: words }, name, h("span", {}, ` ${words}`));
}

export function lost() {
  $("health").replaceChildren(light(false, "Page", "waiting for the server"));
}
