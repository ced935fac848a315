// SPDX-License-Identifier: Apache-2.0
// Pick a tea, pick how to pay.

import { byId, el, svg } from "./dom.js";
import { get, post } from "./http.js";
import { picture } from "./pictures.js";
import { has, money, t } from "./texts.js";
import { onChange, resume, show, showNothing, toTryAgain } from "./ticket.js";

/** What a scene looks like: a line drawing. */
const SIGNS = {
  qr: "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 14h2v6h-6v-2h4z",
  "web-page": "M3 5h18v12H3zM3 9h18M8 20h8M12 17v3",
  "mobile-page": "M8 3h8a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zM11 18h2",
  "mini-program": "M5 5h6v6H5zM13 13h6v6h-6zM13 8a3 3 0 1 0 6 0 3 3 0 1 0-6 0M5 16a3 3 0 1 0 6 0 3 3 0 1 0-6 0",
  "official-account": "M4 5h16v11H10l-4 4v-4H4zM8 9h8M8 12h5",
  "in-app": "M5 5h5v5H5zM14 5h5v5h-5zM5 14h5v5H5zM16.500 13.500v6M13.500 16.500h6",
  "card-page": "M3 6h18v12H3zM3 10h18M6 15h4",
  atm: "M4 10 12 4l8 6M5 20h14M7 11v7M12 11v7M17 11v7",
  "store-code": "M4 9l2-5h12l2 5M5 9v11h14V9M4 9h16M9 20v-6h6v6",
  barcode: "M4 5v14M7 5v14M9 5v14M12 5v14M16 5v14M18 5v14M20 5v14",
  subscription: "M5 12a7 7 0 0 1 12-5l2 2M19 5v4h-4M19 12a7 7 0 0 1-12 5l-2-2M5 19v-4h4",
  "payment-code": "M4 5v14M7 5v14M10 5v10M13 5v14M16 5v10M20 5v14M10 18h1M16 18h1",
};

let items = [];
let ways = [];

/** What an item is called here; the shop itself knows its description only. */
export function nameOf(description) {
  const item = items.find((one) => one.description === description);
  return item ? t(`item.${item.name}`, {}, description) : description;
}

function sign(scene) {
  return svg(
    "svg",
    { viewBox: "0 0 24 24", class: "sign", "aria-hidden": "true", focusable: "false" },
    svg("path", { d: SIGNS[scene] ?? "M4 6h16v12H4zM4 10h16" }),
  );
}

function teaCard(item, first) {
  return el(
    "label",
    { class: "tea" },
    el("input", { type: "radio", name: "item", value: item.name, checked: first }),
    el(
      "span",
      { class: "tea-face" },
      picture(item.name),
      el("strong", { text: t(`item.${item.name}`, {}, item.description) }),
      el("small", { text: t(`item.${item.name}.note`, {}, "") }),
      el("span", { class: "price", "data-item": item.name, text: "" }),
    ),
  );
}

function wayRow(way, first) {
  const scene = `scene.${way.scene}`;
  return el(
    "label",
    { class: "way" },
    el("input", {
      type: "radio",
      name: "way",
      value: `${way.provider} ${way.scene}`,
      checked: first,
    }),
    el(
      "span",
      { class: "way-face" },
      sign(way.scene),
      el(
        "span",
        { class: "way-text" },
        el("strong", { text: t(scene, {}, way.scene) }),
        el("small", { text: t(`${scene}.${way.provider}.note`, {}, t(`${scene}.note`, {}, "")) }),
      ),
      el("span", { class: `provider ${way.provider}`, text: t(`provider.${way.provider}`, {}, way.provider) }),
    ),
  );
}

function chosen() {
  const form = new FormData(byId("order-form"));
  const [provider, scene] = String(form.get("way") ?? " ").split(" ");
  const way = ways.find((one) => one.provider === provider && one.scene === scene);
  return {
    item: items.find((one) => one.name === form.get("item")),
    currency: way?.currency ?? "",
    provider,
    scene,
    form,
  };
}

