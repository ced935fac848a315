// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.FollowUp;
import io.countersign.PaymentState;
import io.countersign.RefundState;
import io.countersign.examples.servlet.Order.Status;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.Operation;
import io.countersign.sandbox.wechatpay.PayerBehaviour;
import io.countersign.sandbox.wechatpay.RefundEnd;
import io.countersign.sandbox.wechatpay.TradeState;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("What the timer does about orders that are not final")
class FollowUpsTest {

  @RegisterExtension final SandboxExtension sandbox = SandboxExtension.wechatPay();

  private TeaHouse house;

  @BeforeEach
  void open(WeChatPayMerchant merchant, SandboxClock clock) {
    house = new TeaHouse(merchant, clock);
  }

  @AfterEach
  void close() {
    house.close();
  }

  @Test
  void aPaymentWhoseNotificationWasLostIsFoundByAsking() {
    String order = house.ordered();
    house.deaf();
    house.merchant.pay(house.number(order));

    house.after(Duration.ofSeconds(30));

    assertThat(house.status(order)).isEqualTo(Status.PAID);
    assertThat(house.orders.parcelsOf(order)).isEqualTo(1);
  }

  @Test
  void aNotificationAfterTheAskingPacksNoSecondParcel() {
    String order = house.ordered();
    house.merchant.pay(house.number(order));
    house.shop.followUps().run(house.clock.instant().plusSeconds(30));
    assertThat(house.status(order)).isEqualTo(Status.PAID);

    house.clock.advance(Duration.ZERO);

    assertThat(house.merchant.deliveries()).hasSize(1);
    assertThat(house.orders.parcelsOf(order)).isEqualTo(1);
  }

  @Test
  void anUnknownOrderIsSettledByTheSameNumber() {
    house.merchant.faults().times(2, Operation.ORDER_NATIVE, Fault.answerDropped());
    Visitor.Answer answer = house.checkout("qr", "item", "tea");
    String order = answer.text("order");
    assertThat(answer.status()).isEqualTo(202);
    assertThat(house.orders.attemptsOf(order).get(0).next())
        .isInstanceOf(FollowUp.RepeatSame.class);

    house.after(Duration.ofSeconds(5));

    assertThat(house.orders.attemptsOf(order))
        .singleElement()
        .satisfies(row -> assertThat(row.state()).contains(PaymentState.AWAITING_PAYER))
        .satisfies(row -> assertThat(row.next()).isInstanceOf(FollowUp.Ask.class));
  }

  @Test
  void anUnknownChargeOfAPaymentCodeIsFoundByAskingAndChargedOnce() {
    house.merchant.faults().once(Operation.CODEPAY, Fault.answerDropped());
    String code = house.merchant.authCode(PayerBehaviour.PAYS_AT_ONCE);
    Visitor.Answer answer = house.checkout("payment-code", "item", "tea", "code", code);
    String order = answer.text("order");
    assertThat(answer.status()).isEqualTo(202);
    assertThat(house.status(order)).isEqualTo(Status.OPEN);

    house.after(Duration.ofSeconds(5));

    assertThat(house.status(order)).isEqualTo(Status.PAID);
    assertThat(house.merchant.chargesOf(house.number(order))).isEqualTo(1);
  }

  @Test
  void aPayerWhoNeverTypesIsLetGo() {
    String order = house.orderedByCode();
    String number = house.number(order);

    for (int second = 0; second < 60; second += 5) {
      house.after(Duration.ofSeconds(5));
    }

    assertThat(house.merchant.order(number).orElseThrow().state()).isEqualTo(TradeState.REVOKED);
    assertThat(house.orders.attemptsOf(order).get(0).over()).isTrue();
    assertThat(house.checkout("qr", "order", order).status()).isEqualTo(200);
  }

  @Test
  void anAttemptThatNobodyPaysIsClosedAndNotAskedAboutAgain() {
    String order = house.ordered();
    String number = house.number(order);

    for (int minute = 0; minute < 25; minute++) {
      house.after(Duration.ofMinutes(1));
    }

    assertThat(house.merchant.order(number).orElseThrow().state()).isEqualTo(TradeState.CLOSED);
    assertThat(house.orders.attemptsOf(order).get(0).next()).isInstanceOf(FollowUp.Done.class);
    assertThat(house.orders.dueAttempts(Instant.MAX)).isEmpty();
  }

