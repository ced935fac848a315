// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static io.countersign.unionpay.ScriptedGateway.CHAIN;
import static io.countersign.unionpay.ScriptedGateway.HUNDRED;
import static io.countersign.unionpay.ScriptedGateway.MERCHANT;
import static io.countersign.unionpay.ScriptedGateway.UNIONPAY;
import static io.countersign.unionpay.ScriptedGateway.accepted;
import static io.countersign.unionpay.ScriptedGateway.found;
import static io.countersign.unionpay.ScriptedGateway.lost;
import static io.countersign.unionpay.ScriptedGateway.notSent;
import static io.countersign.unionpay.ScriptedGateway.plain;
import static io.countersign.unionpay.ScriptedGateway.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.FollowUp;
import io.countersign.InvokeWallet;
import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.PayerAdvice;
import io.countersign.PaymentRef;
import io.countersign.PaymentRequest;
import io.countersign.PaymentState;
import io.countersign.Rejection;
import io.countersign.Scene;
import io.countersign.ShowQrCode;
import io.countersign.Signal;
import io.countersign.UnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How making an order by a call ends; nothing is ever sent twice. */
class OrdersTest {
  private static final String TN = "782611211530231234567";
  private static final List<Scene<?>> CALLS = List.of(Scene.inApp(), Scene.qrCode());
  static final Scene.PaymentCode CODE = Scene.paymentCode("6200123456789012345");

  private static ScriptedGateway.Reply made() {
    return accepted().with("tn", TN).with("qrCode", "https://qr.95516.com/00010000/" + TN);
  }

  private static <R> Outcome<R> create(ScriptedGateway gateway, Scene<R> scene) {
    return gateway.client().create(gateway.order(scene).build());
  }

  private static void unknown(Outcome<?> outcome, ScriptedGateway gateway, String cause) {
    assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
    assertThat(((Outcome.Unknown<?>) outcome).cause()).contains(cause);
    assertThat(((Outcome.Unknown<?>) outcome).followUp())
        .isEqualTo(new FollowUp.Ask(gateway.now().plusSeconds(5)));
    assertThat(gateway.signals).anyMatch(Signal.UnknownOpened.class::isInstance);
  }

  @Test
  void anAppGetsTheNumberForItsControl() {
    ScriptedGateway gateway = new ScriptedGateway(made());
    Outcome<InvokeWallet> outcome = create(gateway, Scene.inApp());

    Outcome.Accepted<InvokeWallet> accepted = (Outcome.Accepted<InvokeWallet>) outcome;
    assertThat(accepted.value().content()).isEqualTo(TN);
    assertThat(accepted.value().parameters()).containsOnly(java.util.Map.entry("tn", TN));
    assertThat(accepted.payment().orElseThrow().product()).contains("app");
    assertThat(gateway.calls.get(0).uri().getPath()).isEqualTo("/gateway/api/appTransReq.do");
  }

  @Test
  void aQrCodeWorksUntilTheLastMomentToPay() {
    ScriptedGateway gateway = new ScriptedGateway(made());
    Instant end = gateway.now().plus(Duration.ofMinutes(7));
    Outcome<ShowQrCode> outcome =
        gateway.client().create(gateway.order(Scene.qrCode()).payBefore(end).build());

    ShowQrCode code = ((Outcome.Accepted<ShowQrCode>) outcome).value();
    assertThat(code.content()).isEqualTo("https://qr.95516.com/00010000/" + TN);
    assertThat(code.validUntil()).isEqualTo(end);
    assertThat(gateway.fields(0).text("payTimeout")).isEqualTo("20261121153723");
    assertThat(gateway.calls.get(0).uri().getPath()).isEqualTo("/gateway/api/backTransReq.do");
  }

  @Test
  void aSignedRefusalSettlesIt() {
    for (Scene<?> scene : CALLS) {
      ScriptedGateway gateway = new ScriptedGateway(reply("32"));
      Outcome<?> outcome = create(gateway, scene);

      Rejection rejection = ((Outcome.Rejected<?>) outcome).rejection();
      assertThat(rejection.code()).isEqualTo("32");
      assertThat(rejection.reason()).isEqualTo(Rejection.Reason.CONFIGURATION);
      assertThat(rejection.verified()).isTrue();
      assertThat(gateway.calls).hasSize(1);
    }
  }

  @Test
  void whatMayHaveArrivedIsUnknownAndNeverSentAgain() {
    for (Scene<?> scene : List.of(Scene.inApp(), Scene.qrCode(), CODE)) {
      for (ScriptedGateway.Step step :
          List.of(
              lost(),
              plain(502, "<html>Bad Gateway</html>"),
              plain(200, "<html>"),
              plain(200, ""),
              plain(204, ""),
              plain(302, ""),
              plain(200, "{\"respCode\":\"00\"}"),
              made().unsigned(),
              made().without("signature"),
              made().withSignature(""),
              made().withSignature(" "),
              made().withSignature("A".repeat(344)),
              made().without("signPubKeyCert"),
              made().signedBy(MERCHANT),
              made().signedBy(new SelfMadeChain().unionPay()),
              made().signedBy(CHAIN.authority()),
              made().signedBy(CHAIN.leaf("00040000:SIGN", SelfMadeChain.FROM, SelfMadeChain.UNTIL)),
              made()
                  .signedBy(
                      CHAIN.leaf(
                          SelfMadeChain.COMPANY,
                          SelfMadeChain.FROM,
                          ScriptedGateway.NOW.minusSeconds(1))),
              made().with("signMethod", "11"),
              made().with("version", "5.0.0"),
              reply("32").unsigned(),
              reply("86").signedBy(MERCHANT),
              reply("7Q"),
              reply("03"),
              reply("04"),
              reply("06"),
              reply("60"),
              made().without("respCode"),
              made().with("respCode", ""),
              made().without("orderId"))) {
        ScriptedGateway gateway = new ScriptedGateway(step);
        unknown(create(gateway, scene), gateway, "");
        assertThat(gateway.calls).describedAs("sent once").hasSize(1);
      }
    }
  }

