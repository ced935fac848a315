// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Which nonces of OpenAPI v3 were used, as long as a signature with them could count again. */
final class Nonces {
  private final Map<String, Instant> used = new HashMap<>();

  /** Whether an application uses it for the first time; from now on it does not. */
  synchronized boolean fresh(String appId, String nonce, Instant until, Instant now) {
    used.values().removeIf(now::isAfter);
    return used.putIfAbsent(appId + " " + nonce, until) == null;
  }
}
