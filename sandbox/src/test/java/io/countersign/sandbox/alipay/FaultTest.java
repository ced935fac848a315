// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.sandbox.alipay.Caller.Reply;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultTest {
  private final Caller caller = new Caller(AlipaySetup.usual().certificates());
  private final AlipayMerchant merchant = caller.merchant;

  @AfterEach
  void stop() {
    caller.close();
  }

  private Reply precreate(String number, Fault fault) throws Exception {
    merchant.faults().once(Operation.PRECREATE, fault);
    return caller.call("alipay.trade.precreate", Caller.order(number));
  }

  private boolean made(String number) {
    return merchant.order(number).isPresent();
  }

  @Test
  void aCallIsSentElsewhereBeforeTheWork() throws Exception {
    Reply away = precreate("F0", Fault.redirect(URI.create("http://127.0.0.1:1/steal")));
    assertThat(away.status()).isEqualTo(307);
    assertThat(made("F0")).isFalse();
  }

  @Test
  void anAnswerIsLostAfterTheWorkAndARequestBeforeIt() {
    assertThatThrownBy(() -> precreate("F1", Fault.answerDropped()))
        .isInstanceOf(IOException.class);
    assertThat(made("F1")).isTrue();
    assertThatThrownBy(() -> precreate("F2", Fault.requestDropped()))
        .isInstanceOf(IOException.class);
    assertThat(made("F2")).isFalse();
    JournalEntry dropped = caller.gateway.journal().get(1);
    assertThat(dropped.status()).isZero();
    assertThat(dropped.code()).isEmpty();
    assertThatThrownBy(() -> precreate("F3", Fault.truncatedBody()))
        .isInstanceOf(IOException.class);
    assertThat(made("F3")).isTrue();
  }

  @Test
  void aFailureOfTheGatewayIsUnsignedAndBeforeTheWork() throws Exception {
    Reply reply = precreate("F4", Fault.serviceUnavailable());
    assertThat(reply.code()).isEqualTo("20000");
    assertThat(reply.body()).contains("\"error_response\"").doesNotContain("\"sign\"");
    assertThat(precreate("F4", Fault.callLimited()).code()).isEqualTo("40005");
    assertThat(made("F4")).isFalse();
  }

  @Test
  void aForgedNotExistIsUnsignedAndTheWorkIsDone() throws Exception {
    Reply reply = precreate("F5", Fault.forgedNotExist());
    assertThat(reply.subCode()).isEqualTo("ACQ.TRADE_NOT_EXIST");
    assertThat(reply.body())
        .startsWith("{\"alipay_trade_precreate_response\"")
        .doesNotContain("\"sign\"");
    assertThat(made("F5")).isTrue();
    assertThat(caller.gateway.journal().get(0).fault().orElseThrow()).contains("unsigned");
  }

  @Test
  void aPlannedFailureCanBeSignedOrHaveAnEmptySignature() throws Exception {
    Reply signed = precreate("F6", Fault.signedFailure("40004", "ACQ.SYSTEM_ERROR"));
    assertThat(signed.proven()).isTrue();
    assertThat(made("F6")).isFalse();
    precreate("F6", Fault.signedFailure("40004", "ACQ.SYSTEM_ERROR").afterProcessing());
    assertThat(made("F6")).isTrue();
    Reply empty = precreate("F7", Fault.failureWithEmptySignature("40004", "ACQ.SYSTEM_ERROR"));
    assertThat(empty.body()).contains("\"sign\":\"\"");
  }

  @Test
  void whatSpoilsTheProofSpoilsNothingElse() throws Exception {
    assertThat(precreate("F8", Fault.wrongSignature()).proven()).isFalse();
    assertThat(precreate("F8", Fault.missingSignature()).body()).doesNotContain("\"sign\"");
    assertThat(precreate("F8", Fault.emptySignature()).body()).contains("\"sign\":\"\"");
    AlipayMerchant stranger = caller.gateway.openMerchant();
    assertThat(precreate("F8", Fault.strangersSignature(stranger)).proven()).isFalse();
    Reply tampered = precreate("F8", Fault.tamperedField("qr_code", "https://evil.example/"));
    assertThat(tampered.text("qr_code")).isEqualTo("https://evil.example/");
    assertThat(tampered.proven()).isFalse();
    assertThat(precreate("F8", Fault.reformatted()).proven()).isFalse();
    Reply escaped = precreate("F8", Fault.slashesEscaped());
    assertThat(escaped.body()).contains("\\/cashier");
    assertThat(escaped.proven()).isFalse();
    assertThat(escaped.text("qr_code")).contains("/cashier");
    assertThat(precreate("F8", Fault.missingCertificateNumber()).body())
        .doesNotContain("alipay_cert_sn");
    assertThat(merchant.faults().pending()).isZero();
    assertThat(caller.call("alipay.trade.precreate", Caller.order("F8")).proven()).isTrue();
  }

  @Test
  void whatAnAnswerSaysCanBeWrongUnderARightSignature() throws Exception {
    precreate("F9", Fault.delayed(Duration.ofMillis(1)));
    merchant.pay("F9");
    merchant.faults().once(Operation.QUERY, Fault.wrongAmount());
    Reply dear = caller.call("alipay.trade.query", Caller.number("F9"));
    assertThat(dear.text("total_amount")).isEqualTo("18.33");
    assertThat(dear.proven()).isTrue();
    merchant.faults().once(Operation.ANY, Fault.otherOrder());
    Reply other = caller.call("alipay.trade.query", Caller.number("F9"));
    assertThat(other.text("out_trade_no")).isEqualTo("9F9");
    assertThat(other.proven()).isTrue();
    merchant.faults().once(Operation.QUERY, Fault.withoutField("trade_status"));
    assertThat(caller.call("alipay.trade.query", Caller.number("F9")).content().has("trade_status"))
        .isFalse();
    merchant.faults().once(Operation.QUERY, Fault.secondNode());
    assertThatThrownBy(
            () ->
                JsonText.object(caller.call("alipay.trade.query", Caller.number("F9")).body())
                    .orElseThrow())
        .isInstanceOf(RuntimeException.class);
  }

  @Test
  void pagesComeWhereJsonIsDue() throws Exception {
    Reply html = precreate("F10", Fault.htmlWithStatus200());
    assertThat(html.status()).isEqualTo(200);
    assertThat(html.body()).startsWith("<html>");
    assertThat(made("F10")).isTrue();
    assertThat(precreate("F11", Fault.badGateway()).status()).isEqualTo(502);
    assertThat(precreate("F11", Fault.literal(200, "text/html", "{\"code\":null}")).body())
        .isEqualTo("{\"code\":null}");
    assertThat(made("F11")).isFalse();
  }

  @Test
  void aLastingFaultStaysUntilItIsForgotten() throws Exception {
    caller.gateway.faults().always(Operation.QUERY, Fault.serviceUnavailable());
    for (int i = 0; i < 3; i++) {
      assertThat(caller.call("alipay.trade.query", Caller.number("F12")).code()).isEqualTo("20000");
    }
    caller.gateway.faults().clear();
    assertThat(caller.call("alipay.trade.query", Caller.number("F12")).code()).isEqualTo("40004");
  }

  @Test
  void anEncryptedCallCanBeAnsweredInPlainText() throws Exception {
    caller.cipher = "AES";
    Reply reply = precreate("F13", Fault.notEncrypted());
    assertThat(reply.body()).startsWith("{\"alipay_trade_precreate_response\":{");
    assertThat(reply.proven()).isTrue();
  }
}
