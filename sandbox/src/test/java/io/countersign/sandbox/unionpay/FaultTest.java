// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.sandbox.unionpay.Caller.Reply;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("UnionPay's planned faults")
class FaultTest {
  private final Caller caller = new Caller();
  private final UnionPayMerchant merchant = caller.merchant;
  private int made;

  @AfterEach
  void end() {
    caller.close();
  }

  private Reply with(Fault fault) throws Exception {
    merchant.faults().once(Operation.QR, fault);
    made++;
    return caller.back(caller.money("01", "07", "000000", "QR00000" + made));
  }

  private boolean done() {
    return merchant.order("QR00000" + made).isPresent();
  }

  @Test
  void aLostAnswerIsOfWorkThatIsDone() {
    assertThatThrownBy(() -> with(Fault.answerDropped())).isInstanceOf(IOException.class);
    assertThat(done()).isTrue();
    assertThatThrownBy(() -> with(Fault.truncatedBody())).isInstanceOf(IOException.class);
    assertThat(done()).isTrue();
    assertThatThrownBy(() -> with(Fault.requestDropped())).isInstanceOf(IOException.class);
    assertThat(done()).isFalse();
    assertThat(merchant.faults().pending()).isZero();
  }

  @Test
  void aPageInsteadOfAnAnswerProvesNothing() throws Exception {
    Reply bad = with(Fault.badGateway());
    assertThat(bad.status()).isEqualTo(502);
    assertThat(done()).isFalse();
    Reply page = with(Fault.htmlWithStatus200());
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.proven()).isFalse();
    assertThat(done()).isTrue();
    Reply moved = with(Fault.redirect(URI.create("http://127.0.0.1:1/")));
    assertThat(moved.status()).isEqualTo(307);
    assertThat(moved.text("Location")).isEqualTo("http://127.0.0.1:1/");
    assertThat(done()).isFalse();
  }

  @Test
  void aSignedCodeStandsForNoWorkUnlessATestWantsIt() throws Exception {
    Reply busy = with(Fault.respCode("06"));
    assertThat(busy.code()).isEqualTo("06");
    assertThat(busy.proven()).isTrue();
    assertThat(busy.fields()).containsEntry("orderId", "QR000001");
    assertThat(done()).isFalse();
    assertThat(with(Fault.respCode("05").afterProcessing()).code()).isEqualTo("05");
    assertThat(done()).isTrue();
    Reply said = with(Fault.respCode("99", "{unbalanced"));
    assertThat(said.body()).contains("respMsg={unbalanced");
    Reply forged = with(Fault.unsignedRespCode("34"));
    assertThat(forged.code()).isEqualTo("34");
    assertThat(forged.proven()).isFalse();
    assertThat(forged.fields()).doesNotContainKeys("signature", "signPubKeyCert");
  }

  @Test
  void aSignatureCanBeWrongInManyWays() throws Exception {
    UnionPayMerchant stranger = caller.gateway.openMerchant();
    assertThat(with(Fault.wrongSignature()).proven()).isFalse();
    assertThat(with(Fault.missingSignature()).fields()).doesNotContainKey("signature");
    assertThat(with(Fault.emptySignature()).text("signature")).isEmpty();
    assertThat(with(Fault.tamperedField("respMsg", "ok")).proven()).isFalse();
    assertThat(with(Fault.lfCertificate()).proven()).isFalse();
    Reply strangers = with(Fault.strangersSignature(stranger));
    assertThat(Caller.certificate(strangers.text("signPubKeyCert")).getSerialNumber())
        .asString()
        .isEqualTo(stranger.certId());
    Reply sample = with(Fault.sampleKey(SignMethod.SHA256));
    assertThat(sample.fields()).containsEntry("signMethod", "11");
    assertThat(sample.text("signature"))
        .isEqualTo(
            Proof.keyed(
                SignMethod.SHA256, "88888888", Pairs.signed(sample.fields()), caller.charset));
    Reply old = with(Fault.oldVersion());
    assertThat(old.fields()).containsEntry("version", "5.0.0").containsKey("certId");
    Reply bare = with(Fault.withoutField("signPubKeyCert"));
    assertThat(bare.fields()).doesNotContainKey("signPubKeyCert").containsKey("signature");
  }

  @ParameterizedTest
  @EnumSource(CertificateFlaw.class)
  void aCertificateCanBeWrong(CertificateFlaw flaw) throws Exception {
    Reply reply = with(Fault.certificate(flaw));

    String own = merchant.account().keys.signing().certId();
    assertThat(Caller.certificate(reply.text("signPubKeyCert")).getSerialNumber().toString())
        .isNotEqualTo(own);
    assertThat(done()).isTrue();
  }

  @Test
  void fieldsCanBeWrongUnderARightSignature() throws Exception {
    caller.paid("PAGE0001");
    merchant.faults().once(Operation.QUERY, Fault.wrongAmount());
    merchant.faults().once(Operation.QUERY, Fault.otherOrder());
    merchant.faults().once(Operation.QUERY, Fault.otherMerchant());
    merchant.faults().once(Operation.QUERY, Fault.origRespCode("03"));
    Reply amount = caller.asked("PAGE0001");
    assertThat(amount.text("txnAmt")).isEqualTo("1833");
    assertThat(amount.proven()).isTrue();
    assertThat(caller.asked("PAGE0001").text("orderId")).isEqualTo("9AGE0001");
    assertThat(caller.asked("PAGE0001").text("merId")).isEqualTo("777000000000001");
    assertThat(caller.asked("PAGE0001").text("origRespCode")).isEqualTo("03");
    assertThat(with(Fault.withField("new", "{a=b&c=d}")).proven()).isTrue();
    assertThat(with(Fault.withoutField("respMsg")).fields()).doesNotContainKey("respMsg");
    assertThat(with(Fault.duplicatedField("respCode", "01")).body()).endsWith("&respCode=01");
    assertThat(with(Fault.formEncoded()).body()).contains("%5B0000000%5D");
  }

  @Test
  void aGatewaysFaultsMeetEveryMerchantAfterTheOwn() throws Exception {
    caller.gateway.faults().always(Operation.ANY, Fault.respCode("06"));
    assertThat(with(Fault.respCode("02")).code()).isEqualTo("02");
    Map<String, String> form = caller.money("01", "07", "000000", "QR000009");
    assertThat(caller.back(form).code()).isEqualTo("06");
    caller.gateway.faults().clear();
    assertThat(caller.back(form).code()).isEqualTo("00");
    JournalEntry noted = caller.gateway.journal().get(1);
    assertThat(noted.fault()).contains("respCode 06");
  }

  @Test
  void aDelayIsRealAndAHangEndsWithTheGateway() throws Exception {
    assertThat(with(Fault.delayed(Duration.ofMillis(20))).proven()).isTrue();
    merchant.faults().once(Operation.QR, Fault.hanging());
    Thread closing = new Thread(caller.gateway::close);
    Map<String, String> form = caller.money("01", "07", "000000", "QR000009");
    closing.start();
    assertThatThrownBy(() -> caller.back(form)).isInstanceOf(IOException.class);
    closing.join();
    assertThat(merchant.order("QR000009")).isEmpty();
  }
}
