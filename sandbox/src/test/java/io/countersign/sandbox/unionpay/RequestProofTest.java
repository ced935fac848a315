// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sandbox.unionpay.Caller.Reply;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What UnionPay lets in")
class RequestProofTest {
  private final Caller caller = new Caller();

  @AfterEach
  void end() {
    caller.close();
  }

  private Map<String, String> form() {
    return caller.money("01", "07", "000000", "QR000001");
  }

  private Reply sent(Map<String, String> signed) throws Exception {
    return caller.send(Caller.BACK, Pairs.encoded(signed, caller.charset));
  }

  private void nothingWasDone(Reply reply, String respCode, String explanation) {
    assertThat(reply.code()).isEqualTo(respCode);
    assertThat(reply.explanation().replace('+', ' ')).contains(explanation);
    assertThat(caller.merchant.order("QR000001")).isEmpty();
    JournalEntry noted = caller.gateway.journal().get(caller.gateway.journal().size() - 1);
    assertThat(noted.respCode()).isEqualTo(respCode);
    assertThat(noted.explanation()).contains(explanation);
  }

  @Test
  void aSignatureIsOverEveryFieldAsItCame() throws Exception {
    Map<String, String> tampered = caller.signed(form());
    tampered.put("txnAmt", "1");

    Reply refused = sent(tampered);

    nothingWasDone(refused, "11", "signature is not that of this merchant");
    assertThat(refused.text("respMsg")).contains("[9100004]");
    assertThat(refused.proven()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "AAAA", "~~~~"})
  void aWorthlessSignatureProvesNothing(String signature) throws Exception {
    Map<String, String> all = caller.signed(form());
    all.put("signature", signature);

    assertThat(sent(all).code()).isEqualTo("11");
    assertThat(caller.merchant.order("QR000001")).isEmpty();
  }

  @Test
  void anotherMerchantsKeyProvesNothing() throws Exception {
    UnionPayMerchant stranger = caller.gateway.openMerchant();
    MerchantKeys keys = stranger.account().keys;
    Map<String, String> all = form();
    Seal other = Seal.of(keys.method, keys.version, keys.own());

    nothingWasDone(sent(other.sign(all, caller.charset)), "11", "signature is not that");
    all.put("certId", stranger.certId());
    nothingWasDone(sent(other.sign(all, caller.charset)), "11", "certId is not that");
  }

  @Test
  void aWeakerWayToSignIsNotTaken() throws Exception {
    Map<String, String> old = form();
    old.put("version", "5.0.0");
    Seal sha1 = Seal.of(SignMethod.RSA, Proof.OLD, caller.merchant.account().keys.own());
    nothingWasDone(sent(sha1.sign(old, caller.charset)), "10", "version of this merchant");

    Map<String, String> keyed = form();
    keyed.remove("certId");
    keyed.put("signMethod", "11");
    Seal sample = Seal.keyed(SignMethod.SHA256, "88888888");
    nothingWasDone(sent(sample.sign(keyed, caller.charset)), "11", "signMethod of this merchant");
  }

  @Test
  void afterTheSignatureNothingMayBeAdded() throws Exception {
    Map<String, String> added = caller.signed(form());
    added.put("subMerId", "12345");

    nothingWasDone(sent(added), "11", "signature is not that");
  }

  @Test
  void aFieldMayComeOnce() throws Exception {
    String body = Pairs.encoded(caller.signed(form()), caller.charset) + "&txnAmt=1";

    nothingWasDone(caller.send(Caller.BACK, body), "10", "txnAmt comes twice");
  }

  @ParameterizedTest
  @CsvSource({
    "txnAmt,0",
    "txnAmt,-1",
    "txnAmt,1.00",
    "txnAmt,01",
    "txnAmt,1234567890123",
    "orderId,short",
    "orderId,WITH-HYPHEN1",
    "orderId,WITH_LINE001",
    "currencyCode,901",
    "txnTime,20260301",
    "txnTime,20260230100000",
    "channelType,09",
    "backUrl,https://shop.example/~me",
    "backUrl,shop.example/notify",
    "backUrl,ftp://shop.example",
    "payTimeout,20260301095959",
    "payTimeout,soon",
    "termId,1",
    "merId,1"
  })
  void aFieldOfTheWrongFormIsNamed(String field, String value) throws Exception {
    Reply refused = caller.back(form(), field, value);

    assertThat(refused.code()).isEqualTo(field.equals("merId") ? "31" : "10");
    assertThat(refused.explanation()).contains(field);
    assertThat(caller.merchant.ledger()).isEmpty();
    assertThat(caller.merchant.order("QR000001")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"txnAmt", "currencyCode", "orderId", "txnTime", "channelType", "backUrl"})
  void aMissingFieldIsNamed(String field) throws Exception {
    Reply refused = caller.back(form(), field, "");

    assertThat(refused.code()).isEqualTo("13");
    assertThat(refused.explanation()).contains(field + " is missing");
    assertThat(refused.proven()).isTrue();
  }

