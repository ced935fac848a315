// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.junit.SandboxExtension;
import io.countersign.sandbox.wechatpay.LedgerEntry.Kind;
import io.countersign.sandbox.wechatpay.PlainClient.Reply;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodePayTest {
  @RegisterExtension static final SandboxExtension SANDBOX = SandboxExtension.wechatPay();

  private PlainClient client;
  private WeChatPayMerchant merchant;
  private SandboxClock clock;

  @BeforeEach
  void open(WeChatPayGateway gateway, WeChatPayMerchant merchant, SandboxClock clock) {
    this.merchant = merchant;
    this.clock = clock;
    client = new PlainClient(gateway, merchant);
  }

  private String state(String number) {
    return client.query(number).json().path("trade_state").asText();
  }

  @Test
  void aPayerMayPayAtOnce() {
    String code = merchant.authCode(PayerBehaviour.PAYS_AT_ONCE);
    assertThat(code).matches("1[0-5][0-9]{16}");
    Reply paid = client.chargeCode("CODE-01", code);
    assertThat(paid.status()).isEqualTo(200);
    assertThat(paid.json().path("trade_type").asText()).isEqualTo("MICROPAY");
    assertThat(client.chargeCode("CODE-01", code).json()).isEqualTo(paid.json());
    assertThat(merchant.chargesOf("CODE-01")).isEqualTo(1);
    clock.advance(Duration.ofDays(2));
    assertThat(merchant.deliveries()).isEmpty();
    assertThatThrownBy(() -> merchant.paymentNotification("CODE-01"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aPayerMayHaveToTypeAPassword() {
    String code = merchant.authCode(PayerBehaviour.NEEDS_PASSWORD);
    Reply waiting = client.chargeCode("CODE-02", code);
    assertThat(waiting.status()).isEqualTo(202);
    assertThat(waiting.code()).isEqualTo("USERPAYING");
    assertThat(state("CODE-02")).isEqualTo("USERPAYING");
    merchant.answerUserPayingAsOrder(true);
    assertThat(client.chargeCode("CODE-02", code).json().path("trade_state").asText())
        .isEqualTo("USERPAYING");
    merchant.enterPassword("CODE-02");
    assertThat(client.chargeCode("CODE-02", code).json().path("trade_state").asText())
        .isEqualTo("SUCCESS");
  }

  @Test
  void thePasswordMayTakeTenSeconds() {
    client.chargeCode("CODE-03", merchant.authCode(PayerBehaviour.PAYS_AFTER_PASSWORD));
    client.chargeCode("CODE-04", merchant.authCode(PayerBehaviour.FAILS_AFTER_PASSWORD));
    clock.advance(Duration.ofSeconds(9));
    assertThat(state("CODE-03")).isEqualTo("USERPAYING");
    clock.advance(Duration.ofSeconds(1));
    assertThat(state("CODE-03")).isEqualTo("SUCCESS");
    assertThat(state("CODE-04")).isEqualTo("PAYERROR");
  }

  @Test
  void bankAndPurseMayFail() {
    String code = merchant.authCode(PayerBehaviour.BANK_ERROR);
    Reply bank = client.chargeCode("CODE-05", code);
    assertThat(bank.status()).isEqualTo(500);
    assertThat(bank.code()).isEqualTo("BANK_ERROR");
    assertThat(client.chargeCode("CODE-05", code).code()).isEqualTo("BANK_ERROR");
    Reply purse = client.chargeCode("CODE-06", merchant.authCode(PayerBehaviour.NOT_ENOUGH));
    assertThat(purse.status()).isEqualTo(403);
    assertThat(purse.code()).isEqualTo("NOT_ENOUGH");
    assertThat(state("CODE-06")).isEqualTo("PAYERROR");
    assertThat(client.reverse("CODE-06").status()).isEqualTo(204);
    assertThat(merchant.ledger()).isEmpty();
  }

  @Test
  void reversingCancelsOrGivesBack() {
    String waiting = merchant.authCode(PayerBehaviour.NEEDS_PASSWORD);
    client.chargeCode("CODE-07", waiting);
    assertThat(client.close("CODE-07").header("Request-ID")).endsWith("-268449641");
    assertThat(client.reverse("CODE-07").status()).isEqualTo(204);
    assertThat(state("CODE-07")).isEqualTo("REVOKED");
    assertThat(client.chargeCode("CODE-07", waiting).code()).isEqualTo("ORDER_CLOSED");
    client.chargeCode("CODE-08", merchant.authCode(PayerBehaviour.PAYS_AT_ONCE));
    assertThat(client.reverse("CODE-08").status()).isEqualTo(204);
    assertThat(client.reverse("CODE-08").status()).isEqualTo(204);
    assertThat(merchant.ledger())
        .extracting(LedgerEntry::kind)
        .containsExactly(Kind.CHARGE, Kind.REVERSAL);
    assertThat(merchant.balance()).isZero();
    assertThat(client.reverse("CODE-99").code()).isEqualTo("ORDER_NOT_EXIST");
    assertThat(client.refundOf("CODE-08", "R-08", 1).code()).isEqualTo("INVALID_REQUEST");
  }

  @Test
  void aCodeServesOneOrderAndAnOrderOneCode() {
    String code = merchant.authCode(PayerBehaviour.PAYS_AT_ONCE);
    client.chargeCode("CODE-09", code);
    assertThat(client.chargeCode("CODE-10", code).code()).isEqualTo("INVALID_REQUEST");
    String other = merchant.authCode(PayerBehaviour.PAYS_AT_ONCE);
    assertThat(client.chargeCode("CODE-09", other).header("Request-ID")).endsWith("-268498688");
    client.placeNative("CODE-11");
    assertThat(client.chargeCode("CODE-11", other).code()).isEqualTo("OUT_TRADE_NO_USED");
    assertThat(merchant.ledger()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "160000000000000000",
        "13000000000000000",
        "1300000000000000000",
        "13000000000000000a"
      })
  void whatIsNoPaymentCodeIsRefused(String code) {
    assertThat(client.chargeCode("CODE-12", code).json().at("/detail/field").asText())
        .isEqualTo("/payer/auth_code");
  }

  @Test
  void theShopMustSayWhereItIs() {
    String good = client.codePay("CODE-13", merchant.authCode(PayerBehaviour.PAYS_AT_ONCE));
    String both = good.replace("{\"id\":\"S1\"}", "{\"id\":\"S1\",\"out_id\":\"S2\"}");
    String url = "/v3/pay/transactions/codepay";
    assertThat(client.post(url, both).send().json().at("/detail/field").asText())
        .isEqualTo("/scene_info/store_info");
    String notified =
        good.replace("\"appid\"", "\"notify_url\":\"https://shop.example/n\",\"appid\"");
    assertThat(client.post(url, notified).send().header("Request-ID")).endsWith("-270924358");
  }
}
