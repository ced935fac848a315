// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.PaymentRef;
import io.countersign.ReceivedReply.Result;
import io.countersign.ReceivedRequest;
import io.countersign.Secret;
import io.countersign.sandbox.wechatpay.KeyMode;
import io.countersign.sandbox.wechatpay.MerchantSetup;
import io.countersign.sandbox.wechatpay.Operation;
import io.countersign.sandbox.wechatpay.PlatformSigner;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Many merchants in one JVM, many threads on one client. */
class TenancyTest {
  private static final int MERCHANTS = 1_500;

  @Test
  void fifteenHundredMerchantsHaveNoThreadEachAndNoKeyOfAnother() {
    List<Platform> platforms = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      platforms.add(Platform.withNewKey("PUB_KEY_ID_000" + i));
    }
    Instant now = Instant.parse("2026-11-21T05:00:00Z");
    Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());

    List<WeChatPayClient> clients = new ArrayList<>();
    for (int i = 0; i < MERCHANTS; i++) {
      clients.add(client(i, platforms.get(i % platforms.size())));
    }
    for (int i = 0; i < MERCHANTS; i++) {
      ReceivedRequest own = notice(i, platforms.get(i % platforms.size()), now);
      WeChatPayEvent event = (WeChatPayEvent) clients.get(i).notifications().verify(own);

      assertThat(event.merchantId()).isEqualTo(mchid(i));
      assertThat(event.fields().text("complaint_id")).contains("C" + i);
      // The next one has another public key, the fifth one the same but another APIv3 key.
      for (int distance : new int[] {1, platforms.size()}) {
        WeChatPayClient other = clients.get((i + distance) % MERCHANTS);
        assertThat(
                other
                    .notifications()
                    .handle(own, number -> Optional.empty(), (payment, delivery) -> {})
                    .result())
            .isEqualTo(Result.REFUSED);
      }
    }

    Set<Thread> after = new HashSet<>(Thread.getAllStackTraces().keySet());
    after.removeAll(before);
    assertThat(after).filteredOn(TenancyTest::isOurs).isEmpty();
  }

  /** The JVM's own housekeeping may start a thread at any moment. */
  private static boolean isOurs(Thread thread) {
    return thread.getThreadGroup() != null && !thread.getThreadGroup().getName().equals("system");
  }

  @Test
  void rotationInMidFlightDisturbsNobody() throws Exception {
    try (Shop shop = Shop.open(MerchantSetup.usual().keyMode(KeyMode.CERTIFICATE_ONLY))) {
      shop.merchant.signAnswersWith(PlatformSigner.ALTERNATING_CERTIFICATES);
      WeChatPayClient client = shop.clientWithoutPublicKey();
      PaymentRef paid = shop.paidOrder(client);
      ExecutorService threads = Executors.newFixedThreadPool(16);
      try {
        for (int rotation = 1; rotation <= 4; rotation++) {
          shop.wait(Duration.ofMinutes(2));
          shop.merchant.rotatePlatformCertificate();
          List<Callable<Boolean>> questions = new ArrayList<>();
          for (int i = 0; i < 48; i++) {
            questions.add(() -> client.find(paid).orElseThrow().isPaid());
            questions.add(() -> shop.handle(client, shop.notice(paid)).status() != 401);
          }
          for (Future<Boolean> right : threads.invokeAll(questions)) {
            assertThat(right.get()).isTrue();
          }
          assertThat(shop.requests(Operation.CERTIFICATES))
              .describedAs("one fetch per rotation, however many threads need it")
              .hasSize(1 + rotation);
        }
      } finally {
        threads.shutdownNow();
      }
      assertThat(shop.payments).hasSize(1);
    }
  }

  private static WeChatPayClient client(int i, Platform platform) {
    return WeChatPayClient.of(
        WeChatPayConfig.builder()
            .mchid(mchid(i))
            .merchantSerial("AB" + i)
            .signer(message -> new byte[256])
            .apiV3Key(Secret.of(apiV3Key(i)))
            .publicKey(platform.keyId, platform.publicKey())
            .appId(WeChatPayAppKind.MINI_PROGRAM, "wx" + i)
            .build());
  }

  private static ReceivedRequest notice(int i, Platform platform, Instant at) {
    String content = "{\"complaint_id\":\"C" + i + "\"}";
    return platform.sent(
        Platform.envelope(
            "COMPLAINT.CREATE",
            "complaint",
            Platform.seal(apiV3Key(i), content.getBytes(StandardCharsets.UTF_8))),
        at);
  }

  private static String mchid(int i) {
    return Integer.toString(1_900_000_000 + i);
  }

  private static String apiV3Key(int i) {
    return String.format(Locale.ROOT, "%032d", i);
  }
}
