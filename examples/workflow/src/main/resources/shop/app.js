// SPDX-License-Identifier: Apache-2.0
"use strict";

const TEXTS = {
  en: {
    title: "Three restaurants",
    order: "What would you like?",
    start: "Order",
    yourOrder: "Your order",
    states: "What the workflow did",
    again: "Another order",
    total: "Total",
    preparing: "One moment: the methods are looked up.",
    choose: "How would you like to pay? Choose within",
    scan: "Scan with",
    page: "Pay on the provider's page",
    phone: "What the payer's phone opens (sandbox)",
    waiting: "Waiting for the proven payment.",
    none: "This merchant offers no method.",
    REFUNDED: "Given back",
    onItsWay: "Being given back",
    atTheShop: "To be given back; the shop is seeing to it",
    OPEN: "open",
    PAID: "paid",
    AT_THE_COUNTER: "to be paid at the counter",
    CANCELLED: "cancelled",
    points: "points",
    failed: "That did not work. Please try again.",
    generateInfo: "Methods and prices looked up",
    payment: "Waiting for your choice",
    paymentCombination: "Routed by kind of method",
    collect: "Payment begun at the provider",
    arrival: "To be paid at the counter",
    outcome: "Decided how to go on",
    callback: "Waiting for the proven payment",
    close: "Closed at the provider",
    orderCompleted: "Order completed",
    orderCanceled: "Order cancelled",
    done: "End",
    pointsState: "Points taken",
  },
  zh: {
    title: "三家餐厅",
    order: "想吃点什么?",
    start: "下单",
    yourOrder: "您的订单",
    states: "工作流经过的状态",
    again: "再下一单",
    total: "合计",
    preparing: "请稍候,正在查询支付方式。",
    choose: "请选择支付方式,剩余时间",
    scan: "请扫码:",
    page: "前往支付页面",
    phone: "付款人手机上打开的页面(沙箱)",
    waiting: "正在等待经验证的付款结果。",
    none: "该商家没有可用的支付方式。",
    REFUNDED: "已退还",
    onItsWay: "退款处理中",
    atTheShop: "待退还,商家正在处理",
    OPEN: "待支付",
    PAID: "已支付",
    AT_THE_COUNTER: "到店支付",
    CANCELLED: "已取消",
    points: "积分",
    failed: "操作未成功,请重试。",
    generateInfo: "已查询支付方式和价格",
    payment: "等待您选择支付方式",
    paymentCombination: "按方式种类路由",
    collect: "已在支付平台下单",
    arrival: "到店支付",
    outcome: "判断下一步",
    callback: "等待经验证的付款结果",
    close: "已在支付平台关单",
    orderCompleted: "订单完成",
    orderCanceled: "订单取消",
    done: "结束",
    pointsState: "已扣除积分",
  },
};

const address = new URLSearchParams(location.search);
const at = (id) => document.getElementById(id);
let language = address.get("lang") || (navigator.language.startsWith("zh") ? "zh" : "en");
let merchants = [];
let chosen = 0;
let order = address.get("order");
let shown = null;
let timer = 0;

const text = (key) => TEXTS[language][key] || key;

/** An element with text and children; nothing is ever parsed as HTML. */
function made(name, properties, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("on")) {
      element.addEventListener(key.slice(2), value);
    } else {
      element.setAttribute(key, value);
    }
  }
  element.append(...children);
  return element;
}