  @Test
  void aLongAddressIsRefused() throws Exception {
    String url = "https://shop.example/" + "a".repeat(236);

    assertThat(caller.back(form(), "backUrl", url).code()).isEqualTo("10");
    assertThat(caller.back(form(), "backUrl", url.substring(0, 256)).code()).isEqualTo("00");
  }

  @Test
  void anUnknownCallIsRefused() throws Exception {
    nothingWasDone(caller.back(form(), "txnSubType", "99"), "10", "there is no such txnType");
    nothingWasDone(caller.call(Caller.APP, form()), "10", "at this address");
  }

  @Test
  void aMerchantWithoutThePermissionIsRefused() throws Exception {
    UnionPaySetup setup = UnionPaySetup.usual().withoutPermission(Operation.QR);
    try (Caller other = new Caller(setup)) {
      Reply refused = other.back(other.money("01", "07", "000000", "QR000001"));
      assertThat(refused.code()).isEqualTo("32");
      assertThat(refused.proven()).isTrue();
    }
  }

  @Test
  void anUnknownMerchantIsToldSoBySignature() throws Exception {
    Map<String, String> form = form();
    form.put("merId", "777000000000001");

    Reply refused = sent(caller.signed(form));

    nothingWasDone(refused, "31", "is not open here");
    assertThat(refused.proven()).isTrue();
  }

  @Test
  void aPlatformNamesItsShops() throws Exception {
    try (Caller platform = new Caller(UnionPaySetup.usual().accessType(AccessType.PLATFORM))) {
      Map<String, String> form = platform.money("01", "07", "000000", "QR000001");
      assertThat(platform.back(form).explanation()).contains("subMerId is missing");
      Reply made =
          platform.back(form, "subMerId", "SHOP1", "subMerName", "龙井茶馆", "subMerAbbr", "茶馆");
      assertThat(made.code()).isEqualTo("00");
      JournalEntry noted = platform.gateway.journal().get(1);
      assertThat(noted.onBehalfOf()).contains("SHOP1");
      assertThat(platform.asked("QR000001").code()).isEqualTo("34");
    }
  }

  @Test
  void anAcquirerNamesItselfAndItsMerchant() throws Exception {
    try (Caller acquirer = new Caller(UnionPaySetup.usual().accessType(AccessType.ACQUIRER))) {
      Map<String, String> form = acquirer.money("01", "07", "000000", "QR000001");
      form.put("merCatCode", "5411");
      form.put("merName", "龙井茶馆");
      form.put("merAbbr", "茶馆");
      assertThat(acquirer.back(form).code()).isEqualTo("31");
      form.put("acqInsCode", acquirer.merchant.acqInsCode());
      assertThat(acquirer.back(form, "merId", "777000000000001").code()).isEqualTo("32");
      assertThat(acquirer.back(form, "merId", acquirer.merchant.openSubMerchant()).code())
          .isEqualTo("00");
      assertThat(acquirer.back(form).code()).isEqualTo("00");
      assertThat(acquirer.back(form).code()).isEqualTo("12");
    }
    assertThat(caller.back(form(), "accessType", "2").code()).isEqualTo("32");
  }

  @Test
  void whatIsNoCallHasNoAnswerInFields() throws Exception {
    assertThat(caller.send("/gateway/api/nothing.do", "a=1").status()).isEqualTo(404);
    assertThat(caller.look(caller.gateway.baseUri().resolve(Caller.BACK)).statusCode())
        .isEqualTo(405);
    assertThat(caller.send(Caller.BACK, "a=" + "a".repeat(1024 * 1024)).status()).isEqualTo(413);
    Reply broken = caller.send(Caller.BACK, "a=%G1");
    assertThat(broken.code()).isEqualTo("10");
    assertThat(broken.proven()).isFalse();
  }

  @Test
  void valuesTravelEncodedAndAreSignedAsTheyAre() throws Exception {
    String odd = "龙井 100%+1 & 'tea' = \"茶\"";
    Map<String, String> form = new LinkedHashMap<>(form());
    form.put("reqReserved", odd);
    Map<String, String> signed = caller.signed(form);

    assertThat(sent(signed).body()).contains("reqReserved=" + odd);
  }
}
