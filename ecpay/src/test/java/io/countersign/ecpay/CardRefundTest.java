// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static io.countersign.sandbox.ecpay.Operation.CARD_ACTION;
import static io.countersign.sandbox.ecpay.Operation.CARD_QUERY;
import static io.countersign.sandbox.ecpay.Operation.SEALED_CARD_ACTION;
import static io.countersign.sandbox.ecpay.Operation.SEALED_CARD_QUERY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.Evidence;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.PaymentException;
import io.countersign.PaymentRef;
import io.countersign.ProviderOption;
import io.countersign.Refund;
import io.countersign.RefundRequest;
import io.countersign.RefundState;
import io.countersign.ecpay.EcpayCardDetail.State;
import io.countersign.sandbox.ecpay.CardState;
import io.countersign.sandbox.ecpay.Fault;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Refunds, captures and cancellations as a shop sees them. */
class CardRefundTest {

  @Test
  void aRefundOfWhatIsCapturedIsOnItsWay() {
    try (CardShop card = CardShop.open()) {
      PaymentRef paid = card.captured();

      Outcome.Accepted<Refund> accepted = Shop.accepted(card.refund(paid, 300, 0));

      Refund refund = accepted.value();
      assertThat(refund.state()).isEqualTo(RefundState.PROCESSING);
      assertThat(refund.providerState()).isEqualTo("R");
      assertThat(refund.amount()).isEqualTo(CardShop.dollars(300));
      assertThat(refund.orderTotal()).isEqualTo(CardShop.TOTAL);
      assertThat(refund.paymentNumber()).isEqualTo(paid.number());
      assertThat(refund.providerRefundId()).isEmpty();
      assertThat(refund.evidence().kind()).isEqualTo(Evidence.Kind.TRANSPORT_ONLY);
      assertThat(accepted.payment().orElseThrow().transactionId()).isPresent();
    }
  }

  @Test
  void whatIsGivenUpNeverLeftThePayer() {
    try (CardShop card = CardShop.open()) {
      PaymentRef paid = card.authorised();

      Refund refund = Shop.accepted(card.refund(paid, 1000, 0)).value();

      assertThat(refund.state()).isEqualTo(RefundState.REFUNDED);
      assertThat(refund.providerState()).isEqualTo("N");
      assertThat(card.state(paid)).contains(CardState.ABANDONED);
    }
  }

