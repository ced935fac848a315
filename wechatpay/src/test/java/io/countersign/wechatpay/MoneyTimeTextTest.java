// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.RefundRequest;
import io.countersign.Scene;
import io.countersign.ShowQrCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Amounts, times and texts at their bounds, under JVM defaults of other countries. */
class MoneyTimeTextTest {
  private final Shop shop = Shop.open();
  private final WeChatPayClient client = shop.client();
  private final TimeZone zone = TimeZone.getDefault();
  private final Locale locale = Locale.getDefault();

  @AfterEach
  void close() {
    TimeZone.setDefault(zone);
    Locale.setDefault(locale);
    shop.close();
  }

  @Test
  void twentyOneMillionYuanAreMoreFenThanAnIntHolds() {
    Money amount = Money.of("21474836.48", "CNY");

    PaymentRef ref = created(shop.order(Scene.qrCode()).amount(amount));
    shop.merchant.pay(ref.number());

    assertThat(shop.merchant.order(ref.number()).orElseThrow().total()).isEqualTo(2_147_483_648L);
    assertThat(client.find(ref).orElseThrow().orderTotal()).contains(amount);
    Shop.accepted(client.refund(RefundRequest.of(ref, "R" + ref.number(), amount)));
    assertThat(shop.merchant.refund("R" + ref.number()).orElseThrow().amount())
        .isEqualTo(2_147_483_648L);
  }

