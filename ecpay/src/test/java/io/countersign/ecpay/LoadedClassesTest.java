// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.PaymentRef;
import io.countersign.testing.LoadedClasses;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A form is proven by the JDK alone, so that a customer waits little for a cold function. */
class LoadedClassesTest {
  /** Measured, with a little room; later JDKs load more of their own before a program begins. */
  private static final int MOST = Runtime.version().feature() < 21 ? 960 : 1_160;

  private static final int MOST_OF_OURS = 74;

  @Test
  void oneFormNeedsTheJdkOnly(@TempDir Path folder) throws Exception {
    try (Shop shop = Shop.open()) {
      PaymentRef ref = new OrderDesk(shop).placed();
      shop.merchant.payByCard(ref.number());

      LoadedClasses loaded =
          LoadedClasses.of(
              NotifiedFunction.class,
              ref.toString(),
              shop.merchant.environment(),
              shop.merchant.resultNotification(ref.number()).body(),
              folder,
              List.of(
                  "io.countersign.ecpay.EcpayClient",
                  "io.countersign.PaymentRef",
                  "com.fasterxml.jackson.core.JsonFactory",
                  "com.fasterxml.jackson.databind.ObjectMapper",
                  "okhttp3.OkHttpClient",
                  "kotlin.Unit",
                  "org.slf4j.Logger"));

      assertThat(loaded.output()).isEqualToNormalizingNewlines("paid\n1|OK\n");
      assertThat(loaded.of("com.fasterxml", "okhttp3.", "okio.", "kotlin.", "org.bouncycastle."))
          .isEmpty();
      assertThat(loaded.of("io.countersign.")).hasSizeBetween(30, MOST_OF_OURS);
      assertThat(loaded.names())
          .describedAs("by package: " + loaded.byPackage())
          .hasSizeBetween(400, MOST);
    }
  }
}
