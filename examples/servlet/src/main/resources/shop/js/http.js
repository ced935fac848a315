// SPDX-License-Identifier: Apache-2.0
// Talks to the shop, and to nobody else.

import { language } from "./texts.js";

const STAFF = "staff";

/** The staff's key comes behind the # once and stays in this tab. */
export function takeStaffKey() {
  const given = new URLSearchParams(location.hash.slice(1));
  const key = given.get(STAFF);
  if (key) {
    sessionStorage.setItem(STAFF, key);
    history.replaceState(null, "", location.pathname + location.search);
  }
}

export function isStaff() {
  return sessionStorage.getItem(STAFF) !== null;
}

export function get(path) {
  return call("GET", path);
}

/**
 * @param address where the payer is, as a proxy in front of the shop would say it; the demo has none
 */
export function post(path, fields = {}, address = "") {
  return call("POST", path, fields, address);
}

/** The answer's content, and as "http" its status; 0 if nobody answered. */
async function call(method, path, fields, address) {
  const headers = { Accept: "application/json", "Accept-Language": language };
  if (address) {
    headers["X-Forwarded-For"] = address;
  }
  if (path.startsWith("/desk/")) {
    headers.Authorization = `Bearer ${sessionStorage.getItem(STAFF)}`;
  }
  try {
    const answer = await fetch(path, {
      method,
      headers,
      body: fields ? new URLSearchParams(fields) : undefined,
    });
    return { http: answer.status, ...(await answer.json()) };
  } catch {
    // The shop was closed, or what answered is not the shop.
    return { http: 0 };
  }
}
