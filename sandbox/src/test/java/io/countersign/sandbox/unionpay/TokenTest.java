// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sandbox.unionpay.Caller.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Bound cards, and pay-outs")
class TokenTest {
  private static final String PHONE = "13552535506";
  private static final String TR = "{trId=62000000001&tokenType=01}";

  private final Caller caller = new Caller(UnionPaySetup.usual().balance(10_000));

  @AfterEach
  void end() {
    caller.close();
  }

  private String sealed(String text) {
    return Secrets.sealed(caller.merchant.account().keys.encryption(), text);
  }

  /** As a shop writes it: what is secret encrypted, the rest beside it. */
  private String customer(String secret, String open) {
    Map<String, String> fields = new LinkedHashMap<>(Pairs.unbraced(open));
    if (!secret.isEmpty()) {
      fields.put("encryptedInfo", sealed(secret));
    }
    byte[] text = Pairs.braced(fields).getBytes(StandardCharsets.UTF_8);
    return Base64.getEncoder().encodeToString(text);
  }

  private Map<String, String> card(String type, String orderId, String secret, String open) {
    Map<String, String> form = caller.frame(type, "00", "000902", orderId);
    form.put("accNo", sealed(Cards.USUAL));
    form.put("customerInfo", customer(secret, open));
    form.put("encryptCertId", caller.merchant.encryptionCertId());
    if (type.equals("79")) {
      form.put("tokenPayData", TR);
    }
    return form;
  }

  private Map<String, String> token(String type, String subType, String orderId, String token) {
    Map<String, String> form = caller.frame(type, subType, "000902", orderId);
    form.put("tokenPayData", "{token=" + token + "&trId=62000000001&tokenType=01}");
    return form;
  }

  private Map<String, String> payment(String orderId, String token) {
    Map<String, String> form = caller.money("01", "01", "000902", orderId);
    form.put("tokenPayData", "{token=" + token + "&trId=62000000001}");
    return form;
  }

  private String issued(Reply reply) {
    return Pairs.unbraced(reply.text("tokenPayData")).getOrDefault("token", "");
  }

  private String bound() throws Exception {
    caller.back(card("77", "SMS00001", "phoneNo=" + PHONE, ""));
    Reply opened = caller.back(card("79", "OPEN0001", "phoneNo=" + PHONE, "{smsCode=111111}"));
    assertThat(opened.code()).isEqualTo("00");
    assertThat(opened.proven()).isTrue();
    assertThat(opened.text("activateStatus")).isEqualTo("1");
    return issued(opened);
  }

  @Test
  void aCardIsBoundAndChargedBetweenServers() throws Exception {
    String token = bound();
    Map<String, String> sms = token("77", "02", "TOKEN001", token);
    sms.put("txnAmt", "1733");
    sms.put("currencyCode", "156");
    assertThat(caller.back(sms).code()).isEqualTo("00");
    Map<String, String> charge = payment("TOKEN001", token);
    charge.put("customerInfo", customer("", "{smsCode=111111}"));

    Reply paid = caller.back(charge);

    assertThat(paid.code()).isEqualTo("00");
    assertThat(caller.asked("TOKEN001").text("origRespCode")).isEqualTo("00");
    assertThat(caller.merchant.paymentsOf("TOKEN001")).isOne();
    assertThat(caller.back(charge).code()).isEqualTo("12");
    assertThat(caller.back(caller.frame("99", "01", "000902", "TOKEN001")).code()).isEqualTo("00");
  }

  @Test
  void aCodeCountsForTheOrderItWasSentFor() throws Exception {
    String token = caller.merchant.openedToken(Cards.USUAL);
    Map<String, String> charge = payment("TOKEN001", token);
    charge.put("customerInfo", customer("", "{smsCode=111111}"));
    assertThat(caller.back(charge).code()).isEqualTo("71");

    Map<String, String> sms = token("77", "02", "TOKEN001", token);
    sms.put("txnAmt", "1733");
    sms.put("currencyCode", "156");
    caller.back(sms);
    charge.put("customerInfo", customer("", "{smsCode=111112}"));
    assertThat(caller.back(charge).code()).isEqualTo("71");
    assertThat(caller.merchant.ledger()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"phoneNo=13552535507,66", "phoneNo=,13", "cvn2=123,13"})
  void aCardIsBoundOnlyByWhatIsPrintedOnIt(String secret, String respCode) throws Exception {
    assertThat(caller.back(card("77", "SMS00001", secret, "")).code()).isEqualTo(respCode);
    assertThat(caller.back(card("79", "OPEN0001", "phoneNo=" + PHONE, "{smsCode=111111}")).code())
        .isEqualTo("71");
    Map<String, String> clear = card("77", "SMS00001", "", "{phoneNo=" + PHONE + "}");
    assertThat(caller.back(clear).code()).isEqualTo("10");
  }

