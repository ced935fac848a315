// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.PersonalText;
import io.countersign.RejectedException;
import io.countersign.Rejection;
import io.countersign.Secret;
import io.countersign.UnavailableException;
import io.countersign.sandbox.ecpay.Fault;
import io.countersign.sandbox.ecpay.Operation;
import java.time.YearMonth;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoundCardsTest {
  private EmbeddedShop page = EmbeddedShop.open();
  private EcpayBoundCards cards = page.embedded.boundCards();

  @AfterEach
  void close() {
    page.close();
  }

  /** The order with which the member's card was bound. */
  private PaymentRef bound() {
    EcpayEmbeddedOrder order = page.order().build();
    PaymentRef ref = page.embedded.ref(order);
    EcpayChargeResult result =
        Shop.accepted(cards.bind(ref, EmbeddedShop.MEMBER, typedIn(order))).value();
    assertInstanceOf(EcpayChargeResult.Redirect3D.class, result);
    page.shop.collector().enterPassword(ref.number());
    return ref;
  }

  private Secret typedIn(EcpayEmbeddedOrder order) {
    String token = Shop.accepted(cards.tokenForBinding(order)).value().forPage();
    return Secret.of(page.shop.collector().bindCardPayToken(token));
  }

  private EcpayBoundCard onlyCard(PaymentRef binding) {
    List<EcpayBoundCard> kept = cards.list(binding, EmbeddedShop.MEMBER);
    assertEquals(1, kept.size());
    return kept.get(0);
  }

  @Test
  void aCardIsBoundByTheBanksPageAndChargedWithoutTheMember() {
    PaymentRef binding = bound();
    EcpayBoundCard card = onlyCard(binding);
    assertEquals("2222", card.lastFour());
    assertEquals("431195", card.firstSix());
    assertEquals(YearMonth.of(2030, 12), card.validThrough().orElseThrow());
    EcpayEmbeddedOrder order = page.order().build();

    EcpayChargeResult result = Shop.accepted(cards.pay(order, card.id())).value();

    EcpayChargeResult.Paid paid = assertInstanceOf(EcpayChargeResult.Paid.class, result);
    assertTrue(paid.payment().isPaid());
    assertEquals(1, page.chargesOf(page.embedded.ref(order)));
    assertEquals(
        PaymentState.PAID, page.client.find(page.embedded.ref(order)).orElseThrow().state());
  }

  @Test
  void aBankThatAsksForThePasswordIsAPageToOpen() {
    EcpayBoundCard card = onlyCard(bound());
    page.shop.collector().askForPassword(card.id().reveal());

    assertInstanceOf(
        EcpayChargeResult.Redirect3D.class,
        Shop.accepted(cards.pay(page.order().build(), card.id())).value());
  }

  @Test
  void aLostAnswerChargesTheCardOnceAndIsFoundByAsking() {
    EcpayBoundCard card = onlyCard(bound());
    EcpayEmbeddedOrder order = page.order().build();
    page.shop.collector().faults().once(Operation.BOUND_PAYMENT, Fault.answerDropped());

    Outcome.Unknown<?> unknown =
        assertInstanceOf(Outcome.Unknown.class, cards.pay(order, card.id()));

    assertInstanceOf(FollowUp.Ask.class, unknown.followUp());
    assertTrue(page.client.find(page.embedded.ref(order)).orElseThrow().isPaid());
    assertEquals(1, page.chargesOf(page.embedded.ref(order)));
    assertEquals(1, page.shop.requests(Operation.BOUND_PAYMENT).size());
  }

  @Test
  void theSameOrderTwiceChargesOnceAndShowsThePayment() {
    EcpayBoundCard card = onlyCard(bound());
    EcpayEmbeddedOrder order = page.order().build();
    Shop.accepted(cards.pay(order, card.id()));

    Rejection rejection = rejected(cards.pay(order, card.id()));

    assertEquals(Rejection.Reason.ALREADY_DONE, rejection.reason());
    assertTrue(rejection.payment().orElseThrow().isPaid());
    assertEquals(1, page.chargesOf(page.embedded.ref(order)));
  }

  @Test
  void aRefusedCardPaysNothing() {
    EcpayBoundCard card = onlyCard(bound());
    page.shop.collector().refuseBoundCard(card.id().reveal(), "10100252");
    EcpayEmbeddedOrder order = page.order().build();

    assertEquals(Rejection.Reason.PAYER, rejected(cards.pay(order, card.id())).reason());
    assertEquals(0, page.chargesOf(page.embedded.ref(order)));
  }

  @Test
  void aPaymentOfAnotherAmountOrOrderStopsTheShop() {
    EcpayBoundCard card = onlyCard(bound());
    for (Fault fault : List.of(Fault.wrongAmount(), Fault.otherOrder(), Fault.otherMerchant())) {
      page.shop.collector().faults().once(Operation.BOUND_PAYMENT, fault);

      assertThrows(
          MismatchException.class,
          () -> cards.pay(page.order().build(), card.id()),
          fault.toString());
    }
  }

  @Test
  void theSameCardAgainStaysOneCard() {
    PaymentRef first = bound();
    PersonalText id = onlyCard(first).id();

    assertEquals(id, onlyCard(bound()).id());
  }

  @Test
  void aDeletedCardIsGone() {
    PaymentRef binding = bound();
    EcpayBoundCard card = onlyCard(binding);

    assertEquals(card.id(), Shop.accepted(cards.delete(card.id())).value());

    assertEquals(List.of(), cards.list(binding, EmbeddedShop.MEMBER));
    assertFalse(cards.pay(page.order().build(), card.id()) instanceof Outcome.Accepted);
    assertFalse(cards.delete(card.id()) instanceof Outcome.Accepted);
  }

  @Test
  void anAnswerAboutAnotherCardOrMerchantDeletesNothingForSure() {
    for (Fault fault : List.of(Fault.withField("BindCardID", "another"), Fault.otherMerchant())) {
      EcpayBoundCard card = onlyCard(bound());
      page.shop.collector().faults().once(Operation.UNBINDING, fault);

      MismatchException other =
          assertThrows(MismatchException.class, () -> cards.delete(card.id()), fault.toString());
      assertFalse(String.valueOf(other.getMessage()).contains(card.id().reveal()));
    }
  }

  @Test
  void aLostDeletionMayBeRepeated() {
    EcpayBoundCard card = onlyCard(bound());
    page.shop.collector().faults().once(Operation.UNBINDING, Fault.requestDropped());

    Outcome.Unknown<?> lost = assertInstanceOf(Outcome.Unknown.class, cards.delete(card.id()));

    assertInstanceOf(FollowUp.RepeatSame.class, lost.followUp());
    Shop.accepted(cards.delete(card.id()));
  }

  @Test
  void anotherMembersCardsAreNotTaken() {
    PaymentRef binding = bound();
    page.shop
        .collector()
        .faults()
        .once(Operation.BOUND_CARDS, Fault.withField("MerchantMemberID", "member-0043"));

    MismatchException mismatch =
        assertThrows(MismatchException.class, () -> cards.list(binding, EmbeddedShop.MEMBER));

    assertFalse(String.valueOf(mismatch.getMessage()).contains("member-00"));
    assertThrows(
        RejectedException.class,
        () -> cards.list(page.embedded.ref(page.order().build()), EmbeddedShop.MEMBER));
  }

  @Test
  void hostileListsOfCardsAreNoCards() {
    PaymentRef binding = bound();
    String merchant =
        "\"RtnCode\":\"1\",\"MerchantID\":\"" + page.shop.merchant.merchantId() + "\"";
    for (String list :
        List.of("null", "{}", "[]", "[null,7,[[]],\"x\"]", "[{\"BindCardID\":{}}]")) {
      answering("{" + merchant + ",\"Cards\":" + list + "}");
      assertEquals(List.of(), cards.list(binding, EmbeddedShop.MEMBER), list);
    }
    answering("{" + merchant + ",\"Cards\":" + "[".repeat(10_000) + "}");
    assertThrows(UnavailableException.class, () -> cards.list(binding, EmbeddedShop.MEMBER));
    answering("{" + merchant + ",\"Any\":[{\"BindCardID\":\"b1\",\"CardValidMM\":\"13\"}]}");
    assertTrue(onlyCard(binding).validThrough().isEmpty());
  }

  @Test
  void withoutAMemberNothingIsSent() {
    EcpayConsumer nobody = EcpayConsumer.byPhone(PersonalText.of("0912345678"));
    EcpayEmbeddedOrder order = page.order().consumer(nobody).build();

    assertThrows(InvalidRequestException.class, () -> cards.tokenForBinding(order));
    assertThrows(InvalidRequestException.class, () -> cards.pay(order, PersonalText.of("card")));
    assertThrows(
        InvalidRequestException.class,
        () -> cards.pay(page.order().build(), PersonalText.of("a card")));
    assertEquals(List.of(), page.shop.gateway.journal());
  }

  @Test
  void aPlatformBindsAndChargesForItsSubMerchant() {
    page.close();
    page = EmbeddedShop.openOnBehalf();
    cards = page.embedded.boundCards();
    EcpayBoundCard card = onlyCard(bound());
    EcpayEmbeddedOrder order = page.order().build();

    assertInstanceOf(
        EcpayChargeResult.Paid.class, Shop.accepted(cards.pay(order, card.id())).value());
    assertEquals(1, page.chargesOf(page.embedded.ref(order)));
  }

  @Test
  void nothingPrintedTellsTheCard() {
    EcpayBoundCard card = onlyCard(bound());

    String printed =
        card + " " + cards.delete(card.id()) + cards.delete(card.id()) + page.shop.signals;

    assertFalse(printed.contains(card.id().reveal()), printed);
    assertFalse(printed.contains("2222"), printed);
    assertFalse(printed.contains(EmbeddedShop.MEMBER.reveal()), printed);
  }

  private void answering(String data) {
    page.shop
        .collector()
        .faults()
        .once(
            Operation.BOUND_CARDS,
            Fault.literal(200, "application/json", SealedAnswers.of(page.shop.merchant, data)));
  }

  private static Rejection rejected(Outcome<?> outcome) {
    return assertInstanceOf(Outcome.Rejected.class, outcome, outcome.toString()).rejection();
  }
}
