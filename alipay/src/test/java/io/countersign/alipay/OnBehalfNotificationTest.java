// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.PaymentRef;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedReply.Result;
import io.countersign.sandbox.alipay.SignedForm;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A view believes its own merchant's payments, signed for the third party, and nobody else's. */
class OnBehalfNotificationTest {
  private final Shop shop = Shop.openOnBehalf();
  private final AlipayClient view = shop.client();
  private final OrderDesk desk = new OrderDesk(shop);
  private final PaymentRef order = desk.paid();
  private final SignedForm paid = desk.notification(order);

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void theMerchantsPaymentIsBelieved() {
    assertThat(paid.fields())
        .containsEntry("app_id", shop.merchant.appId())
        .containsEntry("auth_app_id", shop.collector().appId());

    assertThat(handle(view, paid).result()).isEqualTo(Result.HANDLED);

    assertThat(shop.payments.get(0).ref().onBehalfOf()).contains(shop.collector().appId());
  }

  @Test
  void otherMerchantsAreUnexpected() {
    AlipayClient thirdParty = AlipayClient.of(shop.config().build());
    for (SignedForm other :
        List.of(
            paid.with("auth_app_id", shop.merchant.appId()),
            paid.with("auth_app_id", "2021000000000001"),
            paid.without("auth_app_id"),
            paid.with("app_id", shop.collector().appId()),
            paid.with("seller_id", shop.merchant.sellerId()))) {
      assertThat(handle(view, other).result()).isEqualTo(Result.UNEXPECTED);
    }
    assertThat(handle(thirdParty, paid).result())
        .describedAs("the third party's own client")
        .isEqualTo(Result.UNEXPECTED);
    assertThat(shop.payments).isEmpty();
  }

  @Test
  void theMerchantsOwnKeyProvesNothingHere() {
    assertThat(handle(view, paid.signedBy(shop.collector())).result()).isEqualTo(Result.REFUSED);
  }

  @Test
  void aReferenceOfAnotherMerchantIsNotConfirmed() {
    shop.expect(order.withOnBehalfOf("2021000000000001"));

    assertThat(handle(view, paid).result()).isEqualTo(Result.UNEXPECTED);
    assertThat(shop.payments).isEmpty();
  }

  @Test
  void aRefundIsAskedForWithTheMerchantsToken() {
    desk.refund(order, "R1", "1.00");

    ReceivedReply reply = handle(view, desk.refundNotification(order, "R1"));

    assertThat(reply.result()).describedAs(reply.detail()).isEqualTo(Result.HANDLED);
    assertThat(shop.refunds.get(0).onBehalfOf()).contains(shop.collector().appId());
  }

  private ReceivedReply handle(AlipayClient client, SignedForm form) {
    return client.notifications().handle(shop.received(form), shop, shop);
  }
}
