// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.Evidence;
import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PaymentId;
import io.countersign.PaymentRef;
import io.countersign.Refund;
import io.countersign.RefundRequest;
import io.countersign.RefundState;
import io.countersign.Rejection;
import io.countersign.Signal;
import io.countersign.UnavailableException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefundTest {

  static final Money THIRTY = Money.of("30.00", "CNY");
  private static final String REFUND_QUERY_ID = "782611211530239999999";

  /** Both ways to give back, which end alike. */
  enum Way {
    REFUND("04", UnionPayClient::refund),
    UNDO("31", UnionPayClient::undo);

    final String txnType;
    private final BiFunction<UnionPayClient, RefundRequest, Outcome<Refund>> call;

    Way(String txnType, BiFunction<UnionPayClient, RefundRequest, Outcome<Refund>> call) {
      this.txnType = txnType;
      this.call = call;
    }

    Outcome<Refund> of(ScriptedGateway gateway) {
      return call.apply(gateway.client(), whole(gateway));
    }
  }

  @Test
  void aPartIsTakenWithItsOwnNumberAndTime() {
    ScriptedGateway gateway = new ScriptedGateway(taken("04", "3000"));
    PaymentRef paid = paid(gateway);
    String refundId = gateway.freshId().number();

    Outcome.Accepted<Refund> accepted =
        accepted(
            gateway
                .client()
                .refund(RefundRequest.of(paid, refundId, THIRTY).withReason("cold tea")));

    Refund refund = accepted.value();
    assertThat(refund.state()).isEqualTo(RefundState.PROCESSING);
    assertThat(refund.amount()).isEqualTo(THIRTY);
    assertThat(refund.orderTotal()).isEqualTo(ScriptedGateway.HUNDRED);
    assertThat(refund.refundId()).isEqualTo(refundId);
    assertThat(refund.paymentNumber()).isEqualTo(paid.number());
    assertThat(refund.providerRefundId()).contains(REFUND_QUERY_ID);
    assertThat(refund.evidence().kind()).isEqualTo(Evidence.Kind.SIGNED_ANSWER);
    assertThat(accepted.payment()).contains(paid);
    assertThat(gateway.fields(0).asMap())
        .containsEntry("txnType", "04")
        .containsEntry("txnSubType", "00")
        .containsEntry("bizType", "000201")
        .containsEntry("channelType", "07")
        .containsEntry("orderId", refundId)
        .containsEntry("txnTime", ScriptedGateway.NOW_TEXT)
        .containsEntry("origQryId", ScriptedGateway.QUERY_ID)
        .containsEntry("txnAmt", "3000")
        .containsEntry("currencyCode", "156")
        .containsEntry("backUrl", ScriptedGateway.NOTIFY_URL.toString())
        .containsEntry("reqReserved", RefundMark.of(paid));
    assertThat(gateway.calls.get(0).uri().getPath()).isEqualTo("/gateway/api/backTransReq.do");
    assertThat(gateway.calls.get(0).isWrite()).isTrue();
  }

  @Test
  void anAnswerNeedNotRepeatTheAmount() {
    ScriptedGateway gateway =
        new ScriptedGateway(
            taken("04", "3000").without("txnAmt").without("txnType").without("queryId"));

    Refund refund =
        accepted(gateway.client().refund(RefundRequest.of(paid(gateway), id(gateway), THIRTY)))
            .value();

    assertThat(refund.amount()).isEqualTo(THIRTY);
    assertThat(refund.providerRefundId()).isEmpty();
  }

  @Test
  void anUndoGivesBackAllOrIsNotSent() {
    ScriptedGateway gateway = new ScriptedGateway(taken("31", "10000"));

    assertThat(accepted(gateway.client().undo(whole(gateway))).value().amount())
        .isEqualTo(ScriptedGateway.HUNDRED);
    assertThat(gateway.fields(0).text("txnType")).isEqualTo("31");
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(
            () ->
                gateway
                    .client()
                    .undo(RefundRequest.of(paid(gateway), gateway.freshId().number(), THIRTY)))
        .withMessageContaining("whole");
    assertThat(gateway.calls).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "page 000201 07",
        "b2b 000202 07",
        "wap 000201 08",
        "app 000201 08",
        "qr 000000 08",
        "code 000000 08"
      })
  void whatThePaymentWasMadeAsIsRepeated(String row) {
    String[] words = row.split(" ");
    ScriptedGateway gateway = new ScriptedGateway(taken("04", "10000"));
    PaymentRef paid = paid(gateway).withProduct(words[0]);

    accepted(gateway.client().refund(RefundRequest.of(paid, id(gateway), paid.total())));

    assertThat(gateway.fields(0).text("bizType")).isEqualTo(words[1]);
    assertThat(gateway.fields(0).text("channelType")).isEqualTo(words[2]);
  }

  @Test
  void aPaymentMadeElsewhereIsRefundedOnceItIsSaidHowItWasMade() {
    ScriptedGateway gateway = new ScriptedGateway(taken("04", "10000"));
    PaymentRef elsewhere =
        PaymentRef.of(
                "unionpay",
                new PaymentId("elsewhere2024", Instant.parse("2026-03-01T00:00:00Z")),
                ScriptedGateway.HUNDRED)
            .withTransactionId(ScriptedGateway.QUERY_ID);
    RefundRequest request = RefundRequest.of(elsewhere, id(gateway), elsewhere.total());

    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> gateway.client().refund(request))
        .withMessageContaining("madeAs");
    accepted(gateway.client().refund(request.with(UnionPayRefundOption.madeAs("000902", "07"))));

    assertThat(gateway.calls).hasSize(1);
    assertThat(gateway.fields(0).text("bizType")).isEqualTo("000902");
  }

  @Test
  void aMissingNumberOfUnionPaysIsAskedForFirst() {
    ScriptedGateway gateway = new ScriptedGateway(ScriptedGateway.found("00"), taken("04", "3000"));
    PaymentRef bare = unnumbered(gateway);

    Outcome.Accepted<Refund> accepted =
        accepted(gateway.client().refund(RefundRequest.of(bare, id(gateway), THIRTY)));

    assertThat(gateway.kinds()).containsExactly("00/00", "04/00");
    assertThat(gateway.fields(0).text("orderId")).isEqualTo(bare.number());
    assertThat(gateway.fields(1).text("origQryId")).isEqualTo(ScriptedGateway.QUERY_ID);
    assertThat(accepted.payment().orElseThrow().transactionId()).contains(ScriptedGateway.QUERY_ID);
  }

  @Test
  void whatIsNotPaidOrNotKnownIsRejectedUnsent() {
    for (ScriptedGateway.Reply reply :
        List.of(
            ScriptedGateway.found("05"),
            ScriptedGateway.found("00").with("txnType", "02"),
            ScriptedGateway.reply("34"))) {
      ScriptedGateway gateway = new ScriptedGateway(reply);

      Rejection rejection =
          rejected(
              gateway.client().refund(RefundRequest.of(unnumbered(gateway), id(gateway), THIRTY)));

      assertThat(rejection.reason()).isIn(Rejection.Reason.NOT_ALLOWED, Rejection.Reason.NOT_FOUND);
      assertThat(rejection.remedy()).contains("nothing was sent");
      assertThat(gateway.kinds()).containsExactly("00/00");
    }
  }

  @Test
  void aQuestionThatGoesUnansweredLeavesTheRefundUnsent() {
    ScriptedGateway gateway = new ScriptedGateway(ScriptedGateway.reply("34").unsigned());

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(
            () ->
                gateway
                    .client()
                    .refund(RefundRequest.of(unnumbered(gateway), id(gateway), THIRTY)));

    assertThat(gateway.kinds()).containsOnly("00/00");
  }

  @Test
  void aRefusedQuestionIsARejectionUnsent() {
    ScriptedGateway gateway = new ScriptedGateway(ScriptedGateway.reply("11"));

    assertThat(
            rejected(
                    gateway
                        .client()
                        .refund(RefundRequest.of(unnumbered(gateway), id(gateway), THIRTY)))
                .code())
        .isEqualTo("11");
    assertThat(gateway.kinds()).containsExactly("00/00");
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void anAnswerLostOnItsWayIsUnknownAndNeverSentAgain(Way way) {
    for (ScriptedGateway.Step lost :
        List.of(
            ScriptedGateway.lost(),
            ScriptedGateway.plain(502, "<html>"),
            ScriptedGateway.plain(200, "<html>"),
            ScriptedGateway.plain(200, ""),
            ScriptedGateway.plain(302, ""),
            taken(way.txnType, "10000").unsigned(),
            taken(way.txnType, "10000").withSignature("AAAA"),
            taken(way.txnType, "10000").signedBy(ScriptedGateway.MERCHANT),
            taken(way.txnType, "10000").signedBy(new SelfMadeChain().unionPay()),
            ScriptedGateway.reply("90").unsigned(),
            ScriptedGateway.reply("35").signedBy(ScriptedGateway.MERCHANT),
            taken(way.txnType, "10000").without("respCode"),
            taken(way.txnType, "10000").without("orderId"),
            taken(way.txnType, "10000").without("txnTime"))) {
      ScriptedGateway gateway = new ScriptedGateway(lost);

      Outcome<Refund> outcome = way.of(gateway);

      assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
      assertThat(((Outcome.Unknown<Refund>) outcome).followUp())
          .isEqualTo(new FollowUp.Ask(ScriptedGateway.NOW.plusSeconds(5)));
      assertThat(gateway.calls).hasSize(1);
      assertThat(gateway.signals).anyMatch(Signal.UnknownOpened.class::isInstance);
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void whatNeverReachedUnionPayIsUnavailable(Way way) {
    ScriptedGateway gateway = new ScriptedGateway(ScriptedGateway.notSent());

    assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> way.of(gateway));
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void everyCodeEndsAsTheTableSays(Way way) {
    for (RespCode row : RespCode.rows()) {
      ScriptedGateway gateway = new ScriptedGateway(ScriptedGateway.reply(row.code()));

      Outcome<Refund> outcome = way.of(gateway);

      if (row.effect() == RespCode.Effect.NOTHING_HAPPENED) {
        assertThat(rejected(outcome).code()).isEqualTo(row.code());
        assertThat(rejected(outcome).verified()).isTrue();
      } else {
        assertThat(outcome).as(row.code()).isInstanceOf(Outcome.Unknown.class);
      }
      long writes = gateway.kinds().stream().filter(kind -> !kind.equals("00/00")).count();
      assertThat(writes).as(row.code()).isEqualTo(1);
    }
    assertThat(way.of(new ScriptedGateway(ScriptedGateway.reply("ZZ"))))
        .isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void theReasonsOfRefusalsAreTold() {
    assertThat(rejected(Way.REFUND.of(new ScriptedGateway(ScriptedGateway.reply("36")))).reason())
        .isEqualTo(Rejection.Reason.INVALID_FIELD);
    assertThat(rejected(Way.REFUND.of(new ScriptedGateway(ScriptedGateway.reply("35")))).reason())
        .isEqualTo(Rejection.Reason.NOT_FOUND);
    Rejection poor = rejected(Way.REFUND.of(new ScriptedGateway(ScriptedGateway.reply("90"))));
    assertThat(poor.reason()).isEqualTo(Rejection.Reason.INSUFFICIENT_FUNDS);
    assertThat(poor.message()).contains("as planned");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "merId 777290058110097",
        "orderId 00000000000000000001",
        "txnTime 20261121153024",
        "txnType 01",
        "txnAmt 9999",
        "txnAmt 1e4",
        "currencyCode 840",
        "origQryId 782611211530231234568",
        "subMerId SUB01"
      })
  void anAnswerAboutSomethingElseIsAMismatch(String field) {
    String[] pair = field.split(" ");
    ScriptedGateway gateway = new ScriptedGateway(taken("04", "10000").with(pair[0], pair[1]));

    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> Way.REFUND.of(gateway))
        .withMessageContaining(pair[0]);
    assertThat(gateway.signals).anyMatch(Signal.ProvenButUnexpected.class::isInstance);
  }

  @Test
  void anIdThatTellsNoTimeOrAnotherIsNotSent() {
    ScriptedGateway gateway = new ScriptedGateway(taken("04", "3000"));
    UnionPayClient client = gateway.client();
    PaymentRef paid = paid(gateway);
    for (String id :
        List.of(
            "R-1",
            "refund00000000000001",
            "20261121151959000001",
            "20261121154100000001",
            "20261121153023000000000000000000001",
            PaymentId.next().number() + "_")) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> client.refund(RefundRequest.of(paid, id, THIRTY)))
          .withMessageContaining("refund id");
    }
    assertThat(gateway.calls).isEmpty();
    accepted(client.refund(RefundRequest.of(paid, "20261121152100refund1", THIRTY)));
    assertThat(gateway.fields(0).text("txnTime")).isEqualTo("20261121152100");
  }

  @Test
  void anotherProvidersOrMerchantsPaymentIsNotSent() {
    ScriptedGateway gateway = new ScriptedGateway(taken("04", "3000"));
    PaymentRef paid = paid(gateway);
    for (PaymentRef foreign :
        List.of(PaymentRef.of("alipay", paid.id(), paid.total()), paid.withOnBehalfOf("SUB01"))) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(
              () -> gateway.client().refund(RefundRequest.of(foreign, id(gateway), THIRTY)));
    }
    PaymentRef dollars =
        PaymentRef.of("unionpay", paid.id(), Money.of("1.00", "USD"))
            .withProduct("page")
            .withTransactionId(ScriptedGateway.QUERY_ID);
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(
            () -> gateway.client().refund(RefundRequest.of(dollars, id(gateway), dollars.total())))
        .withMessageContaining("CNY");
    assertThat(gateway.calls).isEmpty();
  }

  @Test
  void aRefundNeedsAPlaceToBeTold() {
    ScriptedGateway gateway = new ScriptedGateway(taken("04", "10000"));
    UnionPayClient mute =
        UnionPayClient.of(
            UnionPayConfig.builder()
                .merId(ScriptedGateway.MER_ID)
                .certificate(
                    ScriptedGateway.MERCHANT.privateKey(), ScriptedGateway.MERCHANT.certificate())
                .trustedRoot(ScriptedGateway.CHAIN.root())
                .trustedMiddle(ScriptedGateway.CHAIN.middle())
                .endpoints(UnionPayEndpoints.at(URI.create("https://gateway.example.com")))
                .clock(gateway.clock())
                .transport(gateway)
                .build());
    RefundRequest request = whole(gateway);

    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> mute.refund(request))
        .withMessageContaining("notifyUrl");
    accepted(mute.refund(request.withNotifyUrl(URI.create("https://shop.example.com/r"))));

    assertThat(gateway.fields(0).text("backUrl")).isEqualTo("https://shop.example.com/r");
  }

  @Test
  void aPlatformRefundsForItsMerchant() {
    ScriptedGateway gateway = new ScriptedGateway(taken("04", "10000"));
    UnionPayClient view =
        UnionPayClient.of(gateway.config().platform().build())
            .onBehalfOf(UnionPaySubMerchant.ofPlatform("SUB01", "奶茶铺", "奶茶"));
    PaymentRef paid = paid(gateway).withOnBehalfOf("SUB01");

    Refund refund =
        accepted(view.refund(RefundRequest.of(paid, id(gateway), paid.total()))).value();

    assertThat(refund.onBehalfOf()).contains("SUB01");
    assertThat(gateway.fields(0).text("subMerId")).isEqualTo("SUB01");
    assertThat(gateway.fields(0).text("accessType")).isEqualTo("2");
  }

  @Test
  void aDeadlineThatIsOverSendsNothing() {
    ScriptedGateway gateway = new ScriptedGateway(taken("04", "10000"));

    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(
            () ->
                gateway
                    .client()
                    .before(ScriptedGateway.NOW.minus(Duration.ofSeconds(1)))
                    .refund(whole(gateway)));
    assertThat(gateway.calls).isEmpty();
  }

  /** Taken, with what such an answer has beside its echo. */
  static ScriptedGateway.Reply taken(String txnType, String fen) {
    return ScriptedGateway.accepted()
        .with("txnType", txnType)
        .with("queryId", REFUND_QUERY_ID)
        .with("origQryId", ScriptedGateway.QUERY_ID)
        .with("txnAmt", fen)
        .with("currencyCode", "156");
  }

  /** The answer to a question about a refund of a hundred yuan. */
  static ScriptedGateway.Reply asked(String txnType, String origRespCode) {
    return ScriptedGateway.found(origRespCode)
        .with("txnType", txnType)
        .with("txnSubType", "00")
        .with("queryId", REFUND_QUERY_ID);
  }

  static RefundRequest whole(ScriptedGateway gateway) {
    PaymentRef paid = paid(gateway);
    return RefundRequest.of(paid, id(gateway), paid.total());
  }

  static PaymentRef paid(ScriptedGateway gateway) {
    return unnumbered(gateway).withTransactionId(ScriptedGateway.QUERY_ID);
  }

  static PaymentRef unnumbered(ScriptedGateway gateway) {
    return PaymentRef.of("unionpay", gateway.freshId(), ScriptedGateway.HUNDRED)
        .withProduct("page");
  }

  private static String id(ScriptedGateway gateway) {
    return gateway.freshId().number();
  }

  static Outcome.Accepted<Refund> accepted(Outcome<Refund> outcome) {
    if (outcome instanceof Outcome.Accepted<Refund> accepted) {
      return accepted;
    }
    throw new AssertionError("not accepted: " + outcome);
  }

  static Rejection rejected(Outcome<Refund> outcome) {
    if (outcome instanceof Outcome.Rejected<Refund> rejected) {
      return rejected.rejection();
    }
    throw new AssertionError("not rejected: " + outcome);
  }
}
