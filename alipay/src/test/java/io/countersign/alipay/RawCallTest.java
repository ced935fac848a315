// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.countersign.Answer;
import io.countersign.Evidence;
import io.countersign.FollowUp;
import io.countersign.InvalidRequestException;
import io.countersign.Outcome;
import io.countersign.PaymentRef;
import io.countersign.PersonalText;
import io.countersign.RejectedException;
import io.countersign.Rejection;
import io.countersign.SignedCall;
import io.countersign.UnavailableException;
import io.countersign.sandbox.alipay.Fault;
import io.countersign.sandbox.alipay.Operation;
import io.countersign.sandbox.alipay.PayerBehaviour;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls without a method of their own keep the rules: questions repeat, writes do not. */
class RawCallTest {
  private static final SignedCall QUERY = SignedCall.named("alipay.trade.query");
  private static final SignedCall REFUND = SignedCall.named("alipay.trade.refund");

  private final Shop shop = Shop.open();
  private final Counter counter = new Counter(shop);
  private final AlipayClient client = shop.client();

  @AfterEach
  void close() {
    shop.close();
  }

  private static String about(PaymentRef ref) {
    return "{\"out_trade_no\":\"" + ref.number() + "\"}";
  }

  private static String refund(PaymentRef ref) {
    return "{\"out_trade_no\":\""
        + ref.number()
        + "\",\"refund_amount\":\"1.00\",\"out_request_no\":\"R1\"}";
  }

  @Test
  void aMethodIsAskedByName() {
    PaymentRef ref = counter.paid();

    Answer answer = client.read(QUERY.json(about(ref)));

    assertThat(answer.fields().text("trade_status")).contains("TRADE_SUCCESS");
    assertThat(answer.fields().text("code")).contains("10000");
    assertThat(answer.evidence().kind()).isEqualTo(Evidence.Kind.SIGNED_ANSWER);
    assertThat(answer.requestId()).isPresent();
  }

  @Test
  void aPathIsAskedByOpenApi() {
    PaymentRef ref = counter.paid();

    Answer posted = client.read(SignedCall.post("/v3/alipay/trade/query").json(about(ref)));
    RejectedException refused =
        catchThrowableOfType(
            RejectedException.class,
            () ->
                client.read(
                    SignedCall.get("/v3/alipay/fund/trans/common/query")
                        .with("out_biz_no", "茶 & +/")
                        .with("product_code", "TRANS_ACCOUNT_NO_PWD")
                        .with("biz_scene", "DIRECT_TRANSFER")));

    assertThat(posted.fields().text("trade_status")).contains("TRADE_SUCCESS");
    assertThat(posted.fields().has("code")).describedAs("as received").isFalse();
    assertThat(refused.rejection().verified()).isTrue();
    assertThat(shop.requests(Operation.QUERY)).last().matches(entry -> entry.v3());
  }

  @Test
  void aParameterBesideTheContentIsSigned() {
    String code = shop.merchant.loginCode("auth_user");

    Answer token =
        Shop.accepted(
                client.write(
                    SignedCall.named("alipay.system.oauth.token")
                        .field("grant_type", "authorization_code")
                        .field("code", code)))
            .value();
    String access = token.fields().text("access_token").orElseThrow();

    Answer user =
        Shop.accepted(
                client.write(
                    SignedCall.named("alipay.user.info.share").field("auth_token", access)))
            .value();
    assertThat(user.fields().text("user_id").or(() -> user.fields().text("open_id"))).isPresent();
  }

  @Test
  void aWriteIsSentOnceWhateverBecomesOfIt() {
    PaymentRef ref = counter.paid();
    shop.merchant.faults().once(Operation.REFUND, Fault.answerDropped());

    Outcome.Unknown<Answer> lost = Counter.unknown(client.write(REFUND.json(refund(ref))));

    assertThat(lost.followUp()).isInstanceOf(FollowUp.Ask.class);
    assertThat(shop.requests(Operation.REFUND)).hasSize(1);
    assertThat(shop.merchant.refundedOf(ref.number())).isEqualTo(100);
  }

  @Test
  void aQuestionIsRepeated() {
    PaymentRef ref = counter.paid();
    shop.merchant.faults().once(Operation.QUERY, Fault.answerDropped());

    client.read(QUERY.json(about(ref)));

    assertThat(shop.requests(Operation.QUERY)).hasSize(2);
  }

  @Test
  void aRefusedWriteIsBelievedAsFarAsItsCodeGoes() {
    PaymentRef none = counter.ref("precreate");
    assertThat(Counter.rejected(client.write(REFUND.json(refund(none)))).reason())
        .isEqualTo(Rejection.Reason.NOT_FOUND);
    PaymentRef ref = counter.paid();
    for (String open :
        List.of("ACQ.SYSTEM_ERROR", "ACQ.NEVER_PRINTED", "PAYMENT_FAIL", "ACQ.TRADE_HAS_CLOSE")) {
      shop.merchant.faults().once(Operation.REFUND, Fault.signedFailure("40004", open));
      assertThat(client.write(REFUND.json(refund(ref))))
          .describedAs(open)
          .isInstanceOf(Outcome.Unknown.class);
    }
    shop.merchant.faults().once(Operation.REFUND, Fault.missingSignature());
    assertThat(client.write(REFUND.json(refund(ref)))).isInstanceOf(Outcome.Unknown.class);
    shop.merchant.faults().always(Operation.QUERY, Fault.wrongSignature());
    assertThatExceptionOfType(UnavailableException.class)
        .isThrownBy(() -> client.read(QUERY.json(about(ref))));
  }