  @Test
  void partsAreRefundedToExactlyTheTotalAndNotADollarMore() {
    try (CardShop card = CardShop.manual()) {
      PaymentRef paid = card.authorised();
      Shop.accepted(card.refund(paid, 300, 0));
      Shop.accepted(card.refund(paid, 300, 300));
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> card.refund(paid, 401, 600));
      // The shop's sum is too low as well: ECPay's own is compared.
      assertThatExceptionOfType(MismatchException.class)
          .isThrownBy(() -> card.refund(paid, 401, 300));
      Shop.accepted(card.refund(paid, 400, 600));
      assertThat(card.givenBack(paid)).isEqualTo(1000);
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> card.refund(paid, 1, 1000));
      assertThatExceptionOfType(MismatchException.class)
          .isThrownBy(() -> card.refund(paid, 1, 999));
      assertThat(card.cards().detail(paid).orElseThrow().refunded()).isEqualTo(CardShop.TOTAL);
      assertThat(card.givenBack(paid)).isEqualTo(1000);
    }
  }

  @Test
  void aSecondClickFindsAnotherSumAndRefundsNothing() {
    try (CardShop card = CardShop.open()) {
      PaymentRef paid = card.captured();
      RefundRequest click = card.request(paid, 300, 0);
      Shop.accepted(card.shop.client().refund(click));
      int actions = card.actions();

      assertThatExceptionOfType(MismatchException.class)
          .isThrownBy(() -> card.shop.client().refund(click))
          .withMessageContaining("0.00 TWD")
          .withMessageContaining("300.00 TWD");
      assertThat(card.actions()).isEqualTo(actions);
      assertThat(card.givenBack(paid)).isEqualTo(300);
    }
  }

  @Test
  void twoFullRefundsAtOnceGiveTheTotalBackOnce() throws Exception {
    try (CardShop card = CardShop.open()) {
      PaymentRef paid = card.captured();

      List<Object> ends = atOnce(() -> card.shop.client().refund(card.request(paid, 1000, 0)));

      assertThat(card.givenBack(paid)).isEqualTo(1000);
      assertThat(ends).filteredOn(Outcome.Accepted.class::isInstance).hasSize(1);
    }
  }

  @Test
  void twoPartialRefundsAtOnceAreNoMoreThanWereAccepted() throws Exception {
    try (CardShop card = CardShop.open()) {
      PaymentRef paid = card.captured();

      List<Object> ends = atOnce(() -> card.shop.client().refund(card.request(paid, 300, 0)));

      // Both may have found the same sum: only the shop's own write keeps one of them back.
      long accepted = ends.stream().filter(Outcome.Accepted.class::isInstance).count();
      assertThat(accepted).isBetween(1L, 2L);
      assertThat(card.givenBack(paid)).isEqualTo(300 * accepted);
    }
  }

  @Test
  void aShopThatWritesTheSumConditionallyRefundsOnce() throws Exception {
    try (CardShop card = CardShop.open()) {
      PaymentRef paid = card.captured();
      AtomicLong refundedInTheShopsTable = new AtomicLong();

      List<Object> ends =
          atOnce(
              () ->
                  refundedInTheShopsTable.compareAndSet(0, 300)
                      ? card.shop.client().refund(card.request(paid, 300, 0))
                      : "another has it");

      assertThat(ends).filteredOn(Outcome.Accepted.class::isInstance).hasSize(1);
      assertThat(card.givenBack(paid)).isEqualTo(300);
    }
  }

  /** What became of two calls that began together. */
  private static List<Object> atOnce(Callable<Object> call) throws Exception {
    ExecutorService two = Executors.newFixedThreadPool(2);
    CyclicBarrier together = new CyclicBarrier(2);
    try {
      List<Future<Object>> running = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        running.add(
            two.submit(
                () -> {
                  together.await();
                  try {
                    return call.call();
                  } catch (PaymentException failed) {
                    return failed;
                  }
                }));
      }
      List<Object> ends = new ArrayList<>();
      for (Future<Object> one : running) {
        ends.add(one.get());
      }
      return ends;
    } finally {
      two.shutdownNow();
    }
  }

  @Test
  void aCaptureAskedForByHandHappensInTheEvening() {
    try (CardShop card = CardShop.manual()) {
      PaymentRef paid = card.requested();

      assertThat(card.cards().detail(paid).orElseThrow().state())
          .isEqualTo(State.CAPTURE_REQUESTED);
      card.at(LocalTime.of(20, 30));
      assertThat(card.cards().detail(paid).orElseThrow().state()).isEqualTo(State.CAPTURED);
      assertThat(card.shop.merchant.balance()).isEqualTo(1000);
      int actions = card.actions();
      Shop.accepted(card.cards().carryOut(card.cards().planCapture(paid)));
      assertThat(card.actions()).isEqualTo(actions);
    }
  }

  @Test
  void onBehalfOfASubMerchantItsOwnCheckCodeAndNumberCount() {
    try (CardShop card = CardShop.onBehalf()) {
      PaymentRef paid = card.captured();

      Refund refund = Shop.accepted(card.refund(paid, 300, 0)).value();

      assertThat(refund.onBehalfOf()).contains(card.shop.collector().merchantId());
      assertThat(card.givenBack(paid)).isEqualTo(300);
      assertThat(card.shop.collector().balance()).isEqualTo(700);
      EcpayClient platform = EcpayClient.of(card.shop.config().build());
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> platform.refund(card.request(paid, 300, 300)));
    }
  }

  @Test
  void aPaymentOfTheEmbeddedFormIsRefundedByEnvelope() {
    try (CardShop card = CardShop.open()) {
      PaymentRef paid = card.embedded();
      Refund part = Shop.accepted(card.refund(paid, 300, 0)).value();
      assertThat(part.evidence().kind()).isEqualTo(Evidence.Kind.ENCRYPTED_ANSWER);
      Shop.accepted(card.refund(paid, 700, 300));

      assertThat(card.givenBack(paid)).isEqualTo(1000);
      assertThat(card.shop.requests(SEALED_CARD_ACTION)).hasSize(3);
      assertThat(card.shop.requests(SEALED_CARD_QUERY)).isNotEmpty();
      assertThat(card.shop.requests(CARD_ACTION)).isEmpty();
      assertThat(card.shop.requests(CARD_QUERY)).isEmpty();
    }
  }

  @Test
  void anotherNumberOfEcpayIsNoPaymentOfThisOrder() {
    try (CardShop card = CardShop.open()) {
      PaymentRef paid = card.captured().withTransactionId("2603010000000001");

      assertThatExceptionOfType(MismatchException.class)
          .isThrownBy(() -> card.refund(paid, 300, 0))
          .withMessageContaining("TradeNo");
      assertThat(card.actions()).isZero();
    }
  }

  @Test
  void anAcceptanceOfSomethingElseIsNone() {
    try (CardShop card = CardShop.open()) {
      PaymentRef paid = card.captured();
      String merchant = card.shop.merchant.merchantId();
      String tradeNo = card.shop.merchant.order(paid.number()).orElseThrow().tradeNo();
      for (List<String> named :
          List.of(
              List.of("2999999", paid.number(), tradeNo),
              List.of(merchant, "9" + paid.number(), tradeNo),
              List.of(merchant, paid.number(), "9" + tradeNo))) {
        String answer =
            "MerchantID=%s&MerchantTradeNo=%s&TradeNo=%s&RtnCode=1&RtnMsg="
                .formatted(named.toArray());
        card.shop.gateway.faults().once(CARD_ACTION, Fault.literal(200, "text/html", answer));

        assertThat(card.refund(paid, 300, 0)).isInstanceOf(Outcome.Unknown.class);
      }
      assertThat(card.givenBack(paid)).isZero();
    }
  }

  @Test
  void anOptionOfAnotherProviderIsRefusedBeforeAnythingIsSent() {
    try (CardShop card = CardShop.open()) {
      PaymentRef paid = card.captured();
      int before = card.shop.gateway.journal().size();

      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(
              () ->
                  card.shop
                      .client()
                      .refund(card.request(paid, 300, 0).with(new ProviderOption() {})));
      assertThat(card.shop.gateway.journal()).hasSize(before);
    }
  }

  @Test
  void theCheckCodeIsInNoText() {
    try (CardShop card = CardShop.open()) {
      PaymentRef paid = card.authorised();
      EcpayCardPlan<Refund> plan = card.cards().planRefund(card.request(paid, 300, 0));

      assertThat(plan.toString() + card.shop.client() + plan.detail())
          .doesNotContain(card.shop.merchant.creditCheckCode());
    }
  }
}
