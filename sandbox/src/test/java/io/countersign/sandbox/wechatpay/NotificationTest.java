// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.sandbox.FunctionPlatform;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.wechatpay.Delivery.Result;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NotificationTest {
  @RegisterExtension static final SandboxExtension SANDBOX = SandboxExtension.wechatPay();

  private PlainClient client;
  private WeChatPayMerchant merchant;
  private WeChatPayGateway gateway;
  private SandboxClock clock;
  private Shop shop;

  @BeforeEach
  void payOneOrder(WeChatPayGateway gateway, WeChatPayMerchant merchant, SandboxClock clock)
      throws IOException {
    this.merchant = merchant;
    this.gateway = gateway;
    this.clock = clock;
    client = new PlainClient(gateway, merchant);
    shop = new Shop();
    client.placeNative("PAID-01");
    merchant.pay("PAID-01");
  }

  @AfterEach
  void closeShop() {
    shop.close();
  }

  private JsonNode content(byte[] body) {
    JsonNode message = PlainClient.read(new String(body, StandardCharsets.UTF_8));
    return PlainClient.read(client.open(message.path("resource")));
  }

  private boolean verifies(SignedNotification notification) {
    return client.verifies(notification.headers(), notification.body());
  }

  @Test
  void aPaymentIsToldUntilItIsTaken() {
    merchant.deliverNotificationsTo(shop.address());
    assertThat(shop.posts).isEmpty();
    clock.advance(Duration.ZERO);
    assertThat(shop.posts).hasSize(1);
    Shop.Post post = shop.posts.get(0);
    assertThat(client.verifies(post.headers(), post.body())).isTrue();
    JsonNode message = PlainClient.read(post.text());
    assertThat(message.path("event_type").asText()).isEqualTo("TRANSACTION.SUCCESS");
    assertThat(message.at("/resource/original_type").asText()).isEqualTo("transaction");
    assertThat(content(post.body())).isEqualTo(client.query("PAID-01").json());
    clock.advance(Duration.ofDays(2));
    assertThat(shop.posts).hasSize(1);
    assertThat(merchant.deliveries()).extracting(Delivery::result).containsExactly(Result.ACCEPTED);
  }

  @Test
  void theScheduleHasFifteenRepetitions() {
    merchant.deliverNotificationsTo(shop.address());
    shop.status = 500;
    Instant start = clock.instant();
    clock.advance(Duration.ofDays(2));
    List<Long> seconds =
        merchant.deliveries().stream()
            .map(d -> Duration.between(start, d.at()).toSeconds())
            .toList();
    assertThat(seconds)
        .containsExactly(
            0L, 15L, 30L, 60L, 240L, 840L, 2040L, 3840L, 5640L, 7440L, 11040L, 21840L, 32640L,
            43440L, 65040L, 86640L);
    assertThat(Duration.ofSeconds(86640)).isEqualTo(Duration.ofHours(24).plusMinutes(4));
    assertThat(shop.posts)
        .hasSize(16)
        .allMatch(post -> client.verifies(post.headers(), post.body()));
    assertThat(shop.posts).extracting(Shop.Post::text).containsOnly(shop.posts.get(0).text());
    assertThat(shop.posts.get(1).headers().get("Wechatpay-timestamp"))
        .containsExactly(Long.toString(start.getEpochSecond() + 15));
    assertThat(merchant.deliveries().get(15).nextAttempt()).isEmpty();
    assertThat(merchant.deliveries().get(0).status()).hasValue(500);
  }

  @Test
  void aBodyThatSaysTheOppositeIsNotTaken() {
    merchant.deliverNotificationsTo(shop.address());
    shop.status = 200;
    shop.answer = "{\"code\":\"FAIL\"}";
    clock.advance(Duration.ZERO);
    shop.answer = "{\"code\":\"SUCCESS\",\"message\":\"\"}";
    clock.advance(Duration.ofSeconds(15));
    assertThat(merchant.deliveries())
        .extracting(Delivery::result)
        .containsExactly(Result.REFUSED, Result.ACCEPTED);
  }

  @Test
  void addressesOutsideAreNeverContacted() {
    clock.advance(Duration.ofDays(2));
    assertThat(merchant.deliveries())
        .extracting(Delivery::result)
        .containsExactly(Result.UNDELIVERABLE);
    assertThat(merchant.deliveries().get(0).target())
        .isEqualTo(URI.create("https://shop.example/notify"));
    assertThatThrownBy(() -> merchant.deliverNotificationsTo(URI.create("http://shop.example/")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aShopThatIsDownIsTriedAgain() {
    merchant.deliverNotificationsTo(shop.address());
    shop.close();
    clock.advance(Duration.ZERO);
    assertThat(merchant.deliveries())
        .extracting(Delivery::result)
        .containsExactly(Result.NO_ANSWER);
    assertThat(merchant.deliveries().get(0).nextAttempt())
        .contains(clock.instant().plusSeconds(15));
  }

  @Test
  void refundsAndEchoAreToldWhereTheCallSays() {
    String body = client.refund("PAID-01", "R1", 30);
    String told = body.replaceFirst("\\{", "{\"notify_url\":\"" + shop.address() + "\",");
    client.post("/v3/refund/domestic/refunds", told).send();
    client.echo("{\"echo_message\":\"hi\",\"notify_url\":\"" + shop.address() + "\"}");
    clock.advance(Duration.ofSeconds(5));
    assertThat(shop.posts).hasSize(2);
    assertThat(content(shop.posts.get(0).body()).path("echo_message").asText()).isEqualTo("hi");
    JsonNode refund = content(shop.posts.get(1).body());
    assertThat(refund.path("refund_status").asText()).isEqualTo("SUCCESS");
    assertThat(refund.path("mchid").asText()).isEqualTo(merchant.mchid());
    assertThat(refund.has("status")).isFalse();
    assertThat(merchant.refundNotification("R1").eventType()).isEqualTo("REFUND.SUCCESS");
  }

  @Test
  void aNotificationIsAlsoAValue() {
    SignedNotification value = merchant.paymentNotification("PAID-01");
    assertThat(verifies(value)).isTrue();
    assertThat(value.path()).isEqualTo("/notify");
    assertThat(value.toString()).doesNotContain("PAID-01").contains(value.id());
    assertThat(merchant.deliverOnce(value, shop.address()).result()).isEqualTo(Result.ACCEPTED);
    assertThat(merchant.deliverOnce(value, shop.address()).result()).isEqualTo(Result.ACCEPTED);
    assertThat(shop.posts.get(0).headers()).isEqualTo(shop.posts.get(1).headers());
  }

  @Test
  void distortionsAreWhatTheySay() {
    SignedNotification good = merchant.paymentNotification("PAID-01");
    assertThat(verifies(good.withWrongSignature())).isFalse();
    assertThat(good.withWrongSignature().headers().get("Wechatpay-Signature").get(0)).hasSize(344);
    assertThat(good.asProbe().headers().get("Wechatpay-Signature").get(0))
        .startsWith("WECHATPAY/SIGNTEST/")
        .hasSize(363);
    String stale =
        good.signedAgo(Duration.ofSeconds(301)).headers().get("Wechatpay-Timestamp").get(0);
    assertThat(Long.parseLong(stale)).isEqualTo(clock.instant().getEpochSecond() - 301);
    assertThat(verifies(good.signedAgo(Duration.ofSeconds(301)))).isTrue();
    assertThat(good.withoutHeader("wechatpay-nonce").headers())
        .doesNotContainKey("Wechatpay-Nonce");
    assertThat(good.withDuplicateHeader("Wechatpay-Serial").headers().get("Wechatpay-Serial"))
        .hasSize(2);
    assertThat(good.withLowerCaseHeaderNames().headers()).containsKey("wechatpay-signature");
    assertThat(good.withUnknownKeyId().headers().get("Wechatpay-Serial").get(0))
        .startsWith("PUB_KEY_ID_")
        .isNotEqualTo(merchant.publicKeyId());
    assertThat(verifies(good.withKeyId(merchant.platformCertificateSerials().get(0)))).isFalse();
    assertThat(verifies(good.signedByPlatformCertificate())).isTrue();
    assertThat(verifies(good.withTamperedBody("{}".getBytes(StandardCharsets.UTF_8)))).isFalse();
    assertThat(verifies(good.withBody("no JSON".getBytes(StandardCharsets.UTF_8)))).isTrue();
    assertThat(good.redelivered().id()).isEqualTo(good.id());
    assertThat(good.withHeader("X", "1").headers()).containsEntry("X", List.of("1"));
  }

  @Test
  void contentCanBeAboutSomethingElse() {
    SignedNotification good = merchant.paymentNotification("PAID-01");
    assertThat(verifies(good.withAmount(1))).isTrue();
    assertThat(content(good.withAmount(1).body()).at("/amount/total").asLong()).isEqualTo(1);
    assertThat(content(good.withOutTradeNo("OTHER-1").body()).path("out_trade_no").asText())
        .isEqualTo("OTHER-1");
    assertThat(
            content(good.withContent("/amount/currency", "\"USD\"").body())
                .at("/amount/currency")
                .asText())
        .isEqualTo("USD");
    assertThat(content(good.withoutContent("/transaction_id").body()).has("transaction_id"))
        .isFalse();
    assertThat(good.withEventType("REFUND.SUCCESS").eventType()).isEqualTo("REFUND.SUCCESS");
    WeChatPayMerchant other = gateway.openMerchant();
    SignedNotification theirs = good.of(other);
    assertThat(verifies(theirs)).isFalse();
    assertThat(new PlainClient(gateway, other).verifies(theirs.headers(), theirs.body())).isTrue();
  }

  @Test
  void anyEventCanBeSent() {
    SignedNotification sharing = merchant.profitSharingNotification("PAID-01");
    JsonNode message = PlainClient.read(new String(sharing.body(), StandardCharsets.UTF_8));
    assertThat(message.path("event_type").asText()).isEqualTo("TRANSACTION.SUCCESS");
    assertThat(message.at("/resource/original_type").asText()).isEqualTo("profitsharing");
    merchant.send(
        merchant.event("COMPLAINT.CREATE", "complaint", "{\"complaint_id\":\"1\"}"),
        shop.address().toString());
    clock.advance(Duration.ZERO);
    assertThat(content(shop.posts.get(0).body()).path("complaint_id").asText()).isEqualTo("1");
    assertThatThrownBy(() -> merchant.event("X", "x", "[]"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> merchant.refundNotification("R9"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void functionPlatformsWrapIt() {
    SignedNotification good = merchant.paymentNotification("PAID-01");
    JsonNode v1 = PlainClient.read(good.asEventOf(FunctionPlatform.API_GATEWAY_1));
    assertThat(v1.at("/multiValueHeaders/Wechatpay-Serial/0").asText())
        .isEqualTo(merchant.publicKeyId());
    JsonNode v2 = PlainClient.read(good.asEventOf(FunctionPlatform.API_GATEWAY_2));
    assertThat(v2.path("version").asText()).isEqualTo("2.0");
    assertThat(v2.path("body").asText().getBytes(StandardCharsets.UTF_8)).isEqualTo(good.body());
    assertThat(v2.at("/headers/wechatpay-serial").asText()).isEqualTo(merchant.publicKeyId());
  }
}
