// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import io.countersign.ExpectedPayment;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.PaymentRef;
import java.util.Optional;

/**
 * Which order an event is about, for comparison with the shop's.
 *
 * @param merchant whose it is
 * @param number the merchant's number
 * @param amount what it names, if anything
 */
record NoticedOrder(Merchant merchant, String number, Optional<Money> amount) {

  /**
   * Checks that it is the expected order.
   *
   * @throws MismatchException if provider, number, sub-merchant or amount differ
   */
  void mustBe(ExpectedPayment expected) {
    PaymentRef ref = expected.payment();
    same("provider", ref.provider(), Merchant.PROVIDER);
    same("MerchantTradeNo", ref.number(), number);
    Optional<String> collector =
        merchant.platformId().isPresent() ? Optional.of(merchant.merchantId()) : Optional.empty();
    same("sub-merchant", ref.onBehalfOf().orElse("none"), collector.orElse("none"));
    same(
        "amount", ref.total().toString(), amount.isPresent() ? amount.get().toString() : "nothing");
  }

  private static void same(String field, String expected, String actual) {
    if (!expected.equals(actual)) {
      throw new MismatchException(field, expected, actual);
    }
  }
}
