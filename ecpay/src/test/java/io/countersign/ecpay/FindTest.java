// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.Evidence;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Payment;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.PaymentState;
import io.countersign.Refunds;
import io.countersign.RejectedException;
import io.countersign.Rejection;
import io.countersign.RetryPolicy;
import io.countersign.Secret;
import io.countersign.Signal;
import io.countersign.UnavailableException;
import io.countersign.sandbox.ecpay.Fault;
import io.countersign.sandbox.ecpay.JournalEntry;
import io.countersign.sandbox.ecpay.Operation;
import io.countersign.spi.FormFields;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FindTest {

  private final Shop shop = Shop.open();
  private final OrderDesk desk = new OrderDesk(shop);

  @AfterEach
  void close() {
    shop.close();
  }

  private Payment found(PaymentRef ref) {
    return shop.client().find(ref).orElseThrow();
  }

  @Test
  void anOrderThatThePayerHasNotPaidAwaitsThem() {
    PaymentRef ref = desk.placed();

    Payment payment = found(ref);

    assertThat(payment.state()).isEqualTo(PaymentState.AWAITING_PAYER);
    assertThat(payment.providerState()).isEqualTo("0");
    assertThat(payment.orderTotal()).contains(Shop.HUNDRED);
    assertThat(payment.paidAt()).isEmpty();
    assertThat(payment.ref().product()).contains(Product.PAGE);
    assertThat(payment.evidence().kind()).isEqualTo(Evidence.Kind.SIGNED_ANSWER);
  }

  @Test
  void aPaidOrderSaysWhenAndHowMuchAndNothingAboutRefunds() {
    PaymentRef ref = desk.placed(Shop.HUNDRED, Map.of("NeedExtraPaidInfo", "Y"));
    shop.collector().payByCard(ref.number());

    Payment payment = found(ref);

    assertThat(payment.isPaid()).isTrue();
    assertThat(payment.providerState()).isEqualTo("1");
    assertThat(payment.orderTotal()).contains(Money.of("100", "TWD"));
    assertThat(payment.paidAt()).contains(shop.clock.instant());
    assertThat(payment.ref().transactionId())
        .contains(shop.collector().order(ref.number()).orElseThrow().tradeNo());
    assertThat(payment.refunds()).isEqualTo(Refunds.NOT_REPORTED);
    assertThat(payment.fields().text("gwsr")).contains(shop.collector().gwsr(ref.number()));
    assertThat(payment.fields().text("ItemName")).contains("一杯茶 +100% ~' (熱)");
  }

  @Test
  void aFailedOrderHasFailed() {
    PaymentRef ref = desk.placed();
    shop.collector().failPayment(ref.number());

    assertThat(found(ref).state()).isEqualTo(PaymentState.FAILED);
    assertThat(found(ref).providerState()).isEqualTo("10200095");
  }

  @Test
  void aRefusedApplicationForPayingLaterHasFailed() {
    PaymentRef ref = desk.placed();
    shop.collector().issueNumber(ref.number(), "BNPL");
    assertThat(found(ref).state()).isEqualTo(PaymentState.AWAITING_PAYER);

    shop.collector().failPayment(ref.number());

    assertThat(found(ref).state()).isEqualTo(PaymentState.FAILED);
    assertThat(found(ref).providerState()).isEqualTo("10200163");
  }

  @Test
  void aStatusThatNobodyKnowsIsNeitherPaidNorUnpaid() {
    PaymentRef ref = desk.placed();
    shop.merchant.faults().once(Operation.QUERY, Fault.withField("TradeStatus", "10209999"));

    Payment payment = found(ref);

    assertThat(payment.state()).isEqualTo(PaymentState.UNRECOGNIZED);
    assertThat(payment.providerState()).isEqualTo("10209999");
  }

  @Test
  void anOrderThatEcpayDoesNotKnowIsNotFound() {
    PaymentRef ref =
        PaymentRef.of(EcpayClient.PROVIDER, shop.freshId(), Shop.HUNDRED).withProduct(Product.PAGE);

    assertThat(shop.client().find(ref)).isEmpty();
    assertThat(shop.requests(Operation.SEALED_QUERY)).isEmpty();
  }

  @Test
  void anAttemptMadeElsewhereIsAskedAboutInBothWays() {
    PaymentRef ref = PaymentRef.of(EcpayClient.PROVIDER, shop.freshId(), Shop.HUNDRED);

    assertThat(shop.client().find(ref)).isEmpty();

    assertThat(shop.requests(Operation.QUERY)).hasSize(1);
    assertThat(shop.requests(Operation.SEALED_QUERY)).hasSize(1);
  }

  @Test
  void anOrderMadeElsewhereIsFoundByItsNumberAndTotal() {
    PaymentRef made = desk.placed();
    PaymentRef ref = PaymentRef.of(EcpayClient.PROVIDER, made.id(), made.total());

    assertThat(found(ref).state()).isEqualTo(PaymentState.AWAITING_PAYER);
    assertThat(shop.requests(Operation.SEALED_QUERY)).isEmpty();
  }

  @Test
  void anotherTotalIsAMismatch() {
    PaymentRef made = desk.placed();
    PaymentRef dearer =
        PaymentRef.of(EcpayClient.PROVIDER, made.id(), Money.of("101", "TWD"))
            .withProduct(Product.PAGE);

    MismatchException different =
        catchThrowableOfType(MismatchException.class, () -> shop.client().find(dearer));

    assertThat(different.field()).isEqualTo("TradeAmt");
    assertThat(shop.signals).anyMatch(Signal.ProvenButUnexpected.class::isInstance);
  }

  static List<Fault> lies() {
    return List.of(Fault.wrongAmount(), Fault.otherOrder(), Fault.otherMerchant());
  }

  @ParameterizedTest
  @MethodSource("lies")
  void aSignedAnswerAboutSomethingElseIsAMismatch(Fault lie) {
    PaymentRef ref = desk.placed();
    shop.collector().payByCard(ref.number());
    shop.merchant.faults().always(Operation.QUERY, lie);

    assertThatThrownBy(() -> shop.client().find(ref)).isInstanceOf(MismatchException.class);
    assertThat(shop.requests(Operation.QUERY)).hasSize(1);
  }

  @Test
  void aSignedUnknownAboutAnotherNumberProvesNothingAboutOurs() {
    PaymentRef ref =
        PaymentRef.of(EcpayClient.PROVIDER, shop.freshId(), Shop.HUNDRED).withProduct(Product.PAGE);
    shop.merchant.faults().once(Operation.QUERY, Fault.otherOrder());

    assertThatThrownBy(() -> shop.client().find(ref)).isInstanceOf(MismatchException.class);
  }

  static List<Fault> unproven() {
    return List.of(
        Fault.wrongCheckMacValue(),
        Fault.missingCheckMacValue(),
        Fault.tamperedField("TradeStatus", "1"),
        Fault.tamperedField("TradeAmt", "1"),
        Fault.withField("TradeAmt", "100.0"),
        Fault.withField("TradeAmt", "一百"),
        Fault.withField("TradeAmt", ""),
        Fault.withField("TradeAmt", "99999999999999999999999"),
        Fault.withoutField("TradeAmt"),
        Fault.withoutField("TradeStatus"),
        Fault.answerDropped(),
        Fault.requestDropped(),
        Fault.truncatedBody(),
        Fault.badGateway(),
        Fault.htmlWithStatus200(),
        Fault.literal(200, "text/html", ""),
        Fault.literal(200, "text/html", "TradeStatus=1&TradeStatus=0"),
        Fault.literal(200, "text/html", "%zz=%&=&&"),
        Fault.literal(302, "text/html", "moved"));
  }

  @ParameterizedTest
  @MethodSource("unproven")
  void whatIsNotProvenIsNotBelieved(Fault fault) {
    PaymentRef ref = desk.placed();
    shop.merchant.faults().always(Operation.QUERY, fault);

    assertThatThrownBy(() -> shop.client().find(ref)).isInstanceOf(UnavailableException.class);
    assertThat(shop.requests(Operation.QUERY)).hasSizeGreaterThan(1);
  }

  @ParameterizedTest
  @MethodSource("unproven")
  void oneBadAnswerIsNoReasonNotToAskAgain(Fault fault) {
    PaymentRef ref = desk.placed();
    shop.collector().payByCard(ref.number());
    shop.merchant.faults().once(Operation.QUERY, fault);

    assertThat(found(ref).isPaid()).isTrue();
  }

  @Test
  void aPaidOrderWithoutNumbersIsNoOrder() {
    PaymentRef ref = desk.placed();
    shop.merchant.faults().always(Operation.QUERY, Fault.withoutField("MerchantTradeNo"));

    assertThatThrownBy(() -> shop.client().find(ref)).isInstanceOf(UnavailableException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"100.0", "一百", "-100", "0100"})
  void aFailedOrderWhoseAmountCannotBeReadHasNotFailed(String amount) {
    PaymentRef ref = desk.placed();
    shop.collector().failPayment(ref.number());
    shop.merchant.faults().always(Operation.QUERY, Fault.withField("TradeAmt", amount));

    assertThatThrownBy(() -> shop.client().find(ref)).isInstanceOf(UnavailableException.class);
  }

  @Test
  void aRefusedQuestionIsNotTakenForAnUnpaidOrder() {
    PaymentRef ref = desk.placed();
    shop.merchant.faults().always(Operation.QUERY, Fault.withField("TradeAmt", "0"));

    assertThatThrownBy(() -> shop.client().find(ref)).isInstanceOf(UnavailableException.class);
  }

  @Test
  void answersAreReadInEveryWayThatEcpayWritesThem() {
    PaymentRef ref = desk.placed();
    shop.collector().payByCard(ref.number());
    String goods = found(ref).fields().text("ItemName").orElseThrow();
    shop.merchant.faults().once(Operation.QUERY, Fault.formEncoded());

    assertThat(found(ref).fields().text("ItemName")).contains(goods);
  }

  @Test
  void aWrongCheckMacValueOfOursIsTheConfigurationsFault() {
    PaymentRef ref = desk.placed();
    EcpayClient wrong =
        shop.client(
            shop.config().keys(Secret.of("0123456789abcdef"), Secret.of("fedcba9876543210")));

    // The gateway signs its refusal with keys that this client does not have.
    assertThatThrownBy(() -> wrong.find(ref)).isInstanceOf(UnavailableException.class);

    shop.merchant.faults().once(Operation.QUERY, refusal("10200073"));
    RejectedException refused =
        catchThrowableOfType(RejectedException.class, () -> shop.client().find(ref));
    assertThat(refused.rejection().reason()).isEqualTo(Rejection.Reason.CONFIGURATION);
    assertThat(refused.rejection().code()).isEqualTo("10200073");
    assertThat(refused.rejection().verified()).isTrue();
    assertThat(refused.rejection().remedy()).contains("HashKey");
  }

  @ParameterizedTest
  @ValueSource(ints = {201, 206, 302})
  void aStatusOtherThan200IsNoAnswerWhateverItsBodySays(int status) {
    PaymentRef ref = desk.placed();
    shop.collector().payByCard(ref.number());
    FormFields paid =
        new FormFields()
            .put("MerchantID", shop.merchant.merchantId())
            .put("MerchantTradeNo", ref.number())
            .put("TradeAmt", "100")
            .put("TradeNo", "2611211300001234")
            .put("TradeStatus", "1");
    String body = new String(shop.merchant.form(paid.asMap()).body(), StandardCharsets.UTF_8);
    shop.merchant.faults().once(Operation.QUERY, Fault.literal(200, "text/html", body));
    assertThat(found(ref).isPaid()).isTrue();

    shop.merchant.faults().always(Operation.QUERY, Fault.literal(status, "text/html", body));
    assertThatThrownBy(() -> shop.client().find(ref)).isInstanceOf(UnavailableException.class);
  }

  @Test
  void whatSaysNeitherOrderNorRefusalIsNoAnswer() {
    PaymentRef ref = desk.placed();
    shop.merchant.faults().always(Operation.QUERY, refusal("0"));

    assertThatThrownBy(() -> shop.client().find(ref)).isInstanceOf(UnavailableException.class);
  }

  @Test
  void aMerchantWithoutEnvelopesHasMadeNothingByEnvelope() {
    PaymentRef elsewhere = PaymentRef.of(EcpayClient.PROVIDER, shop.freshId(), Shop.HUNDRED);
    shop.merchant.faults().always(Operation.SEALED_QUERY, Fault.envelopeRefused());

    assertThat(shop.client().find(elsewhere)).isEmpty();
    assertThatThrownBy(() -> shop.client().find(elsewhere.withProduct(Product.PAYMENT_CODE)))
        .isInstanceOf(RejectedException.class);
  }

  @Test
  void unknownIsBelievedOfThisMerchantsOwnNumberOnly() {
    PaymentRef ref =
        PaymentRef.of(EcpayClient.PROVIDER, shop.freshId(), Shop.HUNDRED).withProduct(Product.PAGE);
    String own = shop.merchant.merchantId();
    for (Fault lie :
        List.of(
            refusal("10200047", own, ""),
            refusal("10200047", own, "X"),
            refusal("10200047", "3002607", ref.number()))) {
      shop.merchant.faults().once(Operation.QUERY, lie);
      assertThatThrownBy(() -> shop.client().find(ref)).isInstanceOf(MismatchException.class);
    }

    shop.merchant.faults().once(Operation.QUERY, refusal("10200047", own, ref.number()));
    assertThat(shop.client().find(ref)).isEmpty();
  }

  private Fault refusal(String code) {
    return refusal(code, shop.merchant.merchantId(), "X");
  }

  /** A number that ECPay does not know, with any code in place of the status. */
  private Fault refusal(String code, String merchantId, String number) {
    FormFields nothing =
        new FormFields()
            .put("MerchantID", merchantId)
            .put("MerchantTradeNo", number)
            .put("TradeAmt", "0")
            .put("TradeNo", "")
            .put("TradeStatus", code);
    return Fault.literal(
        200,
        "text/html",
        new String(shop.merchant.form(nothing.asMap()).body(), StandardCharsets.UTF_8));
  }

  @Test
  void tooManyQuestionsAreToWaitHalfAnHour() {
    PaymentRef ref = desk.placed();
    shop.merchant.faults().once(Operation.QUERY, Fault.tooManyCalls());

    UnavailableException busy =
        catchThrowableOfType(UnavailableException.class, () -> shop.client().find(ref));

    assertThat(busy.retryAfter()).contains(Duration.ofMinutes(30));
    assertThat(shop.requests(Operation.QUERY)).hasSize(1);
  }

  @Test
  void everyAttemptNamesItsOwnTime() {
    PaymentRef ref = desk.placed();
    EcpayClient slow =
        shop.client(
            shop.config()
                .sleeper(wait -> shop.clock.advance(Duration.ofMinutes(4)))
                .retryPolicy(
                    new RetryPolicy(
                        2, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofHours(1))));
    shop.merchant.faults().once(Operation.QUERY, Fault.badGateway());

    // With one time for both, the second would be four minutes old, which ECPay refuses.
    assertThat(slow.find(ref)).isPresent();
    assertThat(shop.requests(Operation.QUERY)).extracting(JournalEntry::code).endsWith("1");
  }

  @Test
  void aReferenceOfAnotherProviderOrMerchantIsRefusedUnsent() {
    PaymentId id = shop.freshId();

    assertThatThrownBy(
            () -> shop.client().find(PaymentRef.of("wechatpay", id, Money.of("1", "CNY"))))
        .isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(
            () ->
                shop.client()
                    .find(
                        PaymentRef.of(EcpayClient.PROVIDER, id, Shop.HUNDRED)
                            .withOnBehalfOf("2000132")))
        .isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(
            () ->
                shop.client()
                    .find(
                        PaymentRef.of(
                            EcpayClient.PROVIDER,
                            new PaymentId("not-for-ecpay", id.createdAt()),
                            Shop.HUNDRED)))
        .isInstanceOf(InvalidRequestException.class);
    assertThat(shop.gateway.journal()).isEmpty();
  }

  @Test
  void askingIsToldToTheObserver() {
    PaymentRef ref = desk.placed();
    shop.clock.advance(Duration.ofMinutes(10));

    found(ref);

    assertThat(shop.signals)
        .contains(
            new Signal.PaymentAsked(
                EcpayClient.PROVIDER,
                ref.number(),
                Optional.of(PaymentState.AWAITING_PAYER),
                Duration.ofMinutes(10)));
  }
}
