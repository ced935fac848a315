// SPDX-License-Identifier: Apache-2.0
// The shop's page: choose, pay, and ask the shop again and again how the order stands.

import { byId, el } from "./dom.js";

const SIGNS = { CNY: "¥", TWD: "NT$" };
const VERDICTS = {
  OPEN: ["", "Waiting for the payment", "等待付款"],
  PAID: ["good", "Paid", "已支付"],
  CANCELLED: ["bad", "Cancelled", "已取消"],
  REFUNDED: ["", "Refunded", "已退款"],
};
const ASK_EVERY = 1500;

const admin = sessionKey();
let catalogue = { items: [], methods: [] };
let watched = "";

/** The staff's key stands behind the #, which no browser sends on; it is kept for this tab. */
function sessionKey() {
  const hash = new URLSearchParams(location.hash.slice(1));
  const given = hash.get("admin");
  if (given) {
    sessionStorage.setItem("admin", given);
    hash.delete("admin");
    history.replaceState(null, "", "/#" + hash);
  }
  return sessionStorage.getItem("admin") ?? "";
}

function both(english, chinese) {
  return [english + " ", el("span", { lang: "zh-CN", text: chinese })];
}

function price(amount, currency) {
  const whole = currency === "TWD" ? amount.replace(/\.00$/, "") : amount;
  return (SIGNS[currency] ?? currency + " ") + whole;
}

