// SPDX-License-Identifier: Apache-2.0
package io.countersign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.ReceivedReply.Result;
import io.countersign.http.Headers;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NotificationRouterTest {

  private static final URI BASE = URI.create("https://shop.example/prod/notify");
  private static final ReceivedRequest RAW =
      ReceivedRequest.of(Headers.none(), new byte[0], Instant.parse("2026-10-08T16:50:00Z"));

  private final List<String> did = new ArrayList<>();

  @Test
  void everyMerchantHasItsOwnAddressAndIsFoundByIt() {
    NotificationRouter router = router(BASE);

    URI address = router.notifyUrl("tea-house.alipay");

    assertThat(address).hasToString("https://shop.example/prod/notify/tea-house.alipay");
    assertThat(router.merchantId(address.getPath())).contains("tea-house.alipay");
  }

  @ParameterizedTest
  @CsvSource({
    "/prod/notify/tea, tea",
    "/notify/tea, tea",
    "/stage/prod/notify/tea, tea",
    "/notify/A_1.x-y, A_1.x-y",
    "/prod/tea, ''",
    "/notify/.., ''",
    "/notify/., ''",
    "/notify/, ''",
    "/notify, ''",
    "/tea, ''",
    "tea, ''",
    "'', ''",
    "/xnotify/tea, ''",
    "/notify/x/tea, ''",
    "/notify/t%65a, ''",
    "/notify/tea%2F.., ''",
    "/notify/tea?x=1, ''",
    "/notify/茶, ''",
  })
  void aPathIsReadStrictly(String path, String merchant) {
    assertThat(router(BASE).merchantId(path).orElse("")).isEqualTo(merchant);
  }

  @Test
  void aBaseWithoutAPathTakesTheLastSegment() {
    NotificationRouter router = router(URI.create("https://pay.example/"));

    assertThat(router.notifyUrl("tea")).hasToString("https://pay.example/tea");
    assertThat(router.merchantId("/tea")).contains("tea");
  }

  @Test
  void pathsAndIdsAreBounded() {
    NotificationRouter router = router(BASE);

    assertThat(router.merchantId("/notify/" + "a".repeat(64))).isPresent();
    assertThat(router.merchantId("/notify/" + "a".repeat(65))).isEmpty();
    assertThat(router.merchantId("/x".repeat(2_000) + "/notify/tea")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a/b", "茶", "..", "a%2f", "a~b"})
  void anIdThatNoAddressCanHoldIsRefused(String id) {
    assertThatThrownBy(() -> router(BASE).notifyUrl(id))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("merchantId");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://shop.example/notify",
        "ftp://shop.example/notify",
        "/notify",
        "https:///notify",
        "https://me:secret@shop.example/notify",
        "https://shop.example/notify?x=1",
        "https://shop.example/notify#x",
        "http://127.0.0.1.shop.example/notify",
        "https://shop.example/notify//",
        "https://shop.example/a//notify",
        "https://shop.example/a/../notify",
        "https://shop.example/%E6%94%AF",
        "https://shop.example/支",
      })
  void onlyAnAddressAProviderCanCallIsABase(String base) {
    assertThatThrownBy(() -> router(URI.create(base)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:8080/n", "http://localhost/n", "http://[::1]:80/n"})
  void loopbackMayBePlain(String base) {
    assertThat(router(URI.create(base)).notifyUrl("tea")).hasToString(base + "/tea");
  }

  @Test
  void aCallbackReachesItsMerchantWithTheOrdersOfThatMerchant() {
    ReceivedReply reply = handle(router(BASE), "/notify/tea");

    assertThat(reply.acknowledged()).isTrue();
    assertThat(did).containsExactly("expected tea N1", "acted tea");
  }

  @Test
  void aGatewayThatTakesTheMappingAwayLeavesTheId() {
    assertThat(handle(router(BASE), "/tea").acknowledged()).isTrue();
    assertThat(handle(router(URI.create("https://pay.example")), "/tea").acknowledged()).isTrue();
    assertThat(handle(router(BASE), "/nobody").status()).isEqualTo(404);
    assertThat(handle(router(BASE), "/").status()).isEqualTo(404);
    assertThat(handle(router(BASE), "/notify").status()).isEqualTo(404);
  }

  @Test
  void theSameEventOfTwoMerchantsIsTwoEvents() {
    NotificationRouter router = router(BASE).guardedBy(ReplayGuard.inMemory());

    assertThat(handle(router, "/notify/tea").result()).isEqualTo(Result.HANDLED);
    assertThat(handle(router, "/notify/coffee").result()).isEqualTo(Result.HANDLED);
    assertThat(handle(router, "/notify/tea").result()).isEqualTo(Result.ALREADY_HANDLED);
  }

  @Test
  void aSharedGuardIsAskedForEachMerchantApart() {
    List<String> asked = new ArrayList<>();
    NotificationRouter router =
        router(BASE)
            .guardedBy(
                new ReplayGuard() {
                  @Override
                  public Claim claim(String key, Duration lease) {
                    asked.add("claim " + key);
                    return new Claim.Granted("t", false);
                  }

                  @Override
                  public void done(String key, String token) {
                    asked.add("done " + key);
                  }

                  @Override
                  public void release(String key, String token) {
                    asked.add("release " + key);
                  }
                });

    handle(router, "/notify/tea");

    assertThat(asked)
        .containsExactly(
            "claim tea/rulepay/M1/payment/N1/PAID", "done tea/rulepay/M1/payment/N1/PAID");
  }

  @Test
  void nothingOfTheShopsIsAskedForBeforeTheProof() {
    NotificationRouter router =
        NotificationRouter.under(
            BASE, Merchants.of(Map.of("tea", new OneEventClient().provingNothing())));

    ReceivedReply reply =
        router.handle(
            "/notify/tea",
            RAW,
            id -> {
              throw new AssertionError("asked what is expected");
            },
            id -> {
              throw new AssertionError("asked what to do");
            });

    assertThat(reply.result()).isEqualTo(Result.REFUSED);
  }

  @Test
  void withoutASharedGuardThisJvmStillActsOnce() {
    NotificationRouter router = router(BASE);

    handle(router, "/notify/tea");

    assertThat(handle(router, "/notify/tea").result()).isEqualTo(Result.ALREADY_HANDLED);
  }

  @Test
  void aFailedActionIsTriedAgain() {
    NotificationRouter router = router(BASE);
    boolean[] fails = {true};

    ReceivedReply first =
        router.handle(
            "/notify/tea",
            RAW,
            id -> number -> Optional.of(ExpectedPayment.of(OneEventClient.PAID)),
            id ->
                (payment, delivery) -> {
                  if (fails[0]) {
                    throw new IllegalStateException();
                  }
                });
    fails[0] = false;

    assertThat(first.result()).isEqualTo(Result.ACTION_FAILED);
    assertThat(handle(router, "/notify/tea").result()).isEqualTo(Result.HANDLED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/notify/nobody", "/other/tea", "/notify/.."})
  void whoHasNoMerchantIsAnswered404(String path) {
    ReceivedReply reply = handle(router(BASE), path);

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.result()).isEqualTo(Result.REFUSED);
    assertThat(reply.acknowledged()).isFalse();
    assertThat(did).isEmpty();
  }

  @Test
  void merchantsThatCannotBeAskedAreAskedForLater() {
    NotificationRouter router =
        NotificationRouter.under(
            BASE,
            id -> {
              throw new IllegalStateException("password=secret");
            });

    ReceivedReply reply = handle(router, "/notify/tea");

    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.result()).isEqualTo(Result.BUSY);
    assertThat(reply.detail()).contains("IllegalStateException").doesNotContain("secret");
  }

  @Test
  void aShopThatCannotBeAskedIsAskedForLater() {
    ReceivedReply reply =
        router(BASE)
            .handle(
                "/notify/tea",
                RAW,
                id -> number -> Optional.of(ExpectedPayment.of(OneEventClient.PAID)),
                id -> {
                  throw new IllegalStateException("password=secret");
                });

    assertThat(reply.result()).isEqualTo(Result.ACTION_FAILED);
    assertThat(reply.detail()).doesNotContain("secret");
  }

  private NotificationRouter router(URI base) {
    Map<String, PaymentClient> clients = new HashMap<>();
    clients.put("tea", new OneEventClient());
    clients.put("coffee", new OneEventClient());
    return NotificationRouter.under(base, Merchants.of(clients));
  }

  private ReceivedReply handle(NotificationRouter router, String path) {
    return router.handle(
        path,
        RAW,
        id ->
            number -> {
              did.add("expected " + id + " " + number);
              return Optional.of(ExpectedPayment.of(OneEventClient.PAID));
            },
        id -> (payment, delivery) -> did.add("acted " + id));
  }
}
