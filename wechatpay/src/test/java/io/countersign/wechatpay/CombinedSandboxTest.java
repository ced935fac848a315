// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.PaymentState;
import io.countersign.ReceivedReply.Result;
import io.countersign.Refund;
import io.countersign.RefundRequest;
import io.countersign.Refunds;
import io.countersign.Rejection;
import io.countersign.Scene;
import io.countersign.sandbox.wechatpay.CombinedOrders;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.Operation;
import io.countersign.sandbox.wechatpay.RefundEnd;
import io.countersign.sandbox.wechatpay.SignedNotification;
import io.countersign.sandbox.wechatpay.TradeState;
import io.countersign.sandbox.wechatpay.WeChatPayMerchant;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A mall and one of its sellers are paid together at a gateway that knows the protocol alone. */
class CombinedSandboxTest {
  private final Shop shop = Shop.open();
  private final WeChatPayMerchant seller = shop.gateway.openMerchant();
  private final CombinedOrders mall = shop.merchant.combinedOrders();
  private final WeChatPayClient client = shop.client();
  private final WeChatPayCombinedOrders orders = client.combinedOrders();
  private final WeChatPayClient sellersClient = WeChatPayClient.of(shop.config(seller).build());

  CombinedSandboxTest() {
    mall.bind(seller);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  private <R> CombinedRequest<R> order(Scene<R> scene) {
    return CombinedRequest.in(scene)
        .id(shop.freshId())
        .add(part(shop.merchant, "10.00"))
        .add(part(seller, "15.50"))
        .payBefore(shop.clock.instant().plus(Duration.ofMinutes(15)))
        .build();
  }

  private SubOrder part(WeChatPayMerchant of, String amount) {
    return SubOrder.builder()
        .merchantId(of.mchid())
        .number(shop.freshId().number())
        .amount(Money.of(amount, "CNY"))
        .description("一杯茶 🍵")
        .attachment("table 7")
        .build();
  }

  private CombinedRef open() {
    CombinedRequest<?> request = order(Scene.qrCode());
    Shop.accepted(orders.create(request));
    return orders.ref(request);
  }

  private CombinedRef paid() {
    CombinedRef ref = open();
    mall.pay(ref.number());
    return ref;
  }

  private CombinedPaymentChanged proven(SignedNotification notice) {
    return (CombinedPaymentChanged) client.notifications().verify(shop.received(notice));
  }

  @Test
  void everySceneIsTaken() {
    for (Scene<?> scene :
        List.of(
            Scene.qrCode(),
            Scene.inApp(),
            Scene.mobilePage("203.0.113.7"),
            shop.inWallet(shop.merchant.miniProgramAppId()))) {
      Shop.accepted(orders.create(order(scene)));
    }
    assertThat(shop.requests(Operation.COMBINED_ORDER)).hasSize(4);
  }

  @Test
  void aPaymentIsToldOnceAndFoundTheSame() {
    CombinedRef ref = open();
    assertThat(orders.find(ref).orElseThrow().state()).isEqualTo(PaymentState.AWAITING_PAYER);

    mall.pay(ref.number());
    SignedNotification notice = mall.paymentNotification(ref.number());
    CombinedPayment told = proven(notice).confirm(CombinedRef.parse(ref.toString()));
    CombinedPayment found = orders.find(ref).orElseThrow();

    assertThat(told.isPaid()).isTrue();
    assertThat(found.isPaid()).isTrue();
    assertThat(found.transactionId()).isPresent().isEqualTo(told.transactionId());
    assertThat(found.subOrders())
        .extracting(part -> part.payment().ref())
        .isEqualTo(told.subOrders().stream().map(part -> part.payment().ref()).toList());
    assertThat(shop.handle(client, notice).result()).isEqualTo(Result.HANDLED);
    assertThat(shop.handle(client, notice).result()).isEqualTo(Result.ALREADY_HANDLED);
    assertThat(shop.payments).isEmpty();
    assertThat(shop.events).singleElement().isInstanceOf(CombinedPaymentChanged.class);
  }

  @Test
  void eachSubOrderIsRefundedByItsOwnMerchant() {
    CombinedRef ref = paid();
    SubOrderPayment sold = orders.find(ref).orElseThrow().subOrders().get(1);
    RefundRequest refund =
        RefundRequest.of(sold.payment().ref(), "R" + ref.number(), Money.of("5.50", "CNY"));

    assertThat(Shop.rejected(client.refund(refund)).rejection().reason())
        .describedAs("the mall cannot give back what the seller got")
        .isEqualTo(Rejection.Reason.NOT_FOUND);
    Refund accepted = Shop.accepted(sellersClient.refund(refund)).value();
    seller.completeRefund(accepted.refundId(), RefundEnd.SUCCESS);

    assertThat(sellersClient.findRefund(sold.payment().ref(), refund.refundId())).isPresent();
    CombinedPayment after = orders.find(ref).orElseThrow();
    assertThat(after.isPaid()).isTrue();
    assertThat(after.subOrders().get(0).payment().refunds()).isEqualTo(Refunds.NONE);
    assertThat(after.subOrders().get(1).payment().refunds()).isEqualTo(Refunds.SOME);
  }

  @Test
  void aClosedOrderCannotBePaidAndClosingItAgainIsHarmless() {
    CombinedRef ref = open();

    assertThat(Shop.accepted(orders.close(ref)).value()).isEqualTo(PaymentState.CLOSED);
    assertThat(Shop.accepted(orders.close(ref)).value()).isEqualTo(PaymentState.CLOSED);

    assertThat(orders.find(ref).orElseThrow().state()).isEqualTo(PaymentState.CLOSED);
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> mall.pay(ref.number()));
  }

