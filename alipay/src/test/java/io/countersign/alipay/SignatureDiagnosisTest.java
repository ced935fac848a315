// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static io.countersign.alipay.ScriptedAnswers.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.FollowUp;
import io.countersign.Outcome;
import io.countersign.Pem;
import io.countersign.Rejection;
import io.countersign.RetryPolicy;
import io.countersign.spi.Verdict;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A wrong signature is explained by names, and nothing of the order is told. */
class SignatureDiagnosisTest {
  private static final String INTRODUCTION = "验签出错，建议检查签名字符串，网关生成的验签字符串为：";

  private static Map<String, String> signed() {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("app_id", "app_id=2021");
    parts.put("biz_content", "&biz_content={\"subject\":\"茶 & <b>\",\"buyer_id\":\"2088999\"}");
    parts.put("charset", "&charset=utf-8");
    parts.put("sign_type", "&sign_type=RSA2");
    return parts;
  }

  /** What is said of a text that was changed on its way. */
  private static String said(UnaryOperator<String> change) {
    String text = change.apply(String.join("", signed().values()));
    String message =
        INTRODUCTION + text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    String said = new SignatureDiagnosis(signed()).of(message);
    assertThat(said).doesNotContain("2088999", "茶", "2021", "{");
    return said;
  }

  @Test
  void theSameTextMeansAWrongKey() {
    assertThat(said(text -> text)).contains("key is wrong", "应用公钥", "sign type");
    assertThat(said(text -> " " + text + "\n")).contains("key is wrong");
  }

  @Test
  void theFirstPartThatDiffersIsNamed() {
    assertThat(said(text -> text.replace("2021", "2022"))).contains("; Alipay", "app_id is");
    assertThat(said(text -> text.replace("RSA2", "RSA"))).contains("first");
    assertThat(said(text -> text.replace("charset=utf-8", "charset=gbk"))).contains("charset is");
    assertThat(said(text -> text.replace("buyer_id", "seller_id"))).contains("biz_content is");
    assertThat(said(text -> text + "&x=1")).contains("sign_type is");
  }

  @Test
  void aChangedCharsetIsSaidSo() {
    assertThat(said(text -> text.replace("茶", "?"))).contains("biz_content", "charset");
    assertThat(said(text -> text.replace("茶", "鑼"))).contains("biz_content", "charset");
  }

  @Test
  void aPartThatDidNotArriveIsNamed() {
    assertThat(said(text -> text.replace("&charset=utf-8", "")))
        .contains("charset was signed, but did not arrive");
  }

  @Test
  void aTextThatIsCutIsNotCalledAnother() {
    assertThat(said(text -> text.substring(0, 20))).contains("only the first 20 of");
  }

  @Test
  void aMessageWithoutTextExplainsNothing() {
    for (String message : new String[] {"", "验签出错", "=", "a=", "==="}) {
      assertThat(new SignatureDiagnosis(Map.of()).of(message)).isEmpty();
      assertThat(new SignatureDiagnosis(signed()).of(message)).doesNotContain("2088999");
    }
    assertThat(SignatureDiagnosis.withoutText("验签出错")).isEqualTo("验签出错");
    assertThat(SignatureDiagnosis.withoutText("验".repeat(900))).hasSize(100);
    assertThat(SignatureDiagnosis.withoutText(INTRODUCTION + "app_id=1&amp;biz_content={}"))
        .isEqualTo(INTRODUCTION);
  }

  @Test
  void theGatewaysOwnTextIsRecognised() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    Pem stranger =
        Pem.text(
            Base64.getEncoder()
                .encodeToString(generator.generateKeyPair().getPrivate().getEncoded()));
    try (Shop shop = Shop.open()) {
      AlipayClient client =
          shop.client(shop.config().appPrivateKey(stranger).retryPolicy(RetryPolicy.none()));

      Rejection rejection =
          RefusalTest.rejected(
              client
                  .gateway()
                  .exchange()
                  .<String>write(
                      Operation.ORDER,
                      "A1",
                      Call.of(
                          "alipay.trade.precreate",
                          Map.of(
                              "out_trade_no", "A1",
                              "total_amount", "1.00",
                              "subject", "一杯茶 <b> & '\"🍵 ~+")),
                      answer -> Verdict.accepted(""),
                      refused -> new Outcome.Rejected<>(refused),
                      FollowUp.Done::new));

      assertThat(rejection.code()).isEqualTo("isv.invalid-signature");
      assertThat(rejection.remedy()).contains("Alipay verified exactly the text that was signed");
      assertThat(rejection.toString()).doesNotContain("一杯茶", "1.00", "biz_content=");
      assertThat(rejection.verified()).isFalse();
      assertThat(rejection.reason()).isEqualTo(Rejection.Reason.CONFIGURATION);
    }
  }

  @Test
  void anotherOrderInTheGatewaysTextIsNotRepeated() {
    Rejection rejection =
        RefusalTest.rejected(
            RefusalTest.write(
                Operation.ORDER,
                new ScriptedAnswers(
                    ScriptedAnswers.unsigned(
                        "error_response",
                        failure(
                            "40002",
                            "isv.invalid-signature",
                            INTRODUCTION + "app_id=1&amp;biz_content=张三")))));

    assertThat(rejection.remedy()).contains("app_id is the first part that differs");
    assertThat(rejection.toString()).doesNotContain("张三");
  }
}
