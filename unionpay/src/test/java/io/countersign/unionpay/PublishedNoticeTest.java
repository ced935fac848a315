// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

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
import io.countersign.ReceivedRequest;
import io.countersign.spi.FormFields;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A payment that UnionPay's test environment notified in 2022, as the tests of yansongda/pay show
 * it, proven by the certificates that come with this library.
 */
class PublishedNoticeTest {
  private static final String MER_ID = Published.MER_ID;
  private static final Instant MADE = Published.THEN;

  private final FormFields published = Published.notification();
  private final UnionPayClient client = client(MER_ID, UnionPayEndpoints.test());

  private static UnionPayClient client(String merId, UnionPayEndpoints endpoints) {
    return UnionPayClient.of(
        UnionPayConfig.builder()
            .merId(merId)
            .signer(message -> new byte[0], Published.merchantOf(endpoints))
            .endpoints(endpoints)
            .clock(Clock.fixed(MADE, ZoneOffset.UTC))
            .build());
  }

  @Test
  void itIsBelieved() {
    PaymentChanged changed = (PaymentChanged) client.notifications().verify(received(published));

    PaymentRef ref =
        PaymentRef.of(
            UnionPayClient.PROVIDER,
            new PaymentId("yansongda20220908132206", MADE),
            Money.of("0.01", "CNY"));
    Payment paid = changed.confirm(ExpectedPayment.of(ref));
    assertThat(paid.isPaid()).isTrue();
    assertThat(paid.paidAt()).contains(MADE);
    assertThat(paid.ref().transactionId()).contains("782209081322060674028");
    assertThat(paid.evidence().keyId()).contains("69678957876");
    assertThat(changed.id()).isEqualTo("782209081322060674028");
  }

  @Test
  void whateverWasSignedCannotBeChanged() {
    for (String name : List.copyOf(published.asMap().keySet())) {
      assertRefused(received(copy().put(name, published.text(name) + "0")));
      assertRefused(received(copy().without(name)));
    }
    assertRefused(received(copy().put("txnAmt", "2")), Reason.SIGNATURE_WRONG);
    assertRefused(received(copy().put("new", "1")), Reason.SIGNATURE_WRONG);
  }

  @Test
  void itsCertificateIsTakenByteForByte() {
    String pem = published.text("signPubKeyCert");
    assertRefused(
        received(copy().put("signPubKeyCert", pem.replace("\r\n", "\n"))), Reason.SIGNATURE_WRONG);
    assertRefused(received(copy().put("signPubKeyCert", pem + "\r\n")), Reason.SIGNATURE_WRONG);
  }

  @Test
  void productionDoesNotBelieveTheTestEnvironment() {
    UnionPayClient production = client(MER_ID, UnionPayEndpoints.production());

    assertThatExceptionOfType(InvalidNotificationException.class)
        .isThrownBy(() -> production.notifications().verify(received(published)))
        .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.KEY_UNKNOWN));
  }

  @Test
  void yearsLaterItIsNotBelieved() {
    assertRefused(received(published, MADE.plus(Duration.ofDays(32))), Reason.STALE);
    // By then its certificate has ended, too.
    assertRefused(received(published, MADE.plus(Duration.ofDays(1200))), Reason.KEY_UNKNOWN);
  }

  @Test
  void anotherMerchantsIsUnexpected() {
    UnionPayClient other = client("777290058110048", UnionPayEndpoints.test());

    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> other.notifications().verify(received(published)));
  }

  private FormFields copy() {
    FormFields copy = new FormFields();
    published.asMap().forEach(copy::put);
    return copy;
  }

  private static ReceivedRequest received(FormFields fields) {
    return received(fields, MADE.plusSeconds(30));
  }

  private static ReceivedRequest received(FormFields fields, Instant at) {
    return ReceivedRequest.of(Map.of(), fields.encoded(), at);
  }

  private void assertRefused(ReceivedRequest raw) {
    assertThatExceptionOfType(InvalidNotificationException.class)
        .isThrownBy(() -> client.notifications().verify(raw));
  }

  private void assertRefused(ReceivedRequest raw, Reason reason) {
    assertThatExceptionOfType(InvalidNotificationException.class)
        .isThrownBy(() -> client.notifications().verify(raw))
        .satisfies(refused -> assertThat(refused.reason()).isEqualTo(reason));
  }
}
