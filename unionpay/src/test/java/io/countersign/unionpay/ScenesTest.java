// SPDX-License-Identifier: Apache-2.0
package io.countersign.unionpay;

import static io.countersign.unionpay.ScriptedGateway.BACK;
import static io.countersign.unionpay.ScriptedGateway.MERCHANT;
import static io.countersign.unionpay.ScriptedGateway.accepted;
import static io.countersign.unionpay.ScriptedGateway.plainText;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.InvalidRequestException;
import io.countersign.OpenPage;
import io.countersign.Outcome;
import io.countersign.PaymentRequest;
import io.countersign.PersonalText;
import io.countersign.Scene;
import io.countersign.VoucherKind;
import io.countersign.spi.FormFields;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;

/** What each scene gives, in the words of the wire. */
class ScenesTest {
  private final ScriptedGateway gateway =
      new ScriptedGateway(accepted().with("tn", "1").with("qrCode", "2"));

  private OpenPage.PostForm page(PaymentRequest<OpenPage> request) {
    Outcome<OpenPage> outcome = gateway.client().create(request);
    assertThat(gateway.calls).describedAs("pages send nothing").isEmpty();
    assertThat(((Outcome.Accepted<OpenPage>) outcome).payment())
        .contains(gateway.client().ref(request));
    return (OpenPage.PostForm) ((Outcome.Accepted<OpenPage>) outcome).value();
  }

  private static FormFields fields(OpenPage.PostForm form) {
    FormFields fields = new FormFields();
    form.fields().forEach(field -> fields.put(field.name(), field.value()));
    assertThat(form.fields()).hasSameSizeAs(fields.asMap().keySet());
    return fields;
  }

  private FormFields sent(Scene<?> scene) {
    gateway.client().create(gateway.order(scene).build());
    return gateway.fields(gateway.calls.size() - 1);
  }

  @Test
  void aWebPageIsASignedFormForTheBrowser() {
    PaymentRequest<OpenPage> request = gateway.order(Scene.webPage(BACK)).build();
    OpenPage.PostForm form = page(request);

    assertThat(form.action())
        .isEqualTo(URI.create("https://gateway.example.com/gateway/api/frontTransReq.do"));
    assertThat(form.charset()).isEqualTo(StandardCharsets.UTF_8);
    FormFields fields = fields(form);
    assertThat(fields.text("signature"))
        .isEqualTo(MERCHANT.sign(plainText(fields), StandardCharsets.UTF_8));
    assertThat(fields.without("signature").asMap())
        .containsEntry("version", "5.1.0")
        .containsEntry("encoding", "UTF-8")
        .containsEntry("signMethod", "01")
        .containsEntry("certId", MERCHANT.certId())
        .containsEntry("txnType", "01")
        .containsEntry("txnSubType", "01")
        .containsEntry("bizType", "000201")
        .containsEntry("channelType", "07")
        .containsEntry("accessType", "0")
        .containsEntry("merId", ScriptedGateway.MER_ID)
        .containsEntry("orderId", request.id().number())
        .containsEntry("txnTime", ScriptedGateway.NOW_TEXT)
        .containsEntry("txnAmt", "10000")
        .containsEntry("currencyCode", "156")
        .containsEntry("frontUrl", BACK.toString())
        .containsEntry("backUrl", ScriptedGateway.NOTIFY_URL.toString())
        .containsEntry("payTimeout", "20261121154523")
        .hasSize(17);
    assertThat(form.toHtml("0123456789abcdef"))
        .contains("accept-charset=\"UTF-8\"")
        .contains("10000");
    assertThat(fields(page(request)).asMap()).isEqualTo(fields(form).asMap());
  }

