// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static io.countersign.unionpay.ScriptedGateway.NOW;
import static io.countersign.unionpay.ScriptedGateway.accepted;
import static io.countersign.unionpay.ScriptedGateway.found;
import static io.countersign.unionpay.ScriptedGateway.lost;
import static io.countersign.unionpay.ScriptedGateway.notSent;
import static io.countersign.unionpay.ScriptedGateway.plain;
import static io.countersign.unionpay.ScriptedGateway.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PersonalText;
import io.countersign.ReceivedReply.Result;
import io.countersign.Rejection;
import io.countersign.UnavailableException;
import io.countersign.spi.FormFields;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Pay-outs: what is believed of the answers, and what may be done next. */
class PayoutsTest {
  private static final String NUMBER = "20261121153023P001";
  private static final String CARD = "6216261000000000018";
  private static final Money THREE = Money.of("3.00", "CNY");
  private static final SelfMadeChain.Leaf ENCRYPTS = ScriptedGateway.CHAIN.unionPay();

  private static UnionPayPayouts payouts(ScriptedGateway gateway) {
    return UnionPayClient.of(gateway.config().encryptionCertificate(ENCRYPTS.certificate()).build())
        .payouts();
  }

  private static UnionPayPayoutRequest.Builder three() {
    return UnionPayPayoutRequest.toCard(PersonalText.of(CARD))
        .number(NUMBER)
        .amount(THREE)
        .payee(UnionPayCustomer.builder().name(PersonalText.of("全渠道")).build());
  }

  private static ScriptedGateway.Reply report(String code) {
    return found(code)
        .with("txnType", "12")
        .with("txnSubType", "00")
        .with("txnAmt", "300")
        .with("accNo", "6216***********0018");
  }

  private static Outcome<UnionPayPayout> sending(ScriptedGateway.Step... steps) {
    return payouts(new ScriptedGateway(steps)).send(three().build());
  }

  @Test
  void whatIsTakenIsSentOnceEncryptedAndNotYetPaid() {
    ScriptedGateway gateway = new ScriptedGateway(accepted().with("queryId", "782611211530231"));

    Outcome.Accepted<UnionPayPayout> sent =
        (Outcome.Accepted<UnionPayPayout>) payouts(gateway).send(three().memo("March").build());

    assertThat(sent.value().state()).isEqualTo(UnionPayPayoutState.PROCESSING);
    assertThat(sent.value().allowsNewNumber()).isFalse();
    assertThat(sent.value().amount()).isEqualTo(THREE);
    assertThat(sent.value().transactionId()).contains("782611211530231");
    FormFields fields = gateway.fields(0);
    assertThat(fields.asMap())
        .containsAllEntriesOf(
            Map.of(
                "txnType", "12",
                "txnSubType", "00",
                "bizType", "000401",
                "channelType", "07",
                "accType", "01",
                "orderId", NUMBER,
                "txnTime", "20261121153023",
                "txnAmt", "300",
                "currencyCode", "156",
                "billNo", "March"))
        .containsEntry("encryptCertId", ENCRYPTS.certId())
        .containsEntry("backUrl", ScriptedGateway.NOTIFY_URL.toString());
    assertThat(fields.text("accNo")).doesNotContain("6216").hasSizeGreaterThan(300);
    assertThat(gateway.calls).hasSize(1);
  }

  @Test
  void aCompanyIsPaidByItsNameAndLicence() {
    ScriptedGateway gateway = new ScriptedGateway(accepted());
    payouts(gateway)
        .send(
            UnionPayPayoutRequest.toCompany(
                    PersonalText.of("6212142600000000167"), "茶叶有限公司", "91310000123456789X")
                .number(NUMBER)
                .amount(THREE)
                .build());

    assertThat(gateway.fields(0).asMap())
        .containsEntry("accType", "04")
        .containsEntry(
            "reserved", "{comDebitCardAccName=茶叶有限公司&businessLicenseRegNo=91310000123456789X}");
  }

