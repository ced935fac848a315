// SPDX-License-Identifier: Apache-2.0
import { openAttacks } from "./attacks.js";
import { openDesk } from "./desk.js";
import { takeStaffKey } from "./http.js";
import { openShop } from "./shop.js";
import { openStory } from "./story.js";
import { language, loadTexts } from "./texts.js";

takeStaffKey();
for (const link of document.querySelectorAll(".languages a")) {
  if (link.lang === language) {
    link.setAttribute("aria-current", "true");
  }
}
await loadTexts();
await Promise.all([openShop(), openStory(), openAttacks(), openDesk()]);
document.documentElement.dataset.ready = "true";
