// SPDX-License-Identifier: Apache-2.0
package io.countersign.ecpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.Evidence;
import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.Payment;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PaymentState;
import io.countersign.Rejection;
import io.countersign.Scene;
import io.countersign.ShowVoucher;
import io.countersign.UnavailableException;
import io.countersign.VoucherKind;
import io.countersign.sandbox.ecpay.Fault;
import io.countersign.sandbox.ecpay.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class VoucherTest {

  private final Shop shop = Shop.open();

  @AfterEach
  void close() {
    shop.close();
  }

  private PaymentRequest.Builder<ShowVoucher> order(VoucherKind kind) {
    return PaymentRequest.in(Scene.voucher(kind))
        .id(shop.freshId())
        .amount(Shop.HUNDRED)
        .description("一杯茶 🍵 ~+'");
  }

  private PaymentRequest<ShowVoucher> code() {
    return order(VoucherKind.STORE_CODE).build();
  }

  private Payment found(PaymentRef ref) {
    return shop.client().find(ref).orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(VoucherKind.class)
  void aVoucherIsIssuedAndFoundAgainAndPaid(VoucherKind kind) {
    PaymentRequest<ShowVoucher> request = order(kind).build();

    Outcome.Accepted<ShowVoucher> accepted = Shop.accepted(shop.client().create(request));
    PaymentRef ref = accepted.payment().orElseThrow();

    assertThat(ref.product()).contains(Product.PAYMENT_CODE);
    assertThat(ref.payBefore()).contains(accepted.value().payBefore());
    assertThat(ref.transactionId())
        .contains(shop.merchant.order(ref.number()).orElseThrow().tradeNo());
    assertThat(PaymentRef.parse(ref.toString())).isEqualTo(ref);
    assertThat(shop.client().findVoucher(ref)).contains(accepted.value());
    assertThat(found(ref).state()).isEqualTo(PaymentState.AWAITING_PAYER);
    assertThat(found(ref).evidence().kind()).isEqualTo(Evidence.Kind.ENCRYPTED_ANSWER);

    shop.merchant.payNumber(ref.number());
    shop.clock.advance(Duration.ofDays(2));

    assertThat(found(ref).isPaid()).isTrue();
    assertThat(found(ref).orderTotal()).contains(Shop.HUNDRED);
    assertThat(shop.client().findVoucher(ref)).isEmpty();
  }

  @Test
  void anAccountLastsToTheEndOfADayInTaipei() {
    Instant lastSecond = Instant.parse("2099-01-01T15:59:59Z");
    PaymentRequest<ShowVoucher> far = order(VoucherKind.BANK_ACCOUNT).payBefore(lastSecond).build();
    assertThatThrownBy(() -> shop.client().ref(far)).isInstanceOf(InvalidRequestException.class);

    Instant today = shop.clock.instant();
    Instant endOfDay =
        today
            .atOffset(TaipeiTime.OFFSET)
            .toLocalDate()
            .plusDays(5)
            .atTime(23, 59, 59)
            .toInstant(TaipeiTime.OFFSET);
    ShowVoucher voucher =
        Shop.accepted(
                shop.client().create(order(VoucherKind.BANK_ACCOUNT).payBefore(endOfDay).build()))
            .value();

    assertThat(voucher.payBefore()).isEqualTo(endOfDay);
  }

  @Test
  void aStoresCodeEndsByTheMinuteAndNeverTooLate() {
    Instant payBefore = shop.clock.instant().plus(Duration.ofMinutes(90)).plusSeconds(59);
    PaymentRequest<ShowVoucher> request =
        order(VoucherKind.STORE_CODE).payBefore(payBefore).build();
    // ECPay counts from when it is called, not from when the shop made up its mind.
    shop.clock.advance(Duration.ofMinutes(30));

    ShowVoucher voucher = Shop.accepted(shop.client().create(request)).value();

    assertThat(Duration.between(voucher.payBefore(), payBefore))
        .isBetween(Duration.ZERO, Duration.ofMinutes(1));
  }

  @Test
  void aBarcodeIsCountedInDays() {
    Instant payBefore =
        shop.clock
            .instant()
            .atOffset(TaipeiTime.OFFSET)
            .toLocalDate()
            .plusDays(4)
            .atTime(23, 59, 59)
            .toInstant(TaipeiTime.OFFSET);

    ShowVoucher voucher =
        Shop.accepted(
                shop.client().create(order(VoucherKind.STORE_BARCODE).payBefore(payBefore).build()))
            .value();

    assertThat(voucher.payBefore()).isEqualTo(shop.clock.instant().plus(Duration.ofDays(4)));
  }

  @Test
  void anOptionOfThePageAloneIsRefusedWithAVoucher() {
    for (EcpayOption ofThePage :
        List.of(
            EcpayOption.redeem(),
            EcpayOption.language("ENG"),
            EcpayOption.bindingCard("M1"),
            EcpayOption.withoutExtraPaidInfo())) {
      assertThatThrownBy(
              () -> shop.client().create(order(VoucherKind.BANK_ACCOUNT).with(ofThePage).build()))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("this is for [PAGE]");
    }
    assertThat(shop.requests(Operation.NUMBER)).isEmpty();
  }

  @Test
  void bankAndStoreCanBeChosen() {
    ShowVoucher account =
        Shop.accepted(
                shop.client()
                    .create(
                        order(VoucherKind.BANK_ACCOUNT)
                            .with(EcpayOption.chooseSubPayment("FIRST"))
                            .build()))
            .value();
    assertThat(((ShowVoucher.BankAccount) account).bankCode()).isEqualTo("007");

    PaymentRequest<ShowVoucher> described =
        order(VoucherKind.STORE_CODE)
            .with(EcpayOption.chooseSubPayment("IBON"))
            .with(EcpayOption.desc("一", "二"))
            .with(EcpayOption.items(List.of("茶", "杯")))
            .attachment("table 7")
            .build();
    PaymentRef ref = Shop.accepted(shop.client().create(described)).payment().orElseThrow();
    assertThat(shop.merchant.order(ref.number()).orElseThrow().paymentType()).isEqualTo("CVS_IBON");
    assertThat(found(ref).fields().text("CustomField")).contains("table 7");

    assertThatThrownBy(
            () ->
                shop.client()
                    .ref(
                        order(VoucherKind.STORE_BARCODE)
                            .with(EcpayOption.chooseSubPayment("IBON"))
                            .build()))
        .isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(
            () ->
                shop.client()
                    .ref(order(VoucherKind.BANK_ACCOUNT).with(EcpayOption.desc("一")).build()))
        .isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(
            () ->
                shop.client()
                    .ref(
                        order(VoucherKind.BANK_ACCOUNT)
                            .with(EcpayOption.field("OrderInfo", "x"))
                            .build()))
        .isInstanceOf(InvalidRequestException.class);
  }

  static List<Fault> lost() {
    return List.of(
        Fault.answerDropped(),
        Fault.truncatedBody(),
        Fault.htmlWithStatus200(),
        Fault.badGateway().afterProcessing(),
        Fault.strangersEnvelope(),
        Fault.tooManyCalls().afterProcessing(),
        Fault.withoutField("OrderInfo"),
        Fault.withoutField("CVSInfo"),
        Fault.withoutField("RtnCode"),
        Fault.withField("/CVSInfo/PaymentNo", ""),
        Fault.withField("/CVSInfo/PaymentNo", "two words"),
        Fault.withField("/CVSInfo/ExpireDate", "soon"),
        Fault.withField("/OrderInfo/TradeAmt", "100.5"),
        Fault.withField("RtnCode", "10209999"));
  }

  @ParameterizedTest
  @MethodSource("lost")
  void anAnswerThatCannotBeReadIsUnknownAndTheSameRequestBringsTheSameVoucher(Fault fault) {
    PaymentRequest<ShowVoucher> request = code();
    shop.merchant.faults().once(Operation.NUMBER, fault);

    Outcome<ShowVoucher> first = shop.client().create(request);

    assertThat(first).isInstanceOf(Outcome.Unknown.class);
    assertThat(((Outcome.Unknown<ShowVoucher>) first).followUp()).isInstanceOf(FollowUp.Ask.class);
    assertThat(shop.requests(Operation.NUMBER)).describedAs("asked once only").hasSize(1);

    shop.clock.advance(Duration.ofMinutes(1));
    Outcome.Accepted<ShowVoucher> again = Shop.accepted(shop.client().create(request));

    assertThat(((ShowVoucher.StoreCode) again.value()).code())
        .isEqualTo(
            shop.merchant
                .order(request.id().number())
                .orElseThrow()
                .number()
                .orElseThrow()
                .fields()
                .get("PaymentNo"));
    assertThat(again.payment().orElseThrow().transactionId()).isPresent();
  }

  static List<Fault> lies() {
    return List.of(Fault.wrongAmount(), Fault.otherOrder(), Fault.otherMerchant());
  }

  @ParameterizedTest
  @MethodSource("lies")
  void aVoucherForSomethingElseIsNotShown(Fault lie) {
    shop.merchant.faults().once(Operation.NUMBER, lie);

    assertThatThrownBy(() -> shop.client().create(code())).isInstanceOf(MismatchException.class);
    assertThat(shop.requests(Operation.NUMBER)).hasSize(1);
  }

  static List<String> refusalsOfOthers() {
    return List.of(
        "{\"RtnCode\":10200079,\"MerchantID\":\"2000132\"}",
        "{\"RtnCode\":10200047,\"OrderInfo\":{\"MerchantTradeNo\":\"SOMEONES\"}}");
  }

  @ParameterizedTest
  @MethodSource("refusalsOfOthers")
  void aRefusalThatNamesSomethingElseSaysNothingAboutThis(String data) {
    Fault other = Fault.literal(200, "application/json", SealedAnswers.of(shop.merchant, data));
    PaymentRef ref = Shop.accepted(shop.client().create(code())).payment().orElseThrow();
    shop.merchant.faults().once(Operation.NUMBER, other);
    shop.merchant.faults().always(Operation.SEALED_QUERY, other);

    assertThatThrownBy(() -> shop.client().create(code())).isInstanceOf(MismatchException.class);
    assertThatThrownBy(() -> shop.client().find(ref)).isInstanceOf(MismatchException.class);
  }

  @Test
  void aVoucherOfAnotherKindIsNotTheOneThatWasAskedFor() {
    PaymentRequest<ShowVoucher> request = code();
    shop.merchant.faults().once(Operation.NUMBER, issued(request.id().number(), "0"));

    assertThat(shop.client().create(request)).isInstanceOf(Outcome.Unknown.class);
    assertThat(shop.requests(Operation.NUMBER)).hasSize(1);
  }

  @Test
  void aVoucherThatIsPaidIsShownToNobody() {
    PaymentRef ref = Shop.accepted(shop.client().create(code())).payment().orElseThrow();
    shop.merchant.faults().once(Operation.SEALED_NUMBER_QUERY, issued(ref.number(), "0"));
    assertThat(shop.client().findVoucher(ref)).isPresent();

    shop.merchant.faults().once(Operation.SEALED_NUMBER_QUERY, issued(ref.number(), "1"));
    assertThat(shop.client().findVoucher(ref)).isEmpty();
  }

  /** A bank account that ECPay issued under a number. */
  private Fault issued(String number, String tradeStatus) {
    String data =
        "{\"RtnCode\":1,\"MerchantID\":\""
            + shop.merchant.merchantId()
            + "\",\"OrderInfo\":{\"MerchantTradeNo\":\""
            + number
            + "\",\"TradeAmt\":100,\"TradeStatus\":\""
            + tradeStatus
            + "\"},\"ATMInfo\":{\"BankCode\":\"005\",\"vAccount\":\"9103522175887271\","
            + "\"ExpireDate\":\"2099/01/01\"}}";
    return Fault.literal(200, "application/json", SealedAnswers.of(shop.merchant, data));
  }

  @Test
  void aReferenceOfAnotherProviderOrMerchantShowsNoVoucher() {
    PaymentRef own = Shop.accepted(shop.client().create(code())).payment().orElseThrow();
    int before = shop.gateway.journal().size();
    for (PaymentRef foreign :
        List.of(PaymentRef.of("wechatpay", own.id(), own.total()), own.withOnBehalfOf("2000132"))) {
      assertThatThrownBy(() -> shop.client().findVoucher(foreign))
          .isInstanceOf(InvalidRequestException.class);
    }
    assertThat(shop.gateway.journal()).hasSize(before);
  }

  @Test
  void anEnvelopeThatWasNotUnderstoodAndYetIsAnsweredRefusesNothing() {
    String contradiction =
        SealedAnswers.of(shop.merchant, "{\"RtnCode\":1}").replace("Code\":\"1", "Code\":\"0");
    shop.merchant
        .faults()
        .once(Operation.NUMBER, Fault.literal(200, "application/json", contradiction));

    assertThat(shop.client().create(code())).isInstanceOf(Outcome.Unknown.class);
    assertThat(shop.requests(Operation.NUMBER)).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("lies")
  void aFoundVoucherForSomethingElseIsNotShown(Fault lie) {
    PaymentRef ref = Shop.accepted(shop.client().create(code())).payment().orElseThrow();
    shop.merchant.faults().always(Operation.SEALED_NUMBER_QUERY, lie);
    shop.merchant.faults().always(Operation.SEALED_QUERY, lie);

    assertThatThrownBy(() -> shop.client().findVoucher(ref)).isInstanceOf(MismatchException.class);
    assertThatThrownBy(() -> shop.client().find(ref)).isInstanceOf(MismatchException.class);
  }

  @Test
  void aNumberThatIsPaidIsDoneAndProven() {
    PaymentRequest<ShowVoucher> request = code();
    Shop.accepted(shop.client().create(request));
    shop.merchant.payNumber(request.id().number());

    Outcome<ShowVoucher> again = shop.client().create(request);

    Rejection rejection = ((Outcome.Rejected<ShowVoucher>) again).rejection();
    assertThat(rejection.reason()).isEqualTo(Rejection.Reason.ALREADY_DONE);
    assertThat(rejection.payment().orElseThrow().isPaid()).isTrue();
  }

  @Test
  void anotherKindUnderTheSameNumberIsNoSecondVoucher() {
    PaymentRequest<ShowVoucher> request = code();
    Shop.accepted(shop.client().create(request));

    Outcome<ShowVoucher> other =
        shop.client()
            .create(
                PaymentRequest.in(Scene.voucher(VoucherKind.BANK_ACCOUNT))
                    .id(request.id())
                    .amount(request.amount())
                    .description("一杯茶")
                    .build());

    assertThat(other).isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void anotherTotalUnderTheSameNumberIsAMismatch() {
    PaymentRequest<ShowVoucher> request = code();
    Shop.accepted(shop.client().create(request));

    assertThatThrownBy(
            () ->
                shop.client()
                    .create(
                        PaymentRequest.in(Scene.voucher(VoucherKind.STORE_CODE))
                            .id(request.id())
                            .amount(Money.of("101", "TWD"))
                            .description("一杯茶")
                            .build()))
        .isInstanceOf(MismatchException.class);
  }

  @Test
  void whatCannotBeAskedAfterAConflictStaysUnknown() {
    PaymentRequest<ShowVoucher> request = code();
    Shop.accepted(shop.client().create(request));
    shop.merchant.faults().always(Operation.SEALED_QUERY, Fault.badGateway());

    assertThat(shop.client().create(request)).isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void aRefusedRequestIssuesNothing() {
    PaymentRequest<ShowVoucher> request =
        order(VoucherKind.STORE_CODE).with(EcpayOption.chooseSubPayment("NOBANK")).build();

    Outcome<ShowVoucher> refused = shop.client().create(request);

    assertThat(((Outcome.Rejected<ShowVoucher>) refused).rejection().reason())
        .isEqualTo(Rejection.Reason.INVALID_FIELD);
    assertThat(shop.merchant.order(request.id().number())).isEmpty();
  }

  @Test
  void aNumberGivenOnThePageIsFoundByForm() {
    for (String method : List.of("ATM", "CVS", "BARCODE")) {
      PaymentRef ref = new OrderDesk(shop).placed();
      assertThat(shop.client().findVoucher(ref)).isEmpty();
      shop.merchant.issueNumber(ref.number(), method);

      ShowVoucher voucher = shop.client().findVoucher(ref).orElseThrow();
      shop.merchant.faults().once(Operation.NUMBER_QUERY, Fault.formEncoded());
      assertThat(shop.client().findVoucher(ref)).contains(voucher);
      if (voucher instanceof ShowVoucher.StoreCode code) {
        assertThat(code.page().orElseThrow().getQuery()).isEqualTo("PaymentNo=" + code.code());
      }

      shop.merchant.faults().always(Operation.NUMBER_QUERY, Fault.wrongCheckMacValue());
      assertThatThrownBy(() -> shop.client().findVoucher(ref))
          .isInstanceOf(UnavailableException.class);
      shop.merchant.faults().clear();
      for (Fault lie : lies()) {
        shop.merchant.faults().once(Operation.NUMBER_QUERY, lie);
        assertThatThrownBy(() -> shop.client().findVoucher(ref))
            .isInstanceOf(MismatchException.class);
      }
    }
  }

  @Test
  void aPlatformsVoucherIsItsSubMerchants() {
    try (Shop platform = Shop.openOnBehalf()) {
      PaymentRequest<ShowVoucher> request =
          platform.order(Scene.voucher(VoucherKind.STORE_CODE)).build();
      Outcome.Accepted<ShowVoucher> accepted = Shop.accepted(platform.client().create(request));
      PaymentRef ref = accepted.payment().orElseThrow();

      assertThat(ref.onBehalfOf()).contains(platform.collector().merchantId());
      assertThat(platform.client().findVoucher(ref)).contains(accepted.value());
      assertThat(platform.client().find(ref)).isPresent();
      assertThatThrownBy(() -> EcpayClient.of(platform.config().build()).find(ref))
          .isInstanceOf(InvalidRequestException.class);
    }
  }
}