async function asked(path, body) {
  const options = body && {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  const answer = await fetch(path, options || {});
  return { ok: answer.ok, json: await answer.json() };
}

const price = (words) => words.replace(" points", " " + text("points"));

function showMenu() {
  at("restaurants").replaceChildren(
    ...merchants.map((merchant, index) =>
      made(
        "button",
        { type: "button", "aria-pressed": String(index === chosen), onclick: () => choose(index) },
        merchant.name[language],
      ),
    ),
  );
  const before = Object.fromEntries(
    [...at("products").querySelectorAll("input")].map((input) => [input.name, input.value]),
  );
  const products = merchants.length ? merchants[chosen].products : [];
  at("products").replaceChildren(
    ...products.map((product, index) =>
      made(
        "li",
        {},
        made("label", { for: product.id }, product.name[language]),
        made("span", { class: "price" }, product.price),
        made("input", {
          id: product.id,
          name: product.id,
          type: "number",
          min: "0",
          max: "99",
          value: before[product.id] || (index === 0 ? "2" : "0"),
        }),
      ),
    ),
  );
}

function choose(index) {
  chosen = index;
  showMenu();
}

async function start() {
  const products = {};
  for (const input of at("products").querySelectorAll("input")) {
    if (Number(input.value) > 0) {
      products[input.name] = Number(input.value);
    }
  }
  const number = crypto.randomUUID();
  const body = { supplier: merchants[chosen].id, payer: "guest", products };
  const answer = await asked("/executions/" + number, body);
  at("refused").textContent = answer.ok ? "" : answer.json.error;
  if (answer.ok) {
    sessionStorage.setItem(number, answer.json.taskToken);
    history.replaceState(null, "", "?order=" + number + "&lang=" + language);
    order = number;
    look();
  }
}

async function report(method) {
  at("methods").querySelectorAll("button").forEach((button) => (button.disabled = true));
  const body = { taskToken: sessionStorage.getItem(order) || "-", method };
  const answer = await asked("/orders/" + order + "/choice", body);
  if (!answer.ok) {
    at("advice").textContent = text("failed");
  }
  look();
}

function left(view) {
  const seconds = Math.max(0, Math.round((Date.parse(view.chooseBefore) - Date.parse(view.now)) / 1000));
  return Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
}

function showMethods(view, choosing) {
  at("methods").replaceChildren(
    ...(choosing ? view.methods : []).map((one) =>
      made(
        "button",
        { type: "button", onclick: () => report(one.method) },
        one.name[language],
        made("span", { class: "price" }, price(one.price)),
      ),
    ),
  );
}

function picture(code) {
  const space = code.indexOf(" ");
  const size = code.slice(0, space);
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  svg.setAttribute("viewBox", "0 0 " + size + " " + size);
  svg.setAttribute("shape-rendering", "crispEdges");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", "QR");
  const path = document.createElementNS(namespace, "path");
  path.setAttribute("d", code.slice(space + 1));
  svg.append(path);
  return svg;
}

/** Only what the provider has said is done is called done. */
function backed(state) {
  const stopped = state === "FAILED" || state === "NEEDS_ACTION";
  return text(state === "REFUNDED" ? state : stopped ? "atTheShop" : "onItsWay");
}

function showPay(view) {
  const parts = [];
  if (view.qr) {
    parts.push(picture(view.qr));
    parts.push(
      made("a", { class: "button", href: "/payer/" + order, target: "_blank" }, text("phone")),
    );
  } else if (view.page) {
    parts.push(made("a", { class: "button primary", href: view.page }, text("page")));
  }
  for (const payback of view.paybacks) {
    parts.push(made("p", {}, backed(payback.state) + ": " + payback.amount));
  }
  at("pay").replaceChildren(...parts);
}

function advice(view, choosing) {
  if (view.status !== "OPEN") {
    return "";
  }
  if (choosing) {
    return text("choose") + " " + left(view) + ".";
  }
  if (!view.chooseBefore) {
    return text("preparing");
  }
  const method = view.methods.find((one) => one.method === view.choice);
  if (view.qr && method) {
    return text("scan") + " " + method.name[language] + " · " + price(method.price);
  }
  return text("waiting");
}

function show(view) {
  const states = view.states;
  const last = states.length ? states[states.length - 1].state : "";
  const choosing = last === "payment" && view.status === "OPEN";
  at("status").textContent = text(view.status);
  at("status").dataset.status = view.status;
  at("number").textContent = view.orderNumber + " · " + text("total") + " " + view.total;
  at("advice").textContent = advice(view, choosing);
  // What has the focus stays: only what has changed is drawn again.
  const key = JSON.stringify([language, choosing, view.methods, view.qr, view.page, view.paybacks, states]);
  if (key !== shown) {
    shown = key;
    showMethods(view, choosing);
    showPay(view);
    at("recorded").replaceChildren(
      ...states.map((row) =>
        made(
          "li",
          {},
          made(
            "span",
            {},
            text(row.state === "points" ? "pointsState" : row.state),
            made("code", {}, row.state),
          ),
          made("time", { datetime: row.at }, new Date(row.at).toLocaleTimeString(language, { hour12: false })),
        ),
      ),
    );
  }
  return last === "done";
}

async function look() {
  clearTimeout(timer);
  at("menu").hidden = Boolean(order);
  at("order").hidden = at("states").hidden = !order;
  if (!order) {
    return;
  }
  const answer = await asked("/orders/" + order);
  if (!answer.ok) {
    order = null;
    look();
    return;
  }
  const done = show(answer.json);
  at("again").hidden = !done;
  timer = setTimeout(look, done ? 5000 : 1000);
}

function speak(name) {
  language = name;
  document.documentElement.lang = name === "zh" ? "zh-CN" : "en";
  document.title = text("title");
  document.querySelectorAll("[data-text]").forEach((one) => (one.textContent = text(one.dataset.text)));
  document
    .querySelectorAll("[data-language]")
    .forEach((one) => one.setAttribute("aria-pressed", String(one.dataset.language === name)));
  showMenu();
  look();
}

document
  .querySelectorAll("[data-language]")
  .forEach((one) => one.addEventListener("click", () => speak(one.dataset.language)));
at("start").addEventListener("click", start);
at("again").addEventListener("click", () => {
  order = null;
  history.replaceState(null, "", "?lang=" + language);
  look();
});
asked("/merchants").then((answer) => {
  merchants = answer.json;
  speak(TEXTS[language] ? language : "en");
});
