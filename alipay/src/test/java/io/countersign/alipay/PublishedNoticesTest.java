// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.ExpectedPayment;
import io.countersign.InvalidNotificationException;
import io.countersign.InvalidNotificationException.Reason;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Payment;
import io.countersign.PaymentChanged;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.Pem;
import io.countersign.ReceivedRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Notifications that Alipay made are believed, and nothing near them. */
class PublishedNoticesTest {
  private final Shop shop = Shop.open();
  private final PublishedNotice payment = PublishedNotice.ofPayment();
  private final PublishedNotice message = PublishedNotice.ofMessage();
  private final AlipayClient payee = client(payment, "2019073166072302", "2088531891668739");
  private final AlipayClient vendor = client(message, "2017122801303261", "2088721996721370");

  @AfterEach
  void close() {
    shop.close();
  }

  private AlipayClient client(PublishedNotice notice, String appId, String sellerId) {
    return AlipayClient.of(
        AlipayConfig.builder()
            .appId(appId)
            .sellerId(sellerId)
            .appPrivateKey(Pem.text(shop.merchant.appPrivateKey()))
            .alipayPublicKey(notice.publicKey())
            .build());
  }

  @Test
  void aPaymentSignedInTheFirstWayIsBelieved() {
    PaymentChanged changed = (PaymentChanged) payee.notifications().verify(payment.received());

    assertThat(changed.id()).isEqualTo("2019081500222155624068450559358070");
    assertThat(changed.createdAt()).isEqualTo(Instant.parse("2019-08-15T07:56:25Z"));
    PaymentRef ref =
        PaymentRef.of(
            AlipayClient.PROVIDER,
            new PaymentId("20190815155618536-564-57", changed.createdAt()),
            Money.of("0.10", "CNY"));
    Payment paid = changed.confirm(ExpectedPayment.of(ref));
    assertThat(paid.isPaid()).isTrue();
    assertThat(paid.paidAt()).contains(Instant.parse("2019-08-15T07:56:24Z"));
    assertThat(paid.ref().transactionId()).contains("2019081522001468450512505578");
    assertThat(paid.fields().text("subject")).contains("语雀空间 500人规模");
    assertThat(paid.evidence().keyId()).contains("public key");
  }

  @Test
  void aMessageSignedInTheSecondWayIsBelieved() {
    AlipayEvent event = (AlipayEvent) vendor.notifications().verify(message.received());

    assertThat(event.type()).isEqualTo("alipay.open.servicemarket.order.notify");
    assertThat(event.id()).isEqualTo("2019030800222102023008121054923345");
    assertThat(event.fields().text("title")).contains("麦禾商城模版");
  }

  @Test
  void theWaysAreNotExchanged() {
    // The first one's signature does not cover the type, the second one's does.
    assertRefused(payee, payment.tampered("sign_type", "RSA"), Reason.SIGNATURE_WRONG);
    assertRefused(vendor, message.without("method"), Reason.SIGNATURE_WRONG);
    assertRefused(vendor, message.without("sign_type"), Reason.SIGNATURE_WRONG);
  }

  @Test
  void whateverWasSignedCannotBeChanged() {
    for (String name : List.copyOf(payment.fields().asMap().keySet())) {
      assertRefused(payee, payment.tampered(name, payment.fields().text(name) + "0"));
      assertRefused(payee, payment.without(name));
    }
    for (String name : List.copyOf(message.fields().asMap().keySet())) {
      assertRefused(vendor, message.tampered(name, message.fields().text(name) + "0"));
      assertRefused(vendor, message.without(name));
    }
    assertRefused(payee, payment.tampered("new", "1"), Reason.SIGNATURE_WRONG);
    assertRefused(payee, message, Reason.SIGNATURE_WRONG);
    assertRefused(vendor, payment, Reason.SIGNATURE_WRONG);
  }

  @Test
  void whatIsBlankIsNotSignedAndSaysNothing() {
    PublishedNotice blank =
        payment.tampered("gmt_refund", " ").tampered("refund_fee", "").tampered("msg_method", " ");

    PaymentChanged changed = (PaymentChanged) payee.notifications().verify(blank.received());

    assertThat(changed.number()).isEqualTo("20190815155618536-564-57");
  }

  @Test
  void yearsLaterNothingOfItIsBelieved() {
    for (Duration age : List.of(Duration.ofHours(26).plusSeconds(1), Duration.ofDays(2000))) {
      assertRefused(payee, payment.received(payment.sentAt().plus(age)), Reason.STALE);
      assertRefused(vendor, message.received(message.sentAt().plus(age)), Reason.STALE);
    }
    Duration ahead = Duration.ofMinutes(5).plusSeconds(1);
    assertRefused(payee, payment.received(payment.sentAt().minus(ahead)), Reason.STALE);
    for (Duration age : List.of(Duration.ofHours(26), Duration.ofMinutes(-5))) {
      assertThat(payee.notifications().verify(payment.received(payment.sentAt().plus(age))))
          .isNotNull();
    }
  }

  @Test
  void anotherMerchantsIsUnexpected() {
    for (AlipayClient other :
        List.of(
            client(payment, "2019073166072303", "2088531891668739"),
            client(payment, "2019073166072302", "2088531891668730"))) {
      assertThatExceptionOfType(MismatchException.class)
          .isThrownBy(() -> other.notifications().verify(payment.received()));
    }
  }

  private static void assertRefused(AlipayClient client, PublishedNotice notice) {
    assertThatExceptionOfType(InvalidNotificationException.class)
        .isThrownBy(() -> client.notifications().verify(notice.received()));
  }

  private static void assertRefused(AlipayClient client, PublishedNotice notice, Reason reason) {
    assertRefused(client, notice.received(), reason);
  }

  private static void assertRefused(AlipayClient client, ReceivedRequest raw, Reason reason) {
    assertThatExceptionOfType(InvalidNotificationException.class)
        .isThrownBy(() -> client.notifications().verify(raw))
        .satisfies(refused -> assertThat(refused.reason()).isEqualTo(reason));
  }
}
