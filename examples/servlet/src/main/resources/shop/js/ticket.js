// SPDX-License-Identifier: Apache-2.0
// The order in hand: the next step of its scene, and how it stands, without a reload.

import { byId, el, pause, svg } from "./dom.js";
import { get, post } from "./http.js";
import { nameOf } from "./shop.js";
import { moment, money, t } from "./texts.js";

const KEPT = "order";
const OFTEN = 700;
const SETTLED = ["CANCELLED", "REFUNDED"];

/** Which showing is the latest: one order may be shown anew, for its next attempt. */
let watched = 0;

/** The order in hand if its latest attempt has failed and it may be tried again. */
let unpaid = null;

/** Others who want to hear that an order stands differently. */
const listeners = [];

export function onChange(listener) {
  listeners.push(listener);
}

/** The order that waits for another attempt, with its facts; null if none does. */
export function toTryAgain() {
  return unpaid;
}

export function showNothing() {
  byId("ticket").replaceChildren(
    el(
      "div",
      { class: "ticket-empty" },
      svg(
        "svg",
        { viewBox: "0 0 64 64", "aria-hidden": "true", focusable: "false" },
        svg("path", {
          d: "M14 6h36v52l-6-5-6 5-6-5-6 5-6-5-6 5zM22 20h20M22 30h20M22 40h12",
        }),
      ),
      el("p", { text: t("ticket.empty") }),
    ),
  );
}

/** What the payer pays with, elsewhere and later: to be typed, or held under a scanner. */
function voucher(shown) {
  return el(
    "div",
    { class: "voucher", id: "voucher" },
    el(
      "dl",
      {},
      number("ticket.bank-code", shown.bankCode),
      number("ticket.account", shown.account?.replace(/(.{4})(?=.)/g, "$1 ")),
      number("ticket.store-code", shown.code),
    ),
    ...(shown.barcodes ?? []).map((bars) =>
      el(
        "figure",
        { class: "bars" },
        el("img", { src: bars.picture, alt: t("ticket.barcode-alt", { text: bars.text }) }),
        el("figcaption", { text: bars.text }),
      ),
    ),
    el("p", {
      class: "until",
      text: t("ticket.pay-before", { until: moment(shown.payBefore) }),
    }),
  );
}

function number(key, text) {
  return text ? el("div", {}, el("dt", { text: t(key) }), el("dd", { text })) : null;
}

function steps(answer, page, facts) {
  if (facts.attempt) {
    return [mark("UNPAID"), el("p", { class: "hint", id: "try-again", text: t("ticket.try-again") })];
  }
  if (facts.voucher) {
    return [
      voucher(facts.voucher),
      el("p", { class: "hint", text: t("ticket.issued-is-not-paid") }),
      link(page, t("ticket.pay-as-payer")),
    ];
  }
  if (answer.picture) {
    return [
      el("img", { class: "qr", src: answer.picture, alt: t("ticket.qr-alt"), width: "232", height: "232" }),
      el("p", { class: "hint", text: t("ticket.qr") }),
      link(page, t("ticket.pay-as-payer")),
    ];
  }
  if (answer.page) {
    return [
      el("p", { class: "hint", text: t("ticket.page") }),
      link(answer.page, t("ticket.open-page")),
    ];
  }
  if (answer.wallet) {
    return [
      el("p", { class: "hint", text: t("ticket.wallet") }),
      el(
        "dl",
        { class: "wallet" },
        ...Object.entries(answer.wallet).map(([name, value]) =>
          el("div", {}, el("dt", { text: name }), el("dd", { text: value })),
        ),
      ),
      link(page, t("ticket.pay-as-payer")),
    ];
  }
  return [];
}

function link(page, text) {
  return page
    ? el("a", {
        class: "button wide",
        id: "pay-as-payer",
        href: page,
        target: "_blank",
        rel: "noopener",
        text: `${text} ↗`,
      })
    : null;
}

