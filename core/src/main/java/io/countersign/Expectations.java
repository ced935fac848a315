// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import java.util.Optional;

/** The shop's own knowledge of its orders, asked before any notification is acted on. */
@FunctionalInterface
public interface Expectations {

  /**
   * What the shop expects of the payment with this number.
   *
   * @param number the merchant's number from the notification; treat it as untrusted input
   * @return empty if the shop has no such payment <em>yet</em>: redelivery is asked, because the
   *     order may not be committed when the notification arrives
   */
  Optional<ExpectedPayment> of(String number);
}