  @Test
  void whatIsUncertainInPrintIsUnknownAndNeverSentAgain() {
    for (ScriptedGateway.Step step :
        List.of(
            reply("01"),
            reply("03"),
            reply("04"),
            reply("05"),
            reply("34"),
            reply("60"),
            reply("06"),
            reply("83"),
            reply("Z9"),
            reply("64").unsigned(),
            reply("64").signedBy(ScriptedGateway.MERCHANT),
            accepted().without("orderId"),
            plain(500, "no"),
            plain(200, "<html>"),
            lost())) {
      ScriptedGateway gateway = new ScriptedGateway(step);
      Outcome<UnionPayPayout> outcome = payouts(gateway).send(three().build());
      assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
      assertThat(((Outcome.Unknown<UnionPayPayout>) outcome).followUp())
          .isInstanceOf(FollowUp.Ask.class);
      assertThat(gateway.calls).hasSize(1);
    }
  }

  @Test
  void whatUnionPayProvablyDidNotTakeIsRejected() {
    for (String code : List.of("10", "13", "32", "33", "61", "64", "66", "90")) {
      Rejection rejection = ((Outcome.Rejected<UnionPayPayout>) sending(reply(code))).rejection();
      assertThat(rejection.code()).isEqualTo(code);
      assertThat(rejection.verified()).isTrue();
    }
    assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> sending(notSent()));
  }

  @Test
  void aNumberInUseIsAskedAboutOnce() {
    Outcome.Accepted<UnionPayPayout> same =
        (Outcome.Accepted<UnionPayPayout>) sending(reply("12"), report("00"));
    assertThat(same.value().state()).isEqualTo(UnionPayPayoutState.SUCCEEDED);

    for (ScriptedGateway.Reply other :
        List.of(
            report("00").with("txnAmt", "301"),
            report("00").with("accNo", "6216***********0019"),
            report("00").with("accNo", "0048"))) {
      Rejection taken =
          ((Outcome.Rejected<UnionPayPayout>) sending(reply("12"), other)).rejection();
      assertThat(taken.reason()).isEqualTo(Rejection.Reason.NUMBER_IN_USE);
    }
    for (ScriptedGateway.Step open :
        List.of(
            report("00").without("accNo"),
            report("00").with("accNo", "*******************"),
            reply("34"),
            lost())) {
      assertThat(sending(reply("12"), open)).isInstanceOf(Outcome.Unknown.class);
    }
  }

  @Test
  void onlyAProvenFailureAllowsANewNumber() {
    for (String code : List.of("00", "A6")) {
      assertThat(stateOf(code)).isEqualTo(UnionPayPayoutState.SUCCEEDED);
    }
    for (String code : List.of("01", "03", "04", "05", "06", "12", "34", "42", "60", "70", "83")) {
      assertThat(stateOf(code)).describedAs(code).isEqualTo(UnionPayPayoutState.PROCESSING);
    }
    for (String code : List.of("61", "63", "64", "66", "90")) {
      assertThat(stateOf(code)).describedAs(code).isEqualTo(UnionPayPayoutState.FAILED);
    }
    assertThat(stateOf("Z9")).isEqualTo(UnionPayPayoutState.UNRECOGNIZED);
  }

  private static UnionPayPayoutState stateOf(String code) {
    UnionPayPayout payout =
        payouts(new ScriptedGateway(report(code))).find(NUMBER, THREE).orElseThrow();
    assertThat(payout.allowsNewNumber()).isEqualTo(payout.state() == UnionPayPayoutState.FAILED);
    return payout.state();
  }

  @Test
  void whatIsNotFoundIsEmptyAndNoPermission() {
    ScriptedGateway gateway = new ScriptedGateway(reply("34"));
    UnionPayPayouts payouts = payouts(gateway);

    assertThat(payouts.find(NUMBER, THREE)).isEmpty();
    assertThat(gateway.fields(0).asMap())
        .containsEntry("txnTime", "20261121153023")
        .containsEntry("bizType", "000401");
    for (Duration age : List.of(Duration.ZERO, Duration.ofMinutes(5), Duration.ofDays(20))) {
      assertThat(payouts.followUp(NOW, Optional.empty(), NOW.plus(age)))
          .isInstanceOf(FollowUp.Ask.class);
    }
    assertThat(payouts.followUp(NOW, Optional.empty(), NOW.plus(Duration.ofDays(30))))
        .isInstanceOf(FollowUp.Reconcile.class);
    Optional<UnionPayPayout> failed =
        payouts(new ScriptedGateway(report("64"))).find(NUMBER, THREE);
    assertThat(payouts.followUp(NOW, failed, NOW)).isInstanceOf(FollowUp.Done.class);
  }

  @Test
  void anAnswerAboutSomethingElseIsNoAnswer() {
    for (ScriptedGateway.Reply other :
        List.of(
            report("00").with("txnAmt", "301"),
            report("00").with("txnType", "01"),
            report("00").with("currencyCode", "840"),
            report("00").with("orderId", "20261121153023P002"))) {
      assertThatExceptionOfType(MismatchException.class)
          .isThrownBy(() -> payouts(new ScriptedGateway(other)).find(NUMBER, THREE));
    }
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> sending(accepted().with("txnAmt", "301")));
  }

  @Test
  void whatCannotBeSentIsRefusedUnsent() {
    ScriptedGateway gateway = new ScriptedGateway(accepted());
    assertRefused(() -> gateway.client().payouts().send(three().build()));
    assertRefused(() -> payouts(gateway).send(three().number("20261121150000P001").build()));
    assertRefused(() -> three().number("P1"));
    assertRefused(() -> three().amount(Money.of("3.00", "USD")));
    assertRefused(() -> three().amount(Money.of("0.00", "CNY")));
    assertRefused(() -> three().memo("a&b=c"));
    assertRefused(() -> three().payee(UnionPayCustomer.builder().build()).build());
    assertRefused(() -> UnionPayPayoutRequest.toCard(PersonalText.of(CARD)).build());
    assertRefused(() -> UnionPayPayoutRequest.toCompany(PersonalText.of(CARD), "a}&b={", "9131"));
    assertThat(gateway.calls).isEmpty();
  }

  @Test
  void anEndThatIsNotifiedIsAnEvent() {
    NoticeDesk desk = new NoticeDesk();
    SignedNotice notice =
        NoticeDesk.paid()
            .with("txnType", "12")
            .with("txnSubType", "00")
            .with("bizType", "000401")
            .with("txnAmt", "300")
            .with("orderId", NUMBER);

    assertThat(desk.handle(notice).result()).isEqualTo(Result.HANDLED);
    assertThat(desk.handle(notice).result()).isEqualTo(Result.ALREADY_HANDLED);
    assertThat(desk.handle(notice.with("respCode", "64")).result()).isEqualTo(Result.HANDLED);

    UnionPayPayoutChanged changed = (UnionPayPayoutChanged) desk.events.get(0);
    assertThat(changed.number()).isEqualTo(NUMBER);
    assertThat(changed.confirm(THREE).state()).isEqualTo(UnionPayPayoutState.SUCCEEDED);
    assertThatExceptionOfType(MismatchException.class)
        .isThrownBy(() -> changed.confirm(ScriptedGateway.HUNDRED));
    assertThat(((UnionPayPayoutChanged) desk.events.get(1)).payout().allowsNewNumber()).isTrue();
    assertThat(desk.payments).isEmpty();
  }

  @Test
  void nothingOfThePayeeIsPrinted() {
    assertThat(three().build().toString()).doesNotContain("6216").doesNotContain("全渠道");
    assertThat(sending(accepted().with("accNo", CARD)).toString()).doesNotContain("6216");
  }

  private static void assertRefused(Runnable call) {
    assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(call::run);
  }
}