async function call(method, path, body, headers = {}) {
  const answer = await fetch(path, {
    method,
    headers: body === undefined ? headers : { "Content-Type": "application/json", ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, body: text ? JSON.parse(text) : {} };
}

// ---- the shop

function chosen(name) {
  return new FormData(byId("order-form")).get(name);
}

function chosenMethod() {
  return catalogue.methods[Number(chosen("method") ?? 0)];
}

function showCatalogue() {
  byId("items").replaceChildren(
    ...catalogue.items.map((item, index) =>
      el(
        "label",
        { class: "tea" },
        el("input", { type: "radio", name: "item", value: item.name, checked: index === 0 }),
        el(
          "span",
          { class: "tea-face" },
          el("strong", { text: item.en }),
          el("small", { lang: "zh-CN", text: item.zh }),
          el("span", { class: "price", "data-item": item.name }),
        ),
      ),
    ),
  );
  byId("methods").replaceChildren(
    ...catalogue.methods.map((method, index) =>
      el(
        "label",
        { class: "way" },
        el("input", { type: "radio", name: "method", value: index, checked: index === 0 }),
        el(
          "span",
          { class: "way-face" },
          el(
            "span",
            { class: "way-text" },
            el("strong", { text: method.label }),
            el(
              "small",
              {},
              method.scene === "qr" ? both("scan a code", "扫码") : both("on its page", "跳转页面"),
            ),
          ),
          el("span", { class: "provider " + method.merchant, text: method.currency }),
        ),
      ),
    ),
  );
  showPrices();
  byId("place-order").disabled = catalogue.methods.length === 0;
}

function showPrices() {
  const currency = chosenMethod()?.currency;
  for (const item of catalogue.items) {
    const shown = document.querySelector(`[data-item="${item.name}"]`);
    const amount = item.prices[currency];
    shown.textContent = amount ? price(amount, currency) : "–";
    shown.closest(".tea").classList.toggle("unsold", !amount);
  }
}

async function placeOrder(event) {
  event.preventDefault();
  const method = chosenMethod();
  byId("place-order").disabled = true;
  byId("order-problem").textContent = "";
  try {
    const answer = await call("POST", "/api/checkout", {
      item: chosen("item"),
      merchant: method.merchant,
      scene: method.scene,
    });
    if (!answer.body.order) {
      byId("order-problem").textContent = answer.body.advice ?? answer.body.error ?? "?";
      return;
    }
    watch(answer.body.order, answer.body);
  } catch (offline) {
    byId("order-problem").textContent = "The shop cannot be reached. 无法连接商店。";
  } finally {
    byId("place-order").disabled = false;
  }
}

// ---- the order in hand

function watch(order, means) {
  watched = order;
  history.replaceState(null, "", "#order=" + order);
  follow(order, means);
}

async function follow(order, means) {
  while (watched === order) {
    let facts;
    try {
      const answer = await call("GET", "/api/orders/" + order);
      // The body of an error has a status, too: that of the HTTP answer.
      facts = answer.status === 200 ? answer.body : null;
    } catch (offline) {
      facts = null;
    }
    if (watched !== order) {
      return;
    }
    if (facts?.status) {
      showTicket(facts, means);
      if (facts.status !== "OPEN") {
        refreshDesk();
        return;
      }
    }
    await new Promise((done) => setTimeout(done, ASK_EVERY));
  }
}

function showTicket(facts, means) {
  const [kind, english, chinese] = VERDICTS[facts.status];
  const open = facts.status === "OPEN";
  const shown = JSON.stringify([facts, means]);
  const ticket = byId("ticket");
  if (ticket.dataset.shown === shown) {
    return;
  }
  ticket.dataset.shown = shown;
  const failed = facts.attempt === "FAILED";
  ticket.replaceChildren(
    el(
      "div",
      { class: "ticket-head" },
      el("span", {}, el("strong", { text: facts.description }), el("small", { text: chineseOf(facts.item) })),
      el("span", { class: "ticket-price", text: price(facts.price, facts.currency) }),
    ),
    el(
      "div",
      { class: "ticket-body" },
      el(
        "p",
        { class: "verdict " + (failed ? "bad" : kind) },
        failed ? both("The payment failed", "支付失败") : both(english, chinese),
        facts.parcels > 0
          ? el("small", { text: facts.parcels + " parcel to send · 待发包裹 " + facts.parcels })
          : null,
        Number(facts.refunded) > 0
          ? el("small", { text: "given back · 已退 " + price(facts.refunded, facts.currency) })
          : null,
      ),
      ...(open ? waysToPay(facts.order, means ?? {}) : []),
      el("p", { class: "order-id mono", text: facts.order }),
    ),
  );
}

function chineseOf(name) {
  return catalogue.items.find((item) => item.name === name)?.zh ?? "";
}

function waysToPay(order, means) {
  return [
    means.picture ? el("img", { class: "qr", src: means.picture, alt: "QR code 二维码" }) : null,
    means.advice ? el("p", { class: "hint", text: means.advice }) : null,
    means.page
      ? el(
          "a",
          { class: "button", href: means.page, target: "_blank" },
          both("To the payment page", "前往支付页面"),
        )
      : null,
    el(
      "button",
      { class: "button quiet", type: "button", onclick: () => openCashier(order) },
      both("Play the payer", "扮演付款人"),
    ),
  ];
}

/** Only the demo has this: the sandbox's page on which a person presses "pay". */
async function openCashier(order) {
  const page = window.open("", "_blank");
  const answer = await call("GET", "/demo/cashier/" + order);
  if (answer.body.page) {
    page.location = answer.body.page;
  } else {
    page.close();
    byId("order-problem").textContent =
      "Go to the payment page first; the provider does not know the order yet. 请先前往支付页面。";
  }
}

// ---- the staff

function staff(method, path, body) {
  return call(method, "/admin" + path, body, { "X-Admin-Key": admin });
}

async function refreshDesk() {
  if (!admin) {
    return;
  }
  const orders = await staff("GET", "/orders");
  if (orders.status !== 200) {
    return;
  }
  byId("desk-closed").hidden = true;
  byId("desk-open").hidden = false;
  byId("desk-orders").replaceChildren(
    ...(orders.body.length
      ? orders.body.map(deskRow)
      : [el("p", { class: "empty" }, both("No orders yet.", "还没有订单。"))]),
  );
  showDifferences((await staff("GET", "/differences")).body);
}

function deskRow(order) {
  const refundable = order.status === "PAID" && Number(order.refundable) > 0;
  return el(
    "article",
    { class: "desk-order" },
    el(
      "div",
      {},
      el("strong", { text: order.description + " · " + price(order.price, order.currency) }),
      el("small", {}, el("span", { class: "state " + order.status, text: order.status })),
      el("small", { class: "mono", text: order.order }),
    ),
    el(
      "div",
      {},
      order.attempts.map((row) =>
        el("small", { text: `${row.merchant} ${row.number}: ${row.state}, ${row.next}` }),
      ),
      order.refunds.map((row) =>
        el("small", { text: `↩ ${price(row.amount, order.currency)} ${row.standing}, ${row.next}` }),
      ),
    ),
    el(
      "div",
      {},
      refundable ? refundForm(order) : null,
      order.status === "OPEN" ? cancelButton(order.order) : null,
    ),
  );
}

function cancelButton(order) {
  return el(
    "button",
    { class: "button quiet", type: "button", onclick: () => act(`/orders/${order}/cancel`, {}) },
    both("Cancel", "取消"),
  );
}

/** The number of the click is made with the form: pressed twice, it is the same refund. */
function refundForm(order) {
  const click = crypto.randomUUID();
  const amount = el("input", {
    name: "amount",
    inputmode: "decimal",
    value: order.refundable,
    "aria-label": "amount 金额",
  });
  return el(
    "form",
    {
      onsubmit: (event) => {
        event.preventDefault();
        act(`/orders/${order.order}/refunds`, { amount: amount.value, click });
      },
    },
    amount,
    el("button", { class: "button quiet", type: "submit" }, both("Give back", "退款")),
  );
}

async function act(path, body) {
  const answer = await staff("POST", path, body);
  byId("desk-problem").textContent = answer.status >= 400 ? answer.body.error ?? "" : "";
  await refreshDesk();
  if (watched) {
    const order = watched;
    watched = "";
    watch(order);
  }
}

function showDifferences(rows) {
  byId("desk-differences").replaceChildren(
    rows.length === 0
      ? el("p", { class: "hint" }, both("No differences in the books.", "账目没有差异。"))
      : el(
          "table",
          { class: "differences" },
          el("caption", {}, both("Differences in the books", "对账差异")),
          el(
            "tr",
            {},
            ["Day 日期", "Merchant 商户", "Number 单号", "Kind 类型", "Remedy 处理"].map((name) =>
              el("th", { text: name }),
            ),
          ),
          rows.map((row) =>
            el(
              "tr",
              {},
              [row.day, row.merchant, row.number, row.kind, row.remedy].map((cell) =>
                el("td", { text: cell }),
              ),
            ),
          ),
        ),
  );
}

byId("order-form").addEventListener("submit", placeOrder);
byId("methods").addEventListener("change", showPrices);
byId("desk-again").addEventListener("click", refreshDesk);
byId("desk-night").addEventListener("click", () => act("/night", {}));
catalogue = (await call("GET", "/api/catalogue")).body;
showCatalogue();
const order = new URLSearchParams(location.hash.slice(1)).get("order");
if (order) {
  watch(order);
}
refreshDesk();
