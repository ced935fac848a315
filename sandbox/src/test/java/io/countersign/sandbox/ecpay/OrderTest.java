// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.sandbox.SandboxClock;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderTest {
  private final SandboxClock clock = SandboxClock.drivenFrom(Instant.parse("2026-03-01T02:00:00Z"));
  private final EcpayGateway gateway = EcpayGateway.listen(clock, 0);
  private final EcpayMerchant merchant = gateway.openMerchant();
  private final FormClient client = new FormClient(gateway, merchant);

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void anOrderLeadsToTheCashierAndIsPaidThereWithAPassword() throws Exception {
    try (Shop shop = new Shop()) {
      Map<String, String> order = client.order("ORDER1", "Credit", shop.uri("/return").toString());
      order.put("OrderResultURL", shop.uri("/result").toString());
      order.put("NeedExtraPaidInfo", "Y");
      order.put("CreditInstallment", "3,6");
      URI page = client.place(order);
      assertThat(client.look(page).body()).contains("Tom&#39;s (big) tea~", "<option>6</option>");
      assertThat(client.look(page).headers().firstValue("Content-Security-Policy").orElse(""))
          .contains("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'");
      assertThat(client.press(page, "action=card&card=4111111111111111").body())
          .contains("only ECPay's published test cards");
      assertThat(client.press(page, "action=card&card=4311-9522-2222-2222&instalment=6").body())
          .contains("\"waitsForPassword\":true");
      assertThat(merchant.ledger()).isEmpty();
      HttpResponse<String> paid = client.press(page, "action=otp&otp=1234");
      assertThat(paid.body()).contains("\"state\":\"PAID\"", "/result", "Succeeded");
      assertThat(client.press(page, "action=otp&otp=1234").statusCode()).isEqualTo(409);
      assertThat(merchant.chargesOf("ORDER1")).isEqualTo(1);

      clock.advance(Duration.ZERO);
      Map<String, String> told = shop.form(0);
      assertThat(client.proves(told)).isTrue();
      assertThat(told)
          .containsEntry("RtnCode", "1")
          .containsEntry("RtnMsg", "交易成功")
          .containsEntry("TradeAmt", "1733")
          .containsEntry("SimulatePaid", "0")
          .containsEntry("PaymentType", "Credit_CreditCard")
          .containsEntry("stage", "6")
          .containsEntry("stast", "293")
          .containsEntry("staed", "288")
          .containsEntry("PaymentTypeChargeFee", "121.31")
          .containsEntry("CustomField4", "");
    }
  }

  @Test
  void aWrongPasswordFailsTheOrderForGood() throws Exception {
    client.place("FAIL1", "Credit");
    URI page = merchant.cashierPage("FAIL1");
    client.press(page, "action=card&card=4311952222222222");
    client.press(page, "action=otp&otp=9999");
    assertThat(merchant.order("FAIL1").orElseThrow().rtnCode()).isEqualTo("10100058");
    assertThat(client.query("FAIL1")).containsEntry("TradeStatus", "10200095");
    assertThat(merchant.ledger()).isEmpty();
  }

  @Test
  void theOrderPageTakesNoOrderFromAnotherSitesPage() throws Exception {
    client.place("SITE1", "TWQR");
    HttpResponse<String> answer =
        client.press(
            merchant.cashierPage("SITE1"),
            "action=wallet&method=TWQR",
            "Origin",
            "https://elsewhere.example");
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(merchant.ledger()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "MerchantTradeNo,A-1,1 to 20 letters",
    "MerchantTradeNo,'',is missing",
    "MerchantTradeDate,2026-03-01 10:00:00,yyyy/MM/dd",
    "PaymentType,AIO,must be aio",
    "EncryptType,0,must be 1",
    "TotalAmount,100.0,whole dollars",
    "TotalAmount,0,whole dollars",
    "TradeDesc,<b>cheap</b>,no HTML",
    "ItemName,Python book,content filter",
    "TradeDesc,mail box,content filter",
    "ReturnURL,https://shop.example:8443/r,port 80 or 443",
    "ReturnURL,ftp://shop.example/r,must begin with https",
    "ReturnURL,https://商店.example/r,punycode",
    "ReturnURL,https://shop.example/r;x,none of",
    "OrderResultURL,https://shop.example/return,another than ReturnURL",
    "ClientBackURL,https://shop.example/return,another than ReturnURL",
    "ChoosePayment,Alipay,no method of this merchant",
    "ChooseSubPayment,CVS,must be empty with",
    "IgnorePayment,DigitalPayment,DigitalPayment excepted",
    "CreditInstallment,'3,7',list out of",
    "PeriodAmount,1733,four period fields",
    "ExpireDate,61,from 1 to 60",
    "StoreID,ABCDEFGHIJK,longer than 10",
    "BindingCard,1,MerchantMemberID must be",
    "NeedExtraPaidInfo,yes,must be Y or N"
  })
  void aWrongFieldIsRefusedByName(String name, String value, String issue) throws Exception {
    Map<String, String> order = client.order("WRONG1", "ALL", "https://shop.example/return");
    order.put(name, value);
    assertThat(client.refusal(order)).contains(name, issue);
    assertThat(merchant.order("WRONG1")).isEmpty();
    assertThat(client.refusal(client.order("WRONG1", "ALL", "https://shop.example/return")))
        .isEqualTo("taken");
  }

  @Test
  void aNumberIsUsedOnceForEver() throws Exception {
    Map<String, String> order = client.place("TWICE1", "ALL");
    assertThat(client.post(Operation.ORDER, order).body()).contains("(10300028)");
  }

  @Test
  void aFormWithAnotherSignatureIsRefusedAndTheMistakeNamed() throws Exception {
    Map<String, String> order = client.order("SIGN1", "ALL", "https://shop.example/return");
    Map<String, String> signed = new LinkedHashMap<>(merchant.form(order).fields());
    signed.put("TotalAmount", "1");
    HttpResponse<String> answer = client.raw(Operation.ORDER.path, signed);
    assertThat(answer.body()).contains("(10200073)");
    Map<String, String> encoded = new LinkedHashMap<>(order);
    encoded.put("ReturnURL", "https://shop.example/return?a=1%26b");
    assertThat(client.refusal(encoded)).contains("decoded before hashing");
    Map<String, String> longer = new LinkedHashMap<>(order);
    longer.put("ItemName", "茶".repeat(401));
    assertThat(client.refusal(longer)).contains("was cut");
    order.put("CheckMacValue", "");
    assertThat(client.raw(Operation.ORDER.path, order).body()).contains("missing", "10200073");
    assertThat(gateway.journal())
        .hasSize(4)
        .allMatch(entry -> entry.code().equals("10200073") && entry.merchantId().isEmpty());
    assertThat(merchant.order("SIGN1")).isEmpty();
  }

  @Test
  void aPlatformSignsForItsShopsAndForNobodyElse() throws Exception {
    EcpayMerchant platform = gateway.openStageMerchant(StageMerchant.PLATFORM, EcpaySetup.usual());
    Map<String, String> order = client.order("PLAT1", "Credit", "https://shop.example/return");
    order.put("PlatformID", platform.merchantId());
    assertThat(client.raw(Operation.ORDER.path, platform.form(order).fields()).body())
        .contains("no platform");
    platform.actFor(merchant);
    assertThat(client.refusal(order)).isNotEqualTo("taken");
    assertThat(client.raw(Operation.ORDER.path, platform.form(order).fields()).statusCode())
        .isEqualTo(302);
    merchant.payByCard("PLAT1");
    SignedForm told = merchant.resultNotification("PLAT1");
    assertThat(told.fields()).containsEntry("MerchantID", merchant.merchantId());
    assertThat(CheckMac.proves(told.fields(), platform.account().keys)).isTrue();
    assertThat(client.proves(told.fields())).isFalse();
  }

  @Test
  void theShopsOfOnePlatformShareItsNumbers() throws Exception {
    EcpayMerchant platform = gateway.openMerchant();
    EcpayMerchant second = gateway.openMerchant();
    platform.actFor(merchant);
    platform.actFor(second);
    Map<String, String> order = client.order("SHARE1", "Credit", "https://shop.example/return");
    order.put("PlatformID", platform.merchantId());
    assertThat(client.raw(Operation.ORDER.path, platform.form(order).fields()).statusCode())
        .isEqualTo(302);
    order.put("MerchantID", second.merchantId());
    assertThat(client.raw(Operation.ORDER.path, platform.form(order).fields()).body())
        .contains("(10300028)");
    assertThat(client.refusal(client.order("SHARE1", "Credit", "https://shop.example/return")))
        .contains("was used before");
  }

  @Test
  void aRealSetupTakesNoLoopbackAddress() throws Exception {
    EcpayMerchant strict = gateway.openMerchant(EcpaySetup.usual().refuseLoopbackUrls());
    FormClient other = new FormClient(gateway, strict);
    assertThat(other.refusal(other.order("LOOP1", "ALL", "http://127.0.0.1:8080/return")))
        .contains("loopback cannot be reached");
  }
}
