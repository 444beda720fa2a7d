// Puts the three rooms together and keeps them fresh.

import { $, toast } from "./dom.js";
import * as inside from "./inside.js";
import * as mail from "./mail.js";
import { get, listen, post, refresher } from "./server.js";
import * as slack from "./slack.js";

const meet = refresher(async () => {
  const cast = await get("cast");
  slack.meet(cast);
  mail.meet(cast);
  await inside.refresh();
});

const topics = { slack: slack.refresh, mail: mail.refresh, inside: inside.refresh, world: meet };

slack.begin();
mail.begin();
inside.begin();
listen((topic) => topics[topic](), inside.lost);

for (const tab of document.querySelectorAll("[data-show]")) {
  tab.addEventListener("click", () => {
    document.body.dataset.room = tab.dataset.show;
    for (const each of document.querySelectorAll("[data-show]")) {
      each.setAttribute("aria-pressed", String(each === tab));
    }
  });
}

$("start-over").addEventListener("click", () => $("sure").showModal());
$("sure").addEventListener("close", async () => {
  if ($("sure").returnValue !== "yes") return;
  $("sure").returnValue = "";
  if (await post("start-over")) {
    mail.forget();
    toast("Starting over …");
  }
});
for (const dialog of document.querySelectorAll("dialog")) {
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
}
