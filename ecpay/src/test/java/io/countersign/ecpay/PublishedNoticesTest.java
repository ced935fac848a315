// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Evidence;
import io.countersign.ExpectedPayment;
import io.countersign.Money;
import io.countersign.Notification;
import io.countersign.Payment;
import io.countersign.PaymentChanged;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.ReceivedReply.Result;
import io.countersign.Secret;
import io.countersign.spi.FormFields;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Notifications that ECPay posted or printed, through the reader. */
class PublishedNoticesTest {

  private static Vector vector(String name) {
    return Vector.all().stream().filter(v -> v.name().equals(name)).findFirst().orElseThrow();
  }

  private static EcpayClient clientOf(Vector vector) {
    String merchantId = vector.fields().filled("MerchantID").orElse("2000132");
    return EcpayClient.of(
        EcpayConfig.builder()
            .merchantId(merchantId)
            .keys(vector.keys().hashKey(), vector.keys().hashIv())
            .build());
  }

  private static Notification read(String name) {
    Vector vector = vector(name);
    return clientOf(vector).notifications().verify(Posted.form(vector.signed()));
  }

  @TestFactory
  Stream<DynamicTest> everyPublishedPaymentIsBelievedOnceItIsExpected() {
    return Stream.of("callback", "SDK checkout answer", "live card", "live card 2")
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () -> {
                      Vector vector = vector(name);
                      PaymentChanged changed = (PaymentChanged) read(name);
                      Payment payment = changed.confirm(expected(vector.fields()));
                      assertThat(payment.isPaid()).isTrue();
                      assertThat(payment.ref().transactionId())
                          .contains(vector.fields().text("TradeNo"));
                      assertThat(payment.evidence().kind())
                          .isEqualTo(Evidence.Kind.SIGNED_NOTIFICATION);
                      assertThat(payment.fields().text("RtnMsg"))
                          .contains(vector.fields().text("RtnMsg"));
                    }));
  }

  @Test
  void aPaymentsTimeIsTaipeis() {
    Payment payment =
        ((PaymentChanged) read("live card")).confirm(expected(vector("live card").fields()));

    assertThat(payment.paidAt()).contains(Instant.parse("2020-06-29T08:35:49Z"));
    assertThat(payment.orderTotal()).contains(Money.of("3000", "TWD"));
  }

  @TestFactory
  Stream<DynamicTest> everyPublishedPaymentIsRefusedWithAnythingChanged() {
    return Stream.of("callback", "SDK checkout answer", "live card", "live card 2")
        .flatMap(
            name ->
                vector(name).fields().asMap().keySet().stream()
                    .map(
                        field ->
                            DynamicTest.dynamicTest(
                                name + ", " + field,
                                () -> {
                                  FormFields changed = vector(name).signed();
                                  changed.put(field, changed.text(field) + "0");
                                  assertThat(handled(name, changed)).isEqualTo(Result.REFUSED);
                                })));
  }

  private static Result handled(String name, FormFields fields) {
    return clientOf(vector(name))
        .notifications()
        .handle(Posted.form(fields), number -> Optional.empty(), (payment, delivery) -> {})
        .result();
  }

  @Test
  void boundCardsAreEventsAndNeverPayments() {
    assertThat(read("live binding"))
        .isInstanceOfSatisfying(
            EcpayEvent.class, event -> assertThat(event.type()).isEqualTo(EcpayEvent.CARD_BINDING));
    assertThat(((EcpayEvent) read("live binding failed")).fields().text("RtnCode")).contains("-1");
    assertThat(((EcpayEvent) read("live binding twice")).type()).isEqualTo(EcpayEvent.CARD_BINDING);
    assertThat(((EcpayEvent) read("live binding charge")).type())
        .isEqualTo(EcpayEvent.BOUND_CARD_CHARGE);
  }

  @Test
  void anAnswerToAQueryIsNoNotification() {
    for (String name :
        new String[] {"live unknown order", "live query of a card", "live query of a store code"}) {
      assertThat(handled(name, vector(name).signed())).describedAs(name).isEqualTo(Result.REFUSED);
    }
  }

  @Test
  void aNumberIsNoPayment() {
    for (String name : new String[] {"live virtual account", "live store code", "live barcodes"}) {
      EcpayVoucherIssued issued = (EcpayVoucherIssued) read(name);
      assertThat(issued.confirm(expected(vector(name).fields()))).describedAs(name).isPresent();
      assertThat(issued.number()).isEqualTo(vector(name).fields().text("MerchantTradeNo"));
    }
  }

  @Test
  void anAllowanceIsProvenByTheInvoicesPairAlone() {
    Vector allowance = vector("collegiate allowance");
    EcpayConfig.Builder config =
        EcpayConfig.builder()
            .merchantId("2000132")
            .keys(Vector.key("K2").hashKey(), Vector.key("K2").hashIv());
    Secret key = allowance.keys().hashKey();
    Secret iv = allowance.keys().hashIv();

    EcpayEvent event =
        (EcpayEvent)
            EcpayClient.of(config.invoiceKeys("2000132", key, iv).build())
                .notifications()
                .verify(Posted.form(allowance.signed()));

    assertThat(event.type()).isEqualTo(EcpayEvent.INVOICE_ALLOWANCE);
    assertThat(event.fields().text("IA_Allow_No")).contains("1909181313013546");
  }

  private static ExpectedPayment expected(FormFields fields) {
    return ExpectedPayment.of(
        PaymentRef.of(
            EcpayClient.PROVIDER,
            new PaymentId(fields.text("MerchantTradeNo"), Instant.EPOCH),
            Money.of(fields.text("TradeAmt"), "TWD")));
  }
}
