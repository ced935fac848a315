// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.PaymentRef;
import io.countersign.Pem;
import io.countersign.sandbox.alipay.SignedForm;
import io.countersign.spi.RsaSha256;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A browser or an app that comes back tells a number, and whatever is odd tells nothing. */
class PayerReturnTest {
  private static final String NODE =
      "{\"code\":\"10000\",\"app_id\":\"%s\",\"out_trade_no\":\"ORDER1\",\"seller_id\":\"%s\"}";

  private final Shop shop = Shop.open();
  private final AlipayClient client = shop.client();
  private final OrderDesk desk = new OrderDesk(shop);
  private final PaymentRef order = desk.paid();
  private final SignedForm returned = shop.merchant.returnForm(order.number());

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void aSignedReturnTellsItsNumber() {
    for (SignedForm form :
        List.of(
            returned,
            returned.with("shop", "龙井茶").in(Charset.forName("GBK")),
            returned.tampered("alipay_cert_sn", "866efef280dec9137a87d047ac446315"))) {
      assertThat(client.payerReturn(form.query())).contains(new AlipayPayerReturn(order.number()));
      assertThat(client.payerReturn("?" + form.query())).isPresent();
    }
  }

  @Test
  void everythingElseTellsNothing() {
    String right = returned.query();
    for (String odd :
        List.of(
            returned.withoutSigning("sign").query(),
            returned.signedBy(shop.gateway.openMerchant()).query(),
            returned.signingItsType().tampered("out_trade_no", "ORDER2").query(),
            returned.tampered("out_trade_no", "ORDER2").query(),
            returned.with("app_id", "2021000000000001").query(),
            returned.with("auth_app_id", "2021000000000001").query(),
            returned.with("seller_id", "2088000000000001").query(),
            returned.with("out_trade_no", "<b>").query(),
            returned.with("out_trade_no", "A".repeat(65)).query(),
            returned.without("out_trade_no").query(),
            returned.without("method").query(),
            returned.with("trade_status", "TRADE_SUCCESS").query(),
            desk.notification(order).query(),
            right + "&out_trade_no=ORDER2",
            right + "&table=7",
            right.replace("%", "%25"),
            "",
            "?",
            "%",
            "out_trade_no=ORDER1",
            "x".repeat(1_000_000))) {
      assertThat(client.payerReturn(odd))
          .describedAs(odd.substring(0, Math.min(80, odd.length())))
          .isEmpty();
    }
  }

  @Test
  void anAppsResultTellsWhatItSaysAndASignedNumber() {
    String node = NODE.formatted(shop.merchant.appId(), shop.merchant.sellerId());

    AlipayAppResult result = client.appResult("9000", result("alipay_trade_app_pay", node));

    assertThat(result)
        .isEqualTo(new AlipayAppResult(AlipayAppResult.Said.DONE, Optional.of("ORDER1")));
    String frozen = node.replace("out_trade_no", "out_order_no");
    assertThat(client.appResult("8000", result("alipay_fund_auth_order_app_freeze", frozen)))
        .isEqualTo(new AlipayAppResult(AlipayAppResult.Said.UNSURE, Optional.of("ORDER1")));
    assertThat(client.appResult("6001", ""))
        .isEqualTo(new AlipayAppResult(AlipayAppResult.Said.CANCELLED, Optional.empty()));
    assertThat(client.appResult("9001", "{}").said()).isEqualTo(AlipayAppResult.Said.UNRECOGNIZED);
  }

  @Test
  void anOddAppResultTellsNoNumber() {
    String node = NODE.formatted(shop.merchant.appId(), shop.merchant.sellerId());
    String right = result("alipay_trade_app_pay", node);
    for (String odd :
        List.of(
            right.replace("ORDER1", "ORDER2"),
            right.replace("\"sign\"", "\"sing\""),
            right.replace(":{", ": {\"sub_code\":\"\","),
            result("alipay_trade_app_pay", node.replace("ORDER1", "<b>")),
            result(
                "alipay_trade_app_pay",
                NODE.formatted("2021000000000001", shop.merchant.sellerId())),
            result("alipay_trade_app_pay", NODE.formatted(shop.merchant.appId(), "2088")),
            result("error", node),
            "{\"alipay_trade_app_pay_response\":" + node + "}",
            "{".repeat(100_000))) {
      assertThat(client.appResult("9000", odd).number()).isEmpty();
    }
  }

  private String result(String method, String node) {
    byte[] signed = node.getBytes(StandardCharsets.UTF_8);
    byte[] signature =
        new RsaSha256(null)
            .signer(Pem.text(shop.merchant.alipayPrivateKeyPem()).rsaPrivateKey("Alipay's"))
            .sign(signed);
    return "{\""
        + method
        + "_response\":"
        + node
        + ",\"sign\":\""
        + Base64.getEncoder().encodeToString(signature)
        + "\",\"sign_type\":\"RSA2\"}";
  }
}
