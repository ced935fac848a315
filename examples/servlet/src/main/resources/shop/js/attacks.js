// SPDX-License-Identifier: Apache-2.0
// The same attack against a naive handler and against this shop.

import { byId, el } from "./dom.js";
import { get, post } from "./http.js";
import { said } from "./lanes.js";
import { count } from "./story.js";
import { minor, t } from "./texts.js";

function outcome(side) {
  const values = { ...side.params };
  for (const name of ["price", "shopLoses", "payerLoses"]) {
    values[name] = minor(side.money[name], side.money.currency);
  }
  return t(side.key, values, side.text);
}

function losses(side) {
  const { money } = side;
  return t(money.shopLoses > 0 ? "attacks.shop-loses" : "attacks.payer-loses", {
    amount: minor(money.shopLoses + money.payerLoses, money.currency),
  });
}

function verdict(side, who, why) {
  return el(
    "div",
    { class: `side ${side.held ? "held" : "fell"}`, "data-side": who, "data-held": String(side.held) },
    el(
      "header",
      {},
      el("span", { class: "who", text: t(`attacks.${who}`) }),
      el("span", { class: "badge", text: t(side.held ? "attacks.held" : "attacks.fell") }),
    ),
    el("p", { class: "what", text: outcome(side) }),
    el("p", { class: "cost", text: side.held ? why : losses(side) }),
    el(
      "dl",
      { class: "ledger" },
      fact("attacks.charges", `${minor(side.money.charged, side.money.currency)} (${side.money.charges}×)`),
      fact("attacks.shipped", String(side.money.shipped)),
      side.answers.length > 0 ? fact("attacks.answers", side.answers.join(", ")) : null,
    ),
    el(
      "details",
      {},
      el("summary", { text: t("attacks.events") }),
      el(
        "ol",
        {},
        ...side.events.map((event) =>
          el(
            "li",
            { class: event.lost ? "lost" : undefined },
            el("time", { text: `+${event.after} s` }),
            el("span", { text: said(event, side.money.currency) }),
          ),
        ),
      ),
    ),
  );
}

function fact(key, value) {
  return el("div", {}, el("dt", { text: t(key) }), el("dd", { text: value }));
}

function card(attack) {
  const result = el("div", { class: "sides", "aria-live": "polite" });
  const button = el("button", { class: "button attack-button", type: "button", text: t("attacks.run") });
  const title = t(`${attack.key}.title`, {}, attack.title);
  button.setAttribute("aria-label", `${t("attacks.run")}: ${title}`);
  const node = el(
    "article",
    { class: "attack", id: `attack-${attack.id}` },
    el(
      "div",
      { class: "attack-head" },
      el(
        "div",
        {},
        el("h3", { text: title }),
        el("p", { text: t(`${attack.key}.text`, {}, attack.text) }),
      ),
      button,
    ),
    result,
  );
  async function run() {
    button.disabled = true;
    node.classList.add("running");
    const answer = await post(attack.path);
    node.classList.remove("running");
    button.disabled = false;
    if (answer.http !== 200) {
      result.replaceChildren(el("p", { class: "problem", text: answer.error ?? t("page.closed") }));
      return;
    }
    count(answer.counters);
    const why = t(`${attack.key}.why`, {}, "");
    result.replaceChildren(verdict(answer.naive, "naive", why), verdict(answer.ours, "ours", why));
  }
  button.addEventListener("click", run);
  return { node, run };
}

export async function openAttacks() {
  const lab = await get("/lab");
  const all = byId("attack-all");
  if (lab.http !== 200) {
    byId("attack-list").append(el("p", { class: "empty", text: t("attacks.none") }));
    all.hidden = true;
    return;
  }
  const cards = lab.attacks.map(card);
  byId("attack-list").append(...cards.map(({ node }) => node));
  all.addEventListener("click", async () => {
    all.disabled = true;
    for (const { run } of cards) {
      await run();
    }
    all.disabled = false;
  });
}
