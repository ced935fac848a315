// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.PaymentRef;
import io.countersign.ReceivedReply;
import io.countersign.ReceivedReply.Result;
import io.countersign.sandbox.ecpay.SignedForm;
import io.countersign.spi.FormFields;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A view believes its own sub-merchant's payments, signed by the platform, and nobody else's. */
class OnBehalfNotificationTest {
  private final Shop shop = Shop.openOnBehalf();
  private final EcpayClient view = shop.client();
  private final PaymentRef order = new OrderDesk(shop).placed();
  private final SignedForm paid = paid();

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void theSubMerchantsPaymentIsBelieved() {
    assertThat(paid.fields()).containsEntry("PlatformID", shop.merchant.merchantId());
    assertThat(handle(view, paid).result()).isEqualTo(Result.HANDLED);
    assertThat(handle(view, paid.without("PlatformID")).result())
        .describedAs("ECPay need not name the platform; its keys do")
        .isEqualTo(Result.ALREADY_HANDLED);

    assertThat(shop.payments.get(0).ref().onBehalfOf()).contains(shop.collector().merchantId());
  }

  @Test
  void otherMerchantsAndOtherPlatformsAreUnexpected() {
    EcpayClient platform = EcpayClient.of(shop.config().build());
    for (SignedForm other :
        List.of(
            paid.with("MerchantID", shop.merchant.merchantId()),
            paid.with("MerchantID", "2999999"),
            paid.with("PlatformID", "2999999"),
            paid.without("MerchantID"))) {
      assertThat(handle(view, other).result()).isEqualTo(Result.UNEXPECTED);
    }
    assertThat(handle(platform, paid).result())
        .describedAs("the platform's own client")
        .isEqualTo(Result.UNEXPECTED);
    assertThat(shop.payments).isEmpty();
  }

  @Test
  void theSubMerchantsOwnKeysProveNothingHere() {
    FormFields unsigned = new FormFields();
    paid.fields()
        .forEach(
            (name, value) -> {
              if (!name.equals(CheckMacValue.FIELD)) {
                unsigned.put(name, value);
              }
            });

    assertThat(
            view.notifications()
                .handle(Posted.signed(unsigned, Posted.keys(shop.collector())), shop, shop)
                .result())
        .isEqualTo(Result.REFUSED);
  }

  @Test
  void aReferenceOfAnotherSubMerchantIsNotConfirmed() {
    shop.expect(order.withOnBehalfOf("2999999"));

    assertThat(handle(view, paid).result()).isEqualTo(Result.UNEXPECTED);
    assertThat(shop.payments).isEmpty();
  }

  private SignedForm paid() {
    shop.expect(order);
    shop.collector().payByCard(order.number());
    return shop.collector().resultNotification(order.number());
  }

  private ReceivedReply handle(EcpayClient client, SignedForm form) {
    return client.notifications().handle(shop.received(form), shop, shop);
  }
}
