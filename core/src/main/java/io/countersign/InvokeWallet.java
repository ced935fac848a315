// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Hand this to the wallet's own client SDK. What the SDK reports back is a hint; the payment is
 * proven by notification or {@link PaymentClient#find}.
 *
 * @param content the verbatim text for the client (JSON for WeChat Pay)
 * @param parameters the same as single values, in the order of the provider's document
 */
public record InvokeWallet(String content, Map<String, String> parameters) {

  /** Keeps an unmodifiable copy in the given order. */
  public InvokeWallet {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /** Names only: the values let a finder pay this order. */
  @Override
  public String toString() {
    return "InvokeWallet" + parameters.keySet();
  }
}
