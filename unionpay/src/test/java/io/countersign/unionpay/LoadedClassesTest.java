// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.testing.LoadedClasses;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A form is proven by the JDK alone: no JSON, no transport, no BouncyCastle. */
class LoadedClassesTest {
  /** Measured, with a little room; later JDKs load more of their own before a program begins. */
  private static final int MOST = Runtime.version().feature() < 21 ? 1_290 : 1_560;

  private static final int MOST_OF_OURS = 100;

  @Test
  void oneFormNeedsTheJdkOnly(@TempDir Path folder) throws Exception {
    PaymentId id =
        new PaymentId("T20261121000001", Instant.ofEpochSecond(Instant.now().getEpochSecond()));
    PaymentRef order =
        PaymentRef.of(UnionPayClient.PROVIDER, id, ScriptedGateway.HUNDRED).withProduct("page");
    Map<String, String> environment =
        Map.of(
            "UNIONPAY_MER_ID",
            ScriptedGateway.MER_ID,
            "UNIONPAY_PRIVATE_KEY",
            Base64.getEncoder().encodeToString(ScriptedGateway.MERCHANT.key().getEncoded()),
            "UNIONPAY_CERT",
            ScriptedGateway.MERCHANT.pem(),
            "UNIONPAY_ROOT_CERT",
            ScriptedGateway.CHAIN.rootText(),
            "UNIONPAY_MIDDLE_CERT",
            ScriptedGateway.CHAIN.middleText());

    LoadedClasses loaded =
        LoadedClasses.of(
            NotifiedFunction.class,
            order.toString(),
            environment,
            NoticeDesk.paid().with("txnTime", BeijingTime.text(id.createdAt())).body(),
            folder,
            List.of(
                "io.countersign.unionpay.UnionPayClient",
                "io.countersign.PaymentRef",
                "com.fasterxml.jackson.core.JsonFactory",
                "com.fasterxml.jackson.databind.ObjectMapper",
                "org.bouncycastle.jce.provider.BouncyCastleProvider",
                "okhttp3.OkHttpClient",
                "kotlin.Unit",
                "org.slf4j.Logger"));

    assertThat(loaded.output()).isEqualToNormalizingNewlines("paid\nok\n");
    assertThat(loaded.of("com.fasterxml", "okhttp3.", "okio.", "kotlin.", "org.bouncycastle."))
        .isEmpty();
    assertThat(loaded.of("io.countersign."))
        .describedAs("" + loaded.of("io.countersign."))
        .hasSizeBetween(30, MOST_OF_OURS);
    assertThat(loaded.of("io.countersign."))
        .doesNotContain(
            "io.countersign.spi.JsonText",
            "io.countersign.unionpay.GatewayCalls",
            "io.countersign.unionpay.NoticedRefund");
    assertThat(loaded.names())
        .describedAs("by package: " + loaded.byPackage())
        .hasSizeBetween(400, MOST);
  }
}