/** Prices are in what the chosen provider collects. */
function showPrices(currency) {
  for (const node of document.querySelectorAll(".price[data-item]")) {
    const price = items.find((one) => one.name === node.dataset.item).prices[currency];
    node.textContent = price ? money(price, currency) : "";
  }
}

/** What the payer brings along: a code is shown and may be changed, an id is not the payer's to see. */
async function askWhatIsBrought() {
  const box = byId("brings");
  const { provider, scene } = chosen();
  box.replaceChildren();
  box.hidden = true;
  if (scene !== "payment-code") {
    return;
  }
  const brought = await get(`/payer?${new URLSearchParams({ provider, scene })}`);
  const field = el("input", {
    id: "code",
    name: "code",
    inputmode: "numeric",
    autocomplete: "off",
    maxlength: "24",
  });
  field.value = brought.code ?? "";
  const { http, ...codes } = brought;
  box.append(
    el("label", { for: "code", text: t("shop.code") }),
    field,
    el(
      "div",
      { class: "ready", role: "group", "aria-label": t("shop.ready-codes") },
      ...Object.keys(http === 200 ? codes : {})
        .filter((name) => has(`code.${name}`))
        .map((name) =>
          el("button", {
            type: "button",
            class: "chip",
            "data-code": name,
            text: t(`code.${name}`),
            onclick: () => {
              field.value = codes[name];
            },
          }),
        ),
    ),
  );
  box.hidden = false;
}

function label() {
  const { item, currency } = chosen();
  const button = byId("place-order");
  button.disabled = !item?.prices[currency];
  showPrices(currency);
  if (!button.disabled) {
    const price = money(item.prices[currency], currency);
    button.textContent = t(triedBefore(item, currency) ? "shop.again-for" : "shop.place-for", { price });
  }
}

/** The order that is tried again; another tea, or a price in other money, is another order. */
function triedBefore(item, currency) {
  const unpaid = toTryAgain();
  const same = unpaid?.item === item.description && unpaid.currency === currency;
  return same ? unpaid.order : undefined;
}

/** The tea of an order that is to be tried again is the one that is chosen. */
function offerAgain() {
  const unpaid = toTryAgain();
  const item = items.find((one) => one.description === unpaid?.item);
  if (item) {
    document.querySelector(`input[name=item][value="${item.name}"]`).checked = true;
  }
  label();
}

async function brought({ provider, scene, form }) {
  if (scene === "payment-code") {
    return { code: String(form.get("code") ?? "").trim() };
  }
  const { http, ...known } = await get(`/payer?${new URLSearchParams({ provider, scene })}`);
  return http === 200 ? known : {};
}

async function order(event) {
  event.preventDefault();
  const button = byId("place-order");
  const problem = byId("order-problem");
  const choice = chosen();
  problem.textContent = "";
  button.disabled = true;
  const { address, ...more } = await brought(choice);
  const fields = { provider: choice.provider, scene: choice.scene, ...more };
  const again = triedBefore(choice.item, choice.currency);
  const what = again ? { order: again } : { item: choice.item.name };
  const answer = await post("/checkout", { ...fields, ...what }, address);
  if (answer.order) {
    await show(answer, { ...fields, address });
  }
  if (answer.advice || answer.error || answer.http === 0) {
    problem.textContent = answer.advice ?? answer.error ?? t("page.closed");
  }
  button.disabled = false;
  if (choice.scene === "payment-code") {
    // A code is good for one payment.
    await askWhatIsBrought();
  }
}

export async function openShop() {
  const catalogue = await get("/catalogue");
  items = catalogue.items ?? [];
  ways = catalogue.ways ?? [];
  byId("teas").append(...items.map((item, i) => teaCard(item, i === 0)));
  byId("ways").append(...ways.map((way, i) => wayRow(way, i === 0)));
  const form = byId("order-form");
  form.addEventListener("submit", order);
  form.addEventListener("change", (event) => {
    label();
    if (event.target.name === "way") {
      askWhatIsBrought();
    }
  });
  label();
  onChange(offerAgain);
  showNothing();
  await resume();
}
