// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static io.countersign.alipay.ScriptedAnswers.NOW;
import static io.countersign.alipay.ScriptedAnswers.literal;
import static io.countersign.alipay.ScriptedAnswers.openApi;
import static io.countersign.alipay.ScriptedAnswers.openApiForged;
import static io.countersign.alipay.ScriptedAnswers.openApiSignedAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.FollowUp;
import io.countersign.Outcome;
import io.countersign.PaymentException;
import io.countersign.Rejection;
import io.countersign.RetryPolicy;
import io.countersign.UnavailableException;
import io.countersign.http.HttpCall;
import io.countersign.spi.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What OpenAPI v3 is sent, byte for byte, and what its answers prove. */
class OpenApiWireTest {
  private static final Call CLOSE = Call.of("alipay.trade.close", Map.of("out_trade_no", "A1"));

  private static Outcome<String> write(
      Operation operation, Call call, ScriptedAnswers network, boolean patient) {
    AlipayConfig.Builder config = network.config().openApiV3();
    return AlipayClient.of((patient ? config : config.retryPolicy(RetryPolicy.none())).build())
        .gateway()
        .exchange()
        .write(
            operation,
            "A1",
            call,
            answer -> Verdict.accepted(answer.fields().text("code").orElse("")),
            rejection -> new Outcome.Unknown<>("asked", new FollowUp.Done()),
            FollowUp.Done::new);
  }

  private static Outcome<String> refund(ScriptedAnswers network) {
    return write(
        Operation.REFUND,
        Call.of("alipay.trade.refund", Map.of("out_trade_no", "A1", "refund_amount", "1.00")),
        network,
        true);
  }

  private static String read(Call call, ScriptedAnswers network) {
    return AlipayClient.of(network.config().openApiV3().retryPolicy(RetryPolicy.none()).build())
        .gateway()
        .exchange()
        .read(Operation.FIND, call, answer -> Verdict.accepted(answer.fields().json()));
  }

  @Test
  void theSignedTextIsThePublishedOne() {
    String authorization =
        "app_id=2014060600164699,timestamp=1655869956477,"
            + "nonce=eb4ade8f-8cfa-4ebf-a048-7eb52684ab32,expired_seconds=120";

    assertThat(text(authorization, "{\"a\":\"1\"}", ""))
        .isEqualTo(authorization + "\nPOST\n/v3/alipay/x?b=2\n{\"a\":\"1\"}\n");
    assertThat(text(authorization, "", ""))
        .isEqualTo(authorization + "\nPOST\n/v3/alipay/x?b=2\n\n");
    assertThat(text(authorization, "", "token"))
        .isEqualTo(authorization + "\nPOST\n/v3/alipay/x?b=2\n\ntoken\n");
  }

  private static String text(String authorization, String body, String token) {
    return String.join(
        "", OpenApiWire.parts(authorization, "POST", "/v3/alipay/x?b=2", body, token).values());
  }

  @Test
  void thePathOnTheWireIsTheSignedOne() {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("bill_type", "trade & 茶 ~+%/?#");
    content.put("list", List.of("a", 1L));
    content.put("group", Map.of("b", "\""));
    content.put("yes", true);
    ScriptedAnswers network = new ScriptedAnswers(openApi(200, "{}"));

    read(Call.of("alipay.data.dataservice.bill.downloadurl.query", content), network);

    HttpCall sent = network.calls.get(0);
    assertThat(sent.method()).isEqualTo("GET");
    assertThat(sent.body()).isEmpty();
    assertThat(sent.uri().getRawPath() + "?" + sent.uri().getRawQuery())
        .isEqualTo(
            "/v3/alipay/data/dataservice/bill/downloadurl/query?bill_type=trade%20%26%20%E8%8C%B6"
                + "%20~%2B%25%2F%3F%23&list=%5B%22a%22%2C1%5D&group=%7B%22b%22%3A%22%5C%22%22%7D"
                + "&yes=true");
    String authorization = sent.headers().first("Authorization").orElseThrow();
    int sign = authorization.indexOf(",sign=");
    assertThat(
            ScriptedAnswers.isSignedByApp(
                authorization.substring("ALIPAY-SHA256withRSA ".length(), sign)
                    + "\nGET\n"
                    + sent.uri().getRawPath()
                    + "?"
                    + sent.uri().getRawQuery()
                    + "\n\n",
                authorization.substring(sign + ",sign=".length())))
        .isTrue();
  }

