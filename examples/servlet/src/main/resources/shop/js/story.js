// SPDX-License-Identifier: Apache-2.0
// The story the page opens with: run for real, then drawn.

import { colour } from "./code.js";
import { byId } from "./dom.js";
import { post } from "./http.js";
import { draw } from "./lanes.js";
import { minor, t } from "./texts.js";

const BEAT = 420;

/** What the ledgers of all runs say; the page adds nothing up. */
export function count(counters) {
  if (!counters) {
    return;
  }
  for (const node of document.querySelectorAll("[data-counter]")) {
    const value = counters.ours[node.dataset.counter];
    node.textContent = value;
    node.classList.toggle("bad", value !== 0);
  }
  byId("counter-runs").textContent = t("counter.runs", {
    runs: String(counters.ours.runs),
    naive: String(
      counters.naive.chargedTwice + counters.naive.lost + counters.naive.forgedBelieved,
    ),
  });
}

async function tell() {
  const again = byId("story-again");
  const end = byId("story-end");
  again.disabled = true;
  end.textContent = "";
  const story = await post("/lab/story");
  if (story.http === 200) {
    count(story.counters);
    const { money } = story.side;
    await draw(byId("story-lanes"), story.lanes, story.events, money.currency, BEAT);
    end.textContent = t("story.end", {
      charges: String(money.charges),
      charged: minor(money.charged, money.currency),
      shipped: String(money.shipped),
    });
    end.classList.toggle("bad", !story.side.held);
  } else {
    end.textContent = t("story.failed");
  }
  again.disabled = false;
}

export function openStory() {
  colour(byId("story-code"));
  byId("story-again").addEventListener("click", tell);
  // Not awaited: nobody has to watch it to the end before buying.
  tell();
}
