// SPDX-License-Identifier: Apache-2.0
// Colours a few lines of Java.

import { el } from "./dom.js";

const PARTS = new RegExp(
  [
    "(?<comment>//[^\\n]*)",
    '(?<string>"[^"\\n]*")',
    "(?<keyword>\\b(?:if|else|new|throw|return|instanceof|private|final|try|catch)\\b)",
    "(?<type>\\b[A-Z][A-Za-z]*\\b)",
    "(?<call>\\b[a-z][A-Za-z]*(?=\\())",
  ].join("|"),
  "g",
);

export function colour(node) {
  const source = node.textContent;
  const parts = [];
  let end = 0;
  for (const found of source.matchAll(PARTS)) {
    const [kind] = Object.entries(found.groups).find(([, text]) => text !== undefined);
    parts.push(source.slice(end, found.index), el("span", { class: kind, text: found[0] }));
    end = found.index + found[0].length;
  }
  parts.push(source.slice(end));
  node.replaceChildren(...parts);
}