  @Test
  void whatStandsBesideTheContentAtTheClassicGatewayStandsInTheBody() {
    ScriptedAnswers network = new ScriptedAnswers(openApi(200, "{\"qr_code\":\"x\"}"));

    write(
        Operation.ORDER,
        Call.of("alipay.trade.precreate", Map.of("out_trade_no", "A1"))
            .with("notify_url", "https://shop.example.com/n")
            .with("return_url", "https://shop.example.com/r"),
        network,
        false);

    HttpCall sent = network.calls.get(0);
    assertThat(sent.uri()).hasToString("https://gateway.example.com/v3/alipay/trade/precreate");
    assertThat(new String(sent.body().orElseThrow(), StandardCharsets.UTF_8))
        .isEqualTo("{\"out_trade_no\":\"A1\",\"notify_url\":\"https://shop.example.com/n\"}");
    assertThat(sent.headers().first("alipay-request-id").orElseThrow()).hasSize(32);
    assertThat(sent.headers().first("Authorization").orElseThrow())
        .matches(
            "ALIPAY-SHA256withRSA app_id="
                + ScriptedAnswers.APP_ID
                + ",nonce=[0-9a-f]{32},timestamp="
                + NOW.toEpochMilli()
                + ",sign=[A-Za-z0-9+/]{342}==");
  }

  @Test
  void notYetIsRepeatedWhereThatIsHarmlessAndUnknownElsewhere() {
    ScriptedAnswers close = new ScriptedAnswers(openApi(202, "{}"), openApi(200, "{}"));
    ScriptedAnswers refund = new ScriptedAnswers(openApi(202, "{}"), openApi(200, "{}"));

    assertThat(write(Operation.CLOSE, CLOSE, close, true)).isInstanceOf(Outcome.Accepted.class);
    assertThat(refund(refund)).isInstanceOf(Outcome.Unknown.class);

    assertThat(close.calls).hasSize(2);
    assertThat(close.calls.get(0).body().orElseThrow())
        .isEqualTo(close.calls.get(1).body().orElseThrow());
    assertThat(close.calls.get(0).headers().first("Authorization"))
        .isNotEqualTo(close.calls.get(1).headers().first("Authorization"));
    assertThat(refund.calls).hasSize(1);
  }

  @Test
  void aChargeWithoutTradeOrTimeIsInProgress() {
    Call pay = Call.of("alipay.trade.pay", Map.of("out_trade_no", "A1"));
    for (ScriptedAnswers.Step step :
        List.of(
            openApi(202, "{}"),
            openApi(200, "{}"),
            openApi(200, "{\"trade_no\":\"1\"}"),
            openApi(200, "{\"code\":\"10000\",\"gmt_payment\":\"2026-07-01 12:00:00\"}"))) {
      assertThat(
              Shop.accepted(write(Operation.PAYMENT_CODE, pay, new ScriptedAnswers(step), true))
                  .value())
          .isEqualTo("10003");
    }
    assertThat(
            Shop.accepted(
                    write(
                        Operation.PAYMENT_CODE,
                        pay,
                        new ScriptedAnswers(
                            openApi(
                                200,
                                "{\"trade_no\":\"1\",\"gmt_payment\":\"2026-07-01 12:00:00\"}")),
                        true))
                .value())
        .isEqualTo("10000");
  }

  @Test
  void anAnswerThatIsTooOldOrTooNewIsNotBelieved() {
    for (long seconds : new long[] {600, -600, 0}) {
      assertThat(refund(signedAt(seconds))).isInstanceOf(Outcome.Accepted.class);
    }
    for (long seconds : new long[] {601, -601, 86_400, -86_400}) {
      assertThat(refund(signedAt(seconds)))
          .describedAs(seconds + " s")
          .isInstanceOf(Outcome.Unknown.class);
    }
    // In another form its age is not known, but it is signed.
    assertThat(refund(new ScriptedAnswers(openApiSignedAt(200, "{}", "2026-11-21 13:00:00"))))
        .isInstanceOf(Outcome.Accepted.class);
  }

  private static ScriptedAnswers signedAt(long secondsBefore) {
    return new ScriptedAnswers(
        openApiSignedAt(200, "{}", String.valueOf(NOW.minusSeconds(secondsBefore).toEpochMilli())));
  }

