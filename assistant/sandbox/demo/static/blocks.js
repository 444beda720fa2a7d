// Block Kit, drawn as Slack draws it. A block nobody knows here shows its type and does not vanish.

import { h } from "./dom.js";
import { link, mrkdwn, plain } from "./mrkdwn.js";

export function blocks(message, names, press) {
  return message.blocks.map((block) => draw(block, names, press));
}

function draw(block, names, press) {
  switch (block.type) {
    case "header":
      return h("h3", { class: "b-header" }, words(block.text, names));
    case "section":
      return section(block, names, press);
    case "context":
      return h("p", { class: "b-context" }, block.elements.map((each) => h("span", {}, words(each, names))));
    case "divider":
      return h("hr");
    case "actions":
      return h("div", { class: "b-actions" }, block.elements.map((each) => element(each, block, press)));
    case "table":
    case "data_table":
      return table(block, names);
    case "rich_text":
      return h("div", { class: "b-rich" }, block.elements.map((each) => rich(each, names)));
    case "card":
      return card(block, names, press);
    case "carousel":
      return h("div", { class: "b-cards" }, block.elements.map((each) => card(each, names, press)));
    case "data_visualization":
      return chart(block);
    case "image":
      return h("p", { class: "b-context" }, block.alt_text ?? "image");
    default:
      return h("p", { class: "b-context" }, `[${block.type}]`);
  }
}

export function words(text, names) {
  if (!text) return [];
  return text.type === "mrkdwn" ? mrkdwn(text.text, names) : plain(text.text ?? text.alt_text ?? "");
}

function section(block, names, press) {
  const fields = block.fields?.map((each) => h("p", {}, words(each, names)));
  return h(
    "div",
    { class: "b-section" },
    block.text ? h("p", {}, words(block.text, names)) : null,
    fields ? h("div", { class: "b-fields" }, fields) : null,
    block.accessory ? element(block.accessory, block, press) : null,
  );
}

function card(block, names, press) {
  const lines = [block.title, block.subtitle, block.body].filter(Boolean);
  return h(
    "div",
    { class: "b-card" },
    lines.map((each) => h("p", {}, words(each, names))),
    h("div", { class: "b-actions" }, (block.actions ?? []).map((each) => element(each, block, press))),
  );
}

function element(each, block, press) {
  if (each.type === "static_select") return menu(each, block, press);
  if (each.type !== "button") return h("span", { class: "b-context" }, `[${each.type}]`);
  const style = `b-button ${each.style ?? ""}`;
  const label = words(each.text, {});
  if (each.url) {
    const button = link(each.url, "", { class: style });
    button.append(...label, h("span", { "aria-hidden": "true" }, "↗"));
    return button;
  }
  const button = h("button", { type: "button", class: style, title: each.value ? `Says “${each.value}”` : null, "aria-label": each.accessibility_label ?? null }, label);
  button.addEventListener("click", async () => {
    button.disabled = true;
    await press(each.action_id, block.block_id);
    button.disabled = false;
  });
  return button;
}

function menu(each, block, press) {
  const label = each.placeholder?.text ?? "Choose";
  const options = each.options.map((option) => h("option", { value: option.value }, words(option.text, {})));
  const select = h("select", { class: "b-button", "aria-label": label }, h("option", { value: "" }, label), options);
  select.addEventListener("change", () => select.value && press(each.action_id, block.block_id, select.value));
  return select;
}

function chart(block) {
  const [series] = block.chart.series ?? [];
  const points = series?.data ?? block.chart.segments ?? [];
  const most = Math.max(1, ...points.map((each) => each.value));
  return h(
    "figure",
    { class: "b-chart" },
    h("figcaption", {}, block.title),
    points.map((each) =>
      h("div", { class: "b-bar" }, h("span", {}, each.label), h("meter", { max: most, value: each.value }), h("span", { class: "number" }, String(each.value))),
    ),
  );
}

function table(block, names) {
  const [head, ...rows] = block.rows;
  const cell = (tag) => (each, column) =>
    h(tag, { class: numeric(block, each, column) ? "number" : null }, content(each, names));
  return h(
    "div",
    { class: "b-table", tabindex: "0", role: "group", "aria-label": block.caption ?? "Table" },
    h(
      "table",
      {},
      block.caption ? h("caption", { class: "unseen" }, block.caption) : null,
      h("thead", {}, h("tr", {}, head.map(cell("th")))),
      h("tbody", {}, rows.map((row) => h("tr", {}, row.map(cell("td"))))),
    ),
  );
}

function numeric(block, cell, column) {
  return cell.type === "raw_number" || block.column_settings?.[column]?.align === "right";
}

function content(cell, names) {
  if (cell.type === "rich_text") return cell.elements.map((each) => rich(each, names));
  return cell.text ?? String(cell.value ?? "");
}

function rich(node, names) {
  const inner = () => (node.elements ?? []).map((each) => rich(each, names));
  switch (node.type) {
    case "rich_text_section":
      return h("p", {}, inner());
    case "rich_text_quote":
      return h("blockquote", {}, inner());
    case "rich_text_preformatted":
      return h("pre", {}, inner());
    case "rich_text_list":
      return h(node.style === "ordered" ? "ol" : "ul", {}, inner().map((each) => h("li", {}, each)));
    case "user":
      return h("span", { class: "mention-of" }, `@${names[node.user_id] ?? node.user_id}`);
    case "channel":
      return h("span", { class: "mention-of" }, `#${names[node.channel_id] ?? node.channel_id}`);
    case "link":
      return link(node.url, node.text ?? node.url);
    default:
      return styled(node.text ?? node.unicode ?? node.name ?? "", node.style ?? {});
  }
}

function styled(text, style) {
  const lines = text.split("\n").flatMap((line, index) => (index ? [h("br"), line] : [line]));
  const tags = { bold: "strong", italic: "em", strike: "s", code: "code" };
  return Object.entries(tags)
    .filter(([name]) => style[name])
    .reduce((content, [, tag]) => h(tag, {}, content), h("span", {}, lines));
}
