// The conversation: who you are, where, what is there, and the message box.

import { blocks } from "./blocks.js";
import { $, h, keyed, options, time } from "./dom.js";
import { mrkdwn } from "./mrkdwn.js";
import { get, post, refresher } from "./server.js";
import * as surfaces from "./surfaces.js";

const TRY = ["show my invoices", "pay invoice 123", "yes", "what do I owe?"];
const EMPTY = [
  "Nothing said here yet.",
  "Choose a line below or write your own: ask for the invoices, pay one, and say yes. Then look who is told by mail, and what happened inside.",
];
const NEARBY = 120;

let cast;
let thread = null;

export function meet(found) {
  const first = !cast;
  cast = found;
  const people = cast.people.filter((person) => person.slack);
  const chosen = first ? people[0].email : $("slack-who").value;
  options($("slack-who"), people.map((person) => [person.email, person.name]), chosen);
  places();
}

export function begin() {
  $("slack-who").addEventListener("change", places);
  $("slack-place").addEventListener("change", moved);
  $("slack-form").addEventListener("submit", send);
  $("slack-text").addEventListener("input", grow);
  $("slack-text").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(event);
    if (event.key === "Escape" && thread) leave();
  });
  $("thread-leave").addEventListener("click", leave);
  $("slack-try").append(
    h("span", {}, "Try"),
    ...TRY.map((words) => h("button", { type: "button", class: "chip", onclick: () => say(words) }, words)),
  );
  surfaces.begin(who);
}

const who = () => $("slack-who").value;
const place = () => $("slack-place").value;

function places() {
  const here = cast.places[who()] ?? [];
  options($("slack-place"), here.map((each) => [each.id, each.name]), place());
  const person = cast.people.find((each) => each.email === who());
  $("slack-about").textContent = person?.is ?? "";
  moved();
}

function moved() {
  const here = cast.places[who()].find((each) => each.id === place());
  const channel = here.name.startsWith("#");
  $("mention-label").hidden = !channel;
  $("slack-text").placeholder = `Message ${channel ? here.name : "Billing"}`;
  leave();
  follow = true;
  $("slack-foot").hidden = atHome();
  if (atHome()) post("slack/home", { who: who() });
  refresh();
}

const atHome = () => place() === "home";

let follow = true;
const log = $("log");
const redraw = keyed($("messages"), (group) => drawn(group));

export const refresh = refresher(async () => {
  const [asked, there] = [who(), place()];
  const front = await get("slack/front", { who: asked });
  const messages = atHome() ? [] : await get("slack", { who: asked, place: there });
  if (asked !== who() || there !== place()) return refresh();
  surfaces.form(front.modal);
  if (atHome()) {
    redraw([{ home: front.home, who: asked }], () => `${asked} home`);
    if (follow) log.scrollTop = 0;
    follow = !front.home;
    return;
  }
  const near = log.scrollHeight - log.scrollTop - log.clientHeight < NEARBY;
  redraw(messages.length ? grouped(messages) : [{ empty: true }], (group) => `${asked} ${group.empty ? "" : group.message.ts}`);
  if (thread) document.querySelector(`[data-ts="${thread}"]`)?.scrollIntoView({ block: "end" });
  else if (near || follow) log.scrollTop = log.scrollHeight;
  follow = false;
});

// Replies hang below their first message; a message soon after another by the same one is short.
function grouped(messages) {
  const tops = new Map();
  let before = null;
  for (const message of messages.filter((each) => !each.thread)) {
    const short = !message.app && before?.user === message.user && !before.only_you && message.ts - before.ts < 120;
    tops.set(message.ts, { message, short, replies: [] });
    before = message;
  }
  for (const message of messages.filter((each) => each.thread)) {
    const top = tops.get(message.thread);
    if (top) top.replies.push(message);
    else tops.set(message.ts, { message, short: false, replies: [] });
  }
  return [...tops.values()];
}

function drawn(group) {
  if ("home" in group) {
    return h("li", { class: "home-tab" }, h("div", { class: "blocks" }, surfaces.home(group.home, group.who, cast.names)));
  }
  if (group.empty) {
    return h("li", { class: "empty" }, EMPTY.map((words) => h("p", {}, words)));
  }
  const replies = group.replies.map((message) => h("li", { class: "message" }, drawnMessage(message, false)));
  return h(
    "li",
    { class: `message${group.short ? " short" : ""}`, "data-ts": group.message.ts },
    drawnMessage(group.message, group.short),
    replies.length ? h("ol", { class: "replies", "aria-label": "Thread" }, replies) : null,
  );
}

function drawnMessage(message, short) {
  const at = new Date(message.ts * 1000);
  const threadable = !message.only_you && !message.thread;
  return h(
    "div",
    { class: `said${message.only_you ? " only-you" : ""}` },
    h("span", { class: `face${message.app ? " app" : ""}`, "aria-hidden": "true", "data-hue": hue(message.user) }, message.app ? "B" : initials(message.name)),
    h(
      "div",
      { class: "body" },
      message.only_you ? h("p", { class: "whisper" }, "Only visible to you") : null,
      h("p", { class: short ? "byline unseen" : "byline" }, h("b", {}, message.name), message.app ? h("span", { class: "badge" }, "app") : null, " ", time(at)),
      h("div", { class: "blocks" }, content(message)),
      message.edited && !message.app ? h("p", { class: "b-context" }, "(edited)") : null,
      message.files.map((file) => h("p", {}, h("a", { href: `/api/slack/file/${file.id}`, download: file.name }, file.name))),
    ),
    h(
      "div",
      { class: "reply" },
      message.app || message.only_you ? null : h("button", { type: "button", class: "quiet", "aria-label": "Ask billing about this", onclick: () => about(message) }, "Ask"),
      threadable ? h("button", { type: "button", class: "quiet", "aria-label": "Reply in thread", onclick: () => enter(message) }, "Reply") : null,
    ),
  );
}

function content(message) {
  const press = (action, block, value = "") =>
    post("slack/press", { who: who(), place: place(), ts: message.ts, action, block, value });
  if (message.blocks.length) return blocks(message, cast.names, press);
  return [h("p", {}, mrkdwn(message.text, cast.names))];
}

function about(message) {
  follow = true;
  post("slack/shortcut", { who: who(), place: place(), ts: message.ts });
}

function initials(name) {
  return name.split(" ").map((word) => word[0]).slice(0, 2).join("");
}

function hue(user) {
  return String([...user].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 6);
}

function enter(message) {
  thread = message.ts;
  $("thread-words").textContent = `Replying in the thread of ${message.name}, ${time(new Date(message.ts * 1000)).textContent}`;
  $("thread-note").hidden = false;
  $("slack-text").focus();
}

function leave() {
  thread = null;
  $("thread-note").hidden = true;
}

function grow() {
  const box = $("slack-text");
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight + 2, 160)}px`;
}

function send(event) {
  event.preventDefault();
  const words = $("slack-text").value;
  if (!words.trim()) return;
  $("slack-text").value = "";
  grow();
  say(words);
}

async function say(words) {
  follow = true;
  const mention = !$("mention-label").hidden && $("mention").checked;
  const done = await post("slack/say", { who: who(), place: place(), text: words, thread: thread ?? "", mention });
  if (!done && !$("slack-text").value) $("slack-text").value = words;
}