  @Test
  void whatCannotBeAskedNowStaysDue() {
    String order = house.ordered();
    house.deaf();
    house.merchant.pay(house.number(order));
    house.merchant.faults().always(Operation.QUERY, Fault.serviceUnavailable());
    house.after(Duration.ofSeconds(30));
    assertThat(house.status(order)).isEqualTo(Status.OPEN);

    house.merchant.faults().clear();
    house.after(Duration.ZERO);

    assertThat(house.status(order)).isEqualTo(Status.PAID);
  }

  @Test
  void oneOrderInTroubleHoldsUpNoOther() {
    String trouble = house.ordered();
    String fine = house.ordered();
    house.deaf();
    house.merchant.pay(house.number(trouble));
    house.merchant.pay(house.number(fine));
    house.merchant.faults().once(Operation.QUERY, Fault.wrongAmount());

    house.after(Duration.ofSeconds(30));

    assertThat(house.status(trouble)).isEqualTo(Status.OPEN);
    assertThat(house.orders.attemptsOf(trouble).get(0).next())
        .isInstanceOf(FollowUp.Reconcile.class);
    assertThat(house.status(fine)).isEqualTo(Status.PAID);
  }

  @Test
  void anUnknownRefundIsFoundByAskingAndMadeOnce() {
    String order = paid();
    house.deaf();
    house.merchant.faults().once(Operation.REFUND, Fault.answerDropped());
    house.visitor.post("/desk/" + order, "action", "refund");
    assertThat(house.status(order)).isEqualTo(Status.REFUNDING);

    house.after(Duration.ofSeconds(5));

    assertThat(house.status(order)).isEqualTo(Status.REFUNDED);
    assertThat(house.merchant.balance()).isZero();
  }

  @Test
  void aRefundThatNeverArrivedIsSentAgainUnderItsId() {
    String order = paid();
    house.merchant.faults().once(Operation.REFUND, Fault.requestDropped());
    house.visitor.post("/desk/" + order, "action", "refund");
    assertThat(house.merchant.balance()).isEqualTo(2500);

    house.after(Duration.ofSeconds(5));

    assertThat(house.merchant.balance()).isZero();
    assertThat(house.orders.paybacksOf(order))
        .singleElement()
        .satisfies(row -> assertThat(row.state()).contains(RefundState.PROCESSING));
  }

  @Test
  void aRefundThatFailedMakesRoomForAnother() {
    String order = paid();
    house.visitor.post("/desk/" + order, "action", "refund");
    house.merchant.completeRefund(
        house.orders.paybacksOf(order).get(0).refundId(), RefundEnd.CLOSED);
    house.clock.advance(Duration.ofMinutes(1));
    assertThat(house.status(order)).isEqualTo(Status.PAID);

    house.visitor.post("/desk/" + order, "action", "refund");
    house.clock.advance(Duration.ofSeconds(5));

    assertThat(house.status(order)).isEqualTo(Status.REFUNDED);
    assertThat(house.orders.paybacksOf(order)).hasSize(2);
  }

  @Test
  void aRefundThatNeedsAPersonIsLeftToOne() {
    String order = paid();
    house.visitor.post("/desk/" + order, "action", "refund");
    house.merchant.completeRefund(
        house.orders.paybacksOf(order).get(0).refundId(), RefundEnd.ABNORMAL);

    house.after(Duration.ofDays(1));

    assertThat(house.status(order)).isEqualTo(Status.REFUNDING);
    assertThat(house.orders.paybacksOf(order).get(0).next()).isInstanceOf(FollowUp.Reconcile.class);
  }

  private String paid() {
    String order = house.ordered();
    house.merchant.pay(house.number(order));
    house.clock.advance(Duration.ZERO);
    assertThat(house.status(order)).isEqualTo(Status.PAID);
    return order;
  }
}