  @Test
  void aPageBindsACardAndTellsIt() throws Exception {
    Map<String, String> form = caller.page("OPEN0001");
    form.put("txnType", "79");
    form.put("txnSubType", "00");
    form.put("bizType", "000902");
    form.put("tokenPayData", TR);
    form.remove("txnAmt");
    form.remove("currencyCode");
    caller.merchant.openPage(caller.signed(form));
    Map<String, String> question = caller.frame("78", "02", "000902", "OPEN0001");
    assertThat(caller.back(question).text("activateStatus")).isEqualTo("0");

    caller.merchant.pay("OPEN0001");

    Reply asked = caller.back(question);
    assertThat(asked.text("activateStatus")).isEqualTo("1");
    assertThat(asked.text("tokenPayData")).matches("\\{token=\\d{19}&trId=62000000001&.*}");
    Map<String, String> told = caller.merchant.notification("OPEN0001").fields();
    assertThat(told)
        .containsEntry("activateStatus", "1")
        .containsEntry("txnType", "79")
        .containsKeys("tokenPayData", "customerInfo", "accNo", "issInsCode", "payCardType")
        .doesNotContainKeys("txnAmt", "settleAmt");
    assertThat(caller.merchant.ledger()).isEmpty();
    assertThat(caller.merchant.tokenIsOpen(issued(asked))).isTrue();
  }

  @Test
  void aPageBindsAndCharges() throws Exception {
    Map<String, String> form = caller.page("BOTH0001");
    form.put("bizType", "000902");
    form.put("tokenPayData", TR);
    caller.merchant.openPage(caller.signed(form));
    caller.merchant.pay("BOTH0001");

    assertThat(caller.merchant.paymentsOf("BOTH0001")).isOne();
    assertThat(caller.merchant.notification("BOTH0001").fields()).containsKey("tokenPayData");
    Map<String, String> again = caller.frame("79", "05", "000902", "BOTH0001");
    again.put("tokenPayData", TR);
    String another = issued(caller.back(again));
    assertThat(caller.back(payment("TOKEN001", another)).code()).isEqualTo("00");
  }

  @Test
  void aTokenThatIsReplacedDeletedOrOverIsWorthNothing() throws Exception {
    String first = bound();
    Map<String, String> update = token("79", "03", "UPDATE01", first);
    update.put("customerInfo", customer("", "{smsCode=111111}"));
    String second = issued(caller.back(update));
    assertThat(caller.back(payment("TOKEN001", first)).code()).isEqualTo("89");
    assertThat(caller.back(payment("TOKEN001", second)).code()).isEqualTo("00");
    assertThat(caller.back(token("74", "01", "DELETE01", second)).code()).isEqualTo("00");
    assertThat(caller.merchant.tokenIsOpen(second)).isFalse();
    assertThat(caller.back(payment("TOKEN002", second)).code()).isEqualTo("89");
    String third = caller.merchant.openedToken(Cards.USUAL);
    caller.clock.advance(Duration.ofDays(5 * 365 - 2));
    assertThat(caller.back(payment("TOKEN003", third)).code()).isEqualTo("00");
    caller.clock.advance(Duration.ofDays(2));
    assertThat(caller.back(payment("TOKEN004", third)).code()).isEqualTo("80");
  }

  @Test
  void anotherMerchantsTokenIsWorthNothing() throws Exception {
    String token = caller.gateway.openMerchant().openedToken(Cards.USUAL);

    assertThat(caller.back(payment("TOKEN001", token)).code()).isEqualTo("89");
  }

  private Map<String, String> payOut(String orderId, String name) {
    Map<String, String> form = caller.money("12", "00", "000401", orderId);
    form.remove("payTimeout");
    form.put("accNo", sealed(Cards.USUAL));
    form.put("encryptCertId", caller.merchant.encryptionCertId());
    if (!name.isEmpty()) {
      form.put("customerInfo", customer("", "{customerNm=" + name + "}"));
    }
    return form;
  }

  @Test
  void moneyGoesToACardWhoseHolderIsNamed() throws Exception {
    assertThat(caller.back(payOut("OUT00001", "")).code()).isEqualTo("13");
    assertThat(caller.back(payOut("OUT00001", "张三")).code()).isEqualTo("66");
    Reply sent = caller.back(payOut("OUT00001", "全渠道"));
    assertThat(sent.code()).isEqualTo("00");
    assertThat(caller.asked("OUT00001").fields())
        .containsEntry("origRespCode", "00")
        .containsEntry("queryId", sent.text("queryId"));
    assertThat(caller.merchant.balance()).isEqualTo(10_000 - Caller.FEN);
    assertThat(caller.back(payOut("OUT00001", "全渠道")).code()).isEqualTo("12");
    caller.merchant.balance(1);
    assertThat(caller.back(payOut("OUT00002", "全渠道")).code()).isEqualTo("90");
  }

  @Test
  void aPayOutMayBeUncertainAtFirst() throws Exception {
    caller.merchant.next(Operation.PAY_OUT, Course.UNKNOWN);
    assertThat(caller.back(payOut("OUT00001", "全渠道")).code()).isEqualTo("04");
    assertThat(caller.merchant.balance()).isEqualTo(10_000);
    caller.clock.advance(Duration.ofMinutes(1));
    assertThat(caller.asked("OUT00001").text("origRespCode")).isEqualTo("00");
    assertThat(caller.merchant.balance()).isEqualTo(10_000 - Caller.FEN);
  }

  @Test
  void aMerchantWithASharedKeyHasNeither() throws Exception {
    try (Caller keyed = new Caller(UnionPaySetup.usual().signMethod(SignMethod.SHA256))) {
      Map<String, String> charge = keyed.money("01", "01", "000902", "TOKEN001");
      charge.put("tokenPayData", "{token=1&trId=62000000001}");
      assertThat(keyed.back(charge).code()).isEqualTo("32");
    }
  }
}
