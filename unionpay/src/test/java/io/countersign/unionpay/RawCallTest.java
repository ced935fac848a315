// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static io.countersign.unionpay.ScriptedGateway.NOW_TEXT;
import static io.countersign.unionpay.ScriptedGateway.accepted;
import static io.countersign.unionpay.ScriptedGateway.lost;
import static io.countersign.unionpay.ScriptedGateway.notSent;
import static io.countersign.unionpay.ScriptedGateway.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.Answer;
import io.countersign.Evidence;
import io.countersign.InvalidRequestException;
import io.countersign.MismatchException;
import io.countersign.Outcome;
import io.countersign.PersonalText;
import io.countersign.RejectedException;
import io.countersign.Rejection;
import io.countersign.SignedCall;
import io.countersign.UnavailableException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Calls without a method of their own keep the rules: questions repeat, writes do not. */
class RawCallTest {
  private static final String BACK = "/gateway/api/backTransReq.do";

  private static SignedCall post(String path, String txnType, String bizType) {
    return SignedCall.post(path)
        .field("txnType", txnType)
        .field("txnSubType", "00")
        .field("bizType", bizType)
        .field("channelType", "07")
        .field("orderId", "RAW00000001")
        .field("txnTime", NOW_TEXT);
  }

  private static final SignedCall QUESTION = post(BACK, "71", "000401");
  private static final SignedCall WRITE = post(BACK, "11", "000501").field("txnAmt", "100");

  @Test
  void aQuestionIsSignedProvenAndRepeated() {
    ScriptedGateway gateway =
        new ScriptedGateway(lost(), reply("06"), accepted().with("balance", "7"));

    Answer answer = gateway.client().read(QUESTION);

    assertThat(answer.fields().text("balance")).contains("7");
    assertThat(answer.evidence().kind()).isEqualTo(Evidence.Kind.SIGNED_ANSWER);
    assertThat(gateway.calls).hasSize(3);
    assertThat(gateway.calls.get(0).uri().toString())
        .isEqualTo("https://gateway.example.com" + BACK);
    assertThat(gateway.fields(0).asMap())
        .containsEntry("merId", ScriptedGateway.MER_ID)
        .containsEntry("version", "5.1.0")
        .containsEntry("txnType", "71")
        .containsEntry("accessType", "0")
        .containsKeys("certId", "signature");
  }

  @Test
  void aWriteIsSentOnceWhateverBecomesOfIt() {
    for (ScriptedGateway.Step step :
        List.of(
            lost(),
            reply("03"),
            reply("06"),
            reply("12"),
            reply("34"),
            reply("Z9"),
            accepted().unsigned(),
            accepted().signedBy(ScriptedGateway.MERCHANT),
            accepted().without("orderId"),
            reply("64").without("txnTime"),
            ScriptedGateway.plain(502, "<html>"),
            ScriptedGateway.plain(200, ""))) {
      ScriptedGateway gateway = new ScriptedGateway(step);
      assertThat(gateway.client().write(WRITE)).isInstanceOf(Outcome.Unknown.class);
      assertThat(gateway.calls).hasSize(1);
    }
  }

