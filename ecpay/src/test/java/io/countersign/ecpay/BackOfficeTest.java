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
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PersonalText;
import io.countersign.Rejection;
import io.countersign.sandbox.ecpay.Fault;
import io.countersign.sandbox.ecpay.Operation;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackOfficeTest {
  private static final String NUMBER = "4311952222222222";
  private static final EcpayCard CARD =
      EcpayCard.of(PersonalText.of(NUMBER), YearMonth.of(2030, 12), PersonalText.of("222"));
  private static final EcpayConsumer CALLER =
      EcpayConsumer.byPhone(PersonalText.of("0912345678")).withName(PersonalText.of("Wang"));

  private EmbeddedShop page = EmbeddedShop.open();
  private EcpayBackOffice office = page.client.backOffice();

  @AfterEach
  void close() {
    page.close();
  }

  private EcpayEmbeddedOrder.Builder order() {
    return EcpayEmbeddedOrder.of(page.shop.freshId(), Shop.HUNDRED)
        .description("tea")
        .consumer(CALLER);
  }

  @Test
  void aCardIsChargedOnce() {
    EcpayEmbeddedOrder order = order().build();
    PaymentRef ref = office.ref(order);

    Outcome.Accepted<EcpayChargeResult> accepted = Shop.accepted(office.authorize(order, CARD));

    assertTrue(assertInstanceOf(EcpayChargeResult.Paid.class, accepted.value()).payment().isPaid());
    assertEquals("backauth", ref.product().orElseThrow());
    assertEquals(1, page.chargesOf(ref));
    assertTrue(page.client.find(ref).orElseThrow().isPaid());
  }

  @Test
  void withAResultUrlTheBankMayAskForThePassword() {
    EcpayEmbeddedOrder order = order().resultUrl(EmbeddedShop.BACK).build();

    assertInstanceOf(
        EcpayChargeResult.Redirect3D.class, Shop.accepted(office.authorize(order, CARD)).value());
    page.shop.collector().enterPassword(order.id().number());
    assertTrue(page.client.find(office.ref(order)).orElseThrow().isPaid());
  }

  @Test
  void aLostAnswerIsFoundByAskingAndChargesOnce() {
    for (boolean processed : new boolean[] {true, false}) {
      EcpayEmbeddedOrder order = order().build();
      Fault lost = processed ? Fault.answerDropped() : Fault.requestDropped();
      page.shop.collector().faults().once(Operation.BACK_AUTH, lost);

      Outcome.Unknown<?> unknown =
          assertInstanceOf(Outcome.Unknown.class, office.authorize(order, CARD));

      assertInstanceOf(FollowUp.Ask.class, unknown.followUp());
      assertEquals(processed, page.client.find(office.ref(order)).isPresent());
      assertEquals(processed ? 1 : 0, page.chargesOf(office.ref(order)));
    }
    assertEquals(2, page.shop.requests(Operation.BACK_AUTH).size());
  }

  @Test
  void theSameOrderTwiceChargesOnceAndShowsThePayment() {
    EcpayEmbeddedOrder order = order().build();
    Shop.accepted(office.authorize(order, CARD));

    Rejection rejection = rejected(office.authorize(order, CARD));

    assertEquals(Rejection.Reason.ALREADY_DONE, rejection.reason());
    assertEquals(1, page.chargesOf(office.ref(order)));
  }

  @Test
  void aRefusedCardPaysNothing() {
    page.shop.collector().refuseBackAuth("10100255");
    EcpayEmbeddedOrder order = order().build();

    assertEquals(Rejection.Reason.PAYER, rejected(office.authorize(order, CARD)).reason());
    assertEquals(0, page.chargesOf(office.ref(order)));
  }

  @Test
  void aPaymentOfAnotherAmountOrOrderStopsTheShop() {
    for (Fault fault : List.of(Fault.wrongAmount(), Fault.otherOrder(), Fault.otherMerchant())) {
      page.shop.collector().faults().once(Operation.BACK_AUTH, fault);

      assertThrows(
          MismatchException.class, () -> office.authorize(order().build(), CARD), fault.toString());
    }
  }

  @Test
  void whatDoesNotBelongHereIsRefusedBeforeAnythingIsSent() {
    EcpayConsumer abroad = EcpayConsumer.byPhone(PersonalText.of("+886912345678"));
    EcpayConsumer chinese = CALLER.withName(PersonalText.of("王小明"));
    for (EcpayEmbeddedOrder wrong :
        List.of(
            order().consumer(abroad).build(),
            order().consumer(chinese).build(),
            order().instalments(3).build(),
            order().resultUrl(Shop.NOTIFY_URL).build(),
            order().description("mail").build())) {
      InvalidRequestException refused =
          assertThrows(InvalidRequestException.class, () -> office.authorize(wrong, CARD));
      assertFalse(String.valueOf(refused.getMessage()).contains("886"));
      assertFalse(String.valueOf(refused.getMessage()).contains("王"));
    }
    assertEquals(List.of(), page.shop.gateway.journal());
  }

  @Test
  void aNumberThatCannotBeACardsIsNotQuoted() {
    for (String number : List.of("4311-9522-2222-2222", "43119522222", "", "4".repeat(20))) {
      InvalidRequestException refused =
          assertThrows(
              InvalidRequestException.class,
              () ->
                  EcpayCard.of(
                      PersonalText.of(number), YearMonth.of(2030, 1), PersonalText.of("222")));
      assertFalse(String.valueOf(refused.getMessage()).contains("4311"));
    }
    for (String code : List.of("22", "22222", "2a2")) {
      assertThrows(
          InvalidRequestException.class,
          () ->
              EcpayCard.of(PersonalText.of(NUMBER), YearMonth.of(2030, 1), PersonalText.of(code)));
    }
    assertThrows(
        InvalidRequestException.class,
        () -> EcpayCard.of(PersonalText.of(NUMBER), YearMonth.of(30, 12), PersonalText.of("222")));
  }

  @Test
  void nothingPrintedOrReportedTellsTheCard() {
    Outcome<EcpayChargeResult> paid = office.authorize(order().build(), CARD);
    page.shop.collector().refuseBackAuth("31415926");
    Outcome<EcpayChargeResult> odd = office.authorize(order().build(), CARD);

    String printed = CARD + " " + paid + " " + odd + " " + page.shop.signals;

    assertInstanceOf(Outcome.Unknown.class, odd);
    assertFalse(printed.contains(NUMBER), printed);
    assertFalse(printed.contains("2222"), printed);
    assertFalse(printed.contains("0912345678"), printed);
  }

  @Test
  void aPlatformChargesForItsSubMerchant() {
    page.close();
    page = EmbeddedShop.openOnBehalf();
    office = page.client.backOffice();
    EcpayEmbeddedOrder order = order().build();

    Shop.accepted(office.authorize(order, CARD));

    assertEquals(1, page.chargesOf(office.ref(order)));
  }

  @Test
  void theOrderIsTheSameWheneverItIsMade() {
    PaymentId id = new PaymentId("A1", Instant.parse("2026-01-01T00:00:00Z"));
    EcpayEmbeddedOrder order =
        EcpayEmbeddedOrder.of(id, Shop.HUNDRED).description("tea").consumer(CALLER).build();

    assertEquals(office.ref(order), office.ref(order));
  }

  private static Rejection rejected(Outcome<?> outcome) {
    return assertInstanceOf(Outcome.Rejected.class, outcome, outcome.toString()).rejection();
  }
}