  @Test
  void aCompanysPageNamesItsPayeeIfItMust() {
    FormFields old =
        fields(page(gateway.order(Scene.webPage(BACK)).with(UnionPayOption.b2b()).build()));
    assertThat(old.text("bizType")).isEqualTo("000202");
    assertThat(old.text("channelType")).isEqualTo("07");
    assertThat(old.has("bizScene")).isFalse();

    PaymentRequest<OpenPage> request =
        gateway
            .order(Scene.webPage(BACK))
            .with(
                UnionPayOption.b2b(
                    "110001",
                    PersonalText.of("茶叶有限公司"),
                    PersonalText.of("6212142600000000167"),
                    "中国工商银行"))
            .build();
    assertThat(fields(page(request)).asMap())
        .containsEntry("bizScene", "110001")
        .containsEntry("payeeAcctNm", "茶叶有限公司")
        .containsEntry("payeeAcctNo", "6212142600000000167")
        .containsEntry("payeeBankName", "中国工商银行");
    assertThat(gateway.client().ref(request).product()).contains("b2b");
  }

  @Test
  void aMobilePageIsOfTheMobileChannel() {
    FormFields fields = fields(page(gateway.order(Scene.mobilePage(BACK, "203.0.113.7")).build()));
    assertThat(fields.text("channelType")).isEqualTo("08");
    assertThat(fields.text("bizType")).isEqualTo("000201");
    assertThat(fields.text("frontUrl")).isEqualTo(BACK.toString());
    assertThat(fields.has("customerIp")).isFalse();
  }

  @Test
  void anAppsOrderCarriesTheDescriptionAndNoReturnAddress() {
    assertThat(sent(Scene.inApp()).asMap())
        .containsEntry("txnType", "01")
        .containsEntry("txnSubType", "01")
        .containsEntry("bizType", "000201")
        .containsEntry("channelType", "08")
        .containsEntry("orderDesc", "一杯茶")
        .containsEntry("payTimeout", "20261121154523")
        .doesNotContainKey("frontUrl");
  }

  @Test
  void aQrCodesOrder() {
    assertThat(sent(Scene.qrCode()).asMap())
        .containsEntry("txnSubType", "07")
        .containsEntry("bizType", "000000")
        .containsEntry("channelType", "08")
        .containsEntry("payTimeout", "20261121154523")
        .doesNotContainKeys("orderDesc", "frontUrl", "qrNo");
  }

  @Test
  void aPaymentCodesCharge() {
    assertThat(sent(OrdersTest.CODE).asMap()).containsEntry("txnType", "00");
    assertThat(gateway.fields(0).asMap())
        .containsEntry("txnSubType", "06")
        .containsEntry("bizType", "000000")
        .containsEntry("channelType", "08")
        .containsEntry("qrNo", "6200123456789012345")
        .containsEntry("txnAmt", "10000")
        .doesNotContainKeys("orderDesc", "frontUrl", "payTimeout");
    assertThat(gateway.calls.get(0).uri().getPath()).isEqualTo("/gateway/api/backTransReq.do");
  }

  @Test
  void scenesThatUnionPayHasNotAreRefused() {
    for (Scene<?> scene :
        new Scene<?>[] {Scene.inWallet("x"), Scene.voucher(VoucherKind.values()[0])}) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> gateway.client().create(gateway.order(scene).build()))
          .withMessageContaining("scene");
    }
    assertThat(gateway.calls).isEmpty();
  }

  @Test
  void zoneAndLanguageOfTheMachineChangeNothing() {
    TimeZone zone = TimeZone.getDefault();
    Locale language = Locale.getDefault();
    PaymentRequest<OpenPage> request = gateway.order(Scene.webPage(BACK)).build();
    FormFields expected = fields(page(request));
    try {
      for (String other : new String[] {"UTC", "Asia/Taipei", "America/New_York"}) {
        TimeZone.setDefault(TimeZone.getTimeZone(other));
        Locale.setDefault(Locale.forLanguageTag("tr-TR"));
        assertThat(fields(page(request)).asMap()).isEqualTo(expected.asMap());
      }
    } finally {
      TimeZone.setDefault(zone);
      Locale.setDefault(language);
    }
  }
}
