// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.spring;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How this shop is set up, under {@code shop.}; the merchants' own keys stand under {@code
 * countersign.}.
 *
 * @param home the address at which payers' browsers reach the shop
 * @param adminKey what the staff shows in the header {@code X-Admin-Key}
 * @param methods the ways to pay, in the order in which they are shown
 * @param followUpsAtOnce how many payments, and how many refunds, one run of the timer asks about
 * @param followUpTime how long one run of the timer may take
 * @param callTime how long the calls for one payment may take; a row is leased for twice as long
 */
@ConfigurationProperties("shop")
record ShopSettings(
    URI home,
    String adminKey,
    @DefaultValue List<Method> methods,
    @DefaultValue("50") int followUpsAtOnce,
    @DefaultValue("PT40S") Duration followUpTime,
    @DefaultValue("PT20S") Duration callTime) {

  /** Without the staff's key. */
  @Override
  public String toString() {
    return "ShopSettings[" + home + ", " + methods.size() + " methods]";
  }

  /** Where the browser of an order's payer comes back to. */
  URI back(String orderId) {
    return home.resolve("/back/" + orderId);
  }
}
