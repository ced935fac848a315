// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Money;
import io.countersign.OpenPage;
import io.countersign.PaymentId;
import io.countersign.PaymentRequest;
import io.countersign.Scene;
import io.countersign.spi.FormFields;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is refused unsent, the gateway refuses, too: to the payer, who can do nothing about it. */
class GatewayAgreesTest {
  private final Shop shop = Shop.open();
  private final Browser browser = new Browser();

  @AfterEach
  void close() {
    shop.close();
  }

  /** A page whose fields or parameters were changed before it was signed. */
  private String problem(Scene<OpenPage> scene, Map<String, String> changes) {
    Call call =
        new OrderFields(shop.client().gateway().merchant()).order(shop.order(scene).build()).call();
    Map<String, Object> content = new LinkedHashMap<>(call.content().orElseThrow());
    Map<String, String> parameters = new LinkedHashMap<>(call.parameters());
    changes.forEach(
        (name, value) -> {
          if (name.endsWith("_url") && !name.equals("quit_url")) {
            parameters.put(name, value);
          } else if (value.isEmpty()) {
            content.remove(name);
          } else {
            content.put(name, value);
          }
        });
    FormFields signed =
        shop.client()
            .gateway()
            .parameters()
            .signed(
                new Call(call.method(), Optional.of(content), parameters), shop.clock.instant());
    String link =
        shop.gateway.gatewayUri() + "?" + new String(signed.encoded(), StandardCharsets.US_ASCII);
    return browser.problem(new OpenPage.Redirect(URI.create(link), shop.clock.instant()));
  }

  private void refused(
      String field, String value, UnaryOperator<PaymentRequest.Builder<OpenPage>> change) {
    assertThat(problem(Scene.webPage(ScenesTest.BACK), Map.of(field, value)))
        .as(field + " at the gateway")
        .containsAnyOf(field, "ACQ.");
    int before = shop.gateway.journal().size();
    PaymentRequest<OpenPage> request =
        change.apply(shop.order(Scene.webPage(ScenesTest.BACK))).build();
    Drafts.refused("", () -> shop.client().create(request));
    assertThat(shop.gateway.journal()).hasSize(before);
  }

  @Test
  void onSingleFields() {
    refused("out_trade_no", "a-b", order -> order.id(new PaymentId("a-b", shop.clock.instant())));
    refused("total_amount", "100000000.01", order -> order.amount(Money.of("100000000.01", "CNY")));
    refused("subject", "x".repeat(257), order -> order.description("x".repeat(257)));
    refused("passback_params", "x".repeat(513), order -> order.attachment("x".repeat(513)));
    refused(
        "time_expire",
        "2026-07-17 12:00:00",
        order -> order.payBefore(shop.clock.instant().plus(Duration.ofDays(16))));
    refused(
        "time_expire",
        "2026-07-01 11:59:59",
        order -> order.payBefore(shop.clock.instant().minusSeconds(1)));
    String far = "https://shop.example.com/" + "x".repeat(240);
    refused("notify_url", far, order -> order.notifyUrl(URI.create(far)));
    refused("notify_url", "ftp://a", order -> order.notifyUrl(URI.create("ftp://a")));
  }

  @Test
  void onAMobilePageThatHasNowhereToQuitTo() {
    Scene<OpenPage> scene = Scene.mobilePage(ScenesTest.BACK, "203.0.113.7");
    assertThat(problem(scene, Map.of())).isEmpty();
    assertThat(problem(scene, Map.of("quit_url", ""))).contains("quit_url");
    Drafts.refused(
        "quit_url",
        () -> shop.client().create(shop.order(Scene.mobilePage("203.0.113.7")).build()));
  }

  @Test
  void onFieldsThatContradictEachOther() {
    assertThat(
            problem(
                Scene.webPage(ScenesTest.BACK),
                Map.of("enable_pay_channels", "balance", "disable_pay_channels", "pcredit")))
        .contains("enable_pay_channels");
    refused(
        "seller_id",
        "2088000000000001",
        order -> order.with(AlipayOption.sellerId("2088000000000001")));
  }
}