  @Test
  void aChargeInProgressIsTakenAndSaysSo() {
    String content =
        "{\"out_trade_no\":\""
            + shop.freshId().number()
            + "\",\"total_amount\":\"1.00\",\"subject\":\"茶\",\"scene\":\"bar_code\",\"auth_code\":\""
            + shop.merchant.paymentCode(PayerBehaviour.NEEDS_PASSWORD)
            + "\"}";

    Answer classic =
        Shop.accepted(client.write(SignedCall.named("alipay.trade.pay").json(content))).value();

    assertThat(classic.fields().text("code")).contains("10003");
    Answer openApi =
        Shop.accepted(client.write(SignedCall.post("/v3/alipay/trade/pay").json(content))).value();
    assertThat(openApi.status()).isEqualTo(202);
  }

  @Test
  void aThirdPartyAsksForItsMerchant() {
    try (Shop isv = Shop.openOnBehalf()) {
      PaymentRef ref = new Counter(isv).paid();

      assertThat(isv.client().read(QUERY.json(about(ref))).fields().text("trade_status"))
          .contains("TRADE_SUCCESS");
      assertThat(
              isv.client()
                  .read(SignedCall.post("/v3/alipay/trade/query").json(about(ref)))
                  .fields()
                  .text("trade_status"))
          .contains("TRADE_SUCCESS");
    }
  }

  @Test
  void whatMayChangeSomethingIsNoQuestion() {
    for (SignedCall call :
        List.of(
            REFUND.json("{}"),
            SignedCall.named("alipay.trade.cancel").json("{}"),
            SignedCall.named("alipay.system.oauth.token").field("grant_type", "refresh_token"),
            SignedCall.named("alipay.query.create").json("{}"),
            SignedCall.named("alipay.query.widget").json("{}"),
            SignedCall.post("/v3/alipay/trade/refund").json("{}"),
            SignedCall.of("PUT", "/v3/alipay/trade/query").json("{}"),
            SignedCall.of("DELETE", "/v3/alipay/trade/query"))) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .describedAs(call.toString())
          .isThrownBy(() -> client.read(call))
          .withMessageContaining("written");
    }
    assertThat(shop.gateway.journal()).isEmpty();
  }

  @Test
  void whatIsNoCallOfAlipaysIsRefusedUnsent() {
    for (SignedCall call :
        List.of(
            SignedCall.named(""),
            SignedCall.named("query"),
            SignedCall.named("alipay.trade.Query"),
            SignedCall.named("alipay..query"),
            SignedCall.named("alipay.trade.query "),
            SignedCall.named("/v3/alipay/trade/query"),
            SignedCall.named("a." + "b.".repeat(100) + "query"),
            QUERY.with("a", "1"),
            QUERY.encrypted("/name", PersonalText.of("张三")),
            QUERY.json("[]"),
            QUERY.json("{\"a\":null}"),
            QUERY.json("{\"a\":\"\ud83d\"}"),
            QUERY.field("app_id", "1"),
            QUERY.field("sign", "1"),
            QUERY.field("app_auth_token", "1"),
            QUERY.field("biz_content", "{}"),
            QUERY.field("Auth_Token", "1"),
            QUERY.field("", "1"),
            QUERY.field("a=b&c", "1"),
            QUERY.field("auth_token", " "),
            QUERY.field("auth_token", "\ud83d"),
            SignedCall.post("/Cashier/QueryTradeInfo").json("{}"),
            SignedCall.post("/v3/alipay/../trade/query").json("{}"),
            SignedCall.post("/v3//trade/query").json("{}"),
            SignedCall.post("//evil.example/v3/query").json("{}"),
            SignedCall.post("/v3/alipay/trade/query?a=1").json("{}"),
            SignedCall.post("/v3/alipay/trade/query#a").json("{}"),
            SignedCall.post("/v3/alipay/trade/que ry").json("{}"),
            SignedCall.post("/v3/" + "a/".repeat(300) + "query").json("{}"),
            SignedCall.post("/v3/alipay/trade/query").field("a", "1"),
            SignedCall.of("post", "/v3/alipay/trade/query").json("{}"),
            SignedCall.of("CONNECT", "/v3/alipay/trade/query"))) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .describedAs(call.toString())
          .isThrownBy(() -> client.read(call));
      assertThatExceptionOfType(InvalidRequestException.class)
          .describedAs(call.toString())
          .isThrownBy(() -> client.write(call));
    }
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> client.read(SignedCall.get("/v3/alipay/trade/query").json("{}")));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> client.write(SignedCall.get("/v3/alipay/trade/query")))
        .withMessageContaining("method");
    assertThat(shop.gateway.journal()).isEmpty();
  }
}
