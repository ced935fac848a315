// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.SandboxClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EmbeddedTest {
  private final SandboxClock clock = SandboxClock.drivenFrom(Instant.parse("2026-03-01T02:00:00Z"));
  private final EcpayGateway gateway = EcpayGateway.listen(clock, 0);
  private final EcpayMerchant merchant =
      gateway.openStageMerchant(StageMerchant.PAYMENT, EcpaySetup.usual());
  private final FormClient client = new FormClient(gateway, merchant);

  @AfterEach
  void stop() {
    gateway.close();
  }

  private ObjectNode order(String number, String returnUrl) {
    ObjectNode data = Json.object().put("MerchantID", merchant.merchantId());
    data.putObject("OrderInfo")
        .put("MerchantTradeNo", number)
        .put("MerchantTradeDate", "2026/03/01 10:00:00")
        .put("TotalAmount", 500)
        .put("TradeDesc", "茶")
        .put("ItemName", "茶")
        .put("ReturnURL", returnUrl);
    return data;
  }

  private ObjectNode tokenData(String number, String returnUrl) {
    ObjectNode data = order(number, returnUrl);
    data.put("RememberCard", 0).put("PaymentUIType", 2).put("ChoosePaymentList", "1,3");
    data.putObject("CardInfo").put("OrderResultURL", "https://shop.example/result");
    data.putObject("ConsumerInfo").put("Email", "payer@shop.example");
    return data;
  }

  private ObjectNode about(String number) {
    return Json.object().put("MerchantID", merchant.merchantId()).put("MerchantTradeNo", number);
  }

  @Test
  void aTokenBecomesAPaymentOnlyAfterThePassword() throws Exception {
    try (Shop shop = new Shop()) {
      JsonNode token =
          client.sealed(Operation.TOKEN, tokenData("EMB1", shop.uri("/json").toString()));
      assertThat(token.path("RtnCode").asInt()).isEqualTo(1);
      String payToken = merchant.payToken(token.path("Token").asText());
      assertThat(payToken).hasSizeGreaterThan(200);
      JsonNode paid = client.sealed(Operation.PAYMENT, about("EMB1").put("PayToken", payToken));
      String page = paid.at("/ThreeDInfo/ThreeDURL").asText();
      assertThat(page).startsWith(gateway.baseUri().toString());
      assertThat(merchant.ledger()).isEmpty();
      String back = client.press(URI.create(page), "action=otp&otp=1234").body();
      assertThat(back).contains("ResultData", "TransCode");
      assertThat(merchant.chargesOf("EMB1")).isEqualTo(1);
      clock.advance(Duration.ZERO);
      JsonNode told = client.opened(new ObjectMapper().readTree(shop.bodies.get(0)));
      assertThat(told.path("RtnCode").asInt()).isEqualTo(1);
      assertThat(told.at("/OrderInfo/TradeAmt").asLong()).isEqualTo(500);
      assertThat(told.at("/OrderInfo/TradeStatus").asText()).isEqualTo("1");
      assertThat(told.at("/CardInfo/Card4No").asText()).isEqualTo("2222");
      assertThat(
              client
                  .sealed(Operation.PAYMENT, about("EMB1").put("PayToken", payToken))
                  .path("RtnMsg")
                  .asText())
          .contains("PayToken is unknown");
    }
  }

  @Test
  void aNotificationOfTheEmbeddedFormComesAgainAfterTwoHours() throws Exception {
    try (Shop shop = new Shop()) {
      shop.answer = "no";
      String token =
          client
              .sealed(Operation.TOKEN, tokenData("EMB2", shop.uri("/json").toString()))
              .path("Token")
              .asText();
      client.sealed(Operation.PAYMENT, about("EMB2").put("PayToken", merchant.payToken(token)));
      merchant.enterPassword("EMB2");
      clock.advance(Duration.ofHours(2));
      assertThat(shop.bodies).hasSize(2);
      clock.advance(Duration.ofDays(2));
      assertThat(shop.bodies).hasSize(5);
    }
  }

  @Test
  void anExpiredTokenPaysNothing() throws Exception {
    String token =
        client
            .sealed(Operation.TOKEN, tokenData("EMB3", "https://shop.example/json"))
            .path("Token")
            .asText();
    String payToken = merchant.payToken(token);
    clock.advance(Duration.ofMinutes(11));
    JsonNode answer = client.sealed(Operation.PAYMENT, about("EMB3").put("PayToken", payToken));
    assertThat(answer.path("RtnMsg").asText()).contains("expired");
    assertThat(merchant.order("EMB3")).isEmpty();
  }

  @Test
  void aServerGetsANumberWithoutABrowser() throws Exception {
    try (Shop shop = new Shop()) {
      ObjectNode data = order("GEN1", shop.uri("/json").toString()).put("ChoosePayment", "CVS");
      data.putObject("CVSInfo").put("ExpireDate", 60).put("CVSCode", "FAMILY");
      JsonNode answer = client.sealed(Operation.NUMBER, data);
      assertThat(answer.path("RtnCode").asInt()).isEqualTo(1);
      assertThat(answer.at("/CVSInfo/PaymentNo").asText()).hasSize(14);
      assertThat(answer.at("/OrderInfo/TradeStatus").asText()).isEqualTo("0");
      assertThat(client.sealed(Operation.NUMBER, data).path("RtnCode").asInt()).isEqualTo(10300028);
      merchant.payNumber("GEN1");
      clock.advance(Duration.ZERO);
      assertThat(shop.bodies).hasSize(1);
      assertThat(
              client
                  .sealed(Operation.SEALED_QUERY, about("GEN1"))
                  .at("/OrderInfo/TradeStatus")
                  .asText())
          .isEqualTo("1");
    }
  }

  @Test
  void theCardIsRefundedByEnvelopeToo() throws Exception {
    String token =
        client
            .sealed(Operation.TOKEN, tokenData("EMB4", "https://shop.example/json"))
            .path("Token")
            .asText();
    client.sealed(Operation.PAYMENT, about("EMB4").put("PayToken", merchant.payToken(token)));
    merchant.enterPassword("EMB4");
    clock.advance(Duration.ofDays(1));
    String tradeNo = merchant.order("EMB4").orElseThrow().tradeNo();
    ObjectNode action =
        about("EMB4").put("TradeNo", tradeNo).put("Action", "R").put("TotalAmount", 100);
    assertThat(client.sealed(Operation.SEALED_CARD_ACTION, action).path("RtnCode").asInt())
        .isEqualTo(1);
    JsonNode detail = client.sealed(Operation.SEALED_CARD_QUERY, about("EMB4"));
    assertThat(detail.at("/RtnValue/close_data")).hasSize(2);
    action.put("Action", "N");
    assertThat(client.sealed(Operation.SEALED_CARD_ACTION, action).path("RtnMsg").asText())
        .contains("已關帳");
  }

  @Test
  void anEnvelopeOfOtherKeysTimesOrMerchantsIsNotOpened() throws Exception {
    ObjectNode stale = Json.object().put("MerchantID", merchant.merchantId());
    stale.putObject("RqHeader").put("Timestamp", clock.instant().getEpochSecond() - 601);
    stale.put("Data", Sealed.seal("{}", merchant.account().keys));
    refused(stale, "10 minutes");
    ObjectNode foreign = stale.deepCopy();
    foreign.putObject("RqHeader").put("Timestamp", clock.instant().getEpochSecond());
    foreign.put("Data", Sealed.seal("{}", gateway.openMerchant().account().keys));
    refused(foreign, "not encrypted with");
    ObjectNode other = foreign.deepCopy();
    other.put("Data", Sealed.seal("{\"MerchantID\":\"1\"}", merchant.account().keys));
    refused(other, "another than the envelope's");
    other.put("MerchantID", "1234567");
    refused(other, "names no merchant");
    assertThat(gateway.journal())
        .hasSize(4)
        .allMatch(entry -> entry.merchantId().isEmpty() && entry.code().equals("0"));
    client.sealed(Operation.SEALED_QUERY, about("NONE"));
    assertThat(gateway.journal().get(4).merchantId()).contains(merchant.merchantId());
  }

  private void refused(ObjectNode envelope, String why) throws Exception {
    JsonNode answer = client.outer(Operation.SEALED_QUERY, envelope.toString());
    assertThat(answer.path("TransCode").asInt()).isZero();
    assertThat(answer.path("Data").isNull()).isTrue();
    assertThat(answer.path("TransMsg").asText()).contains(why);
  }

  @Test
  void aWrongFieldIsRefusedInsideTheEnvelope() throws Exception {
    ObjectNode data = tokenData("EMB5", "https://shop.example/json");
    data.withObject("/OrderInfo").put("TotalAmount", "500");
    JsonNode answer = client.sealed(Operation.TOKEN, data);
    assertThat(answer.path("RtnCode").asInt()).isEqualTo(5100011);
    assertThat(answer.path("RtnMsg").asText()).contains("OrderInfo.TotalAmount must be a number");
    ObjectNode redeem = tokenData("EMB5", "https://shop.example/json");
    redeem.withObject("/CardInfo").put("Redeem", "Y");
    assertThat(client.sealed(Operation.TOKEN, redeem).path("RtnMsg").asText()).contains("left out");
  }

  @Test
  void anEnvelopeCanBeMadeToFail() throws Exception {
    merchant.faults().once(Operation.SEALED_QUERY, Fault.envelopeRefused());
    assertThat(client.outer(Operation.SEALED_QUERY, about("X")).path("TransCode").asInt()).isZero();
    assertThat(client.sealed(Operation.SEALED_QUERY, about("X")).path("RtnCode").asInt())
        .isEqualTo(10200047);
  }
}
