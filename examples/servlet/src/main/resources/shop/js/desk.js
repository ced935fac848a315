// SPDX-License-Identifier: Apache-2.0
// For the staff: the latest orders, refunds, and what happened.

import { byId, el } from "./dom.js";
import { get, isStaff, post } from "./http.js";
import { nameOf } from "./shop.js";
import { moment, money, t } from "./texts.js";
import { onChange } from "./ticket.js";
import { entries, save } from "./timeline.js";

let open = "";
let shown = "";
let sending = false;

/** The number of a refund by order, from the first press until it is known what became of it. */
const clicks = new Map();

function status(order) {
  const partly = order.status === "PAID" && Number(order.refunded) > 0;
  return t(`desk.status.${partly ? "PARTLY_REFUNDED" : order.status}`);
}

async function list() {
  const answer = await get("/desk/");
  const rows = answer.orders ?? [];
  byId("desk-orders").replaceChildren(
    ...(rows.length === 0
      ? [el("p", { class: "empty", text: t("desk.none") })]
      : rows.map((order) =>
          el(
            "button",
            {
              type: "button",
              class: "order-row",
              "data-order": order.order,
              "aria-pressed": String(order.order === open),
              onclick: () => pick(order.order),
            },
            el("span", { class: "order-name", text: nameOf(order.item) }),
            el("span", { class: "order-price", text: money(order.price, order.currency) }),
            el("small", { text: `#${order.order.slice(0, 8)}` }),
            el("span", { class: `pill ${order.status.toLowerCase()}`, text: status(order) }),
          ),
        )),
  );
  if (open === "" && rows.length > 0) {
    await pick(rows[0].order);
  }
}

async function pick(order) {
  open = order;
  for (const row of document.querySelectorAll(".order-row")) {
    row.setAttribute("aria-pressed", String(row.dataset.order === order));
  }
  await detail();
}

/** Shown anew as a whole, except what somebody is typing: it survives. */
async function detail() {
  const order = open;
  const facts = await get(`/desk/${order}/timeline`);
  if (order !== open || !facts.entries) {
    return;
  }
  // What was typed for one order is never said of another.
  const same = shown === order;
  shown = order;
  const typed = same ? byId("refund-amount")?.value : "";
  const typing = same && document.activeElement === byId("refund-amount");
  const unfolded = same
    ? [...document.querySelectorAll("#timeline details")].map((one) => one.open)
    : [];
  byId("desk-detail").replaceChildren(
    el(
      "header",
      { class: "detail-head" },
      el(
        "div",
        {},
        el("h3", { text: nameOf(facts.item) }),
        el("p", { class: "mono", text: order }),
      ),
      el("button", {
        type: "button",
        class: "button quiet",
        id: "export",
        text: t("desk.export"),
        onclick: () => save(facts),
      }),
    ),
    el(
      "dl",
      { class: "sums" },
      sum("desk.price", facts.price, facts),
      sum("desk.refunded", facts.refunded, facts, "desk-refunded"),
      sum("desk.refundable", facts.refundable, facts, "desk-refundable"),
    ),
    ...(facts.refundNotBefore
      ? [
          el("p", {
            class: "hint",
            id: "refund-waits",
            role: "status",
            text: t("desk.refund-waits", { when: moment(facts.refundNotBefore) }),
          }),
        ]
      : []),
    refundForm(order, facts, typed),
    el("h4", { text: t("desk.timeline") }),
    entries(facts.entries, unfolded),
  );
  if (typing) {
    byId("refund-amount")?.focus();
  }
}

function sum(key, amount, facts, id) {
  return el(
    "div",
    {},
    el("dt", { text: t(key) }),
    el("dd", { id, text: money(amount, facts.currency) }),
  );
}

