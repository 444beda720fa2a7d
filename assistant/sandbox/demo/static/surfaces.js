// What Slack shows beside conversations: the app's Home tab, and forms in front of everything.

import { blocks, words } from "./blocks.js";
import { $, h } from "./dom.js";
import { post } from "./server.js";

let shown = null;

export function begin(who) {
  $("form").addEventListener("close", () => {
    if (shown) post("slack/view/close", { who: who(), view: shown.id });
    shown = null;
  });
  $("form-body").addEventListener("submit", (event) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData($("form-body")));
    post("slack/view/send", { who: who(), view: shown.id, values });
  });
  $("form-cancel").addEventListener("click", () => $("form").close());
  $("slack-try").append(
    h("button", { type: "button", class: "chip", onclick: () => post("slack/shortcut", { who: who() }) }, "Ask billing …"),
  );
}

export function home(drawn, who, names) {
  if (!drawn) return [h("p", { class: "empty" }, "The Home tab is being drawn …")];
  const press = (action, block, value = "") => post("slack/home/press", { who, action, block, value });
  return blocks({ blocks: drawn }, names, press);
}

// Shows the form on top, if there is one; what was typed stays while only errors change.
export function form(modal) {
  if (!modal) {
    shown = null;
    if ($("form").open) $("form").close();
    return;
  }
  if (shown?.id !== modal.id) {
    $("form-title").textContent = modal.title;
    $("form-send").textContent = modal.submit;
    $("form-fields").replaceChildren(...modal.blocks.map(field));
  }
  for (const block of modal.blocks) {
    $(`error-${block.block_id}`).textContent = modal.errors[block.block_id] ?? "";
  }
  shown = modal;
  if (!$("form").open) $("form").showModal();
}

function field(block) {
  const id = `field-${block.block_id}`;
  return h(
    "div",
    { class: "field" },
    h("label", { for: id }, words(block.label, {})),
    input(block.element, id),
    block.hint ? h("p", { class: "hint" }, words(block.hint, {})) : null,
    h("p", { class: "field-error", id: `error-${block.block_id}`, role: "alert" }),
  );
}

function input(element, id) {
  const named = { id, name: element.action_id, required: true };
  if (element.type === "static_select") {
    const chosen = element.initial_option?.value;
    return h(
      "select",
      named,
      element.options.map((each) => h("option", { value: each.value, selected: each.value === chosen }, words(each.text, {}))),
    );
  }
  return h("input", { ...named, value: element.initial_value, maxlength: element.max_length, autocomplete: "off" });
}
