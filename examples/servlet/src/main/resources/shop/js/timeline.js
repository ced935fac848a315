// SPDX-License-Identifier: Apache-2.0
// What crossed the wire for an order, and what was proven by it.

import { el } from "./dom.js";
import { clockTime, t } from "./texts.js";

/** What is said in the line of an entry. */
function headline(entry) {
  switch (entry.kind) {
    case "call":
      return entry.request;
    case "answer":
      return t("timeline.answer", { status: String(entry.status) });
    case "no-answer":
      return t(entry.mayHaveArrived ? "timeline.perhaps-arrived" : "timeline.never-arrived");
    case "notification":
      return t("timeline.notification");
    case "form":
      return entry.request;
    case "voucher":
      return t("timeline.voucher");
    case "simulated":
      return t("timeline.simulated");
    case "charge":
      return t("timeline.charge", { charge: entry.charge });
    case "proven":
      return t(entry.refund ? "timeline.proven-refund" : "timeline.proven-payment", {
        state: entry.state,
        amount: entry.amount ?? "",
      });
    default:
      return t("timeline.reply", { status: String(entry.status), result: entry.result });
  }
}

function facts(entry) {
  const { at, kind, request, signed, body, ...rest } = entry;
  return [
    ...Object.entries(rest)
      .filter(([, value]) => value !== "")
      .map(([name, value]) => fact(name, value)),
    signed ? block("timeline.signed", signed) : null,
    body && !signed ? block("timeline.body", body) : null,
  ];
}

function fact(name, value) {
  const text =
    typeof value === "object"
      ? Object.entries(value)
          .map(([inner, one]) => `${inner}: ${one}`)
          .join("\n")
      : String(value);
  return el(
    "div",
    { class: "fact" },
    el("dt", { text: t(`timeline.fact.${name}`, {}, name) }),
    el("dd", { text }),
  );
}

function block(key, text) {
  return el(
    "div",
    { class: "fact block" },
    el("dt", { text: t(key) }),
    el("dd", {}, el("pre", { tabindex: "0", text })),
  );
}

export function entries(list, unfolded) {
  return el(
    "ol",
    { id: "timeline", class: "timeline" },
    ...list.map((entry, i) =>
      el(
        "li",
        { class: `entry ${entry.kind} ${entry.acknowledged === false ? "refused" : ""}` },
        el(
          "details",
          { open: unfolded[i] === true },
          el(
            "summary",
            {},
            el("time", { datetime: entry.at, text: clockTime(entry.at) }),
            el("span", { class: "kind", text: t(`timeline.kind.${entry.kind}`) }),
            el("span", { class: "headline", text: headline(entry) }),
          ),
          el("dl", {}, ...facts(entry)),
        ),
      ),
    ),
  );
}

/** Gives the whole record as a file. */
export function save(record) {
  const file = new Blob([JSON.stringify(record, null, 2)], { type: "application/json" });
  const address = URL.createObjectURL(file);
  el("a", { href: address, download: `order-${record.order}.json` }).click();
  URL.revokeObjectURL(address);
}