function refundForm(order, facts, typed) {
  if (Number(facts.refundable) === 0) {
    return el("p", { class: "hint", text: t(`desk.nothing-to-refund.${facts.status}`) });
  }
  const amount = el("input", {
    id: "refund-amount",
    name: "amount",
    inputmode: "decimal",
    autocomplete: "off",
    required: true,
    placeholder: facts.refundable,
  });
  // Empty at first: the second half of a double click must not ask for the rest as well.
  amount.value = typed ?? "";
  return el(
    "form",
    {
      class: "refund",
      id: "refund-form",
      onsubmit: (event) => {
        event.preventDefault();
        refund(order, amount);
      },
    },
    el("label", { for: "refund-amount", text: t("desk.amount") }),
    el(
      "div",
      { class: "refund-line" },
      amount,
      el("button", {
        type: "button",
        class: "chip",
        id: "refund-all",
        text: t("desk.all", { refundable: money(facts.refundable, facts.currency) }),
        onclick: () => {
          amount.value = facts.refundable;
        },
      }),
      facts.planned
        ? el("button", {
            type: "button",
            class: "chip",
            id: "plan",
            text: t("desk.plan"),
            onclick: () => plan(order, amount),
          })
        : null,
      el("button", {
        class: "button",
        type: "submit",
        id: "refund",
        disabled: sending,
        text: t(sending ? "desk.sending" : "desk.refund"),
      }),
    ),
    el("div", { id: "refund-plan", "aria-live": "polite" }, same(order, amount.value)),
    el("p", { class: "problem", id: "refund-problem", role: "alert" }),
  );
}

/** What was looked up, as long as it is about this order and amount. */
let looked = { order: "", amount: "", node: null };

function same(order, amount) {
  return looked.order === order && looked.amount === amount && amount !== "" ? looked.node : null;
}

/** What the refund would do at the provider; asking sends nothing. */
async function plan(order, amount) {
  if (!amount.value) {
    amount.value = amount.placeholder;
  }
  const asked = amount.value;
  const said = await get(`/desk/${order}/plan?${new URLSearchParams({ amount: asked })}`);
  const node = said.plan
    ? steps(said.plan, said.currency)
    : el("p", { class: "problem", text: refusal(said) });
  looked = { order, amount: asked, node };
  byId("refund-plan")?.replaceChildren(node);
}

function steps(planned, currency) {
  if (planned.byHand) {
    return el(
      "div",
      { class: "plan by-hand", "data-plan": planned.summary },
      el("strong", { text: t("desk.plan-by-hand") }),
      el("p", { text: planned.byHand, lang: "en" }),
    );
  }
  const later = new Date(planned.notBefore) > new Date();
  return el(
    "div",
    { class: "plan", "data-plan": planned.summary },
    el("strong", { text: t("desk.plan-title") }),
    el(
      "ol",
      {},
      ...planned.steps.map((step) =>
        el(
          "li",
          {},
          el("code", { text: step.letter }),
          el("span", { text: t(`desk.action.${step.action}`, {}, step.action) }),
          el("span", { class: "amount", text: money(step.amount, currency) }),
        ),
      ),
    ),
    el("p", {
      class: "hint",
      text: later ? t("desk.plan-later", { when: moment(planned.notBefore) }) : t("desk.plan-now"),
    }),
  );
}

/** The gateway may take its time; until it has answered nobody can ask for another. */
async function refund(order, amount) {
  if (sending) {
    return;
  }
  sending = true;
  const asked = amount.value;
  amount.value = "";
  await detail();
  // Pressed again after a lost answer it is the same refund, not one more.
  const click = clicks.get(order) ?? crypto.randomUUID();
  clicks.set(order, click);
  const said = await post(`/desk/${order}`, { action: "refund", amount: asked, click });
  const known = said.http > 0 && said.http < 500;
  if (known) {
    clicks.delete(order);
  }
  sending = false;
  await detail();
  await list();
  const field = byId("refund-amount");
  if (document.activeElement === document.body) {
    // The button that was pressed has been drawn anew.
    (field ?? byId("export"))?.focus({ preventScroll: true });
  }
  if (said.http !== 202 && field && order === open) {
    field.value = asked;
    byId("refund-problem").textContent = known ? refusal(said) : t("desk.not-known");
  }
}

function refusal(said) {
  if (said.refund) {
    return t(said.code === "BY_HAND" ? "desk.refused-by-hand" : "desk.refused-there");
  }
  return t(said.refundable ? "desk.refused" : "page.closed", {
    refundable: said.refundable ? money(said.refundable, said.currency) : "",
  });
}

export async function openDesk() {
  if (!isStaff()) {
    byId("desk-closed").hidden = false;
    byId("desk-open").hidden = true;
    return;
  }
  onChange(async (order) => {
    // Whoever is typing an amount stays with the order it is meant for.
    if (!sending && !byId("refund-amount")?.value) {
      open = order;
    }
    await list();
    await detail();
  });
  await list();
}