  @Test
  void closingWhatWasPaidInTheMeantimeProvesThePayment() {
    Rejection rejection = Shop.rejected(orders.close(paid())).rejection();

    assertThat(rejection.reason()).isEqualTo(Rejection.Reason.ALREADY_DONE);
    assertThat(rejection.payment().orElseThrow().isPaid()).isTrue();
  }

  @Test
  void aDroppedAnswerLeavesOneOrderWhicheverWayItEnds() {
    shop.merchant.faults().once(Operation.COMBINED_ORDER, Fault.answerDropped());
    CombinedRequest<?> healed = order(Scene.qrCode());
    Shop.accepted(orders.create(healed));
    assertThat(shop.requests(Operation.COMBINED_ORDER)).hasSize(2);

    shop.merchant.faults().once(Operation.COMBINED_ORDER, Fault.answerDropped());
    CombinedRequest<?> once = order(Scene.qrCode());
    WeChatPayCombinedOrders impatient = shop.impatientClient().combinedOrders();
    Shop.unknown(impatient.create(once));
    assertThat(orders.find(orders.ref(once)).orElseThrow().state())
        .isEqualTo(PaymentState.AWAITING_PAYER);
    Shop.accepted(impatient.create(once));
    mall.pay(once.id().number());

    assertThat(shop.merchant.chargesOf(once.subOrders().get(0).ref().number())).isEqualTo(1);
    assertThat(Shop.rejected(orders.create(once)).rejection().reason())
        .isEqualTo(Rejection.Reason.ALREADY_DONE);
  }

  @Test
  void aDroppedAnswerOfAClosingIsHealed() {
    CombinedRef ref = open();
    shop.merchant.faults().once(Operation.COMBINED_CLOSE, Fault.answerDropped());

    Shop.accepted(orders.close(ref));

    assertThat(mall.order(ref.number()).orElseThrow().state()).isEqualTo(TradeState.CLOSED);
  }

  @Test
  void anotherOrdersNoticeAndASpoiltOneAreNotThisPayment() {
    CombinedRef ref = paid();
    CombinedRef other = paid();
    SignedNotification genuine = mall.paymentNotification(ref.number());

    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> proven(genuine).confirm(other));
    String sold = ref.subOrders().get(1).number();
    for (SignedNotification spoilt :
        List.of(
            genuine.withSubOrderAmount(sold, 1549),
            genuine.withSubOrderAmount(sold, 1551),
            genuine.withoutSubOrder(sold),
            genuine.withExtraSubOrder(sold, "EXTRA0001"),
            genuine.withSubOrderOf(sold, shop.merchant))) {
      assertThatExceptionOfType(MismatchException.class)
          .isThrownBy(() -> proven(spoilt).confirm(ref));
    }
    assertThat(proven(genuine).confirm(ref).isPaid()).isTrue();
  }
}
