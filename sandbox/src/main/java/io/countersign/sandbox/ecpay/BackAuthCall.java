// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.ecpay.CardTrade.Card;
import io.countersign.sandbox.ecpay.Order.Door;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;

/** Charging a card whose number comes through the shop's server. */
final class BackAuthCall {
  private BackAuthCall() {}

  static ObjectNode work(Envelope call, Instant now, String base) throws Refusal {
    Account account = call.account();
    JsonNode info = call.data().path("OrderInfo");
    Map<String, String> terms =
        SealedTerms.of(call, false, List.of("OrderResultURL"), "/OrderInfo");
    SealedTerms.need(
        "OrderInfo.ChoosePayment",
        info.path("ChoosePayment").path("Credit") instanceof ObjectNode,
        "must be the object {\"Credit\":{}}");
    Card card = card(call, now);
    String phone = call.text("/OrderInfo/ConsumerInfo/Phone");
    SealedTerms.need(
        "OrderInfo.ConsumerInfo.Phone", phone.matches("[0-9]{0,60}"), "must be digits, without +");
    String name = call.text("/OrderInfo/ConsumerInfo/Name");
    SealedTerms.need(
        "OrderInfo.ConsumerInfo.Name",
        name.matches("[A-Za-z .,'-]{0,50}"),
        "must be at most 50 Latin letters");
    SealedTerms.check(terms, account, "Credit");
    Order order = account.orders.make(call.sender(), Door.EMBEDDED, terms);
    if (!order.term("OrderResultURL").isEmpty()) {
      return SealedViews.waiting(order, card, base);
    }
    return SealedViews.charged(order, card, account.backAuthRefusal);
  }

  private static Card card(Envelope call, Instant now) throws Refusal {
    String where = "/OrderInfo/CardInfo/";
    SealedTerms.need(
        "OrderInfo.CardInfo",
        call.data().at("/OrderInfo/CardInfo") instanceof ObjectNode,
        "is missing; it is a part of OrderInfo");
    String month = call.text(where + "CardValidMM");
    String year = call.text(where + "CardValidYY");
    SealedTerms.need("CardValidMM", month.matches("0[1-9]|1[0-2]"), "must be 01 to 12");
    SealedTerms.need("CardValidYY", year.matches("[0-9]{2}"), "must be two digits");
    YearMonth until = YearMonth.of(2000 + Integer.parseInt(year), Integer.parseInt(month));
    if (until.isBefore(YearMonth.from(Numbers.date(now)))) {
      throw new Refusal(RtnCode.CARD_EXPIRED, "CardValidYY and CardValidMM have passed");
    }
    SealedTerms.need(
        "CardCVV2", call.text(where + "CardCVV2").matches("[0-9]{3,4}"), "must be 3 or 4 digits");
    return TestCards.plain(call.text(where + "CardNo"))
        .orElseThrow(() -> Refusal.field("CardNo", "is none of ECPay's published test cards"));
  }
}
