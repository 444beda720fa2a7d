// Slack's mrkdwn and plain text as elements: *bold*, _italic_, ~struck~, `code`, <links|so>.

import { h } from "./dom.js";

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
const unescaped = (text) => text.replace(/&(?:amp|lt|gt);/g, (found) => ENTITIES[found]);

const TOKEN = new RegExp(
  [
    "```(?<pre>[\\s\\S]+?)```",
    "`(?<code>[^`\\n]+)`",
    "<(?<angle>[^<>\\n]+)>",
    "(?<![\\p{L}\\p{N}])\\*(?<bold>[^*\\s](?:[^*\\n]*[^*\\s])?)\\*(?![\\p{L}\\p{N}])",
    "(?<![\\p{L}\\p{N}])_(?<italic>[^_\\s](?:[^_\\n]*[^_\\s])?)_(?![\\p{L}\\p{N}])",
    "(?<![\\p{L}\\p{N}])~(?<struck>[^~\\s](?:[^~\\n]*[^~\\s])?)~(?![\\p{L}\\p{N}])",
  ].join("|"),
  "gu",
);

export function mrkdwn(text, names) {
  const parts = [];
  let at = 0;
  for (const found of text.matchAll(TOKEN)) {
    parts.push(...plain(text.slice(at, found.index)));
    parts.push(token(found.groups, names));
    at = found.index + found[0].length;
  }
  parts.push(...plain(text.slice(at)));
  return parts;
}

// Lines stay lines; entities are read in plain text, too.
export function plain(text) {
  const lines = unescaped(text).split("\n");
  return lines.flatMap((line, index) => (index ? [h("br"), line] : [line])).filter((part) => part !== "");
}

function token(groups, names) {
  if (groups.pre !== undefined) return h("pre", {}, unescaped(groups.pre));
  if (groups.code !== undefined) return h("code", {}, unescaped(groups.code));
  if (groups.bold !== undefined) return h("strong", {}, mrkdwn(groups.bold, names));
  if (groups.italic !== undefined) return h("em", {}, mrkdwn(groups.italic, names));
  if (groups.struck !== undefined) return h("s", {}, mrkdwn(groups.struck, names));
  return angle(groups.angle, names);
}

function angle(inner, names) {
  const [target, label] = inner.split("|", 2);
  if (target.startsWith("@") || target.startsWith("#")) {
    const name = names[target.slice(1)] ?? label ?? target.slice(1);
    return h("span", { class: "mention-of" }, target[0] + name);
  }
  if (target.startsWith("!")) return h("span", { class: "mention-of" }, `@${label ?? target.slice(1)}`);
  return link(unescaped(target), unescaped(label ?? target.replace(/^mailto:/, "")));
}

export function link(url, label, properties = {}) {
  if (!/^(https?|mailto):/i.test(url)) return h("span", properties, label);
  return h("a", { ...properties, href: url, target: "_blank", rel: "noopener noreferrer" }, label);
}