  @Test
  void aSignedRefusalSettlesAWriteAndAQuestion() {
    ScriptedGateway gateway = new ScriptedGateway(reply("64").with("traceNo", "067402"));

    Rejection rejection = ((Outcome.Rejected<Answer>) gateway.client().write(WRITE)).rejection();
    assertThat(rejection.code()).isEqualTo("64");
    assertThat(rejection.verified()).isTrue();
    assertThat(rejection.requestId()).contains("067402");
    assertThatExceptionOfType(RejectedException.class)
        .isThrownBy(() -> new ScriptedGateway(reply("32")).client().read(QUESTION));
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> new ScriptedGateway(notSent()).client().write(WRITE));
  }

  @Test
  void anAnswerAboutSomethingElseIsNoAnswer() {
    for (ScriptedGateway.Reply other :
        List.of(
            accepted().with("orderId", "RAW00000002"),
            accepted().with("txnTime", "20261121153022"),
            accepted().with("txnAmt", "101"),
            accepted().with("txnType", "12"),
            accepted().with("currencyCode", "840"),
            accepted().with("merId", "777290058110049"))) {
      assertThatExceptionOfType(MismatchException.class)
          .isThrownBy(
              () -> new ScriptedGateway(other).client().write(WRITE.field("currencyCode", "156")));
    }
  }

  @Test
  void onlyWhatAsksIsReadAndOnlyWhatDoesNotIsWritten() {
    UnionPayClient client = new ScriptedGateway(accepted()).client();

    for (String question : List.of("00", "71", "73", "75", "78", "95")) {
      assertThat(client.read(post(BACK, question, "000000"))).isNotNull();
      assertRefused(() -> client.write(post(BACK, question, "000000")));
    }
    assertThat(client.read(post("/gateway/api/batchTrans.do", "22", "000401"))).isNotNull();
    assertThat(client.read(post("/jiaofei/api/queryTrans.do", "00", "000601"))).isNotNull();
    for (String write : List.of("01", "04", "11", "12", "21", "31", "72", "74", "77", "79", "99")) {
      assertRefused(() -> client.read(post(BACK, write, "000000")));
      assertThat(client.write(post(BACK, write, "000000"))).isInstanceOf(Outcome.Accepted.class);
    }
  }

  /** A question is repeated, and what a message does is told by its codes, not by its path. */
  @Test
  void whatMovesMoneyIsNoQuestionWhereverItIsSent() {
    ScriptedGateway gateway = new ScriptedGateway(ScriptedGateway.lost());
    for (String path : List.of("/gateway/api/queryTrans.do", "/jiaofei/api/queryTrans.do")) {
      for (String write : List.of("01", "04", "12", "99")) {
        assertRefused(() -> gateway.client().read(post(path, write, "000000")));
        assertRefused(() -> gateway.client().write(post(path, write, "000000")));
      }
    }
    assertThat(gateway.calls).isEmpty();
  }

  @Test
  void whatDoesNotFitIsNeverSent() {
    ScriptedGateway gateway = new ScriptedGateway(accepted());
    UnionPayClient client = gateway.client();
    for (SignedCall odd :
        List.of(
            WRITE.field("merId", "777290058110049"),
            WRITE.field("signature", "x"),
            WRITE.field("certId", "1"),
            WRITE.field("version", "5.0.0"),
            WRITE.field("signMethod", "11"),
            WRITE.field("encoding", "GBK"),
            WRITE.field("accessType", "1"),
            WRITE.field("subMerId", "SUB01"),
            WRITE.field("a&b", "1"),
            WRITE.field("", "1"),
            WRITE.field("reqReserved", " "),
            WRITE.field("reqReserved", "\ud83c"),
            WRITE.field("reqReserved", "x&txnAmt=1"),
            WRITE.field("accNo", "1&txnAmt=1"),
            WRITE.with("x", "1"),
            WRITE.json("{}"),
            WRITE.encrypted("/accNo", PersonalText.of("6216261000000000018")),
            SignedCall.named("refund"),
            SignedCall.get(BACK),
            SignedCall.post(BACK),
            post("/gateway/api/frontTransReq.do", "01", "000201"),
            post("https://elsewhere.example.com/gateway/api/backTransReq.do", "01", "000201"),
            post("//elsewhere.example.com/", "01", "000201"),
            post(BACK + "?x=1", "01", "000201"),
            post("/gateway/api/../api/backTransReq.do", "01", "000201"))) {
      assertRefused(() -> client.write(odd));
    }
    assertThat(gateway.calls).isEmpty();
    assertThat(client.write(WRITE.field("reserved", "{a=1&b=[2]}")))
        .isInstanceOf(Outcome.Accepted.class);
  }

  private static void assertRefused(Runnable call) {
    assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(call::run);
  }
}