  @Test
  void anAcceptanceWithoutWhatThePayerNeedsIsUnknown() {
    ScriptedGateway app = new ScriptedGateway(accepted().with("qrCode", "x"));
    unknown(create(app, Scene.inApp()), app, "lacks tn");
    ScriptedGateway code = new ScriptedGateway(accepted().with("tn", "x"));
    unknown(create(code, Scene.qrCode()), code, "lacks qrCode");
  }

  @Test
  void whatProvablyDidNotArriveIsSentAgainAndThenUnavailable() {
    for (Scene<?> scene : List.of(Scene.inApp(), Scene.qrCode(), CODE)) {
      ScriptedGateway never = new ScriptedGateway(notSent());
      assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> create(never, scene));
      assertThat(never.calls).hasSizeGreaterThan(1);
    }
    ScriptedGateway late = new ScriptedGateway(notSent(), made());
    assertThat(create(late, Scene.qrCode())).isInstanceOf(Outcome.Accepted.class);
  }

  @Test
  void anAnswerAboutSomethingElseStopsEverything() {
    for (Scene<?> scene : List.of(Scene.inApp(), Scene.qrCode(), CODE)) {
      for (String[] other :
          new String[][] {
            {"merId", "777290058110097"},
            {"orderId", "0000000000000000000Z"},
            {"txnTime", "20261121153024"},
            {"txnAmt", "9999"},
            {"txnType", "04"},
          }) {
        ScriptedGateway gateway = new ScriptedGateway(made().with(other[0], other[1]));
        assertThatExceptionOfType(MismatchException.class)
            .isThrownBy(() -> create(gateway, scene))
            .matches(different -> different.field().equals(other[0]));
        assertThat(gateway.signals).anyMatch(Signal.ProvenButUnexpected.class::isInstance);
        assertThat(gateway.calls).hasSize(1);
      }
    }
  }

  @Test
  void aNumberThatExistsIsAskedAboutOnceAndNeverShownAgain() {
    for (Scene<?> scene : CALLS) {
      ScriptedGateway waiting = new ScriptedGateway(reply("12"), found("05"));
      unknown(create(waiting, scene), waiting, "12");
      assertThat(waiting.kinds()).hasSize(2).endsWith("00/00");

      ScriptedGateway paid = new ScriptedGateway(reply("12"), found("00"));
      Rejection rejection = ((Outcome.Rejected<?>) create(paid, scene)).rejection();
      assertThat(rejection.reason()).isEqualTo(Rejection.Reason.ALREADY_DONE);
      assertThat(rejection.payment().orElseThrow().isPaid()).isTrue();
      assertThat(rejection.payerAdvice()).isEqualTo(PayerAdvice.ALREADY_PAID);

      ScriptedGateway unseen = new ScriptedGateway(reply("12"), reply("34"));
      unknown(create(unseen, scene), unseen, "12");
      ScriptedGateway silent = new ScriptedGateway(reply("12"), lost());
      unknown(create(silent, scene), silent, "12");

      ScriptedGateway other = new ScriptedGateway(reply("12"), found("00").with("txnAmt", "1"));
      assertThatExceptionOfType(MismatchException.class).isThrownBy(() -> create(other, scene));
    }
  }

  @Test
  void whatIsCreatedIsWhatItsReferenceSaid() {
    ScriptedGateway gateway = new ScriptedGateway(made());
    PaymentRequest<ShowQrCode> request = gateway.order(Scene.qrCode()).build();
    PaymentRef before = gateway.client().ref(request);
    assertThat(gateway.calls).isEmpty();
    assertThat(((Outcome.Accepted<?>) gateway.client().create(request)).payment()).contains(before);
    assertThat(before.total()).isEqualTo(HUNDRED);
    assertThat(before.payBefore()).contains(request.id().createdAt().plus(Duration.ofMinutes(15)));
    assertThat(PaymentRef.parse(before.toString())).isEqualTo(before);
  }

  @Test
  void theTimeOfACallIsAllThatADeadlineLeaves() {
    ScriptedGateway gateway = new ScriptedGateway(made());
    UnionPayClient late = gateway.client().before(gateway.now());
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> late.create(gateway.order(Scene.qrCode()).build()));
    assertThat(gateway.calls).isEmpty();
  }

  @Test
  void everythingSentIsSignedByTheMerchant() {
    ScriptedGateway gateway = new ScriptedGateway(made());
    create(gateway, Scene.qrCode());
    assertThat(gateway.fields(0).text("signature"))
        .isEqualTo(
            MERCHANT.sign(
                ScriptedGateway.plainText(gateway.fields(0)),
                java.nio.charset.StandardCharsets.UTF_8));
    assertThat(gateway.fields(0).text("certId")).isEqualTo(MERCHANT.certId());
    assertThat(UNIONPAY.certId()).isNotEqualTo(MERCHANT.certId());
  }

  @Test
  void anOrderThatEndedUnderThisNumberIsClosed() {
    ScriptedGateway gateway = new ScriptedGateway(reply("12"), found("46"));
    Rejection rejection = ((Outcome.Rejected<?>) create(gateway, Scene.qrCode())).rejection();
    assertThat(rejection.reason()).isEqualTo(Rejection.Reason.CLOSED);
    assertThat(rejection.payment().orElseThrow().state()).isEqualTo(PaymentState.CLOSED);
  }
}
