// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.OpenPage;
import io.countersign.Outcome;
import io.countersign.PaymentRef;
import io.countersign.ReceivedReply.Result;
import io.countersign.Scene;
import io.countersign.sandbox.unionpay.CertificateFlaw;
import io.countersign.sandbox.unionpay.SignMethod;
import io.countersign.sandbox.unionpay.SignedForm;
import io.countersign.sandbox.unionpay.UnionPayMerchant;
import io.countersign.sandbox.unionpay.UnionPaySetup;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Method 01 of version 5.1.0 is tried at length elsewhere; the others are believed no sooner. */
class SignMethodsTest {

  private static UnionPaySetup setup(String of) {
    return switch (of) {
      case "SHA-256" -> UnionPaySetup.usual().signMethod(SignMethod.SHA256);
      case "SM3" -> UnionPaySetup.usual().signMethod(SignMethod.SM3);
      case "SM2" -> UnionPaySetup.usual().signMethod(SignMethod.SM2);
      default -> UnionPaySetup.usual().oldVersion();
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"SHA-256", "SM3", "SM2", "5.0.0"})
  void aPaymentIsBelievedOnceAndNothingIsThatUnionPayDidNotSign(String of) {
    try (Shop shop = Shop.open(setup(of))) {
      UnionPayClient client = shop.client();
      PaymentRef order = new Counter(shop).paid();
      shop.expect(order);
      SignedForm paid = shop.merchant.notification(order.number());

      for (SignedForm other : forged(shop, paid)) {
        assertThat(result(client, shop, other)).as("" + other.fields()).isEqualTo(Result.REFUSED);
      }
      for (String name : paid.fields().keySet()) {
        assertThat(result(client, shop, paid.tampered(name, paid.fields().get(name) + "0")))
            .as(name)
            .isEqualTo(Result.REFUSED);
        assertThat(result(client, shop, paid.withoutSigning(name)))
            .as(name)
            .isEqualTo(Result.REFUSED);
      }
      assertThat(result(client, shop, paid.with("merId", "777290058110049")))
          .isEqualTo(Result.UNEXPECTED);
      assertThat(shop.payments).isEmpty();

      assertThat(result(client, shop, paid)).isEqualTo(Result.HANDLED);
      assertThat(result(client, shop, paid)).isEqualTo(Result.ALREADY_HANDLED);
      assertThat(shop.payments).singleElement().matches(payment -> payment.isPaid());
    }
  }

  /** What a payer's browser carries is signed too, by a shared key even with UnionPay's own. */
  @ParameterizedTest
  @ValueSource(strings = {"SHA-256", "SM3", "SM2", "5.0.0"})
  void whatAPayersBrowserCarriesIsNoNotification(String of) {
    try (Shop shop = Shop.open(setup(of))) {
      UnionPayClient client = shop.client();
      Outcome.Accepted<OpenPage> page =
          Shop.accepted(client.create(shop.order(Scene.webPage(Shop.BACK)).build()));
      PaymentRef order = page.payment().orElseThrow();
      shop.expect(order);
      new Browser().open(page.value());
      shop.merchant.pay(order.number());

      assertThat(result(client, shop, shop.merchant.returnForm(order.number())))
          .isEqualTo(Result.REFUSED);
      SignedForm any = shop.merchant.notification(order.number());
      for (String name : any.fields().keySet()) {
        any = any.withoutSigning(name);
      }
      for (OpenPage.PostForm.Field field : ((OpenPage.PostForm) page.value()).fields()) {
        any = any.tampered(field.name(), field.value());
      }
      assertThat(result(client, shop, any)).isEqualTo(Result.REFUSED);
      assertThat(shop.payments).isEmpty();
      assertThat(shop.events).isEmpty();
    }
  }

  private static List<SignedForm> forged(Shop shop, SignedForm paid) {
    List<SignedForm> forged = new ArrayList<>();
    forged.add(paid.withoutSigning("signature"));
    forged.add(paid.tampered("signature", ""));
    forged.add(paid.signedBySampleKey(SignMethod.SHA256));
    forged.add(paid.signedBySampleKey(SignMethod.SM3));
    for (SignMethod method : SignMethod.values()) {
      UnionPayMerchant stranger =
          shop.gateway.openMerchant(UnionPaySetup.usual().signMethod(method));
      if (method.certificates()) {
        forged.add(paid.signedBy(stranger));
      } else {
        forged.add(paid.signedByKey(method, stranger.secureKey()));
      }
    }
    if (shop.merchant.signMethod().certificates()) {
      forged.add(paid.signedBy(shop.merchant));
      for (CertificateFlaw flaw : CertificateFlaw.values()) {
        forged.add(paid.signedBy(flaw));
      }
    }
    return forged;
  }

  private static Result result(UnionPayClient client, Shop shop, SignedForm form) {
    return client.notifications().handle(shop.received(form), shop, shop).result();
  }
}