function mark(status) {
  const paid = status === "PAID";
  return svg(
    "svg",
    { viewBox: "0 0 64 64", class: `mark ${paid ? "paid" : "other"}`, "aria-hidden": "true", focusable: "false" },
    svg("circle", { cx: 32, cy: 32, r: 28 }),
    svg("path", { d: paid ? "M20 33l8.500 8.500L45 24" : "M20 32h24" }),
  );
}

function draw(order, answer, page, facts) {
  const open = facts.status === "OPEN";
  const partly = facts.status === "PAID" && Number(facts.refunded) > 0;
  const state = partly ? "PARTLY_REFUNDED" : facts.status;
  byId("ticket").replaceChildren(
    el(
      "header",
      { class: "ticket-head" },
      el(
        "span",
        {},
        el("strong", { text: nameOf(facts.item) }),
        el("small", { text: t("ticket.order", { order: order.slice(0, 8) }) }),
      ),
      el("span", { class: "ticket-price", text: money(facts.price, facts.currency) }),
    ),
    el(
      "div",
      { class: "ticket-body" },
      ...(open ? steps(answer, page, facts) : [mark(facts.status)]),
      el("p", {
        class: `state ${facts.status.toLowerCase()}`,
        id: "ticket-state",
        "data-status": facts.status,
        "data-order": order,
        role: "status",
        text: t(facts.attempt ? "ticket.failed" : `status.${state}`, { refunded: money(facts.refunded, facts.currency) }),
      }),
      facts.status === "PAID" && !partly
        ? el("p", {
            class: "hint",
            text: facts.parcels > 1
              ? t("ticket.parcels", { parcels: String(facts.parcels) })
              : t("ticket.paid-note"),
          })
        : null,
      open
        ? null
        : el("a", { class: "more", href: "#desk", text: t("ticket.what-happened") }),
    ),
  );
}

async function watch(order, answer, page) {
  watched += 1;
  const mine = watched;
  unpaid = null;
  let last = "";
  for (;;) {
    const facts = await get(`/orders/${order}`);
    if (watched !== mine) {
      return;
    }
    const now = `${facts.status} ${facts.refunded} ${facts.parcels} ${Boolean(facts.voucher)} ${facts.attempt}`;
    if (facts.price && now !== last) {
      last = now;
      unpaid = facts.attempt ? { order, ...facts } : null;
      draw(order, answer, page, facts);
      listeners.forEach((listener) => listener(order));
    }
    if (SETTLED.includes(facts.status) || facts.http === 404) {
      return;
    }
    await pause(facts.status === "PAID" || document.hidden ? 3 * OFTEN : OFTEN);
  }
}

/** Shows an answer of the checkout, and from then on how the order stands. */
export async function show(answer, fields) {
  sessionStorage.setItem(KEPT, JSON.stringify({ ...fields, order: answer.order }));
  const known = answer.page || !(answer.picture || answer.wallet || answer.voucher)
    ? {}
    : await get(`/payer?${new URLSearchParams({ order: answer.order, content: answer.content ?? "" })}`);
  watch(answer.order, answer, known.page);
}

/** After a reload, or back from the gateway's page: the same order, its number unchanged. */
export async function resume() {
  const back = new URLSearchParams(location.hash.slice(1)).get("order");
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
  if (back) {
    history.replaceState(null, "", `${location.pathname}${location.search}#shop`);
    byId("shop").scrollIntoView();
  }
  const order = back ?? kept.order;
  if (!order) {
    return;
  }
  const facts = await get(`/orders/${order}`);
  if (facts.status === "OPEN" && !facts.attempt && kept.order === order && kept.scene !== "payment-code") {
    const { address, ...fields } = kept;
    const answer = await post("/checkout", fields, address);
    await show({ ...answer, order }, kept);
  } else if (facts.price) {
    watch(order, {}, undefined);
  }
}
