// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.sandbox.Sandbox;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.wechatpay.PlainClient.Reply;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FaultTest {
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

  @AfterEach
  void clear() {
    gateway.faults().clear();
  }

  private Reply placed(Fault fault) {
    merchant.faults().once(Operation.ORDER_NATIVE, fault);
    return client.placeNative("FAULT-1");
  }

  private boolean known() {
    return merchant.order("FAULT-1").isPresent();
  }

  @Test
  void anAnswerIsDroppedAfterTheWork() {
    assertThatThrownBy(() -> placed(Fault.answerDropped()))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(known()).isTrue();
  }

  @Test
  void aRequestIsDroppedBeforeTheWork() {
    assertThatThrownBy(() -> placed(Fault.requestDropped()))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(known()).isFalse();
    JournalEntry entry = gateway.journal().get(gateway.journal().size() - 1);
    assertThat(entry.fault()).contains("request dropped");
    assertThat(entry.status()).isZero();
  }

  @Test
  void aChargeIsMadeThoughItsAnswerIsLost() {
    merchant.faults().once(Operation.CODEPAY, Fault.answerDropped());
    String code = merchant.authCode(PayerBehaviour.PAYS_AT_ONCE);
    assertThatThrownBy(() -> client.chargeCode("FAULT-1", code))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(merchant.chargesOf("FAULT-1")).isEqualTo(1);
    assertThat(client.chargeCode("FAULT-1", code).status()).isEqualTo(200);
    assertThat(merchant.chargesOf("FAULT-1")).isEqualTo(1);
  }

  @Test
  void aHangingCallEndsWithItsTimeOrTheGateway() {
    assertThatThrownBy(() -> placed(Fault.hanging().forAtMost(Duration.ofMillis(1))))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(known()).isFalse();
    assertThatThrownBy(() -> placed(Fault.hangingAfterProcessing().forAtMost(Duration.ofMillis(1))))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(known()).isTrue();
    CompletableFuture<Reply> call;
    try (Sandbox other = Sandbox.start()) {
      PlainClient waiting = new PlainClient(other.weChatPay(), other.weChatPay().openMerchant());
      other.weChatPay().faults().always(Operation.ANY, Fault.hanging());
      call = CompletableFuture.supplyAsync(() -> waiting.placeNative("FAULT-2"));
      while (other.weChatPay().journal().isEmpty()) {
        Thread.onSpinWait();
      }
    }
    assertThatThrownBy(call::join).isInstanceOf(CompletionException.class);
  }

  @Test
  void gatewaysInBetweenAnswerHtml() {
    Reply reply = placed(Fault.badGateway());
    assertThat(reply.status()).isEqualTo(502);
    assertThat(reply.text()).startsWith("<html>");
    assertThat(reply.header("Content-Type")).isEqualTo("text/html");
    assertThat(reply.header("Wechatpay-Signature")).isEmpty();
    assertThat(known()).isFalse();
    Reply page = placed(Fault.htmlWithStatus200());
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.text()).startsWith("<html>");
    assertThat(known()).isTrue();
  }

  @Test
  void systemErrorsAreSignedAndSayNothingAboutTheWork() {
    Reply before = placed(Fault.systemError());
    assertThat(before.status()).isEqualTo(500);
    assertThat(before.code()).isEqualTo("SYSTEM_ERROR");
    assertThat(client.verifies(before)).isTrue();
    assertThat(known()).isFalse();
    assertThat(placed(Fault.systemErrorAfterProcessing()).code()).isEqualTo("SYSTEM_ERROR");
    assertThat(known()).isTrue();
    assertThat(placed(Fault.serviceUnavailable()).status()).isEqualTo(503);
  }

  @Test
  void aLimitMayNameItsEnd() {
    assertThat(placed(Fault.frequencyLimited()).header("Retry-After")).isEmpty();
    Reply reply = placed(Fault.frequencyLimited(Duration.ofSeconds(7)));
    assertThat(reply.status()).isEqualTo(429);
    assertThat(reply.header("Retry-After")).isEqualTo("7");
    assertThat(reply.header("Request-ID")).endsWith("-268447840");
  }

  @Test
  void aTruncatedBodyIsAnInputError() {
    assertThatThrownBy(() -> placed(Fault.truncatedBody()))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(known()).isTrue();
  }

  @Test
  void signaturesGoWrongInEveryWay() {
    assertThat(client.verifies(placed(Fault.wrongSignature()))).isFalse();
    Reply probe = placed(Fault.probeSignature());
    assertThat(probe.header("Wechatpay-Signature")).startsWith("WECHATPAY/SIGNTEST/");
    Reply stale = placed(Fault.staleSignature(Duration.ofSeconds(400)));
    assertThat(client.verifies(stale)).isTrue();
    assertThat(Long.parseLong(stale.header("Wechatpay-Timestamp")))
        .isEqualTo(gateway.clock().instant().getEpochSecond() - 400);
    assertThat(placed(Fault.missingSignature()).header("Wechatpay-Serial")).isEmpty();
    Reply partly = placed(Fault.withoutHeader("Wechatpay-Nonce"));
    assertThat(partly.header("Wechatpay-Nonce")).isEmpty();
    assertThat(partly.header("Wechatpay-Signature")).isNotEmpty();
    Reply unknown = placed(Fault.unknownKeyId());
    assertThat(unknown.header("Wechatpay-Serial"))
        .startsWith("PUB_KEY_ID_")
        .isNotEqualTo(merchant.publicKeyId());
  }

  @Test
  void bodiesAreNotWhatIsDue() {
    assertThat(placed(Fault.noContent()).status()).isEqualTo(204);
    assertThat(placed(Fault.nullCode(400)).text()).isEqualTo("{\"code\":null}");
    Reply array = placed(Fault.jsonArray());
    assertThat(array.json().isArray()).isTrue();
    assertThat(client.verifies(array)).isTrue();
    Reply empty = placed(Fault.emptyBody());
    assertThat(empty.status()).isEqualTo(200);
    assertThat(empty.body()).isEmpty();
    assertThat(client.verifies(empty)).isTrue();
    Reply huge = placed(Fault.hugeBody(3_000_000));
    assertThat(huge.body().length).isGreaterThan(3_000_000);
    assertThat(client.verifies(huge)).isTrue();
    Reply away = placed(Fault.redirect(URI.create("http://127.0.0.1:1/v3/steal")));
    assertThat(away.status()).isEqualTo(307);
    assertThat(away.header("Location")).isEqualTo("http://127.0.0.1:1/v3/steal");
    Reply literal = placed(Fault.answer(403, "RULE_LIMIT", "too risky"));
    assertThat(literal.code()).isEqualTo("RULE_LIMIT");
    assertThat(client.verifies(literal)).isTrue();
    assertThat(
            placed(Fault.answer(403, "RULE_LIMIT", "x").unsigned()).header("Wechatpay-Signature"))
        .isEmpty();
  }

  @Test
  void answersSpeakOfSomethingElse() {
    client.placeNative("FAULT-1");
    merchant.pay("FAULT-1");
    merchant.faults().once(Operation.QUERY, Fault.wrongAmount());
    merchant.faults().once(Operation.QUERY, Fault.otherOrder());
    merchant.faults().once(Operation.QUERY, Fault.otherMerchant());
    merchant.faults().once(Operation.QUERY, Fault.withField("/amount/currency", "\"USD\""));
    merchant.faults().once(Operation.QUERY, Fault.withoutField("/trade_state"));
    Reply amount = client.query("FAULT-1");
    assertThat(amount.json().at("/amount/total").asLong()).isEqualTo(101);
    assertThat(client.verifies(amount)).isTrue();
    assertThat(client.query("FAULT-1").json().path("out_trade_no").asText())
        .isNotEqualTo("FAULT-1");
    assertThat(client.query("FAULT-1").json().path("mchid").asText())
        .isNotEqualTo(merchant.mchid());
    assertThat(client.query("FAULT-1").json().at("/amount/currency").asText()).isEqualTo("USD");
    assertThat(client.query("FAULT-1").json().has("trade_state")).isFalse();
    assertThat(merchant.faults().pending()).isZero();
  }

  @Test
  void faultsMeetTheCallsTheyArePlannedFor() {
    gateway.faults().times(2, Operation.QUERY, Fault.systemError());
    assertThat(client.placeNative("FAULT-1").status()).isEqualTo(200);
    assertThat(client.query("FAULT-1").status()).isEqualTo(500);
    assertThat(client.query("FAULT-1").status()).isEqualTo(500);
    assertThat(client.query("FAULT-1").status()).isEqualTo(200);
    gateway.faults().always(Operation.ANY, Fault.delayed(Duration.ofMillis(1)));
    assertThat(client.query("FAULT-1").status()).isEqualTo(200);
  }
}
