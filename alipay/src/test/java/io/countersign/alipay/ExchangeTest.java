// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.FollowUp;
import io.countersign.Outcome;
import io.countersign.RetryPolicy;
import io.countersign.sandbox.alipay.Fault;
import io.countersign.sandbox.alipay.OrderView;
import io.countersign.spi.Verdict;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A signed call goes out, and its answer is believed only if it is proven. */
class ExchangeTest {

  private static Outcome<String> precreate(Shop shop, String number) {
    return shop.client(shop.config().retryPolicy(RetryPolicy.none()))
        .gateway()
        .exchange()
        .write(
            Operation.ORDER,
            number,
            Call.of(
                "alipay.trade.precreate",
                Map.of("out_trade_no", number, "total_amount", "1.00", "subject", "一杯茶 🍵 +&=")),
            answer -> Verdict.accepted(answer.fields().text("qr_code").orElse("")),
            rejection -> new Outcome.Rejected<>(rejection),
            FollowUp.Done::new);
  }

  @Test
  void aSignedCallIsTaken() {
    try (Shop shop = Shop.open()) {
      assertThat(Shop.accepted(precreate(shop, "A1")).value()).startsWith("http");
      assertThat(shop.merchant.order("A1").map(OrderView::fen)).hasValue(100L);
    }
  }

  @Test
  void aCallForAnotherMerchantCarriesItsToken() {
    try (Shop shop = Shop.openOnBehalf()) {
      assertThat(Shop.accepted(precreate(shop, "A1")).value()).startsWith("http");
      assertThat(shop.collector().order("A1").map(OrderView::fen)).hasValue(100L);
    }
  }

  @Test
  void aSuccessWithoutASignatureIsNotBelieved() {
    try (Shop shop = Shop.open()) {
      shop.merchant
          .faults()
          .once(io.countersign.sandbox.alipay.Operation.PRECREATE, Fault.missingSignature());

      assertThat(precreate(shop, "A1")).isInstanceOf(Outcome.Unknown.class);
    }
  }
}
