// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static io.countersign.sandbox.ecpay.Operation.CARD_ACTION;
import static io.countersign.sandbox.ecpay.Operation.SEALED_CARD_ACTION;
import static io.countersign.sandbox.ecpay.Operation.SEALED_QUERY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.Evidence;
import io.countersign.InvalidRequestException;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PaymentException;
import io.countersign.PaymentRef;
import io.countersign.PersonalText;
import io.countersign.Refund;
import io.countersign.RefundRequest;
import io.countersign.RefundState;
import io.countersign.RetryPolicy;
import io.countersign.UnavailableException;
import io.countersign.http.HttpAnswer;
import io.countersign.http.HttpCall;
import io.countersign.http.HttpDownload;
import io.countersign.http.HttpTransport;
import io.countersign.http.TransportException;
import io.countersign.sandbox.ecpay.Fault;
import java.time.Instant;
import java.time.LocalTime;
import java.time.YearMonth;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What keeps a plan from happening twice, and an answer from saying more than it does. */
class CardGuardTest {
  private static final EcpayCard CARD =
      EcpayCard.of(
          PersonalText.of("4311952222222222"), YearMonth.of(2030, 12), PersonalText.of("222"));

  private final CardShop card = CardShop.open();

  @AfterEach
  void close() {
    card.close();
  }

