// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.wechatpay.PlainClient.Draft;
import io.countersign.sandbox.wechatpay.PlainClient.Reply;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RequestProofTest {
  @RegisterExtension static final SandboxExtension SANDBOX = SandboxExtension.wechatPay();

  private PlainClient client;
  private WeChatPayMerchant merchant;
  private WeChatPayGateway gateway;

  @BeforeEach
  void open(WeChatPayGateway gateway, WeChatPayMerchant merchant) {
    this.gateway = gateway;
    this.merchant = merchant;
    client = new PlainClient(gateway, merchant);
  }

  private static Arguments named(String name, Consumer<Draft> mistake, String message) {
    return Arguments.of(name, mistake, message);
  }

  static Stream<Arguments> unproven() {
    return Stream.of(
        named("no Authorization", d -> d.withAuthorization = false, "is missing"),
        named("other scheme", d -> d.scheme = "WECHATPAY2-SM2-WITH-SM3", "scheme"),
        named("Bearer", d -> d.fixedAuthorization = "Bearer abc", "scheme"),
        named("scheme alone", d -> d.fixedAuthorization = "WECHATPAY2-SHA256-RSA2048", "pairs"),
        named("no mchid", d -> d.authorization.remove("mchid"), "mchid"),
        named("no serial", d -> d.authorization.remove("serial_no"), "serial_no"),
        named("empty serial", d -> d.with("serial_no", ""), "serial_no"),
        named("unknown parameter", d -> d.with("extra", "1"), "unknown parameter extra"),
        named("unknown merchant", d -> d.with("mchid", "1900000109"), "no merchant"),
        named("wrong serial", d -> d.with("serial_no", "0".repeat(40)), "serial_no"),
        named(
            "lower-case serial",
            d ->
                d.authorization.compute(
                    "serial_no", (k, v) -> "" + v.toLowerCase(java.util.Locale.ROOT)),
            "letter case"),
        named(
            "old",
            d -> d.authorization.compute("timestamp", (k, v) -> "" + (Long.parseLong(v) - 301)),
            "301 s old"),
        named(
            "future",
            d -> d.authorization.compute("timestamp", (k, v) -> "" + (Long.parseLong(v) + 301)),
            "future"),
        named(
            "milliseconds",
            d -> d.authorization.compute("timestamp", (k, v) -> v + "000"),
            "milliseconds"),
        named("no number", d -> d.with("timestamp", "now"), "Unix seconds"),
        named("long nonce", d -> d.with("nonce_str", "n".repeat(33)), "33 characters"),
        named("empty nonce", d -> d.with("nonce_str", ""), "nonce_str"),
        named("no Base64", d -> d.with("signature", "!!!"), "Base64"),
        named("short signature", d -> d.with("signature", "AAAA"), "does not match"),
        named(
            "signature of the right length",
            d -> d.with("signature", Base64.getEncoder().encodeToString(new byte[256])),
            "does not match"),
        named("last line feed missing", d -> d.lastLine = "", "without the last line feed"),
        named("full URL signed", d -> d.signedUrl = "http://127.0.0.1" + d.url, "does not match"),
        named("another body signed", d -> d.signedBody = "{}", "does not match"),
        named("empty body signed", d -> d.signedBody = "", "with an empty body"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unproven")
  void whatIsNotProvenGets401WithoutSignature(
      String name, Consumer<Draft> mistake, String message) {
    Draft draft = client.post("/v3/pay/transactions/native", client.order("ORDER-0001"));
    mistake.accept(draft);
    Reply reply = draft.send();
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.code()).isEqualTo("SIGN_ERROR");
    assertThat(reply.json().path("message").asText()).contains(message);
    assertThat(reply.header("Wechatpay-Signature")).isEmpty();
    assertThat(reply.header("Request-ID")).endsWith("-268443699");
    assertThat(merchant.order("ORDER-0001")).isEmpty();
  }

  @Test
  void aWrongSignatureIsExplainedByWhatTheGatewaySaw() {
    Draft draft = client.get("/v3/merchant/fund/balance/BASIC");
    draft.signedUrl = "/v3/other";
    var detail = draft.send().json().path("detail");
    assertThat(detail.at("/sign_information/method").asText()).isEqualTo("GET");
    assertThat(detail.at("/sign_information/url").asText())
        .isEqualTo("/v3/merchant/fund/balance/BASIC");
    assertThat(detail.at("/sign_information/truncated_sign_message").asText())
        .startsWith("GET\n/v3/merchant/fund/balance/BASIC\n");
    assertThat(detail.at("/sign_information/sign_message_length").asInt()).isEqualTo(81);
  }

  @Test
  void aQueryThatWasNotSignedIsNamed() {
    Draft draft =
        client.get("/v3/pay/transactions/out-trade-no/ORDER-0001?mchid=" + merchant.mchid());
    draft.signedUrl = "/v3/pay/transactions/out-trade-no/ORDER-0001";
    assertThat(draft.send().json().path("message").asText()).contains("query");
  }

  @Test
  void anotherMerchantsKeyIsRefused() {
    PlainClient other = new PlainClient(gateway, gateway.openMerchant());
    Draft draft = other.get("/v3/merchant/fund/balance/BASIC");
    draft.with("mchid", merchant.mchid()).with("serial_no", merchant.merchantSerial());
    assertThat(draft.send().code()).isEqualTo("SIGN_ERROR");
  }

  @Test
  void fiveMinutesOnEitherSideAreTaken() {
    long now = gateway.clock().instant().getEpochSecond();
    for (long at : List.of(now - 300, now + 300)) {
      Draft draft =
          client.get("/v3/merchant/fund/balance/BASIC").with("timestamp", Long.toString(at));
      assertThat(draft.send().status()).isEqualTo(200);
    }
  }

  @Test
  void aRequestSentTwiceIsRefusedTheSecondTime() {
    Draft draft = client.get("/v3/merchant/fund/balance/BASIC");
    assertThat(draft.send().status()).isEqualTo(200);
    assertThat(draft.send().json().path("message").asText()).contains("used before");
    gateway.acceptReusedNonces(true);
    assertThat(draft.send().status()).isEqualTo(200);
    gateway.acceptReusedNonces(false);
  }

  static Stream<Arguments> badHeaders() {
    return Stream.of(
        named("no Accept", d -> d.without("Accept"), "Accept"),
        named("HTML only", d -> d.header("Accept", "text/html"), "Accept"),
        named("anything", d -> d.header("Accept", "*/*"), "Accept"),
        named("no Content-Type", d -> d.without("Content-Type"), "Content-Type"),
        named(
            "form",
            d -> d.header("Content-Type", "application/x-www-form-urlencoded"),
            "Content-Type"),
        named(
            "GBK", d -> d.header("Content-Type", "application/json; charset=GBK"), "Content-Type"),
        named("blank User-Agent", d -> d.header("User-Agent", " "), "User-Agent"),
        named(
            "unknown key",
            d -> d.header("Wechatpay-Serial", "PUB_KEY_ID_0000"),
            "Wechatpay-Serial"),
        named("two keys", d -> d.twice("Wechatpay-Serial", "PUB_KEY_ID_0000"), "Wechatpay-Serial"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badHeaders")
  void headersThatTheGatewayNeedsAreDemanded(String name, Consumer<Draft> mistake, String header) {
    Draft draft = client.post("/v3/pay/transactions/native", client.order("ORDER-0002"));
    mistake.accept(draft);
    Reply reply = draft.send();
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.code()).isEqualTo("PARAM_ERROR");
    assertThat(reply.json().at("/detail/field").asText()).isEqualTo(header);
    assertThat(reply.json().at("/detail/location").asText()).isEqualTo("header");
    assertThat(client.verifies(reply)).isTrue();
  }

  @Test
  void aCallNobodyKnowsIsNotFound() {
    assertThat(client.get("/v3/no/such/call").send().code()).isEqualTo("NOT_FOUND");
    gateway.serve("GET", "/v3/some/{thing}", 200, "{\"answer\":42}");
    Reply reply = client.get("/v3/some/where").send();
    assertThat(reply.json().path("answer").asInt()).isEqualTo(42);
    assertThat(client.verifies(reply)).isTrue();
  }

  @Test
  void theJournalNamesTheMistakeAndNoSecret() {
    Draft draft = client.post("/v3/pay/transactions/native", client.order("ORDER-0003"));
    draft.lastLine = "";
    draft.send();
    JournalEntry entry = gateway.journal().get(gateway.journal().size() - 1);
    assertThat(entry.operation()).isEqualTo(Operation.ORDER_NATIVE);
    assertThat(entry.status()).isEqualTo(401);
    assertThat(entry.explanation()).contains("last line feed");
    assertThat(entry.mchid()).isEmpty();
    assertThat(entry.toString()).doesNotContain(merchant.apiV3Key()).doesNotContain("深圳");
  }
}
