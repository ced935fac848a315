// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.Pem;
import io.countersign.PersonalText;
import io.countersign.ReceivedReply.Result;
import io.countersign.Refund;
import io.countersign.sandbox.unionpay.Fault;
import io.countersign.sandbox.unionpay.Operation;
import io.countersign.sandbox.unionpay.UnionPaySetup;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Cards, pay-outs and notices against a gateway that was made without sight of this client. */
class CardsAndPayoutsSandboxTest {
  private static final PersonalText CARD = PersonalText.of("6216261000000000018");
  private static final PersonalText PHONE = PersonalText.of("13552535506");
  private static final PersonalText CODE = PersonalText.of("111111");
  private static final Money THREE = Money.of("3.00", "CNY");

  private final Shop shop = Shop.open(UnionPaySetup.usual().encrypts().balance(1_000_000));
  private final UnionPayClient client =
      shop.client(
          shop.config().encryptionCertificate(Pem.text(shop.merchant.encryptionCertificatePem())));
  private final UnionPayTokens tokens = client.tokens("62000000001");

  @AfterEach
  void close() {
    shop.close();
  }

  private static UnionPayCustomer holder() {
    return UnionPayCustomer.builder().phone(PHONE).smsCode(CODE).build();
  }

  @Test
  void aCardIsOpenedChargedRefundedByNoticeAndClosed() {
    PaymentId opening = shop.freshId();
    assertThat(
            tokens.sendOpeningCode(
                shop.freshId(), CARD, UnionPayCustomer.builder().phone(PHONE).build()))
        .isInstanceOf(Outcome.Accepted.class);
    UnionPayCardOpening opened = Shop.accepted(tokens.open(opening, CARD, holder())).value();
    assertThat(opened.isOpen()).isTrue();
    PersonalText token = opened.token().orElseThrow();
    assertThat(tokens.find(opening.number()).orElseThrow().isOpen()).isTrue();
    assertThat(tokens.find("NOBODYS1")).isEmpty();

    PaymentId id = shop.freshId();
    Shop.accepted(tokens.sendPaymentCode(id, Shop.HUNDRED, token, PHONE));
    UnionPayTokenCharge charge = UnionPayTokenCharge.of(token, id, Shop.HUNDRED).withSmsCode(CODE);
    shop.expect(tokens.ref(charge));
    Payment paid = Shop.accepted(tokens.charge(charge)).value();
    assertThat(paid.isPaid()).isTrue();
    assertThat(client.find(tokens.ref(charge)).orElseThrow().isPaid()).isTrue();
    assertThat(shop.merchant.paymentsOf(id.number())).isEqualTo(1);
    assertThat(
            client
                .notifications()
                .handle(shop.received(shop.merchant.notification(id.number())), shop, shop)
                .result())
        .isEqualTo(Result.HANDLED);
    assertThat(shop.payments).hasSize(1).allMatch(Payment::isPaid);

    PersonalText next =
        Shop.accepted(tokens.update(shop.freshId(), token, holder())).value().token().orElseThrow();
    Shop.accepted(tokens.delete(shop.freshId(), next));
    assertThat(shop.merchant.tokenIsOpen(next.reveal())).isFalse();
    assertThat(
            Counter.rejected(
                    tokens.charge(UnionPayTokenCharge.of(next, shop.freshId(), Shop.HUNDRED)))
                .code())
        .isEqualTo("89");
  }

  @Test
  void aChargeWhoseAnswerIsLostIsFoundAndSentOnce() {
    PersonalText token = PersonalText.of(shop.merchant.openedToken(CARD.reveal()));
    UnionPayTokenCharge charge = UnionPayTokenCharge.of(token, shop.freshId(), Shop.HUNDRED);
    shop.merchant.faults().once(Operation.TOKEN_PAY, Fault.answerDropped().afterProcessing());

    Counter.unknown(tokens.charge(charge));

    assertThat(client.find(tokens.ref(charge)).orElseThrow().isPaid()).isTrue();
    assertThat(Shop.accepted(tokens.charge(charge)).value().isPaid()).isTrue();
    assertThat(shop.merchant.paymentsOf(charge.id().number())).isEqualTo(1);
  }

  @Test
  void aPayoutIsTakenFoundAndNotified() {
    String number = shop.freshId().number();
    UnionPayPayoutRequest request =
        UnionPayPayoutRequest.toCard(CARD)
            .number(number)
            .amount(THREE)
            .payee(UnionPayCustomer.builder().name(PersonalText.of("全渠道")).build())
            .build();

    assertThat(client.payouts().find(number, THREE)).isEmpty();
    UnionPayPayout taken = Shop.accepted(client.payouts().send(request)).value();
    assertThat(taken.state()).isEqualTo(UnionPayPayoutState.PROCESSING);
    UnionPayPayout found = client.payouts().find(number, THREE).orElseThrow();
    assertThat(found.state()).isEqualTo(UnionPayPayoutState.SUCCEEDED);
    assertThat(shop.merchant.balance()).isEqualTo(1_000_000 - 300);

    assertThat(Shop.accepted(client.payouts().send(request)).value().state())
        .describedAs("the same again is not paid again")
        .isEqualTo(UnionPayPayoutState.SUCCEEDED);
    assertThat(shop.merchant.balance()).isEqualTo(1_000_000 - 300);
    client.notifications().handle(shop.received(shop.merchant.notification(number)), shop, shop);
    assertThat(((UnionPayPayoutChanged) shop.events.get(0)).confirm(THREE).state())
        .isEqualTo(UnionPayPayoutState.SUCCEEDED);
  }

  @Test
  void aPayoutWhoseAnswerIsLostIsNotPaidTwice() {
    String number = shop.freshId().number();
    UnionPayPayoutRequest request =
        UnionPayPayoutRequest.toCard(CARD)
            .number(number)
            .amount(THREE)
            .payee(UnionPayCustomer.builder().name(PersonalText.of("全渠道")).build())
            .build();
    shop.merchant.faults().once(Operation.PAY_OUT, Fault.answerDropped().afterProcessing());

    Counter.unknown(client.payouts().send(request));

    shop.clock.advance(Duration.ofMinutes(3));
    assertThat(client.payouts().find(number, THREE).orElseThrow().state())
        .isEqualTo(UnionPayPayoutState.SUCCEEDED);
    assertThat(shop.merchant.balance()).isEqualTo(1_000_000 - 300);
  }

  @Test
  void whatThePayersBrowserBringsIsAHintAndNoPayment() {
    Shop plain = Shop.open();
    try {
      PaymentRef order = new Counter(plain).paid();
      plain.expect(order);
      UnionPayClient shopper = plain.client();

      assertThat(shopper.payerReturn(plain.received(plain.merchant.returnForm(order.number()))))
          .contains(new UnionPayPayerReturn(order.number()));
      assertThat(
              shopper
                  .notifications()
                  .handle(plain.received(plain.merchant.returnForm(order.number())), plain, plain)
                  .result())
          .isEqualTo(Result.REFUSED);
      assertThat(plain.payments).isEmpty();
      assertThat(plain.refunds).extracting(Refund::refundId).isEmpty();
    } finally {
      plain.close();
    }
  }
}
