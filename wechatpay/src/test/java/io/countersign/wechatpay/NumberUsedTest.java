// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.FollowUp;
import io.countersign.Outcome;
import io.countersign.PayerAdvice;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.Rejection;
import io.countersign.Scene;
import io.countersign.ShowQrCode;
import io.countersign.Signal;
import io.countersign.sandbox.wechatpay.Fault;
import io.countersign.sandbox.wechatpay.Operation;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** "Number used" alone says nothing about the money; how the order stands does. */
class NumberUsedTest {
  private final Shop shop = Shop.open();
  private final WeChatPayClient client = shop.client();

  @AfterEach
  void close() {
    shop.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whileTheOrderCanBePaidTheOutcomeIsUnknownAndNoNewNumberIsAdvised(boolean signed) {
    PaymentRef open = shop.openOrder(client);

    Outcome.Unknown<ShowQrCode> unknown = Shop.unknown(usedAgain(open, signed));

    assertThat(unknown.followUp()).isInstanceOf(FollowUp.Ask.class);
    assertThat(unknown.cause()).contains("OUT_TRADE_NO_USED").doesNotContain("new number");
    assertThat(shop.signals(Signal.UnknownOpened.class))
        .singleElement()
        .matches(signal -> signal.number().equals(open.number()));
    shop.merchant.pay(open.number());
    assertThat(shop.merchant.chargesOf(open.number())).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anOrderThatIsProvenClosedIsRefusedAsClosed(boolean signed) {
    PaymentRef closed = shop.openOrder(client);
    Shop.accepted(client.close(closed));

    Rejection refusal = Shop.rejected(usedAgain(closed, signed)).rejection();

    assertThat(refusal.reason()).isEqualTo(Rejection.Reason.CLOSED);
    assertThat(refusal.payment()).isPresent();
    assertThat(shop.signals(Signal.UnknownOpened.class)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anOrderThatIsProvenPaidIsDoneAlready(boolean signed) {
    PaymentRef paid = shop.paidOrder(client);

    Rejection refusal = Shop.rejected(usedAgain(paid, signed)).rejection();

    assertThat(refusal.reason()).isEqualTo(Rejection.Reason.ALREADY_DONE);
    assertThat(refusal.payerAdvice()).isEqualTo(PayerAdvice.ALREADY_PAID);
    assertThat(refusal.payment().orElseThrow().isPaid()).isTrue();
    assertThat(refusal.payment().orElseThrow().ref().transactionId()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aNumberThatAnotherProductUsesIsUnknownWhileThatOrderCanBePaid(boolean signed) {
    shop.merchant.signRefusals(signed);
    PaymentRef open = shop.openOrder(client);

    Outcome<?> outcome = client.create(shop.order(Scene.inApp()).id(open.id()).build());

    assertThat(shop.lastRequest().operation()).isEqualTo(Operation.QUERY);
    assertThat(Shop.unknown(outcome).followUp()).isInstanceOf(FollowUp.Ask.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatCannotBeAskedStaysUnknown(boolean signed) {
    PaymentRef closed = shop.openOrder(client);
    Shop.accepted(client.close(closed));
    for (Fault fault :
        List.of(
            Fault.badGateway(),
            Fault.missingSignature(),
            Fault.answer(403, "NO_AUTH", "not opened"),
            Fault.answer(404, "ORDER_NOT_EXIST", "none"))) {
      shop.merchant.faults().clear();
      shop.merchant.faults().always(Operation.QUERY, fault);

      assertThat(Shop.unknown(usedAgain(closed, signed)).followUp())
          .isInstanceOf(FollowUp.Ask.class);
    }
  }

  private Outcome<ShowQrCode> usedAgain(PaymentRef ref, boolean signed) {
    Fault used = Fault.answer(403, "OUT_TRADE_NO_USED", "used");
    shop.merchant.faults().once(Operation.ORDER_NATIVE, signed ? used : used.unsigned());
    return client.create(again(ref.id()));
  }

  private PaymentRequest<ShowQrCode> again(PaymentId id) {
    return shop.order(Scene.qrCode()).id(id).build();
  }
}
