// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BindingTest {
  private static final String MEMBER = "member-1";
  private static final List<String> CARDS = TestCards.KNOWN;

  private final Counter counter = new Counter();

  @AfterEach
  void stop() {
    counter.close();
  }

  private ObjectNode order(String number, String member) {
    ObjectNode data = counter.order(number, 5, "https://shop.example/json");
    data.putObject("ConsumerInfo").put("MerchantMemberID", member);
    return data.put("OrderResultURL", "https://shop.example/result");
  }

  private String token(String number) throws Exception {
    return counter
        .client
        .sealed(Operation.BINDING_TOKEN, order(number, MEMBER))
        .path("Token")
        .asText();
  }

  private JsonNode ask(String number, String cardNumber) throws Exception {
    String token = counter.merchant.bindCardPayToken(token(number), cardNumber);
    return counter.client.sealed(
        Operation.BINDING,
        counter.data().put("BindCardPayToken", token).put("MerchantMemberID", MEMBER));
  }

  private String bind(String number, String cardNumber) throws Exception {
    ask(number, cardNumber);
    counter.merchant.enterPassword(number);
    List<BoundCard> cards = counter.merchant.boundCards(MEMBER);
    return cards.get(cards.size() - 1).bindCardId();
  }

  private ObjectNode charge(String number, String bindCardId, String member) {
    ObjectNode data = order(number, member).put("BindCardID", bindCardId);
    data.withObject("/OrderInfo").put("TotalAmount", 500);
    return data;
  }

  private String text(Operation operation, ObjectNode data) throws Exception {
    JsonNode answer = counter.client.sealed(operation, data);
    return answer.path("RtnCode").asInt() + " " + answer.path("RtnMsg").asText();
  }

  @Test
  void aCardIsBoundOnlyAfterThePassword() throws Exception {
    ObjectNode asked = order("BIND1", MEMBER);
    asked.withObject("/OrderInfo").put("TotalAmount", "5");
    String token = counter.client.sealed(Operation.BINDING_TOKEN, asked).path("Token").asText();
    String payToken = counter.merchant.bindCardPayToken(token);
    assertThat(payToken).hasSize(64);
    ObjectNode call =
        counter.data().put("BindCardPayToken", payToken).put("MerchantMemberID", MEMBER);
    JsonNode answer = counter.client.sealed(Operation.BINDING, call);
    String page = answer.at("/ThreeDInfo/ThreeDURL").asText();
    assertThat(answer.has("BindCardID")).isFalse();
    assertThat(counter.merchant.boundCards(MEMBER)).isEmpty();
    JsonNode back =
        new ObjectMapper()
            .readTree(counter.client.press(URI.create(page), "action=otp&otp=1234").body());
    assertThat(back.at("/back/action").asText()).isEqualTo("https://shop.example/result");
    JsonNode result =
        counter.client.opened(
            new ObjectMapper().readTree(back.at("/back/fields/ResultData").asText()));
    assertThat(result.path("BindCardID").asText())
        .isEqualTo(counter.merchant.boundCards(MEMBER).get(0).bindCardId())
        .hasSize(64);
    assertThat(result.path("IsSameCard").asBoolean(true)).isFalse();
    assertThat(result.at("/CardInfo/Card4No").asText()).isEqualTo("2222");
    assertThat(result.at("/CardInfo/CardValidYY").asText()).isEqualTo("30");
    assertThat(counter.merchant.chargesOf("BIND1")).isEqualTo(1);
    assertThat(text(Operation.BINDING, call)).contains("BindCardPayToken is unknown");
  }

  @Test
  void aWrongPasswordBindsNothing() throws Exception {
    String page = ask("BIND1", CARDS.get(0)).at("/ThreeDInfo/ThreeDURL").asText();
    counter.client.press(URI.create(page), "action=otp&otp=9999");
    assertThat(counter.merchant.boundCards(MEMBER)).isEmpty();
    assertThat(counter.merchant.ledger()).isEmpty();
  }

  @Test
  void theSameCardIsKeptOnce() throws Exception {
    String first = bind("BIND1", CARDS.get(0));
    assertThat(bind("BIND2", CARDS.get(0))).isEqualTo(first);
    assertThat(counter.merchant.boundCards(MEMBER)).hasSize(1);
    JsonNode told =
        counter.client.sealed(
            Operation.SEALED_QUERY, counter.data().put("MerchantTradeNo", "BIND2"));
    assertThat(told.path("IsSameCard").asBoolean()).isTrue();
  }

  @Test
  void aMemberHasFiveCards() throws Exception {
    for (int i = 0; i < 5; i++) {
      bind("BIND" + i, CARDS.get(i));
    }
    JsonNode sixth = ask("BIND5", CARDS.get(5));
    assertThat(sixth.path("RtnMsg").asText()).contains("has 5 cards already");
    assertThat(counter.merchant.order("BIND5")).isEmpty();
    assertThat(ask("BIND6", CARDS.get(0)).at("/ThreeDInfo/ThreeDURL").asText()).isNotEmpty();
    JsonNode list =
        counter.client.sealed(
            Operation.BOUND_CARDS,
            counter.data().put("MerchantMemberID", MEMBER).put("MerchantTradeNo", "BIND0"));
    assertThat(list.path("BindCardList")).hasSize(5);
    assertThat(list.at("/BindCardList/0/Card6No").asText()).isEqualTo("431195");
  }

  @Test
  void theListIsAskedForWithAnOrderThatBound() throws Exception {
    bind("BIND1", CARDS.get(0));
    ObjectNode asked = counter.data().put("MerchantMemberID", MEMBER);
    assertThat(text(Operation.BOUND_CARDS, asked)).isEqualTo("5100011 MerchantTradeNo is missing");
    assertThat(text(Operation.BOUND_CARDS, asked.put("MerchantTradeNo", "OTHER")))
        .contains("is not the order with which");
    JsonNode nobody =
        counter.client.sealed(
            Operation.BOUND_CARDS,
            counter.data().put("MerchantMemberID", "member-2").put("MerchantTradeNo", "BIND1"));
    assertThat(nobody.path("BindCardList")).isEmpty();
  }

  @Test
  void aBoundCardIsChargedWithoutItsPayer() throws Exception {
    String card = bind("BIND1", CARDS.get(0));
    JsonNode paid = counter.client.sealed(Operation.BOUND_PAYMENT, charge("PAY1", card, MEMBER));
    assertThat(paid.path("RtnCode").asInt()).isEqualTo(1);
    assertThat(paid.at("/OrderInfo/TradeStatus").asText()).isEqualTo("1");
    assertThat(paid.at("/OrderInfo/TradeAmt").asInt()).isEqualTo(500);
    assertThat(paid.has("BindCardID")).isFalse();
    assertThat(text(Operation.BOUND_PAYMENT, charge("PAY1", card, MEMBER))).startsWith("10300028");
    assertThat(counter.merchant.chargesOf("PAY1")).isEqualTo(1);
    counter.clock.advance(Duration.ZERO);
    assertThat(counter.merchant.deliveries()).hasSize(2);
  }

  @Test
  void aBoundCardIsChargedForItsMemberAndMerchantOnly() throws Exception {
    String card = bind("BIND1", CARDS.get(0));
    assertThat(text(Operation.BOUND_PAYMENT, charge("PAY1", card, "member-2")))
        .isEqualTo("5100011 ConsumerInfo.MerchantMemberID is not whose card this is");
    EcpayMerchant stranger = counter.gateway.openMerchant();
    ObjectNode theirs = charge("PAY1", card, MEMBER).put("MerchantID", stranger.merchantId());
    assertThat(
            new FormClient(counter.gateway, stranger)
                .sealed(Operation.BOUND_PAYMENT, theirs)
                .path("RtnMsg")
                .asText())
        .contains("BindCardID names no card");
    assertThat(counter.merchant.chargesOf("PAY1") + stranger.chargesOf("PAY1")).isZero();
  }

  @Test
  void aBankCanRefuseABoundCardOrAskForThePassword() throws Exception {
    String card = bind("BIND1", CARDS.get(0));
    counter.merchant.refuseBoundCard(card, "10100251");
    JsonNode refused = counter.client.sealed(Operation.BOUND_PAYMENT, charge("PAY1", card, MEMBER));
    assertThat(refused.path("RtnCode").asInt()).isEqualTo(10100251);
    assertThat(refused.at("/OrderInfo/TradeStatus").asText()).isEqualTo("0");
    String other = bind("BIND2", CARDS.get(1));
    counter.merchant.askForPassword(other);
    JsonNode asks = counter.client.sealed(Operation.BOUND_PAYMENT, charge("PAY2", other, MEMBER));
    assertThat(asks.at("/ThreeDInfo/ThreeDURL").asText()).isNotEmpty();
    assertThat(counter.merchant.chargesOf("PAY2")).isZero();
    counter.merchant.enterPassword("PAY2");
    assertThat(counter.merchant.chargesOf("PAY1") + counter.merchant.chargesOf("PAY2"))
        .isEqualTo(1);
  }

  @Test
  void aLostAnswerChargedABoundCardOnce() throws Exception {
    String card = bind("BIND1", CARDS.get(0));
    counter.merchant.faults().once(Operation.BOUND_PAYMENT, Fault.answerDropped());
    assertThatThrownBy(
            () -> counter.client.sealed(Operation.BOUND_PAYMENT, charge("PAY1", card, MEMBER)))
        .isInstanceOf(IOException.class);
    assertThat(text(Operation.BOUND_PAYMENT, charge("PAY1", card, MEMBER))).startsWith("10300028");
    assertThat(counter.merchant.chargesOf("PAY1")).isEqualTo(1);
  }

  @Test
  void aDeletedCardIsChargedNoMore() throws Exception {
    String card = bind("BIND1", CARDS.get(0));
    assertThat(text(Operation.UNBINDING, counter.data().put("BindCardID", card))).startsWith("1 ");
    assertThat(text(Operation.UNBINDING, counter.data().put("BindCardID", card)))
        .contains("names no card of this merchant");
    assertThat(text(Operation.BOUND_PAYMENT, charge("PAY1", card, MEMBER)))
        .contains("names no card of this merchant");
    assertThat(counter.merchant.boundCards(MEMBER)).isEmpty();
  }

  @Test
  void aTokenServesOnlyWhatItWasAskedFor() throws Exception {
    String cards =
        counter.client.sealed(Operation.CARDS_TOKEN, order("X", MEMBER)).path("Token").asText();
    assertThatThrownBy(() -> counter.merchant.bindCardPayToken(cards))
        .isInstanceOf(IllegalStateException.class);
    String binding = token("BIND1");
    assertThatThrownBy(() -> counter.merchant.payToken(binding))
        .isInstanceOf(IllegalStateException.class);
    String payToken = counter.merchant.bindCardPayToken(binding);
    assertThat(
            text(
                Operation.PAYMENT,
                counter.data().put("PayToken", payToken).put("MerchantTradeNo", "BIND1")))
        .contains("PayToken is unknown");
    assertThat(
            text(
                Operation.BINDING,
                counter
                    .data()
                    .put("BindCardPayToken", payToken)
                    .put("MerchantMemberID", "member-2")))
        .contains("is another than the token's");
    assertThat(text(Operation.CARDS_TOKEN, counter.data()))
        .isEqualTo("5100011 MerchantMemberID is missing");
  }

  @Test
  void theOrderPageRemembersACardForAMember() throws Exception {
    Map<String, String> fields =
        counter.client.order("AIO1", "Credit", "https://shop.example/return");
    fields.put("BindingCard", "1");
    assertThat(counter.client.refusal(fields)).contains("MerchantMemberID");
    fields.put("MerchantMemberID", counter.merchant.merchantId() + "7");
    counter.client.place(fields);
    counter.merchant.payByCard("AIO1");
    assertThat(counter.merchant.boundCards(counter.merchant.merchantId() + "7")).hasSize(1);
    Map<String, String> plain =
        counter.client.order("AIO2", "Credit", "https://shop.example/return");
    plain.put("(binds for)", "intruder");
    counter.client.place(plain);
    counter.merchant.payByCard("AIO2");
    assertThat(counter.merchant.boundCards("intruder")).isEmpty();
  }

  @Test
  void theEmbeddedFormRemembersACardWhenAskedTo() throws Exception {
    ObjectNode data = order("EMB1", MEMBER).put("RememberCard", 1);
    data.put("PaymentUIType", 2).put("ChoosePaymentList", "1");
    data.withObject("/ConsumerInfo").put("Email", "payer@shop.example");
    String token = counter.client.sealed(Operation.TOKEN, data).path("Token").asText();
    ObjectNode pay =
        counter
            .data()
            .put("MerchantTradeNo", "EMB1")
            .put("PayToken", counter.merchant.payToken(token));
    counter.client.sealed(Operation.PAYMENT, pay);
    counter.merchant.enterPassword("EMB1");
    assertThat(counter.merchant.boundCards(MEMBER)).hasSize(1);
  }
}