  @Test
  void aSignatureCoversTimeNonceAndBody() {
    for (String header : List.of("alipay-signature", "alipay-timestamp", "alipay-nonce")) {
      assertThat(refund(new ScriptedAnswers(openApi(200, "{}").without(header))))
          .describedAs(header + " absent")
          .isInstanceOf(Outcome.Unknown.class);
      assertThat(refund(new ScriptedAnswers(openApi(200, "{}").twice(header))))
          .describedAs(header + " doubled")
          .isInstanceOf(Outcome.Unknown.class);
    }
    assertThat(refund(new ScriptedAnswers(openApiForged(200, "{}"))))
        .isInstanceOf(Outcome.Unknown.class);
    assertThat(refund(new ScriptedAnswers(openApi(204, "")))).isInstanceOf(Outcome.Accepted.class);
    assertThat(refund(new ScriptedAnswers(literal(204, "")))).isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void aRefusalIsReadInEveryFormThatItsLinksTake() {
    for (String links :
        List.of(
            "",
            ",\"links\":\"https://open.alipay.com/x\"",
            ",\"links\":[{\"link\":\"https://x\",\"desc\":\"d\",\"rel\":\"r\"}]",
            ",\"links\":null",
            ",\"details\":[]",
            ",\"details\":[{\"value\":\"x\"}]")) {
      Rejection rejection =
          Counter.rejected(
              refund(
                  new ScriptedAnswers(
                      openApi(
                          400,
                          "{\"code\":\"ACQ.SELLER_BALANCE_NOT_ENOUGH\",\"message\":\"余额不足\""
                              + links
                              + "}"))));
      assertThat(rejection.reason()).isEqualTo(Rejection.Reason.INSUFFICIENT_FUNDS);
      assertThat(rejection.message()).isEqualTo("余额不足");
      assertThat(rejection.requestId()).contains("trace-1");
    }
    assertThat(
            Counter.rejected(
                    refund(
                        new ScriptedAnswers(
                            openApi(
                                400,
                                "{\"code\":\"invalid-parameter\",\"message\":\"no\",\"details\":"
                                    + "[{\"field\":\"refund_amount\",\"value\":\"-1\"}]}"))))
                .field())
        .contains("refund_amount");
  }

  @Test
  void anUnsignedOrOddRefusalProvesNothing() {
    for (ScriptedAnswers.Step step :
        List.of(
            literal(400, "{\"code\":\"ACQ.TRADE_NOT_EXIST\",\"message\":\"no\"}"),
            openApiForged(400, "{\"code\":\"ACQ.TRADE_NOT_EXIST\"}"),
            openApi(400, "{}"),
            openApi(400, ""),
            openApi(400, "[]"),
            openApi(400, "{\"code\":null}"),
            openApi(400, "{\"code\":\"NEVER_PRINTED\"}"),
            openApi(500, "{\"code\":\"ACQ.TRADE_NOT_EXIST\"}"),
            openApi(500, "{\"code\":\"invalid-app-id\"}"),
            literal(500, "{\"code\":\"invalid-app-id\"}"),
            literal(429, "{\"code\":\"app-call-limited\"}"),
            literal(404, "<html>"),
            literal(600, "{}"),
            literal(301, ""),
            literal(100, ""),
            openApi(200, "{\"code\":\"ACQ.TRADE_STATUS_ERROR\",\"message\":\"no\"}"),
            openApi(200, "{\"code\":\"10000\""),
            openApi(200, "<html>"))) {
      ScriptedAnswers network = new ScriptedAnswers(step);
      assertThat(refund(network)).isInstanceOf(Outcome.Unknown.class);
      assertThat(network.calls).hasSize(1);
      assertThatExceptionOfType(PaymentException.class)
          .isThrownBy(
              () ->
                  read(
                      Call.of("alipay.trade.query", Map.of("out_trade_no", "A1")),
                      new ScriptedAnswers(step)));
    }
    Rejection early =
        Counter.rejected(
            refund(new ScriptedAnswers(literal(401, "{\"code\":\"invalid-signature\"}"))));
    assertThat(early.verified()).isFalse();
    assertThat(
            Counter.rejected(
                    refund(
                        new ScriptedAnswers(
                            literal(400, "{\"code\":\"invalid-app-id\"}")
                                .header("alipay-signature", "null"))))
                .verified())
        .isFalse();
  }

  @Test
  void aSignedRateLimitIsWaitedOut() {
    ScriptedAnswers network =
        new ScriptedAnswers(openApi(429, "{\"code\":\"app-call-limited\"}"), openApi(200, "{}"));

    assertThat(refund(network)).isInstanceOf(Outcome.Accepted.class);
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(
            () -> refund(new ScriptedAnswers(openApi(429, "{\"code\":\"method-call-limited\"}"))));
  }

  @Test
  void aWrongSignatureIsExplainedByTheLineThatDiffers() {
    ScriptedAnswers network =
        new ScriptedAnswers(
            literal(
                401,
                "{\"code\":\"invalid-signature\",\"message\":\"验签出错: app_id=1,nonce=2\\nPOST\"}"));

    Rejection rejection = Counter.rejected(refund(network));

    assertThat(rejection.remedy()).contains("Authorization is the first part that differs");
    assertThat(rejection.message()).isEqualTo("验签出错: ");
  }
}
