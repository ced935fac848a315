// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sandbox.alipay.Caller.Reply;
import java.nio.charset.Charset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestProofTest {
  private final Caller caller = new Caller();

  @AfterEach
  void stop() {
    caller.close();
  }

  private Map<String, String> query() {
    return caller.frame("alipay.trade.query", Caller.number("NONE"));
  }

  @ParameterizedTest
  @CsvSource({
    "method,isv.missing-method",
    "sign,isv.missing-signature",
    "sign_type,isv.missing-signature-type",
    "app_id,isv.missing-app-id",
    "timestamp,isv.missing-timestamp",
    "version,isv.missing-version",
    "charset,isv.invalid-charset"
  })
  void whatIsMissingIsNamedAndNothingOfItIsSigned(String name, String subCode) throws Exception {
    Map<String, String> all = caller.signed(query());
    all.remove(name);
    Reply reply = caller.send(all);
    assertThat(reply.subCode()).isEqualTo(subCode);
    assertThat(reply.body()).startsWith("{\"error_response\"").doesNotContain("\"sign\"");
    assertThat(reply.explanation()).contains(name);
  }

  @ParameterizedTest
  @CsvSource({
    "app_id,2021000000000000,isv.invalid-app-id",
    "sign_type,RSA,isv.invalid-signature-type",
    "format,xml,isv.invalid-format",
    "version,2.0,isv.invalid-version",
    "timestamp,2026-03-01T10:00:00,isv.invalid-timestamp",
    "timestamp,2026-03-01 02:00:00,isv.invalid-timestamp",
    "charset,latin1,isv.invalid-charset"
  })
  void whatIsWrongIsNamed(String name, String value, String subCode) throws Exception {
    Map<String, String> all = query();
    all.put(name, value);
    Reply reply = caller.send(caller.signed(all));
    assertThat(reply.code()).isEqualTo("40002");
    assertThat(reply.subCode()).isEqualTo(subCode);
    assertThat(reply.proven()).isFalse();
  }

  @Test
  void aWrongSignatureIsAnsweredWithTheTextThatShouldHaveBeenSigned() throws Exception {
    Map<String, String> all = caller.signed(query());
    all.put("biz_content", "{\"out_trade_no\":\"OTHER\"}");
    Reply reply = caller.send(all);
    assertThat(reply.subCode()).isEqualTo("isv.invalid-signature");
    assertThat(reply.text("sub_msg"))
        .contains("app_id=" + caller.merchant.appId() + "&amp;biz_content=")
        .contains("sign_type=RSA2");
    assertThat(reply.body()).doesNotContain("\"sign\"");
    assertThat(caller.gateway.journal().get(0).appId()).isEmpty();
    assertThat(caller.gateway.journal().get(0).explanation()).doesNotContain("OTHER");
  }

  @Test
  void everyParameterIsProven() throws Exception {
    for (String name : query().keySet()) {
      if (name.equals("app_id") || name.equals("sign_type")) {
        continue;
      }
      Map<String, String> all = caller.signed(query());
      all.put(name, all.get(name) + "1");
      assertThat(caller.send(all).code()).as(name).isIn("40002");
    }
    Map<String, String> all = caller.signed(query());
    all.put("notify_url", "https://evil.example/");
    assertThat(caller.send(all).subCode()).isEqualTo("isv.invalid-signature");
  }

  @Test
  void whoSignsBlankValuesIsNotUnderstood() throws Exception {
    Map<String, String> all = caller.signed(query());
    all.put("notify_url", "  ");
    assertThat(caller.send(all).subCode()).isEqualTo("ACQ.TRADE_NOT_EXIST");
    String text = Pairs.signed(query()).replace("&sign_type=", "&notify_url=  &sign_type=");
    all.put(
        "sign",
        SignType.RSA2.sign(
            caller.merchant.account().keys.app().getPrivate(), text.getBytes(caller.charset)));
    assertThat(caller.send(all).subCode()).isEqualTo("isv.invalid-signature");
  }

  @Test
  void anySplitWillDoAsLongAsTheCharsetIsInTheQuery() throws Exception {
    Map<String, String> body = caller.signed(query());
    Map<String, String> onlyCharset = Map.of("charset", body.remove("charset"));
    assertThat(caller.send(onlyCharset, body).subCode()).isEqualTo("ACQ.TRADE_NOT_EXIST");
    Map<String, String> everything = caller.signed(query());
    assertThat(caller.send(everything, Map.of()).subCode()).isEqualTo("ACQ.TRADE_NOT_EXIST");
  }

  @Test
  void aParameterThatComesTwiceIsRefused() throws Exception {
    Map<String, String> all = caller.signed(query());
    Reply reply = caller.send(all, new LinkedHashMap<>(Map.of("method", "alipay.trade.refund")));
    assertThat(reply.subCode()).isEqualTo("isv.invalid-parameter");
    assertThat(reply.explanation()).contains("twice");
  }

  @Test
  void theBodyIsReadInTheCharsetOfTheQuery() throws Exception {
    Map<String, String> all =
        caller.signed(caller.frame("alipay.trade.precreate", Caller.order("CH1")));
    caller.charset = Charset.forName("GBK");
    assertThat(caller.send(all).subCode()).isEqualTo("isv.invalid-signature");
  }

  @ParameterizedTest
  @CsvSource({"[]", "'{\"a\":1,\"a\":2}'", "'{} x'", "nothing"})
  void contentMustBeOneObject(String content) throws Exception {
    Map<String, String> all = query();
    all.put("biz_content", content);
    Reply reply = caller.send(caller.signed(all));
    assertThat(reply.subCode()).isEqualTo("isv.invalid-parameter");
    assertThat(reply.proven()).isTrue();
  }

  @Test
  void anUnknownMethodIsRefusedAndSoIsAnOrderStringThatIsCalled() throws Exception {
    assertThat(caller.call("alipay.trade.guess", Caller.number("A")).subCode())
        .isEqualTo("isv.invalid-method");
    assertThat(caller.call("alipay.trade.app.pay", Caller.order("A")).explanation())
        .contains("order string");
  }

  @Test
  void aClosedMerchantIsUnknown() throws Exception {
    Map<String, String> all = caller.signed(query());
    caller.gateway.closeMerchant(caller.merchant);
    assertThat(caller.send(all).subCode()).isEqualTo("isv.invalid-app-id");
  }
}
