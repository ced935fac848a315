// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.Money;
import io.countersign.PaymentRef;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedReply.Result;
import io.countersign.Refund;
import io.countersign.RefundState;
import io.countersign.UnavailableException;
import io.countersign.sandbox.alipay.Fault;
import io.countersign.sandbox.alipay.RefundCourse;
import io.countersign.sandbox.alipay.SignedForm;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A refund's notice says that the order was paid; it is a refund, of the amount that is asked. */
class RefundNoticeTest {
  private static final io.countersign.sandbox.alipay.Operation QUESTION =
      io.countersign.sandbox.alipay.Operation.REFUND_QUERY;

  private final Shop shop = Shop.open();
  private final AlipayClient client = shop.impatientClient();
  private final OrderDesk desk = new OrderDesk(shop);
  private final PaymentRef order = desk.paid();

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void twoPartsReachTheShopAsTwoRefundsOfTheirOwnAmounts() {
    desk.refund(order, "R1", "1.00");
    SignedForm first = desk.refundNotification(order, "R1");
    shop.clock.advance(Duration.ofSeconds(10));
    desk.refund(order, "R2", "2.50");
    SignedForm second = desk.refundNotification(order, "R2");
    assertThat(second.fields())
        .containsEntry("trade_status", "TRADE_SUCCESS")
        .containsEntry("refund_fee", "3.50");

    assertThat(handle(first).result()).isEqualTo(Result.HANDLED);
    assertThat(handle(second).body()).isEqualTo("success");
    assertThat(handle(second).result()).isEqualTo(Result.ALREADY_HANDLED);

    assertThat(shop.refunds)
        .extracting(Refund::amount)
        .containsExactly(Money.of("1.00", "CNY"), Money.of("2.50", "CNY"));
    assertThat(shop.refunds).allMatch(refund -> refund.state() == RefundState.REFUNDED);
    assertThat(shop.refunds).allMatch(refund -> refund.paymentNumber().equals(order.number()));
    assertThat(shop.payments).isEmpty();
  }

  @Test
  void everythingGivenBackIsARefundAndNoEndWithoutPayment() {
    desk.refund(order, "R1", "100.00");
    SignedForm told = desk.refundNotification(order, "R1");
    assertThat(told.fields()).containsEntry("trade_status", "TRADE_CLOSED");

    assertThat(handle(told).result()).isEqualTo(Result.HANDLED);

    assertThat(shop.refunds).extracting(Refund::amount).containsExactly(Shop.HUNDRED);
    assertThat(shop.payments).isEmpty();
  }

  @Test
  void theRefundsNoticeMayOvertakeThatOfThePayment() {
    SignedForm payment = desk.notification(order);
    desk.refund(order, "R1", "1.00");

    assertThat(handle(desk.refundNotification(order, "R1")).result()).isEqualTo(Result.HANDLED);
    assertThat(handle(payment).result()).isEqualTo(Result.HANDLED);

    assertThat(shop.refunds).hasSize(1);
    assertThat(shop.payments).hasSize(1);
  }

  @Test
  void refundsOfTwoPaymentsMayHaveOneNumber() {
    PaymentRef other = desk.paid();
    desk.refund(order, "R1", "1.00");
    desk.refund(other, "R1", "1.00");

    assertThat(handle(desk.refundNotification(order, "R1")).result()).isEqualTo(Result.HANDLED);
    assertThat(handle(desk.refundNotification(other, "R1")).result()).isEqualTo(Result.HANDLED);

    assertThat(shop.refunds)
        .extracting(Refund::paymentNumber)
        .containsExactly(order.number(), other.number());
  }

  @Test
  void whereAlipayCannotBeAskedItIsToldAgain() {
    desk.refund(order, "R1", "1.00");
    SignedForm told = desk.refundNotification(order, "R1");
    for (Fault fault :
        List.of(
            Fault.badGateway(),
            Fault.answerDropped(),
            Fault.missingSignature(),
            Fault.wrongSignature(),
            Fault.serviceUnavailable(),
            Fault.forgedNotExist())) {
      shop.merchant.faults().once(QUESTION, fault);

      ReceivedReply reply = handle(told);

      assertThat(reply.result()).isEqualTo(Result.BUSY);
      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.body()).isEqualTo("try again");
    }
    assertThat(shop.refunds).isEmpty();
    assertThat(shop.payments).isEmpty();
    assertThat(handle(told).result()).isEqualTo(Result.HANDLED);
  }

  @Test
  void aRefundThatIsNotShownYetIsToldAgain() {
    shop.merchant.nextRefund(RefundCourse.LATER);
    desk.refund(order, "R1", "1.00");
    SignedForm told =
        desk.notification(order)
            .with("out_biz_no", "R1")
            .with("refund_fee", "1.00")
            .with("gmt_refund", "2026-07-01 12:00:00.113");

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> client.notifications().verify(shop.received(told)));
    shop.clock.advance(Duration.ofMinutes(2));

    assertThat(handle(told).result()).isEqualTo(Result.HANDLED);
    assertThat(shop.refunds).hasSize(1);
  }

  @Test
  void aRefundThatNobodyNumberedIsAnEvent() {
    SignedForm told =
        desk.notification(order)
            .with("refund_fee", "1.00")
            .with("gmt_refund", "2026-07-01 12:00:00.113");

    for (SignedForm form : List.of(told, told.with("out_biz_no", "nobody's number 茶"))) {
      assertThat(handle(form.with("notify_id", "N" + form.fields().size())).body())
          .isEqualTo("success");
    }

    assertThat(shop.events).hasSize(2).allMatch(AlipayEvent.class::isInstance);
    assertThat(shop.payments).isEmpty();
    assertThat(shop.refunds).isEmpty();
  }

  @Test
  void anyMarkOfARefundIsEnough() {
    SignedForm told = desk.notification(order);
    for (SignedForm form :
        List.of(
            told.with("gmt_refund", "2026-07-01 12:00:00.113"),
            told.with("refund_fee", "1.00"),
            told.with("refund_fee", "one"),
            told.with("refund_fee", "0.01").with("trade_status", "TRADE_FINISHED"))) {
      assertThat(handle(form).acknowledged()).isTrue();
    }
    assertThat(shop.payments).isEmpty();

    assertThat(handle(told.with("refund_fee", "0.00")).result()).isEqualTo(Result.HANDLED);
    assertThat(shop.payments).describedAs("no money went back").hasSize(1);
  }

  @Test
  void aNumberOfSomethingElseBesideAPaymentDoesNotHideIt() {
    SignedForm told = desk.notification(order).with("out_biz_no", "SOMETHING1");

    assertThat(handle(told).result()).isEqualTo(Result.HANDLED);

    assertThat(shop.payments).hasSize(1).allMatch(payment -> payment.isPaid());
  }

  @Test
  void aRefundOfAnUnknownOrderOrAnotherAmountIsUnexpected() {
    desk.refund(order, "R1", "1.00");
    SignedForm told = desk.refundNotification(order, "R1");

    assertThat(handle(told.with("total_amount", "100.01")).result()).isEqualTo(Result.UNEXPECTED);
    shop.forget(order);
    assertThat(handle(told).result()).isEqualTo(Result.UNEXPECTED);

    assertThat(shop.refunds).isEmpty();
  }

  private ReceivedReply handle(SignedForm form) {
    return client.notifications().handle(shop.received(form), shop, shop);
  }
}
