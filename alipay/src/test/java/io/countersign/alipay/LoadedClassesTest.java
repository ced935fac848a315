// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.PaymentRef;
import io.countersign.testing.LoadedClasses;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A form is proven by the JDK alone: no JSON, no transport, no BouncyCastle. */
class LoadedClassesTest {
  /** Measured, with a little room; later JDKs load more of their own before a program begins. */
  private static final int MOST = Runtime.version().feature() < 21 ? 985 : 1_195;

  private static final int MOST_OF_OURS = 88;

  @Test
  void oneFormNeedsTheJdkOnly(@TempDir Path folder) throws Exception {
    try (Shop shop = Shop.open()) {
      PaymentRef order = new OrderDesk(shop).paid();
      Map<String, String> environment = shop.merchant.environment();

      LoadedClasses loaded =
          LoadedClasses.of(
              NotifiedFunction.class,
              order.toString(),
              environment,
              shop.merchant
                  .notification(order.number())
                  .with("notify_time", BeijingTime.text(Instant.now()))
                  .body(),
              folder,
              List.of(
                  "io.countersign.alipay.AlipayClient",
                  "io.countersign.PaymentRef",
                  "com.fasterxml.jackson.core.JsonFactory",
                  "com.fasterxml.jackson.databind.ObjectMapper",
                  "org.bouncycastle.jce.provider.BouncyCastleProvider",
                  "okhttp3.OkHttpClient",
                  "kotlin.Unit",
                  "org.slf4j.Logger"));

      assertThat(loaded.output()).isEqualToNormalizingNewlines("paid\nsuccess\n");
      assertThat(loaded.of("com.fasterxml", "okhttp3.", "okio.", "kotlin.", "org.bouncycastle."))
          .isEmpty();
      assertThat(loaded.of("io.countersign.")).hasSizeBetween(30, MOST_OF_OURS);
      assertThat(loaded.of("io.countersign."))
          .doesNotContain(
              "io.countersign.spi.JsonText",
              "io.countersign.alipay.GatewayCalls",
              "io.countersign.alipay.NoticedRefund");
      assertThat(loaded.names())
          .describedAs("by package: " + loaded.byPackage())
          .hasSizeBetween(400, MOST);
    }
  }
}
