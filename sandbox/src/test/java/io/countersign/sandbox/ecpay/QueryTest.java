// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.plumbing.OutgoingAnswer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {
  private final SandboxClock clock = SandboxClock.drivenFrom(Instant.parse("2026-03-01T02:00:00Z"));
  private final EcpayGateway gateway = EcpayGateway.listen(clock, 0);
  private final EcpayMerchant merchant = gateway.openMerchant();
  private final FormClient client = new FormClient(gateway, merchant);

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void anUnknownOrderIsAnsweredAsRecordedOnce() throws Exception {
    Map<String, String> answer = client.query("nulltrade");
    assertThat(client.proves(answer)).isTrue();
    assertThat(answer.keySet())
        .containsExactlyInAnyOrder(
            "HandlingCharge",
            "ItemName",
            "MerchantID",
            "MerchantTradeNo",
            "PaymentDate",
            "PaymentType",
            "PaymentTypeChargeFee",
            "TradeAmt",
            "TradeDate",
            "TradeNo",
            "TradeStatus",
            "CheckMacValue");
    assertThat(answer).containsEntry("TradeStatus", "10200047").containsEntry("TradeAmt", "0");
  }

  @Test
  void anAnswerIsRawAndSigned() throws Exception {
    client.place("ASK1", "Credit");
    assertThat(client.query("ASK1")).containsEntry("TradeStatus", "0");
    merchant.payByCard("ASK1");
    Map<String, String> answer = client.query("ASK1");
    assertThat(client.proves(answer)).isTrue();
    assertThat(answer)
        .containsEntry("TradeStatus", "1")
        .containsEntry("ItemName", "Tom's (big) tea~ 100%+1")
        .containsEntry("PaymentDate", "2026/03/01 10:00:00")
        .doesNotContainKey("gwsr");
  }

  @Test
  void whoAskedForMoreGetsAllFortySixFields() throws Exception {
    Map<String, String> order = client.order("ASK2", "Credit", "https://shop.example/return");
    order.put("NeedExtraPaidInfo", "Y");
    client.place(order);
    merchant.payByCard("ASK2");
    Map<String, String> answer = client.query("ASK2");
    assertThat(answer).hasSize(47).containsEntry("card4no", "2222").containsEntry("AlipayID", "");
    assertThat(client.proves(answer)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {-181, 181})
  void aStampLivesThreeMinutes(long seconds) throws Exception {
    client.place("ASK3", "Credit");
    Map<String, String> asked = client.stamped("ASK3");
    long now = clock.instant().getEpochSecond();
    asked.put("TimeStamp", Long.toString(now + seconds));
    HttpResponse<String> answer = client.post(Operation.QUERY, asked);
    assertThat(answer.headers().firstValue(OutgoingAnswer.EXPLANATION).orElse(""))
        .contains("3 minutes");
    assertThat(FormClient.pairs(answer)).containsEntry("TradeAmt", "0");
    asked.put("TimeStamp", Long.toString(now + seconds - Long.signum(seconds)));
    assertThat(FormClient.pairs(client.post(Operation.QUERY, asked)))
        .containsEntry("TradeAmt", "1733");
  }

  @Test
  void aTamperedQuestionGetsNoAnswer() throws Exception {
    client.place("ASK4", "Credit");
    Map<String, String> asked =
        new LinkedHashMap<>(merchant.form(client.stamped("other")).fields());
    asked.put("MerchantTradeNo", "ASK4");
    assertThat(FormClient.pairs(client.raw(Operation.QUERY.path, asked)))
        .containsEntry("TradeStatus", "10200073")
        .containsEntry("TradeAmt", "0");
  }

  @Test
  void aNumberIsToldWhileItIsUnpaid() throws Exception {
    client.place("NUM1", "CVS");
    PaymentNumber number = merchant.issueNumber("NUM1", "CVS").orElseThrow();
    Map<String, String> answer =
        FormClient.pairs(client.post(Operation.NUMBER_QUERY, client.stamped("NUM1")));
    assertThat(client.proves(answer)).isTrue();
    assertThat(answer)
        .containsEntry("RtnCode", "10100073")
        .containsEntry("PaymentNo", number.fields().get("PaymentNo"))
        .containsEntry("ExpireDate", "2026/03/08 10:00:00");
    assertThat(answer.get("PaymentURL")).endsWith("?PaymentNo=" + answer.get("PaymentNo"));
    merchant.payNumber("NUM1");
    assertThat(FormClient.pairs(client.post(Operation.NUMBER_QUERY, client.stamped("NUM1"))))
        .containsEntry("RtnCode", "0");
  }

  private void period(String number, String type, String frequency, String times, String url)
      throws Exception {
    Map<String, String> order = client.order(number, "Credit", "https://shop.example/return");
    order.put("PeriodAmount", "1733");
    order.put("PeriodType", type);
    order.put("Frequency", frequency);
    order.put("ExecTimes", times);
    order.put("PeriodReturnURL", url);
    client.place(order);
  }

  private JsonNode periodInfo(String number) throws Exception {
    return new ObjectMapper()
        .readTree(client.post(Operation.PERIOD_QUERY, client.stamped(number)).body());
  }

  private Map<String, String> periodAction(String number, String action) throws Exception {
    Map<String, String> fields = client.stamped(number);
    fields.put("Action", action);
    Map<String, String> answer = FormClient.pairs(client.post(Operation.PERIOD_ACTION, fields));
    assertThat(client.proves(answer)).isTrue();
    return answer;
  }

  @Test
  void aPeriodOrderChargesAsTimePassesAndTellsEachChargeOnce() throws Exception {
    try (Shop shop = new Shop()) {
      shop.answer = "no";
      period("PER1", "M", "1", "3", shop.uri("/period").toString());
      merchant.payByCard("PER1");
      clock.advance(Duration.ofDays(31));
      assertThat(merchant.chargesOf("PER1")).isEqualTo(2);
      merchant.refusePeriodCharges("PER1", 1);
      clock.advance(Duration.ofDays(60));
      assertThat(merchant.chargesOf("PER1")).isEqualTo(2);
      assertThat(shop.bodies).hasSize(2);
      assertThat(shop.form(0))
          .containsEntry("RtnCode", "1")
          .containsEntry("TotalSuccessTimes", "2")
          .containsEntry("ProcessDate", "2026/04/01 10:00:00");
      assertThat(shop.form(1)).containsEntry("RtnCode", "10100058").containsEntry("Gwsr", "0");
      assertThat(client.proves(shop.form(1))).isTrue();
      JsonNode info = periodInfo("PER1");
      assertThat(info.path("ExecStatus").asText()).isEqualTo("2");
      assertThat(info.path("ExecLog")).hasSize(3);
      assertThat(info.path("TotalSuccessAmount").asLong()).isEqualTo(3466);
    }
  }

  @Test
  void sixFailuresInARowEndAPeriodOrder() throws Exception {
    period("PER2", "D", "1", "20", "");
    merchant.payByCard("PER2");
    merchant.refusePeriodCharges("PER2", 6);
    clock.advance(Duration.ofDays(30));
    assertThat(periodInfo("PER2").path("ExecStatus").asText()).isEqualTo("0");
    assertThat(periodInfo("PER2").path("ExecLog")).hasSize(7);
  }

  @Test
  void aStoppedPeriodOrderChargesNoMore() throws Exception {
    period("PER3", "D", "1", "20", "");
    merchant.payByCard("PER3");
    clock.advance(Duration.ofDays(2));
    assertThat(periodAction("PER3", "Cancel")).containsEntry("RtnCode", "1");
    assertThat(periodAction("PER3", "Cancel")).containsEntry("RtnCode", "100006");
    assertThat(periodAction("PER3", "ReAuth")).containsEntry("RtnCode", "100006");
    clock.advance(Duration.ofDays(20));
    assertThat(merchant.chargesOf("PER3")).isEqualTo(3);
  }

  @Test
  void aFailedChargeIsRepeatedTheNextMorning() throws Exception {
    period("PER4", "M", "1", "5", "");
    merchant.payByCard("PER4");
    assertThat(periodAction("PER4", "ReAuth")).containsEntry("RtnCode", "10200083");
    merchant.refusePeriodCharges("PER4", 1);
    clock.advance(Duration.ofDays(31));
    assertThat(merchant.chargesOf("PER4")).isEqualTo(1);
    assertThat(periodAction("PER4", "ReAuth")).containsEntry("RtnCode", "1");
    clock.advance(Duration.ofDays(1));
    assertThat(merchant.chargesOf("PER4")).isEqualTo(2);
  }

  @Test
  void anUnknownPeriodOrderIsAnsweredWithNulls() throws Exception {
    JsonNode info = periodInfo("NONE");
    assertThat(info.path("RtnCode").asInt()).isEqualTo(10200047);
    assertThat(info.path("MerchantID").asText()).isEqualTo("0");
    assertThat(info.path("ExecLog").isNull()).isTrue();
  }

  private HttpResponse<byte[]> statement(String charset, String layout) throws Exception {
    Map<String, String> asked = new LinkedHashMap<>();
    asked.put("MerchantID", merchant.merchantId());
    asked.put("DateType", "2");
    asked.put("BeginDate", "2026-03-01");
    asked.put("EndDate", "2026-03-07");
    asked.put("MediaFormated", layout);
    asked.put("CharSet", charset);
    return client.bytes(Operation.STATEMENT, asked);
  }

  @Test
  void aStatementIsBig5UnlessAskedOtherwise() throws Exception {
    client.place("BILL1", "Credit");
    client.place("BILL2", "Credit");
    merchant.payByCard("BILL1");
    String big5 = new String(statement("", "1").body(), Charset.forName("Big5"));
    String utf8 = new String(statement("2", "1").body(), StandardCharsets.UTF_8);
    assertThat(big5).isEqualTo(utf8).contains("廠商訂單編號", "=\"BILL1\"", "=\"1733\"");
    assertThat(utf8).doesNotContain("BILL2");
    assertThat(new String(statement("2", "0").body(), StandardCharsets.UTF_8))
        .contains(",BILL1,")
        .doesNotContain("=\"");
    assertThat(new String(statement("3", "0").body(), StandardCharsets.UTF_8))
        .isEqualTo("CharSet must be 1 or 2");
  }

  @Test
  void faultsMeetTheCallTheyArePlannedFor() throws Exception {
    client.place("FLT1", "Credit");
    merchant.faults().once(Operation.QUERY, Fault.wrongCheckMacValue());
    merchant.faults().once(Operation.QUERY, Fault.wrongAmount());
    merchant.faults().once(Operation.QUERY, Fault.tamperedField("TradeStatus", "1"));
    gateway.faults().once(Operation.ANY, Fault.tooManyCalls());
    assertThat(client.proves(client.query("FLT1"))).isFalse();
    Map<String, String> wrong = client.query("FLT1");
    assertThat(client.proves(wrong)).isTrue();
    assertThat(wrong).containsEntry("TradeAmt", "1734");
    Map<String, String> tampered = client.query("FLT1");
    assertThat(tampered).containsEntry("TradeStatus", "1");
    assertThat(client.proves(tampered)).isFalse();
    assertThat(client.post(Operation.QUERY, client.stamped("FLT1")).statusCode()).isEqualTo(403);
    merchant.faults().once(Operation.QUERY, Fault.formEncoded());
    assertThat(client.query("FLT1").get("ItemName")).startsWith("Tom%27s+");
    assertThat(merchant.faults().pending()).isZero();
  }

  @Test
  void anAnswerLostOnItsWayHasHadItsEffect() throws Exception {
    client.place("FLT2", "Credit");
    merchant.payByCard("FLT2");
    merchant.faults().once(Operation.CARD_ACTION, Fault.answerDropped());
    assertThatThrownBy(() -> client.act("FLT2", "N", 1733)).isInstanceOf(IOException.class);
    assertThat(merchant.order("FLT2").orElseThrow().card()).contains(CardState.ABANDONED);
    client.place("FLT3", "Credit");
    merchant.payByCard("FLT3");
    merchant.faults().once(Operation.CARD_ACTION, Fault.requestDropped());
    assertThatThrownBy(() -> client.act("FLT3", "N", 1733)).isInstanceOf(IOException.class);
    assertThat(merchant.order("FLT3").orElseThrow().card()).contains(CardState.AUTHORISED);
  }
}