  @Test
  void aPlanOfUnknownOutcomeIsNotBegunAgainThoughTheDetailShowsNothingYet() {
    PaymentRef paid = card.captured();
    EcpayCardPlan<Refund> plan = card.cards().planRefund(card.request(paid, 300, 0));
    card.shop.gateway.faults().once(CARD_ACTION, Fault.requestDropped());
    assertThat(card.cards().carryOut(plan)).isInstanceOf(Outcome.Unknown.class);

    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> card.cards().carryOut(plan))
        .withMessageContaining("plan anew");
    assertThat(card.actions()).isEqualTo(1);
  }

  @Test
  void aPlanThatProvablyWasNotSentMayBeCarriedOutLater() {
    PaymentRef paid = card.captured();
    EcpayCardPlan<Refund> plan = card.cards().planRefund(card.request(paid, 300, 0));
    HttpTransport noWay =
        new HttpTransport() {
          @Override
          public HttpAnswer send(HttpCall call) throws TransportException {
            if (call.uri().getPath().endsWith("/DoAction")) {
              throw new TransportException("connection refused", false);
            }
            return HttpTransport.shared().send(call);
          }

          @Override
          public HttpDownload download(HttpCall call) throws TransportException {
            throw new TransportException("connection refused", false);
          }
        };
    EcpayCards cut =
        card.shop
            .client(card.shop.config().transport(noWay).retryPolicy(RetryPolicy.none()))
            .cards();

    assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> cut.carryOut(plan));

    Shop.accepted(card.cards().carryOut(plan));
    assertThat(card.givenBack(paid)).isEqualTo(300);
  }

  @Test
  void aCodeThatSaysNotYetIsNoRefusal() {
    for (String code : List.of("10300066", "10200115")) {
      PaymentRef paid = card.authorised();
      answering(named(paid) + "&RtnCode=" + code + "&RtnMsg=later");

      assertThat(card.refund(paid, 1000, 0)).describedAs(code).isInstanceOf(Outcome.Unknown.class);
    }
  }

  @Test
  void afterAFirstStepThatTheDetailDoesNotShowTheSecondIsNotSent() {
    PaymentRef paid = card.authorised();
    answering(named(paid) + "&RtnCode=1&RtnMsg=OK");

    assertThat(card.refund(paid, 300, 0))
        .isInstanceOfSatisfying(
            Outcome.Unknown.class,
            unknown -> assertThat(unknown.cause()).contains("C 1000.00 TWD", "已授權"));
    assertThat(card.actions()).isEqualTo(1);
  }

  @Test
  void aRefusalNeedNotRepeatWhatItIsAboutButIsAskedAbout() {
    PaymentRef paid = card.captured();
    for (String refusal : List.of("0|not enough balance", "RtnCode=90000001&RtnMsg=no")) {
      answering(refusal);

      assertThat(card.refund(paid, 300, 0))
          .isInstanceOfSatisfying(
              Outcome.Rejected.class, no -> assertThat(no.rejection().verified()).isFalse());
    }
    assertThat(card.givenBack(paid)).isZero();
  }

  @Test
  void aRefusalThatIsAboutSomethingElseIsNone() {
    PaymentRef paid = card.captured();
    String own = named(paid);
    for (String other :
        List.of(
            own.replace(paid.number(), "OTHER1"),
            own.replace(card.shop.merchant.merchantId(), "2999999"),
            own.replaceAll("TradeNo=[0-9]+$", "TradeNo=2603010000000001"))) {
      answering(other + "&RtnCode=10200073&RtnMsg=CheckMacValue Error");

      assertThat(card.refund(paid, 300, 0)).describedAs(other).isInstanceOf(Outcome.Unknown.class);
    }
    PaymentRef sealed = card.embedded();
    card.shop
        .gateway
        .faults()
        .once(
            SEALED_CARD_ACTION,
            Fault.literal(
                200,
                "application/json",
                SealedAnswers.of(
                    card.shop.merchant, "{\"RtnCode\":10200073,\"MerchantTradeNo\":\"OTHER1\"}")));
    assertThat(card.refund(sealed, 1000, 0)).isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void aCardThatWasChargedByItsNumberIsRefundedByEnvelope() {
    PaymentRef whole = chargedByNumber();
    Refund givenUp = Shop.accepted(card.refund(whole, 1000, 0)).value();
    assertThat(givenUp.state()).isEqualTo(RefundState.REFUNDED);
    assertThat(givenUp.evidence().kind()).isEqualTo(Evidence.Kind.ENCRYPTED_ANSWER);
    assertThat(card.givenBack(whole)).isEqualTo(1000);

    PaymentRef part = chargedByNumber();
    Refund onItsWay = Shop.accepted(card.refund(part, 300, 0)).value();
    assertThat(onItsWay.state()).isEqualTo(RefundState.PROCESSING);
    assertThat(card.givenBack(part)).isEqualTo(300);
    assertThat(card.shop.requests(CARD_ACTION)).isEmpty();
    assertThat(card.shop.requests(SEALED_CARD_ACTION)).hasSize(3);
    assertThat(card.cards().detail(part).orElseThrow().evidence().kind())
        .isEqualTo(Evidence.Kind.ENCRYPTED_ANSWER);
  }

  @Test
  void withBonusPointsByEnvelopeItIsAllOrNothing() {
    for (String name : List.of("RedDan", "RedDeAmt", "Stage")) {
      PaymentRef paid = card.embedded();
      card.shop.gateway.faults().once(SEALED_QUERY, Fault.withField("/CardInfo/" + name, "6"));

      assertThat(card.cards().planRefund(card.request(paid, 300, 0)).byHand().orElseThrow())
          .describedAs(name)
          .contains("in full only");
    }
    PaymentRef plain = card.embedded();
    card.shop.gateway.faults().once(SEALED_QUERY, Fault.withField("/CardInfo/RedDan", "0"));
    assertThat(card.cards().planRefund(card.request(plain, 300, 0)).byHand()).isEmpty();
  }

  @Test
  void theWindowIsTaipeisWhereverTheServerStands() {
    TimeZone zone = TimeZone.getDefault();
    try {
      for (String there : List.of("UTC", "Asia/Taipei", "America/New_York", "Pacific/Apia")) {
        TimeZone.setDefault(TimeZone.getTimeZone(there));
        assertThat(opens("2026-03-08T12:14:59.999Z")).isEqualTo("2026-03-08T12:14:59.999Z");
        assertThat(opens("2026-03-08T12:15:00Z")).isEqualTo("2026-03-08T12:30:00Z");
        assertThat(opens("2026-03-08T12:29:59.999Z")).isEqualTo("2026-03-08T12:30:00Z");
        assertThat(opens("2026-03-08T12:30:00Z")).isEqualTo("2026-03-08T12:30:00Z");
        assertThat(opens("2026-03-07T16:00:00Z"))
            .describedAs("midnight in Taipei")
            .isEqualTo("2026-03-07T16:00:00Z");
        assertThat(opens("2026-03-08T20:20:00Z"))
            .describedAs("20:20 in Greenwich")
            .isEqualTo("2026-03-08T20:20:00Z");
      }
    } finally {
      TimeZone.setDefault(zone);
    }
  }

  private static String opens(String now) {
    return CaptureWindow.firstMoment(Instant.parse(now)).toString();
  }

  @Test
  void sumsThatNoNumberHoldsAreRefusedInOurWords() {
    PaymentRef paid = card.captured();
    Money most = Money.ofMinor(Long.MAX_VALUE / 100 * 100, "TWD");
    RefundRequest request =
        RefundRequest.of(paid, "R1", CardShop.dollars(300)).with(EcpayRefundedBefore.of(most));

    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> card.cards().planRefund(request));
    assertThat(card.actions()).isZero();
  }

  @Test
  void aPlanOfOneMerchantIsNotCarriedOutByAnother() {
    PaymentRef paid = card.captured();
    EcpayCardPlan<Refund> plan = card.cards().planRefund(card.request(paid, 300, 0));
    EcpayCards stranger =
        EcpayClient.of(card.shop.config(card.shop.gateway.openMerchant()).build()).cards();

    assertThatExceptionOfType(PaymentException.class).isThrownBy(() -> stranger.carryOut(plan));
    assertThat(card.actions()).isZero();
  }

  private PaymentRef chargedByNumber() {
    card.at(LocalTime.of(12, 0));
    EcpayEmbeddedOrder order =
        EcpayEmbeddedOrder.of(card.shop.freshId(), CardShop.TOTAL)
            .description("tea")
            .consumer(EcpayConsumer.byPhone(PersonalText.of("0912345678")))
            .build();
    EcpayBackOffice office = card.shop.client().backOffice();
    Shop.accepted(office.authorize(order, CARD));
    return office.ref(order);
  }

  private String named(PaymentRef paid) {
    return "MerchantID="
        + card.shop.merchant.merchantId()
        + "&MerchantTradeNo="
        + paid.number()
        + "&TradeNo="
        + card.shop.merchant.order(paid.number()).orElseThrow().tradeNo();
  }

  private void answering(String body) {
    card.shop.gateway.faults().once(CARD_ACTION, Fault.literal(200, "text/html", body));
  }
}
