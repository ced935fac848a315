// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EmbeddedTest {
  private final Counter counter = new Counter();

  @AfterEach
  void stop() {
    counter.close();
  }

  private ObjectNode order(String number, String returnUrl) {
    return counter.order(number, 500, returnUrl);
  }

  private ObjectNode tokenData(String number, String returnUrl) {
    ObjectNode data = order(number, returnUrl);
    data.put("RememberCard", 0).put("PaymentUIType", 2).put("ChoosePaymentList", "1,3");
    data.putObject("CardInfo").put("OrderResultURL", "https://shop.example/result");
    data.putObject("ConsumerInfo").put("Email", "payer@shop.example");
    return data;
  }

  private ObjectNode about(String number) {
    return Json.object()
        .put("MerchantID", counter.merchant.merchantId())
        .put("MerchantTradeNo", number);
  }

  @Test
  void aTokenBecomesAPaymentOnlyAfterThePassword() throws Exception {
    try (Shop shop = new Shop()) {
      JsonNode token =
          counter.client.sealed(Operation.TOKEN, tokenData("EMB1", shop.uri("/json").toString()));
      assertThat(token.path("RtnCode").asInt()).isEqualTo(1);
      String payToken = counter.merchant.payToken(token.path("Token").asText());
      assertThat(payToken).hasSizeGreaterThan(200);
      JsonNode paid =
          counter.client.sealed(Operation.PAYMENT, about("EMB1").put("PayToken", payToken));
      String page = paid.at("/ThreeDInfo/ThreeDURL").asText();
      assertThat(page).startsWith(counter.gateway.baseUri().toString());
      assertThat(counter.merchant.ledger()).isEmpty();
      String back = counter.client.press(URI.create(page), "action=otp&otp=1234").body();
      assertThat(back).contains("ResultData", "TransCode");
      assertThat(counter.merchant.chargesOf("EMB1")).isEqualTo(1);
      counter.clock.advance(Duration.ZERO);
      JsonNode told = counter.client.opened(new ObjectMapper().readTree(shop.bodies.get(0)));
      assertThat(told.path("RtnCode").asInt()).isEqualTo(1);
      assertThat(told.at("/OrderInfo/TradeAmt").asLong()).isEqualTo(500);
      assertThat(told.at("/OrderInfo/TradeStatus").asText()).isEqualTo("1");
      assertThat(told.at("/CardInfo/Card4No").asText()).isEqualTo("2222");
      assertThat(
              counter
                  .client
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
          counter
              .client
              .sealed(Operation.TOKEN, tokenData("EMB2", shop.uri("/json").toString()))
              .path("Token")
              .asText();
      counter.client.sealed(
          Operation.PAYMENT, about("EMB2").put("PayToken", counter.merchant.payToken(token)));
      counter.merchant.enterPassword("EMB2");
      counter.clock.advance(Duration.ofHours(2));
      assertThat(shop.bodies).hasSize(2);
      counter.clock.advance(Duration.ofDays(2));
      assertThat(shop.bodies).hasSize(5);
    }
  }

  @Test
  void anExpiredTokenPaysNothing() throws Exception {
    String token =
        counter
            .client
            .sealed(Operation.TOKEN, tokenData("EMB3", "https://shop.example/json"))
            .path("Token")
            .asText();
    String payToken = counter.merchant.payToken(token);
    counter.clock.advance(Duration.ofMinutes(11));
    JsonNode answer =
        counter.client.sealed(Operation.PAYMENT, about("EMB3").put("PayToken", payToken));
    assertThat(answer.path("RtnMsg").asText()).contains("expired");
    assertThat(counter.merchant.order("EMB3")).isEmpty();
  }

  @Test
  void aServerGetsANumberWithoutABrowser() throws Exception {
    try (Shop shop = new Shop()) {
      ObjectNode data = order("GEN1", shop.uri("/json").toString()).put("ChoosePayment", "CVS");
      data.putObject("CVSInfo").put("ExpireDate", 60).put("CVSCode", "FAMILY");
      JsonNode answer = counter.client.sealed(Operation.NUMBER, data);
      assertThat(answer.path("RtnCode").asInt()).isEqualTo(1);
      assertThat(answer.at("/CVSInfo/PaymentNo").asText()).hasSize(14);
      assertThat(answer.at("/OrderInfo/TradeStatus").asText()).isEqualTo("0");
      assertThat(counter.client.sealed(Operation.NUMBER, data).path("RtnCode").asInt())
          .isEqualTo(10300028);
      counter.merchant.payNumber("GEN1");
      counter.clock.advance(Duration.ZERO);
      assertThat(shop.bodies).hasSize(1);
      assertThat(
              counter
                  .client
                  .sealed(Operation.SEALED_QUERY, about("GEN1"))
                  .at("/OrderInfo/TradeStatus")
                  .asText())
          .isEqualTo("1");
    }
  }

  @Test
  void theCardIsRefundedByEnvelopeToo() throws Exception {
    String token =
        counter
            .client
            .sealed(Operation.TOKEN, tokenData("EMB4", "https://shop.example/json"))
            .path("Token")
            .asText();
    counter.client.sealed(
        Operation.PAYMENT, about("EMB4").put("PayToken", counter.merchant.payToken(token)));
    counter.merchant.enterPassword("EMB4");
    counter.clock.advance(Duration.ofDays(1));
    String tradeNo = counter.merchant.order("EMB4").orElseThrow().tradeNo();
    ObjectNode action =
        about("EMB4").put("TradeNo", tradeNo).put("Action", "R").put("TotalAmount", 100);
    assertThat(counter.client.sealed(Operation.SEALED_CARD_ACTION, action).path("RtnCode").asInt())
        .isEqualTo(1);
    JsonNode detail = counter.client.sealed(Operation.SEALED_CARD_QUERY, about("EMB4"));
    assertThat(detail.at("/RtnValue/close_data")).hasSize(2);
    action.put("Action", "N");
    assertThat(counter.client.sealed(Operation.SEALED_CARD_ACTION, action).path("RtnMsg").asText())
        .contains("已關帳");
  }

  @Test
  void anEnvelopeOfOtherKeysTimesOrMerchantsIsNotOpened() throws Exception {
    ObjectNode stale = Json.object().put("MerchantID", counter.merchant.merchantId());
    stale.putObject("RqHeader").put("Timestamp", counter.clock.instant().getEpochSecond() - 601);
    stale.put("Data", Sealed.seal("{}", counter.merchant.account().keys));
    refused(stale, "10 minutes");
    ObjectNode foreign = stale.deepCopy();
    foreign.putObject("RqHeader").put("Timestamp", counter.clock.instant().getEpochSecond());
    foreign.put("Data", Sealed.seal("{}", counter.gateway.openMerchant().account().keys));
    refused(foreign, "not encrypted with");
    ObjectNode other = foreign.deepCopy();
    other.put("Data", Sealed.seal("{\"MerchantID\":\"1\"}", counter.merchant.account().keys));
    refused(other, "another than the envelope's");
    other.put("MerchantID", "1234567");
    refused(other, "names no merchant");
    assertThat(counter.gateway.journal())
        .hasSize(4)
        .allMatch(entry -> entry.merchantId().isEmpty() && entry.code().equals("0"));
    counter.client.sealed(Operation.SEALED_QUERY, about("NONE"));
    assertThat(counter.gateway.journal().get(4).merchantId())
        .contains(counter.merchant.merchantId());
  }

  private void refused(ObjectNode envelope, String why) throws Exception {
    JsonNode answer = counter.client.outer(Operation.SEALED_QUERY, envelope.toString());
    assertThat(answer.path("TransCode").asInt()).isZero();
    assertThat(answer.path("Data").isNull()).isTrue();
    assertThat(answer.path("TransMsg").asText()).contains(why);
  }

  @Test
  void aWrongFieldIsRefusedInsideTheEnvelope() throws Exception {
    ObjectNode data = tokenData("EMB5", "https://shop.example/json");
    data.withObject("/OrderInfo").put("TotalAmount", "500");
    JsonNode answer = counter.client.sealed(Operation.TOKEN, data);
    assertThat(answer.path("RtnCode").asInt()).isEqualTo(5100011);
    assertThat(answer.path("RtnMsg").asText()).contains("OrderInfo.TotalAmount must be a number");
    ObjectNode redeem = tokenData("EMB5", "https://shop.example/json");
    redeem.withObject("/CardInfo").put("Redeem", "Y");
    assertThat(counter.client.sealed(Operation.TOKEN, redeem).path("RtnMsg").asText())
        .contains("left out");
  }

  @Test
  void anEnvelopeCanBeMadeToFail() throws Exception {
    counter.merchant.faults().once(Operation.SEALED_QUERY, Fault.envelopeRefused());
    assertThat(counter.client.outer(Operation.SEALED_QUERY, about("X")).path("TransCode").asInt())
        .isZero();
    assertThat(counter.client.sealed(Operation.SEALED_QUERY, about("X")).path("RtnCode").asInt())
        .isEqualTo(10200047);
  }
}
