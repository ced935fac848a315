// SPDX-License-Identifier: Apache-2.0
// Draws who told whom what: a column for each party, a row for each event.

import { calm, el, pause } from "./dom.js";
import { money, t } from "./texts.js";

/** What an event says, in the reader's language. */
export function said(event, currency) {
  const params = { ...event.params };
  if (params.number) {
    params.number = `…${params.number.slice(-4)}`;
  }
  if (params.amount) {
    params.amount = money(params.amount, currency);
  }
  return t(event.key, params, event.text);
}

function head(lane) {
  return el("div", { class: `lane-head ${lane}` }, el("span", { text: t(`lane.${lane}`) }));
}

function row(event, lanes, currency) {
  const from = lanes.indexOf(event.lane);
  const to = event.to ? lanes.indexOf(event.to) : from;
  const spans = Math.abs(to - from);
  const kind = spans === 0 ? "note" : "arrow";
  const way = to > from ? "right" : "left";
  const node = el(
    "div",
    {
      class: `lane-event ${kind} ${way} spans-${spans} from-${from} ${event.lost ? "lost" : ""} ${event.lane}`,
      "data-key": event.key,
    },
    el("span", { class: "said", text: said(event, currency) }),
    kind === "arrow" ? el("span", { class: "line", "aria-hidden": "true" }) : null,
  );
  node.style.gridColumn = `${Math.min(from, to) + 1} / ${Math.max(from, to) + 2}`;
  return node;
}

/** Draws one event after the other; stops when somebody else draws here. */
export async function draw(box, lanes, events, currency, beat) {
  const turn = Symbol("turn");
  box.turn = turn;
  box.replaceChildren(...lanes.map(head));
  box.style.setProperty("--lanes", lanes.length);
  for (const event of events) {
    if (!calm() && beat > 0) {
      await pause(beat);
    }
    if (box.turn !== turn) {
      return;
    }
    box.append(row(event, lanes, currency));
  }
}