  @Test
  void oneFenIsEnoughAndNothingIsNot() {
    created(shop.order(Scene.qrCode()).amount(Money.of("0.01", "CNY")));

    for (String amount : List.of("0", "0.00", "-0.01")) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> shop.order(Scene.qrCode()).amount(Money.of(amount, "CNY")).build());
    }
    for (String amount : List.of("0.001", "1e3", "1E-2", "+1", "1,000.00", " 1", "１", "0x1", "")) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .describedAs(amount)
          .isThrownBy(() -> Money.of(amount, "CNY"));
    }
  }

  @Test
  void aTenthAndTwoTenthsAreThreeTenths() {
    Money sum = Money.of("0.1", "CNY").plus(Money.of("0.2", "CNY"));

    PaymentRef ref = created(shop.order(Scene.qrCode()).amount(sum));

    assertThat(shop.merchant.order(ref.number()).orElseThrow().total()).isEqualTo(30);
  }

  @Test
  void onlyYuanAreTaken() {
    int before = shop.gateway.journal().size();
    for (String currency : List.of("TWD", "USD", "JPY", "HKD", "XXX")) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(
              () ->
                  client.create(
                      shop.order(Scene.qrCode()).amount(Money.ofMinor(100, currency)).build()))
          .withMessageContaining("CNY");
    }
    assertThat(shop.gateway.journal()).hasSize(before);
  }

  @Test
  void aTimeIsTheSameMomentInEveryZone() {
    Instant payBefore = shop.clock.instant().plus(Duration.ofHours(3));
    for (String id : List.of("UTC", "Asia/Taipei", "America/New_York", "Asia/Kathmandu")) {
      TimeZone.setDefault(TimeZone.getTimeZone(id));

      PaymentRef ref = created(shop.order(Scene.qrCode()).payBefore(payBefore));

      assertThat(shop.merchant.order(ref.number()).orElseThrow().expiresAt()).isEqualTo(payBefore);
      shop.merchant.pay(ref.number());
      assertThat(client.find(ref).orElseThrow().paidAt()).contains(shop.clock.instant());
      assertThat(PaymentRef.parse(ref.toString()).payBefore()).contains(payBefore);
    }
  }

  @Test
  void anHourThatAClockChangeLeavesOutIsAnHourLikeAnyOther() {
    TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
    // 02:30 on the day when New York's clocks jump from 02:00 to 03:00.
    Instant skipped = Instant.parse("2027-03-14T07:30:00Z");
    shop.wait(Duration.between(shop.clock.instant(), skipped.minus(Duration.ofHours(1))));

    PaymentRef ref = created(shop.order(Scene.qrCode()).payBefore(skipped));

    assertThat(shop.merchant.order(ref.number()).orElseThrow().expiresAt()).isEqualTo(skipped);
  }

  @Test
  void theLastMomentToPayIsOneMinuteToNinetyDaysAway() {
    Instant now = shop.clock.instant();
    created(shop.order(Scene.qrCode()).payBefore(now.plus(Duration.ofMinutes(1))));
    created(shop.order(Scene.qrCode()).payBefore(now.plus(Duration.ofDays(90))));
    for (Duration wrong :
        List.of(
            Duration.ofSeconds(59),
            Duration.ZERO,
            Duration.ofDays(-1),
            Duration.ofDays(90).plusSeconds(1))) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .describedAs(wrong.toString())
          .isThrownBy(
              () -> client.create(shop.order(Scene.qrCode()).payBefore(now.plus(wrong)).build()))
          .withMessageContaining("payBefore");
    }
  }

  @Test
  void turkishLettersChangeNoFieldNoCodeAndNoSerialNumber() {
    Locale.setDefault(Locale.forLanguageTag("tr-TR"));
    WeChatPayClient turkish = shop.client();

    PaymentRef ref = shop.paidOrder(turkish);

    assertThat(turkish.find(ref).orElseThrow().isPaid()).isTrue();
    assertThat(shop.handle(turkish, shop.notice(ref).withLowerCaseHeaderNames()).acknowledged())
        .isTrue();
    assertThat(ErrorCode.of("invalid_request")).contains(ErrorCode.INVALID_REQUEST);
    assertThat(ErrorCode.of("frequency_limited")).contains(ErrorCode.FREQUENCY_LIMITED);
  }

  @Test
  void aDescriptionMayHave127CharactersOfAnyScript() {
    for (String letter : List.of("a", "茶", "\"", "<", "🍵")) {
      PaymentRef ref = created(shop.order(Scene.qrCode()).description(letter.repeat(127)));

      assertThat(shop.merchant.order(ref.number()).orElseThrow().description())
          .isEqualTo(letter.repeat(127));
    }
    for (String text :
        List.of("", "茶".repeat(128), "tea\uD83C", "\uDF75tea", "te\na", "tea\u0000", "\u007f")) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> client.create(shop.order(Scene.qrCode()).description(text).build()))
          .withMessageContaining("description");
    }
  }

  @Test
  void anAttachmentComesBackAsItWas() {
    String attachment = "{\"桌\":\"7\",\"q\":\"'\\\\<>&🍵\"}";
    PaymentRef ref = created(shop.order(Scene.qrCode()).attachment(attachment));
    shop.merchant.pay(ref.number());
    shop.expect(ref);

    shop.handle(client, shop.notice(ref));

    assertThat(client.find(ref).orElseThrow().fields().text("attach")).contains(attachment);
    assertThat(shop.payments.get(0).fields().text("attach")).contains(attachment);
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(
            () -> client.create(shop.order(Scene.qrCode()).attachment("x".repeat(129)).build()));
  }

  @Test
  void everyLegalNumberIsOrderedFoundClosedAndRefunded() {
    for (String number : List.of("abc_-|*@12", "a*b@c|d", "------", "Z".repeat(32))) {
      PaymentId id = new PaymentId(number, shop.clock.instant());
      PaymentRef ref = created(shop.order(Scene.qrCode()).id(id));
      assertThat(client.find(ref)).describedAs(number).isPresent();
      shop.merchant.pay(number);
      String refundId = "r|*@_-" + number;
      Shop.accepted(client.refund(RefundRequest.of(ref, refundId, Shop.TEN)));
      assertThat(client.findRefund(ref, refundId)).isPresent();
    }
    PaymentRef open =
        created(shop.order(Scene.qrCode()).id(new PaymentId("c|o*s@e", shop.clock.instant())));
    Shop.accepted(client.close(open));
  }

  @Test
  void anIllegalNumberIsRefusedBeforeAnythingIsSent() {
    for (String number :
        List.of("short", "x".repeat(33), "a/../../b", "a?b=c&d", "a%2Fbcd", "a#bcdef", "a+bcde")) {
      PaymentId id = new PaymentId(number, shop.clock.instant());
      PaymentRef ref = PaymentRef.of("wechatpay", id, Shop.TEN);

      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> client.create(shop.order(Scene.qrCode()).id(id).build()));
      assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> client.find(ref));
      assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> client.close(ref));
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> client.refund(RefundRequest.of(ref, "R1", Shop.TEN)));
    }
    assertThat(shop.gateway.journal()).isEmpty();
  }

  @Test
  void theSentBytesAreUtf8WhateverTheMachinesCharset() {
    RecordingTransport transport = new RecordingTransport();
    WeChatPayClient recorded = WeChatPayClient.of(shop.config().transport(transport).build());

    recorded.create(shop.order(Scene.qrCode()).description("一杯茶🍵").build());

    assertThat(new String(transport.bodies().get(0), StandardCharsets.UTF_8))
        .contains("\"description\":\"一杯茶🍵\"");
  }

  private PaymentRef created(PaymentRequest.Builder<ShowQrCode> order) {
    return Shop.accepted(client.create(order.build())).payment().orElseThrow();
  }
}
