// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
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
import io.countersign.sandbox.wechatpay.Operation;
import io.countersign.sandbox.wechatpay.RefundEnd;
import io.countersign.sandbox.wechatpay.SignedNotification;
import io.countersign.sandbox.wechatpay.SubMerchant;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A service provider lets one payer pay two of its sub-merchants at a gateway of its own mind. */
class CombinedOnBehalfSandboxTest {
  private final Shop shop = Shop.openOnBehalf();
  private final SubMerchant baker = shop.subMerchant.orElseThrow();
  private final SubMerchant florist = shop.merchant.openSubMerchant();
  private final CombinedOrders payer = shop.merchant.combinedOrders();
  private final WeChatPayClient provider = WeChatPayClient.of(shop.config().build());
  private final WeChatPayCombinedOrders orders = provider.combinedOrders();

  @AfterEach
  void close() {
    shop.close();
  }

  private CombinedRequest<?> order() {
    return CombinedRequest.in(Scene.qrCode())
        .id(shop.freshId())
        .add(part(baker, "10.00"))
        .add(part(florist, "15.50"))
        .payBefore(shop.clock.instant().plus(Duration.ofMinutes(15)))
        .build();
  }

  private SubOrder part(SubMerchant of, String amount) {
    return SubOrder.builder()
        .merchantId(shop.merchant.mchid())
        .onBehalfOf(of.mchid())
        .subAppId(of.miniProgramAppId().orElseThrow())
        .number(shop.freshId().number())
        .amount(Money.of(amount, "CNY"))
        .description("一束花 🌷")
        .attachment("table 7")
        .build();
  }

  private CombinedRef open() {
    CombinedRequest<?> request = order();
    Shop.accepted(orders.create(request));
    return CombinedRef.parse(orders.ref(request).toString());
  }

  private CombinedRef paid() {
    CombinedRef ref = open();
    payer.pay(ref.number());
    return ref;
  }

  private CombinedPaymentChanged proven(SignedNotification notice) {
    return (CombinedPaymentChanged) provider.notifications().verify(shop.received(notice));
  }

  @Test
  void bothSubMerchantsArePaidAndTheNoticeAndTheAnswerSayTheSame() {
    CombinedRef ref = open();
    assertThat(orders.find(ref).orElseThrow().state()).isEqualTo(PaymentState.AWAITING_PAYER);

    payer.pay(ref.number());
    SignedNotification notice = payer.paymentNotification(ref.number());
    CombinedPayment told = proven(notice).confirm(ref);
    CombinedPayment found = orders.find(ref).orElseThrow();

    assertThat(told.isPaid()).isTrue();
    assertThat(found.isPaid()).isTrue();
    assertThat(found.subOrders())
        .extracting(part -> part.payment().ref())
        .isEqualTo(told.subOrders().stream().map(part -> part.payment().ref()).toList());
    assertThat(baker.chargesOf(ref.subOrders().get(0).number())).isEqualTo(1);
    assertThat(florist.chargesOf(ref.subOrders().get(1).number())).isEqualTo(1);
    assertThat(shop.handle(provider, notice).result()).isEqualTo(Result.HANDLED);
    assertThat(shop.handle(provider, notice).result()).isEqualTo(Result.ALREADY_HANDLED);
    assertThat(shop.payments).isEmpty();
  }

  @Test
  void onePartAloneIsEnoughForAServiceProvider() {
    CombinedRequest<?> single =
        CombinedRequest.in(Scene.qrCode()).id(shop.freshId()).add(part(baker, "10.00")).build();

    Shop.accepted(orders.create(single));
    payer.pay(single.id().number());

    assertThat(orders.find(orders.ref(single)).orElseThrow().isPaid()).isTrue();
  }

  @Test
  void aSubMerchantsViewDoesNotTakeTheNoticeOfAllForItsOwn() {
    SignedNotification notice = payer.paymentNotification(paid().number());

    assertThat(shop.handle(shop.client(), notice).result()).isEqualTo(Result.UNEXPECTED);

    assertThat(shop.effects()).isZero();
  }

  @Test
  void aPartOfAnotherSubMerchantIsNotThePartThatWasOrdered() {
    CombinedRef ref = paid();
    SignedNotification genuine = payer.paymentNotification(ref.number());

    for (String wrong : new String[] {"\"" + florist.mchid() + "\"", "\"1900000109\"", "null"}) {
      CombinedPaymentChanged swapped =
          proven(genuine.withContent("/sub_orders/0/sub_mchid", wrong));
      assertThatExceptionOfType(MismatchException.class)
          .describedAs(wrong)
          .isThrownBy(() -> swapped.confirm(ref))
          .satisfies(e -> assertThat(e.field()).isEqualTo("sub_mchid"));
    }
    assertThat(proven(genuine).confirm(ref).isPaid()).isTrue();
  }

  @Test
  void eachPartIsRefundedOnBehalfOfItsOwnSubMerchantOnly() {
    SubOrderPayment bread = orders.find(paid()).orElseThrow().subOrders().get(0);
    RefundRequest refund =
        RefundRequest.of(bread.payment().ref(), "R" + shop.freshId().number(), Shop.TEN);
    WeChatPayClient others = provider.onBehalfOf(Shop.named(florist));

    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> others.refund(refund));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> provider.refund(refund));
    Refund accepted = Shop.accepted(shop.client().refund(refund)).value();
    shop.merchant.completeRefund(accepted.refundId(), RefundEnd.SUCCESS);

    assertThat(shop.requests(Operation.REFUND)).hasSize(1);
    assertThat(shop.client().findRefund(bread.payment().ref(), refund.refundId())).isPresent();
  }

  @Test
  void aRefundedPartLeavesTheWholePaid() {
    CombinedRef ref = paid();
    RefundRequest refund =
        RefundRequest.of(
            orders.find(ref).orElseThrow().subOrders().get(0).payment().ref(), "R1", Shop.TEN);
    shop.merchant.completeRefund(
        Shop.accepted(shop.client().refund(refund)).value().refundId(), RefundEnd.SUCCESS);

    CombinedPayment after = orders.find(ref).orElseThrow();

    assertThat(after.isPaid()).isTrue();
    assertThat(after.subOrders())
        .extracting(part -> part.payment().refunds())
        .containsExactly(Refunds.SOME, Refunds.NONE);
  }

  @Test
  void closingNamesTheSubMerchantsAndComesTooLateForWhatIsPaid() {
    CombinedRef ref = open();

    assertThat(Shop.accepted(orders.close(ref)).value()).isEqualTo(PaymentState.CLOSED);
    Rejection late = Shop.rejected(orders.close(paid())).rejection();

    assertThat(orders.find(ref).orElseThrow().state()).isEqualTo(PaymentState.CLOSED);
    assertThat(late.reason()).isEqualTo(Rejection.Reason.ALREADY_DONE);
  }
}
