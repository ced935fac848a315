// SPDX-License-Identifier: Apache-2.0
// The page's words, in its language.

export const language = document.documentElement.lang;

let texts = {};

export async function loadTexts() {
  const answer = await fetch(`/texts/${language}.json`);
  texts = await answer.json();
}

/** The text of a key, with {name} filled in; without a text, what the server said in English. */
export function t(key, values = {}, otherwise = key) {
  const text = texts[key] ?? otherwise;
  return text.replace(/\{([A-Za-z]+)\}/g, (hole, name) => values[name] ?? hole);
}

export function has(key) {
  return key in texts;
}

/** "25.00" and "CNY" as people write it. */
export function money(amount, currency) {
  if (currency === "TWD") {
    // Whole dollars, and never a bare "$": other dollars are written so, too.
    return `NT$${new Intl.NumberFormat(language).format(Number(amount))}`;
  }
  return new Intl.NumberFormat(language, {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
  }).format(Number(amount));
}

/** An amount in the currency's smallest unit: fen. */
export function minor(amount, currency) {
  return money(amount / 100, currency);
}

/** A day and a time of day, by the clocks in Taipei. */
export function moment(instant) {
  return new Intl.DateTimeFormat(language, {
    month: "long",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
    timeZone: "Asia/Taipei",
  }).format(new Date(instant));
}

export function clockTime(instant) {
  return new Intl.DateTimeFormat(language, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hour12: false,
  }).format(new Date(instant));
}
