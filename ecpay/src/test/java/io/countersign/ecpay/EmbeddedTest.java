// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.countersign.Evidence;
import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.Rejection;
import io.countersign.Secret;
import io.countersign.ShowVoucher;
import io.countersign.UnavailableException;
import io.countersign.sandbox.ecpay.Fault;
import io.countersign.sandbox.ecpay.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedTest {
  private EmbeddedShop page = EmbeddedShop.open();

  @AfterEach
  void close() {
    page.close();
  }

  private Payment found(PaymentRef payment) {
    return page.client.find(payment).orElseThrow();
  }

  @Test
  void theBanksPageComesFirstAndThePaymentAfterIt() {
    EcpayEmbeddedOrder order = page.order().methods(EcpayEmbeddedMethod.CARD).build();
    PaymentRef ref = page.embedded.ref(order);

    Outcome.Accepted<EcpayChargeResult> accepted = Shop.accepted(page.charge(order));

    EcpayChargeResult.Redirect3D redirect =
        assertInstanceOf(EcpayChargeResult.Redirect3D.class, accepted.value());
    assertEquals(page.shop.gateway.baseUri().getHost(), redirect.page().getHost());
    assertEquals("embedded", accepted.payment().orElseThrow().product().orElseThrow());
    assertTrue(accepted.payment().orElseThrow().transactionId().isPresent());
    assertEquals(0, page.chargesOf(ref));
    assertEquals(PaymentState.AWAITING_PAYER, found(ref).state());

    page.shop.collector().enterPassword(ref.number());

    assertEquals(PaymentState.PAID, found(ref).state());
    assertEquals(Evidence.Kind.ENCRYPTED_ANSWER, found(ref).evidence().kind());
    assertEquals(1, page.chargesOf(ref));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "10100058", "10300066", "31415926"})
  void aPageIsOpenedWhateverTheCodeSays(String code) {
    EcpayEmbeddedOrder order = page.order().build();
    page.shop.collector().faults().once(Operation.PAYMENT, Fault.withField("RtnCode", code));

    assertInstanceOf(EcpayChargeResult.Redirect3D.class, Shop.accepted(page.charge(order)).value());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://evil.example/otp",
        "javascript:alert(1)",
        "https://",
        "https://ecpay@evil.example/",
        "//evil.example/",
        "https://a b/",
        "ftp://ecpg.ecpay.com.tw/"
      })
  void aPageThatIsNoHttpsAddressIsNotOpened(String address) {
    EcpayEmbeddedOrder order = page.order().build();
    page.shop
        .collector()
        .faults()
        .once(Operation.PAYMENT, Fault.withField("/ThreeDInfo/ThreeDURL", address));

    Outcome.Unknown<?> unknown = assertInstanceOf(Outcome.Unknown.class, page.charge(order));

    assertFalse(unknown.cause().contains("evil"), unknown.cause());
    assertInstanceOf(FollowUp.Ask.class, unknown.followUp());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ATM", "CVS", "BARCODE"})
  void aNumberToPayWithIsNotPaid(String method) {
    EcpayEmbeddedOrder order = page.order().build();
    PaymentRef ref = page.embedded.ref(order);
    String token = Shop.accepted(page.embedded.tokenByTrade(order)).value().forPage();
    Secret payToken = Secret.of(page.shop.collector().payToken(token, method));

    Outcome.Accepted<EcpayChargeResult> accepted =
        Shop.accepted(page.embedded.createPayment(ref, payToken));

    ShowVoucher voucher =
        assertInstanceOf(EcpayChargeResult.NumberIssued.class, accepted.value()).voucher();
    assertEquals(
        switch (method) {
          case "ATM" -> ShowVoucher.BankAccount.class;
          case "CVS" -> ShowVoucher.StoreCode.class;
          default -> ShowVoucher.StoreBarcode.class;
        },
        voucher.getClass());
    assertTrue(voucher.payBefore().isAfter(page.shop.clock.instant()));
    assertEquals(
        voucher.payBefore().getEpochSecond(),
        accepted.payment().orElseThrow().payBefore().orElseThrow().getEpochSecond());
    assertEquals(PaymentState.AWAITING_PAYER, found(ref).state());
    page.shop.collector().payNumber(ref.number());
    page.shop.clock.advance(Duration.ofDays(3));
    assertEquals(PaymentState.PAID, found(ref).state());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anAnswerLostOnItsWayChargesNobodyTwice(boolean processed) {
    for (Fault plain :
        List.of(
            Fault.answerDropped(),
            Fault.badGateway(),
            Fault.tooManyCalls(),
            Fault.htmlWithStatus200(),
            Fault.truncatedBody(),
            Fault.strangersEnvelope(),
            Fault.literal(200, "application/json", "{}"),
            Fault.literal(200, "application/json", "[".repeat(10_000)),
            Fault.literal(200, "application/json", "{\"TransCode\":1,\"Data\":null}"))) {
      EcpayEmbeddedOrder order = page.order().build();
      PaymentRef ref = page.embedded.ref(order);
      Secret payToken = page.filledIn(order);
      int before = page.shop.requests(Operation.PAYMENT).size();
      page.shop
          .collector()
          .faults()
          .once(Operation.PAYMENT, processed ? plain.afterProcessing() : plain);
      Outcome<EcpayChargeResult> outcome = page.embedded.createPayment(ref, payToken);

      assertInstanceOf(Outcome.Unknown.class, outcome, plain.toString());
      assertEquals(1, page.shop.requests(Operation.PAYMENT).size() - before, plain.toString());
      assertEquals(0, page.shop.collector().faults().pending());
      boolean made = page.client.find(ref).isPresent();
      if (made) {
        page.shop.collector().enterPassword(ref.number());
        assertEquals(PaymentState.PAID, found(ref).state());
      }
      assertEquals(made ? 1 : 0, page.chargesOf(ref), plain.toString());
      assertTrue(made || !processed, plain.toString());
    }
  }

  @Test
  void whatProvablyDidNotArriveIsSaidToBeUnavailable() {
    EcpayEmbeddedOrder order = page.order().build();
    PaymentRef ref = page.embedded.ref(order);
    EcpayEmbedded late = page.client.before(page.shop.clock.instant().minusSeconds(1)).embedded();

    assertThrows(
        UnavailableException.class, () -> late.createPayment(ref, Secret.of("a-pay-token")));
  }

  @Test
  void thePayersSecondPressOfTheButtonChargesNothing() {
    EcpayEmbeddedOrder order = page.order().build();
    PaymentRef ref = page.embedded.ref(order);
    Secret payToken = page.filledIn(order);
    Shop.accepted(page.embedded.createPayment(ref, payToken));
    page.shop.collector().enterPassword(ref.number());

    Outcome<EcpayChargeResult> again = page.embedded.createPayment(ref, payToken);

    assertFalse(again instanceof Outcome.Accepted, again.toString());
    assertEquals(1, page.chargesOf(ref));
  }

  @Test
  void aRefusalOfWhatIsPaidAlreadyShowsThePayment() {
    EcpayEmbeddedOrder order = page.order().build();
    PaymentRef ref = page.embedded.ref(order);
    Secret payToken = page.filledIn(order);
    Shop.accepted(page.embedded.createPayment(ref, payToken));
    page.shop.collector().enterPassword(ref.number());
    for (String code : List.of("5100011", "10300028", "10100252", "10100058")) {
      refusing(code);

      Rejection rejection = rejected(page.embedded.createPayment(ref, payToken));

      assertEquals(Rejection.Reason.ALREADY_DONE, rejection.reason(), code);
      assertTrue(rejection.payment().orElseThrow().isPaid(), code);
    }
  }

  @Test
  void aRefusedCardIsRefusedOnceTheOrderAgrees() {
    for (String code : List.of("10100252", "10100251", "10100249")) {
      EcpayEmbeddedOrder order = page.order().build();
      refusing(code);

      Rejection rejection = rejected(page.charge(order));

      assertEquals(code, rejection.code());
      assertEquals(Rejection.Reason.PAYER, rejection.reason());
      assertEquals(0, page.chargesOf(page.embedded.ref(order)));
    }
  }

  @Test
  void aRefusalThatOnlyAskingSettlesIsUnknownUntilItDoes() {
    for (String code : List.of("10100058", "10300028")) {
      refusing(code);

      assertInstanceOf(Outcome.Unknown.class, page.charge(page.order().build()), code);
    }
  }

  @Test
  void anUnknownCodeProvesNothing() {
    for (String code : List.of("31415926", "0", "10200115", "-1")) {
      refusing(code);

      assertInstanceOf(Outcome.Unknown.class, page.charge(page.order().build()), code);
    }
  }

  @Test
  void anAnswerAboutAnotherOrderMerchantOrAmountStopsTheShop() {
    for (Fault fault :
        List.of(
            Fault.otherOrder(),
            Fault.otherMerchant(),
            Fault.wrongAmount(),
            Fault.withField("MerchantTradeNo", "another"))) {
      page.shop.collector().faults().once(Operation.PAYMENT, fault);
      EcpayEmbeddedOrder order = page.order().build();

      assertThrows(MismatchException.class, () -> page.charge(order), fault.toString());
    }
  }

  @Test
  void aTokenThatWasUsedTooLateIsRefusedOrUnknownButNeverPaid() {
    EcpayEmbeddedOrder order = page.order().build();
    Secret payToken = page.filledIn(order);
    page.shop.clock.advance(Duration.ofMinutes(11));

    Outcome<EcpayChargeResult> outcome =
        page.embedded.createPayment(page.embedded.ref(order), payToken);

    assertFalse(outcome instanceof Outcome.Accepted, outcome.toString());
    assertEquals(0, page.chargesOf(page.embedded.ref(order)));
  }

  @Test
  void aTokenSaysHowLongItLives() {
    EcpayFormToken token = Shop.accepted(page.embedded.tokenByTrade(page.order().build())).value();

    Instant end = token.expiresAt().orElseThrow();
    assertEquals(
        page.shop.clock.instant().plus(Duration.ofMinutes(10)).getEpochSecond(),
        end.getEpochSecond());
  }

  @Test
  void aTokenMayBeAskedForAgainForTheSameOrder() {
    EcpayEmbeddedOrder order = page.order().build();
    page.shop.collector().faults().once(Operation.TOKEN, Fault.answerDropped());

    Outcome.Unknown<?> lost =
        assertInstanceOf(Outcome.Unknown.class, page.embedded.tokenByTrade(order));

    assertInstanceOf(FollowUp.RepeatSame.class, lost.followUp());
    Shop.accepted(page.embedded.tokenByTrade(order));
  }

  @Test
  void anotherMerchantsTokenIsNotShown() {
    page.shop.collector().faults().once(Operation.TOKEN, Fault.otherMerchant());

    assertThrows(MismatchException.class, () -> page.embedded.tokenByTrade(page.order().build()));
  }

  @Test
  void anAnswerWithoutTokenIsUnknown() {
    page.shop.collector().faults().once(Operation.TOKEN, Fault.withField("Token", " "));

    assertInstanceOf(Outcome.Unknown.class, page.embedded.tokenByTrade(page.order().build()));
  }

  @Test
  void aNumberThatWasPaidBeforeGetsNoNewForm() {
    EcpayEmbeddedOrder order = page.order().build();
    Shop.accepted(page.charge(order));
    page.shop.collector().enterPassword(order.id().number());

    Rejection rejection = rejected(page.embedded.tokenByTrade(order));

    assertEquals(Rejection.Reason.ALREADY_DONE, rejection.reason());
    assertTrue(rejection.payment().orElseThrow().isPaid());
  }

  @Test
  void aMembersCardsAreShownOnlyForAMember() {
    Shop.accepted(page.embedded.tokenByUser(EmbeddedShop.PAYER));
    EcpayConsumer nobody =
        EcpayConsumer.byEmail(io.countersign.PersonalText.of("payer@example.com"));

    assertThrows(InvalidRequestException.class, () -> page.embedded.tokenByUser(nobody));
  }

  @Test
  void aPeriodOrderIsManagedByEnvelope() {
    EcpayEmbeddedOrder order =
        page.order()
            .methods(EcpayEmbeddedMethod.CARD)
            .schedule(new EcpaySchedule(EcpaySchedule.Unit.MONTH, 1, 12))
            .build();
    PaymentRef ref = page.embedded.ref(order);
    Shop.accepted(page.charge(order));
    page.shop.collector().enterPassword(ref.number());
    page.shop.clock.advance(PeriodShop.A_MONTH);

    EcpayPeriodOrder running = page.client.periods().find(ref).orElseThrow();

    assertEquals(EcpayPeriodState.RUNNING, running.state());
    assertEquals(2, running.charges().size());
    assertEquals(Evidence.Kind.ENCRYPTED_ANSWER, running.evidence().kind());
    assertEquals(
        EcpayPeriodState.CANCELLED, Shop.accepted(page.client.periods().cancel(ref)).value());
    assertEquals(
        EcpayPeriodState.CANCELLED, Shop.accepted(page.client.periods().cancel(ref)).value());
    assertEquals(EcpayPeriodState.CANCELLED, page.client.periods().find(ref).orElseThrow().state());
    assertEquals(List.of(), page.shop.requests(Operation.PERIOD_ACTION));
    assertTrue(page.client.periods().find(page.embedded.ref(page.order().build())).isEmpty());
  }

  @Test
  void aPlatformChargesForItsSubMerchant() {
    page.close();
    page = EmbeddedShop.openOnBehalf();
    EcpayEmbeddedOrder order = page.order().build();
    PaymentRef ref = page.embedded.ref(order);

    Shop.accepted(page.charge(order));
    page.shop.collector().enterPassword(ref.number());

    assertEquals(PaymentState.PAID, found(ref).state());
    assertEquals(1, page.chargesOf(ref));
    EcpayEmbedded platforms = EcpayClient.of(page.shop.config().build()).embedded();
    assertThrows(
        InvalidRequestException.class,
        () -> platforms.createPayment(ref, Secret.of("a-pay-token")));
  }

  @Test
  void aReferenceMadeElsewhereIsRefusedBeforeAnythingIsSent() {
    PaymentRef page2 = PaymentRef.of("ecpay", page.shop.freshId(), Shop.HUNDRED).withProduct("aio");
    for (PaymentRef ref : List.of(page2, PaymentRef.of("wechatpay", page2.id(), Shop.HUNDRED))) {
      assertThrows(
          InvalidRequestException.class,
          () -> page.embedded.createPayment(ref, Secret.of("a-pay-token")));
    }
    PaymentRef good = page.embedded.ref(page.order().build());
    for (String token : List.of("", "  ", "a\nb", "a".repeat(4001))) {
      assertThrows(
          InvalidRequestException.class, () -> page.embedded.createPayment(good, Secret.of(token)));
    }
    assertEquals(List.of(), page.shop.requests(Operation.PAYMENT));
  }

  @Test
  void nothingPrintedTellsATokenOrAPerson() {
    EcpayEmbeddedOrder order = page.order().rememberCard().build();
    EcpayFormToken token = Shop.accepted(page.embedded.tokenByTrade(order)).value();
    Secret payToken = Secret.of(page.shop.collector().payToken(token.forPage()));
    Outcome<EcpayChargeResult> outcome =
        page.embedded.createPayment(page.embedded.ref(order), payToken);
    EcpayChargeResult.Redirect3D redirect =
        (EcpayChargeResult.Redirect3D) Shop.accepted(outcome).value();

    String printed =
        order
            + " "
            + token
            + " "
            + outcome
            + " "
            + EmbeddedShop.PAYER
            + " "
            + page.shop.signals
            + " "
            + assertInstanceOf(
                Outcome.Unknown.class,
                page.embedded.createPayment(page.embedded.ref(order), payToken));

    for (String secret :
        List.of(
            token.forPage(),
            new String(payToken.reveal(), java.nio.charset.StandardCharsets.UTF_8),
            redirect.page().getPath(),
            "0912345678",
            "王小明",
            EmbeddedShop.MEMBER.reveal())) {
      assertFalse(printed.contains(secret), printed);
    }
  }

  /** The next charge is refused before it is processed, in a sealed answer. */
  private void refusing(String code) {
    Fault fault =
        Fault.literal(
            200,
            "application/json",
            SealedAnswers.of(
                page.shop.merchant,
                "{\"RtnCode\":\""
                    + code
                    + "\",\"RtnMsg\":\"refused\",\"MerchantID\":\""
                    + page.shop.collector().merchantId()
                    + "\"}"));
    page.shop.collector().faults().once(Operation.PAYMENT, fault);
  }

  private static Rejection rejected(Outcome<?> outcome) {
    return assertInstanceOf(Outcome.Rejected.class, outcome, outcome.toString()).rejection();
  }
}
