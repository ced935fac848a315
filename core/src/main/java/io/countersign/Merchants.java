// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.util.Map;
import java.util.Optional;

/**
 * Merchant accounts by the shop's own ids: from configuration, a database, a secret store. An id
 * names one account at one provider, in the shop's own words: {@code wechatpay} in a shop that has
 * one of each, {@code tea-house.alipay} on a platform of many. Safe for use by many threads.
 *
 * <p>A source that reads or builds something at each call belongs behind {@link CachedMerchants}.
 */
@FunctionalInterface
public interface Merchants {

  /**
   * The client of a merchant.
   *
   * @param merchantId the shop's id of it; from a callback's path it is untrusted input
   * @return empty if there is none by this id. A source that cannot be asked now throws instead:
   *     then nothing is refused, and a callback is asked for again
   */
  Optional<PaymentClient> find(String merchantId);

  /** A fixed set. */
  static Merchants of(Map<String, ? extends PaymentClient> clients) {
    Map<String, PaymentClient> fixed = Map.copyOf(clients);
    return merchantId -> Optional.ofNullable(fixed.get(merchantId));
  }
}
