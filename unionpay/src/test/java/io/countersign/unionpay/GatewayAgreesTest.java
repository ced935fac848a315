// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.InvokeWallet;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.PersonalText;
import io.countersign.Scene;
import io.countersign.ShowQrCode;
import io.countersign.sandbox.unionpay.Operation;
import io.countersign.sandbox.unionpay.SignMethod;
import io.countersign.sandbox.unionpay.UnionPaySetup;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way to pay, from the order to the payment, at a gateway made without sight of us. */
class GatewayAgreesTest {

  private static Shop shop(String of) {
    return switch (of) {
      case "merchant" -> Shop.open();
      case "acquirer" -> Shop.openWithAcquirer();
      case "platform" -> Shop.openOnPlatform();
      case "SM3" -> Shop.open(UnionPaySetup.usual().signMethod(SignMethod.SM3));
      case "SM2" -> Shop.open(UnionPaySetup.usual().signMethod(SignMethod.SM2));
      case "old version" -> Shop.open(UnionPaySetup.usual().oldVersion());
      default -> Shop.open(UnionPaySetup.usual().signMethod(SignMethod.SHA256));
    };
  }

  private static void paysAndIsFound(Shop shop, PaymentRef ref, String product) {
    UnionPayClient client = shop.client();
    assertThat(ref.product()).contains(product);
    shop.merchant.pay(ref.number());
    Payment payment = client.find(ref).orElseThrow();
    assertThat(payment.state()).as(product).isEqualTo(PaymentState.PAID);
    assertThat(payment.orderTotal()).contains(Shop.HUNDRED);
    assertThat(payment.paidAt()).contains(shop.clock.instant());
    assertThat(payment.ref().transactionId()).isPresent();
    assertThat(shop.merchant.paymentsOf(ref.number())).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"merchant", "acquirer", "platform", "shared key", "SM3", "SM2", "old version"})
  void everyWayToPayIsPaidAndFound(String of) {
    try (Shop shop = shop(of)) {
      Counter counter = new Counter(shop);
      paysAndIsFound(shop, counter.opened(), "page");
      paysAndIsFound(shop, counter.opened(Scene.webPage(Shop.BACK), UnionPayOption.b2b()), "b2b");
      paysAndIsFound(shop, counter.opened(Scene.mobilePage(Shop.BACK, "203.0.113.7")), "wap");
      Outcome.Accepted<InvokeWallet> app =
          Shop.accepted(shop.client().create(shop.order(Scene.inApp()).build()));
      shop.merchant.startApp(app.value().content());
      paysAndIsFound(shop, app.payment().orElseThrow(), "app");
      Outcome.Accepted<ShowQrCode> code =
          Shop.accepted(shop.client().create(shop.order(Scene.qrCode()).build()));
      assertThat(shop.client().find(code.payment().orElseThrow())).isEmpty();
      shop.merchant.scan(code.value().content());
      paysAndIsFound(shop, code.payment().orElseThrow(), "qr");
      assertThat(shop.requests(Operation.PAGE)).hasSize(1);
    }
  }

  @Test
  void anOrderWithEverythingIsTaken() {
    try (Shop shop = Shop.open()) {
      var order =
          shop.order(Scene.webPage(Shop.BACK))
              .attachment("订单 7-1 <b>")
              .amount(Money.of("21474836.48", "CNY"))
              .payBefore(shop.clock.instant().plus(Duration.ofHours(2)));
      for (UnionPayOption option : OptionsTest.TYPED) {
        if (OptionsTest.fits(Product.PAGE, option)) {
          order.with(option);
        }
      }
      var made = Shop.accepted(shop.client().create(order.build()));
      Browser browser = new Browser();
      assertThat(browser.problem(made.value())).isEmpty();
      PaymentRef ref = made.payment().orElseThrow();
      shop.clock.advance(Duration.ofMinutes(100));
      shop.merchant.pay(ref.number());
      Payment payment = shop.client().find(ref).orElseThrow();
      assertThat(payment.orderTotal()).contains(Money.of("21474836.48", "CNY"));
      assertThat(payment.fields().text("reqReserved")).contains("订单 7-1 <b>");
    }
  }

  @Test
  void aCardThatIsRefusedIsFollowedByOneThatIsNot() {
    try (Shop shop = Shop.open()) {
      PaymentRef ref = new Counter(shop).opened();
      assertThat(shop.client().find(ref).orElseThrow().state()).isEqualTo(PaymentState.PROCESSING);
      shop.merchant.decline(ref.number());
      assertThat(shop.client().find(ref).orElseThrow().state())
          .isEqualTo(PaymentState.AWAITING_PAYER);
      paysAndIsFound(shop, ref, "page");
    }
  }

  @Test
  void anOrderThatNobodyPaidIsClosedWhenItsTimeIsOver() {
    try (Shop shop = Shop.open()) {
      PaymentRef ref = new Counter(shop).opened();
      shop.clock.advance(Duration.ofMinutes(25));
      assertThat(shop.client().find(ref).orElseThrow().state()).isEqualTo(PaymentState.CLOSED);
      PaymentRef late = new Counter(shop).opened();
      shop.clock.advance(Duration.ofMinutes(16));
      shop.merchant.payLate(late.number());
      assertThat(shop.client().find(late).orElseThrow().state())
          .describedAs("another try may have begun in time")
          .isEqualTo(PaymentState.PROCESSING);
      shop.clock.advance(Duration.ofMinutes(9));
      assertThat(shop.client().find(late).orElseThrow().state()).isEqualTo(PaymentState.CLOSED);
    }
  }

  @Test
  void theSameFormTwiceIsOneOrder() {
    try (Shop shop = Shop.open()) {
      var request = shop.order(Scene.webPage(Shop.BACK)).build();
      Browser browser = new Browser();
      for (int i = 0; i < 2; i++) {
        assertThat(browser.open(Shop.accepted(shop.client().create(request)).value())).isNotEmpty();
      }
      PaymentRef ref = shop.client().ref(request);
      paysAndIsFound(shop, ref, "page");
      assertThat(browser.problem(Shop.accepted(shop.client().create(request)).value()))
          .contains("12");
      assertThat(shop.merchant.paymentsOf(ref.number())).isEqualTo(1);
    }
  }

  @Test
  void aCompanysPayeeIsTaken() {
    try (Shop shop = Shop.open()) {
      PaymentRef ref =
          new Counter(shop)
              .opened(
                  Scene.webPage(Shop.BACK),
                  UnionPayOption.b2b(
                      "110001", PersonalText.of("茶"), PersonalText.of("62121426"), "工商银行"));
      paysAndIsFound(shop, ref, "b2b");
    }
  }
}
