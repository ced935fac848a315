// SPDX-License-Identifier: Apache-2.0
// Cups, drawn here: one shape, another tea in it.

import { svg } from "./dom.js";

const TEAS = {
  longjing: { tea: "#b9c95b", cup: "#eef3ea", rim: "#5d7a4b", leaf: "#6f8f2f" },
  tieguanyin: { tea: "#d9a441", cup: "#f1ece2", rim: "#8a6a35", leaf: "#7d8a3c" },
  puer: { tea: "#7b3f23", cup: "#f3e9e2", rim: "#6b4632", leaf: "#4c2c1b" },
  jasmine: { tea: "#e3cf7a", cup: "#f6f1f4", rim: "#9a7f92", leaf: "#ffffff" },
};

export function picture(name) {
  if (name === "cake") {
    return cake();
  }
  return name in TEAS ? cup(TEAS[name]) : pot();
}

function frame(...shapes) {
  return svg("svg", { viewBox: "0 0 120 92", "aria-hidden": "true", focusable: "false" }, shapes);
}

function steam(x) {
  return svg("path", {
    d: `M${x} 26c-4-5 4-8 0-14`,
    fill: "none",
    stroke: "#b8b2a5",
    "stroke-width": "2",
    "stroke-linecap": "round",
    opacity: ".7",
  });
}

function saucer() {
  return svg("ellipse", { cx: 60, cy: 80, rx: 44, ry: 7, fill: "#e3ddd0" });
}

function cup({ tea, cup: china, rim, leaf }) {
  return frame(
    saucer(),
    svg("path", {
      d: "M88 42c14-3 18 20-6 22",
      fill: "none",
      stroke: rim,
      "stroke-width": "4.5",
      "stroke-linecap": "round",
    }),
    svg("path", {
      d: "M28 38h64c0 24-12 40-32 40S28 62 28 38z",
      fill: china,
      stroke: rim,
      "stroke-width": "2",
    }),
    svg("ellipse", { cx: 60, cy: 38, rx: 32, ry: 8.5, fill: tea, stroke: rim, "stroke-width": "2" }),
    svg("ellipse", { cx: 52, cy: 36, rx: 13, ry: 2.4, fill: "#fff", opacity: ".28" }),
    svg("path", { d: "M66 39c4-4 9-4 12-2-3 4-8 5-12 2z", fill: leaf, opacity: ".9" }),
    svg("path", { d: "M46 41c-3-3-7-3-9-1 2 3 6 4 9 1z", fill: leaf, opacity: ".75" }),
    steam(48),
    steam(60),
    steam(72),
  );
}

function pot() {
  return frame(
    saucer(),
    svg("path", { d: "M84 44c16-4 20 22-2 24", fill: "none", stroke: "#7a3b2a", "stroke-width": "5" }),
    svg("path", { d: "M34 54c-12-2-14-14-22-14 4 14 8 24 24 26z", fill: "#8f4a35" }),
    svg("path", { d: "M60 30c22 0 30 12 30 26S78 78 60 78 30 70 30 56s8-26 30-26z", fill: "#a2553d" }),
    svg("path", { d: "M42 34c8-6 28-6 36 0-6 4-30 4-36 0z", fill: "#7a3b2a" }),
    svg("circle", { cx: 60, cy: 26, r: 4.5, fill: "#7a3b2a" }),
    svg("path", { d: "M40 48c3-6 9-9 15-9", fill: "none", stroke: "#d99a80", "stroke-width": "3", "stroke-linecap": "round", opacity: ".7" }),
    steam(14),
  );
}

function cake() {
  return frame(
    saucer(),
    svg("path", { d: "M26 50 78 32l18 18v22H26z", fill: "#f0d9a8" }),
    svg("path", { d: "M26 50 78 32l18 18z", fill: "#7f9a4a" }),
    svg("path", { d: "M26 58h70v5H26z", fill: "#fff8ea" }),
    svg("circle", { cx: 74, cy: 40, r: 5, fill: "#b4452f" }),
  );
}
