// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackOfficeTest {
  private final Counter counter = new Counter();

  @AfterEach
  void stop() {
    counter.close();
  }

  private ObjectNode backAuth(String number) {
    ObjectNode data = counter.order(number, 500, "https://shop.example/json");
    ObjectNode order = data.withObject("/OrderInfo");
    order.putObject("ChoosePayment").putObject("Credit");
    order
        .putObject("CardInfo")
        .put("CardNo", TestCards.USUAL)
        .put("CardValidMM", "03")
        .put("CardValidYY", "26")
        .put("CardCVV2", "222");
    order.putObject("ConsumerInfo").put("Phone", "886912345678").put("Name", "Tea Lover");
    return data;
  }

  private String text(ObjectNode data) throws Exception {
    JsonNode answer = counter.client.sealed(Operation.BACK_AUTH, data);
    return answer.path("RtnCode").asInt() + " " + answer.path("RtnMsg").asText();
  }

  @Test
  void aCardIsChargedByItsNumberOnce() throws Exception {
    JsonNode paid = counter.client.sealed(Operation.BACK_AUTH, backAuth("BACK1"));
    assertThat(paid.path("RtnCode").asInt()).isEqualTo(1);
    assertThat(paid.at("/OrderInfo/TradeStatus").asText()).isEqualTo("1");
    assertThat(paid.at("/CardInfo/Card4No").asText()).isEqualTo("2222");
    assertThat(text(backAuth("BACK1"))).startsWith("10300028");
    assertThat(counter.merchant.chargesOf("BACK1")).isEqualTo(1);
    counter.clock.advance(Duration.ZERO);
    assertThat(counter.merchant.deliveries()).hasSize(1);
  }

  @Test
  void aShopWithAResultPageSendsItsPayerToTheBank() throws Exception {
    ObjectNode data = backAuth("BACK1");
    data.withObject("/OrderInfo").put("OrderResultURL", "https://shop.example/result");
    JsonNode asks = counter.client.sealed(Operation.BACK_AUTH, data);
    assertThat(asks.at("/ThreeDInfo/ThreeDURL").asText())
        .startsWith(counter.gateway.baseUri().toString());
    assertThat(counter.merchant.chargesOf("BACK1")).isZero();
    counter.merchant.enterPassword("BACK1");
    assertThat(counter.merchant.chargesOf("BACK1")).isEqualTo(1);
  }

  @Test
  void aBankRefusesACardAndALostAnswerChargesOnce() throws Exception {
    counter.merchant.refuseBackAuth("10100252");
    JsonNode refused = counter.client.sealed(Operation.BACK_AUTH, backAuth("BACK1"));
    assertThat(refused.path("RtnCode").asInt()).isEqualTo(10100252);
    assertThat(refused.at("/OrderInfo/TradeStatus").asText()).isEqualTo("0");
    assertThat(counter.merchant.ledger()).isEmpty();
    counter.merchant.refuseBackAuth("");
    counter.merchant.faults().once(Operation.BACK_AUTH, Fault.answerDropped());
    assertThatThrownBy(() -> text(backAuth("BACK2"))).isInstanceOf(IOException.class);
    assertThat(counter.merchant.chargesOf("BACK2")).isEqualTo(1);
    assertThat(
            counter
                .client
                .sealed(Operation.SEALED_QUERY, counter.data().put("MerchantTradeNo", "BACK2"))
                .at("/OrderInfo/TradeStatus")
                .asText())
        .isEqualTo("1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "/OrderInfo/CardInfo;CardNo;4444333322221111;0 CardNo is none of",
        "/OrderInfo/CardInfo;CardValidMM;13;5100011 CardValidMM",
        "/OrderInfo/CardInfo;CardValidMM;02;10100251 CardValidYY",
        "/OrderInfo/CardInfo;CardCVV2;22;5100011 CardCVV2",
        "/OrderInfo/ConsumerInfo;Phone;+886912345678;5100011 OrderInfo.ConsumerInfo.Phone",
        "/OrderInfo/ConsumerInfo;Name;王小明;5100011 OrderInfo.ConsumerInfo.Name",
        "/OrderInfo;ChoosePayment;Credit;5100011 OrderInfo.ChoosePayment",
        "/OrderInfo;CardInfo;none;5100011 OrderInfo.CardInfo is missing"
      })
  void aWrongFieldChargesNothing(String where, String name, String value, String why)
      throws Exception {
    ObjectNode data = backAuth("BACK1");
    data.withObject(where).put(name, value);
    assertThat(text(data)).startsWith(why);
    assertThat(counter.merchant.order("BACK1")).isEmpty();
  }

  private String statement(ObjectNode asked) throws Exception {
    return counter.client.csv(Operation.SEALED_STATEMENT, asked);
  }

  @Test
  void theStatementComesByEnvelopeToo() throws Exception {
    counter.client.sealed(Operation.BACK_AUTH, backAuth("BACK1"));
    ObjectNode asked =
        counter
            .data()
            .put("DateType", "1")
            .put("BeginDate", "2026-03-01")
            .put("EndDate", "2026-03-31");
    assertThat(statement(asked).lines().toList())
        .hasSize(2)
        .anyMatch(line -> line.contains(",BACK1,") && line.contains("已付款"));
    assertThat(statement(asked.put("PaymentType", "03")).lines().toList()).hasSize(1);
    JsonNode tooLong =
        counter.client.sealed(Operation.SEALED_STATEMENT, asked.put("EndDate", "2026-04-02"));
    assertThat(tooLong.path("RtnMsg").asText()).contains("more than a month");
    assertThat(
            counter
                .client
                .sealed(Operation.SEALED_STATEMENT, asked.put("DateType", "6"))
                .path("RtnMsg")
                .asText())
        .contains("DateType must be 1 or 2");
  }

  @Test
  void theStatementOfCardsHasCapturesAndRefunds() throws Exception {
    counter.client.place("AIO1", "Credit");
    counter.merchant.payByCard("AIO1");
    Map<String, String> asked = new LinkedHashMap<>();
    asked.put("MerchantID", counter.merchant.merchantId());
    asked.put("PayDateType", "close");
    asked.put("StartDate", "2026-03-01");
    asked.put("EndDate", "2026-03-02");
    Charset big5 = Charset.forName("Big5");
    assertThat(new String(counter.client.bytes(Operation.CARD_STATEMENT, asked).body(), big5))
        .hasLineCount(1);
    counter.clock.advance(Duration.ofDays(1));
    counter.client.act("AIO1", "R", 33);
    asked.put("CharSet", "2");
    String csv =
        new String(
            counter.client.bytes(Operation.CARD_STATEMENT, asked).body(), StandardCharsets.UTF_8);
    assertThat(csv.lines().toList())
        .hasSize(3)
        .anyMatch(
            line -> line.contains(counter.merchant.gwsr("AIO1")) && line.contains(",1733,1733,"))
        .anyMatch(line -> line.contains(",-33,1733,"));
    asked.put("PayDateType", "other");
    assertThat(counter.client.post(Operation.CARD_STATEMENT, asked).body())
        .contains("PayDateType must be");
  }
}
