// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.countersign.sandbox.SandboxClock;
import io.countersign.sandbox.ecpay.LedgerEntry.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CardTest {
  /** 18:00 in Taipei. */
  private final SandboxClock clock = SandboxClock.drivenFrom(Instant.parse("2026-03-01T10:00:00Z"));

  private final EcpayGateway gateway = EcpayGateway.listen(clock, 0);
  private EcpayMerchant merchant = gateway.openMerchant();
  private FormClient client = new FormClient(gateway, merchant);

  @AfterEach
  void stop() {
    gateway.close();
  }

  private void manual() {
    merchant = gateway.openMerchant(EcpaySetup.usual().capturesWhenAsked());
    client = new FormClient(gateway, merchant);
  }

  private void paid(String number) throws Exception {
    client.place(number, "Credit");
    merchant.payByCard(number);
  }

  private void taken(String number, String action, long amount) throws Exception {
    assertThat(client.act(number, action, amount)).containsEntry("RtnCode", "1");
  }

  private void refused(String number, String action, long amount, String why) throws Exception {
    Map<String, String> answer = client.act(number, action, amount);
    assertThat(answer).containsEntry("RtnCode", "0");
    assertThat(answer.get("RtnMsg")).contains(why);
  }

  private CardState state(String number) {
    return merchant.order(number).orElseThrow().card().orElseThrow();
  }

  @Test
  void theWindowCapturesByItselfAndTakesNoActionMeanwhile() throws Exception {
    paid("CARD1");
    assertThat(state("CARD1")).isEqualTo(CardState.AUTHORISED);
    clock.advance(Duration.ofMinutes(134));
    assertThat(state("CARD1")).isEqualTo(CardState.AUTHORISED);
    clock.advance(Duration.ofMinutes(1));
    assertThat(state("CARD1")).isEqualTo(CardState.CAPTURE_REQUESTED);
    refused("CARD1", "E", 1733, "from 20:15 to 20:30");
    clock.advance(Duration.ofMinutes(14));
    refused("CARD1", "R", 1, "from 20:15 to 20:30");
    clock.advance(Duration.ofMinutes(1));
    assertThat(state("CARD1")).isEqualTo(CardState.CAPTURED);
    assertThat(merchant.balance()).isEqualTo(1733);
    refused("CARD1", "N", 1733, "已關帳");
    taken("CARD1", "R", 1000);
    refused("CARD1", "R", 734, "more than what is left");
    taken("CARD1", "R", 733);
    assertThat(merchant.balance()).isZero();
  }

  @Test
  void anAuthorisationIsGivenUpWholeAndOnce() throws Exception {
    paid("CARD2");
    refused("CARD2", "R", 1, "R needs a capture");
    refused("CARD2", "E", 1733, "E needs");
    refused("CARD2", "N", 1732, "TotalAmount is another");
    taken("CARD2", "N", 1733);
    refused("CARD2", "N", 1733, "已取消");
    clock.advance(Duration.ofDays(2));
    assertThat(state("CARD2")).isEqualTo(CardState.ABANDONED);
    assertThat(merchant.balance()).isZero();
    assertThat(merchant.ledger())
        .extracting(LedgerEntry::kind)
        .containsExactly(Kind.CHARGE, Kind.RELEASE);
  }

  @Test
  void aCaptureAskedForIsTakenBackAndThenGivenUp() throws Exception {
    manual();
    paid("CARD3");
    clock.advance(Duration.ofDays(1));
    assertThat(state("CARD3")).isEqualTo(CardState.AUTHORISED);
    taken("CARD3", "C", 1733);
    refused("CARD3", "C", 1733, "要關帳");
    refused("CARD3", "R", 1733, "E, then N");
    taken("CARD3", "E", 1733);
    refused("CARD3", "C", 1733, "操作取消");
    taken("CARD3", "N", 1733);
  }

  @Test
  void aPartIsRefundedBeforeTheCapture() throws Exception {
    manual();
    paid("CARD4");
    taken("CARD4", "C", 1733);
    taken("CARD4", "R", 733);
    refused("CARD4", "E", 1733, "a part was refunded");
    clock.advance(Duration.ofDays(1));
    assertThat(state("CARD4")).isEqualTo(CardState.CAPTURED);
    assertThat(merchant.balance()).isEqualTo(1000);
    merchant.balance(0);
    refused("CARD4", "R", 1000, "balance");
    assertThat(merchant.order("CARD4").orElseThrow().refunded()).isEqualTo(733);
  }

  @Test
  void anInstalmentPaymentIsRefundedInFullOnly() throws Exception {
    Map<String, String> order = client.order("CARD5", "Credit", "https://shop.example/return");
    order.put("CreditInstallment", "6");
    client.place(order);
    merchant.payByCard("CARD5");
    clock.advance(Duration.ofDays(1));
    refused("CARD5", "R", 1, "in full only");
    taken("CARD5", "R", 1733);
  }

  @Test
  void aBonusPaymentIsRefundedInFullOnly() throws Exception {
    Map<String, String> order = client.order("CARD6", "Credit", "https://shop.example/return");
    order.put("Redeem", "Y");
    client.place(order);
    merchant.payByCardWithBonus("CARD6");
    clock.advance(Duration.ofDays(1));
    refused("CARD6", "R", 1, "in full only");
  }

  @Test
  void afterThreeWeeksNothingIsCapturedAndAfterNinetyDaysItIsGivenUp() throws Exception {
    manual();
    paid("CARD7");
    clock.advance(Duration.ofDays(21).plusSeconds(1));
    refused("CARD7", "C", 1733, "error_overDay");
    clock.advance(Duration.ofDays(69));
    assertThat(state("CARD7")).isEqualTo(CardState.ABANDONED);
  }

  @Test
  void anUnionPayCardIsCapturedAtOnce() throws Exception {
    Map<String, String> order = client.order("CARD8", "Credit", "https://shop.example/return");
    order.put("UnionPay", "1");
    client.place(order);
    merchant.payByCard("CARD8");
    assertThat(state("CARD8")).isEqualTo(CardState.CAPTURED);
    assertThat(merchant.balance()).isEqualTo(1733);
    clock.advance(Duration.ofDays(2));
    assertThat(merchant.balance()).isEqualTo(1733);
  }

  @Test
  void theRefundsTogetherAreNeverMoreThanThePayment() throws Exception {
    paid("CARD11");
    clock.advance(Duration.ofDays(1));
    merchant.balance(9999);
    taken("CARD11", "R", 1000);
    refused("CARD11", "R", 734, "more than what is left");
    assertThat(merchant.balance()).isEqualTo(8999);
  }

  @Test
  void whatWasNotPaidByCardIsNotRefundedHere() throws Exception {
    client.place("CARD9", "TWQR");
    merchant.payAtOnce("CARD9", "TWQR");
    refused("CARD9", "R", 1733, "not paid by card");
  }

  @Test
  void theDetailTellsCapturesAndRefunds() throws Exception {
    paid("CARD10");
    clock.advance(Duration.ofDays(1));
    taken("CARD10", "R", 33);
    Map<String, String> asked = new LinkedHashMap<>();
    asked.put("MerchantID", merchant.merchantId());
    asked.put("CreditRefundId", merchant.gwsr("CARD10"));
    asked.put("CreditAmount", "1733");
    asked.put("CreditCheckCode", merchant.creditCheckCode());
    JsonNode answer = new ObjectMapper().readTree(client.post(Operation.CARD_QUERY, asked).body());
    assertThat(answer.path("RtnMsg").asText()).isEmpty();
    assertThat(answer.at("/RtnValue/close_data")).hasSize(2);
    assertThat(answer.at("/RtnValue/close_data/0/status").asText()).isEqualTo("已關帳");
    assertThat(answer.at("/RtnValue/close_data/1/amount").asLong()).isEqualTo(-33);
    asked.put("CreditCheckCode", "00000000");
    assertThat(client.post(Operation.CARD_QUERY, asked).body()).contains("\"RtnMsg\":\"error\"");
  }
}
