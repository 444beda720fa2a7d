// The mailboxes: what arrived, reading it, answering, and writing.

import { $, h, keyed, options, time, toast } from "./dom.js";
import { get, post, refresher } from "./server.js";

const TRY = ["show my invoices", "pay invoice 122", "yes", "what do we owe?"];

let cast;
let open = null;
let answering = null;
const seen = {};

export function meet(found) {
  const first = !cast;
  cast = found;
  const chosen = first ? "ap@acme.example" : $("mail-who").value;
  options($("mail-who"), cast.people.map((person) => [person.email, person.email]), chosen);
  $("write-to").textContent = cast.assistant.address;
  if (first) turned();
  else refresh();
}

export function forget() {
  for (const each of Object.keys(seen)) delete seen[each];
  view("list");
}

export function begin() {
  $("mail-who").addEventListener("change", turned);
  $("mail-write").addEventListener("click", () => compose("", "", null));
  $("letter-back").addEventListener("click", () => view("list"));
  $("letter-reply").addEventListener("click", () => compose(reply(open.subject), "", open));
  $("letter-plain").addEventListener("click", () => letter(open, $("letter-plain").getAttribute("aria-pressed") !== "true"));
  $("write-cancel").addEventListener("click", () => view(answering ? "letter" : "list"));
  $("mail-write-view").addEventListener("submit", send);
  $("write-try").append(
    h("span", {}, "Try"),
    ...TRY.map((words) => h("button", { type: "button", class: "chip", onclick: () => fill(words) }, words)),
  );
}

const who = () => $("mail-who").value;
const person = () => cast.people.find((each) => each.email === who());

function turned() {
  $("mail-about").textContent = `${person().name}, ${person().is}`;
  $("write-from").textContent = who();
  view("list");
  refresh();
}

function view(name) {
  for (const each of ["list", "letter", "write"]) $(`mail-${each}-view`).hidden = each !== name;
  if (name === "list") open = null;
}

const redraw = keyed($("mails"), (mail) => row(mail));

export const refresh = refresher(async () => {
  const asked = who();
  const { mails, received } = await get("mail", { who: asked });
  if (asked !== who()) return refresh();
  if (received[asked] < seen[asked]?.size) forget(); // somebody else started over
  redraw(mails.map((mail) => ({ ...mail, fresh: !mail.sent && !seen[asked]?.has(mail.id) })), (mail) => `${asked} ${mail.id}`);
  $("mails-empty").hidden = mails.length > 0;
  $("mails-empty").textContent = `No mail yet. Write as ${asked}, or pay something in Slack and see who is told.`;
  labels(received);
});

// Each mailbox says how much in it is new.
function labels(received) {
  let total = 0;
  for (const option of $("mail-who").options) {
    const fresh = (received[option.value] ?? 0) - (seen[option.value]?.size ?? 0);
    total += Math.max(fresh, 0);
    option.textContent = fresh > 0 ? `${option.value} (${fresh})` : option.value;
  }
  $("mail-count").hidden = total === 0;
  $("mail-count").textContent = `${total} new`;
}

function row(mail) {
  return h(
    "li",
    {},
    h(
      "button",
      { type: "button", class: `mail${mail.fresh ? " fresh" : ""}`, onclick: () => read(mail.id) },
      h("span", { class: "mail-top" }, h("b", {}, mail.sent ? "You → Billing" : mail.from), forged(mail), h("span", { class: "grow" }), time(new Date(mail.at))),
      h("span", { class: "mail-subject" }, mail.fresh ? h("span", { class: "unseen" }, "New: ") : null, mail.subject || "(no subject)"),
      h("span", { class: "mail-snippet" }, mail.snippet),
    ),
  );
}

function forged(mail) {
  return mail.sent && !mail.proof ? h("span", { class: "pill bad" }, "without proof") : null;
}

async function read(id) {
  open = await get(`mail/${encodeURIComponent(who())}/${id}`);
  if (!open.sent) (seen[who()] ??= new Set()).add(id);
  letter(open, !open.html);
  view("letter");
  $("letter-subject").focus();
  refresh();
}

function letter(mail, asText) {
  $("letter-subject").textContent = mail.subject || "(no subject)";
  $("letter-from").replaceChildren(
    mail.sent ? "From you to Billing" : `From ${mail.from} <${mail.address}>`,
    ", ",
    time(new Date(mail.at)),
    " ",
    forged(mail) ?? "",
  );
  $("letter-plain").hidden = !mail.html;
  $("letter-plain").setAttribute("aria-pressed", String(asText));
  $("letter-reply").hidden = mail.sent;
  $("letter-body").replaceChildren(asText ? h("pre", { class: "letter-text" }, mail.text) : framed(mail));
  $("letter-files").replaceChildren(...mail.files.map((name, number) => file(mail, name, number)));
}

function file(mail, name, number) {
  const href = `/api/mail/${encodeURIComponent(who())}/${mail.id}/file/${number}`;
  return h("li", {}, h("a", { href, download: name }, name));
}

// No script can run in the frame; we reach in to fit it and to keep its links out of this page.
function framed(mail) {
  const frame = h("iframe", {
    class: "letter-frame",
    title: mail.subject,
    sandbox: "allow-same-origin allow-popups allow-popups-to-escape-sandbox",
    src: `/api/mail/${encodeURIComponent(who())}/${mail.id}/html`,
  });
  frame.addEventListener("load", () => {
    const inner = frame.contentDocument;
    const fit = () => {
      frame.style.height = "0";
      frame.style.height = `${inner.documentElement.scrollHeight}px`;
    };
    fit();
    new ResizeObserver(fit).observe(frame.parentElement);
    for (const each of inner.links) link(each);
  });
  return frame;
}

function link(each) {
  each.target = "_blank";
  each.rel = "noopener noreferrer";
  if (each.protocol !== "mailto:") return;
  each.addEventListener("click", (event) => {
    event.preventDefault();
    const asked = new URL(each.href).searchParams;
    compose(asked.get("subject") ?? "", asked.get("body") ?? "", null);
  });
}

function reply(subject) {
  return /^re:/i.test(subject) ? subject : `Re: ${subject}`;
}

function compose(subject, body, answers) {
  answering = answers;
  $("write-title").textContent = answers ? "Reply to Billing" : "Write to Billing";
  $("write-subject").value = subject;
  $("write-body").value = body;
  $("write-quoted").hidden = !answers;
  view("write");
  $(answers || subject ? "write-body" : "write-subject").focus();
}

function fill(words) {
  if (!answering && !$("write-subject").value) $("write-subject").value = words;
  $("write-body").value = words;
  $("write-body").focus();
}

async function send(event) {
  event.preventDefault();
  const proof = !$("write-forged").checked;
  const done = await post("mail/write", {
    who: who(),
    subject: $("write-subject").value,
    body: $("write-body").value,
    answers: answering?.id ?? "",
    proof,
  });
  if (!done) return;
  $("write-forged").checked = false;
  answering = null;
  toast(proof ? "Mail sent" : "Mail sent without proof");
  view("list");
  refresh();
}
