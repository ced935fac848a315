// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.ecpay.CardTrade.Card;
import io.countersign.sandbox.ecpay.CardVault.Kept;
import io.countersign.sandbox.ecpay.EmbeddedTokens.Choice;
import io.countersign.sandbox.ecpay.EmbeddedTokens.Use;
import io.countersign.sandbox.ecpay.Order.Door;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The calls about cards that a shop's members let ECPay keep. */
final class BindingCalls {
  private final String base;

  BindingCalls(String base) {
    this.base = base;
  }

  ObjectNode work(Operation operation, Envelope call, Instant now) throws Refusal {
    return switch (operation) {
      case CARDS_TOKEN -> {
        String member = member(call, "/ConsumerInfo/MerchantMemberID");
        yield SealedTerms.token(call, Use.CARDS, Map.of(Order.REMEMBERS_FOR, member), now);
      }
      case BINDING_TOKEN -> bindingToken(call, now);
      case BINDING -> binding(call, now);
      case BOUND_PAYMENT -> payment(call);
      case BOUND_CARDS -> list(call);
      case UNBINDING -> {
        String id = call.text("/BindCardID");
        SealedTerms.need(
            "BindCardID", call.account().cards.remove(id), "names no card of this merchant");
        ObjectNode data = SealedTerms.result(call, RtnCode.OK, "Success");
        data.remove("MerchantTradeNo");
        yield data.put("BindCardID", id);
      }
      default -> throw new IllegalStateException("no call about bound cards");
    };
  }

  private static ObjectNode bindingToken(Envelope call, Instant now) throws Refusal {
    String member = member(call, "/ConsumerInfo/MerchantMemberID");
    Map<String, String> terms = SealedTerms.of(call, true);
    terms.put("OrderResultURL", call.text("/OrderResultURL"));
    SealedTerms.need("OrderResultURL", !call.text("/OrderResultURL").isEmpty(), "is missing");
    SealedTerms.check(terms, call.account(), "Credit");
    SealedTerms.unused(call, terms);
    terms.put(Order.BINDS_FOR, member);
    return SealedTerms.token(call, Use.BINDING, terms, now);
  }

  private ObjectNode binding(Envelope call, Instant now) throws Refusal {
    Account account = call.account();
    Choice choice =
        account
            .tokens
            .take(Use.BINDING, call.text("/BindCardPayToken"))
            .orElseThrow(() -> Refusal.field("BindCardPayToken", "is unknown or was used before"));
    Map<String, String> terms = choice.form().terms();
    SealedTerms.need(
        "MerchantMemberID",
        call.text("/MerchantMemberID").equals(terms.get(Order.BINDS_FOR)),
        "is another than the token's");
    SealedTerms.need(
        "BindCardPayToken", !now.isAfter(choice.form().until()), "belongs to an expired token");
    Card card = choice.card();
    if (card == null) {
      throw new IllegalStateException("only a card can be bound");
    }
    SealedTerms.need(
        "MerchantMemberID",
        account.cards.hasRoom(call.text("/MerchantMemberID"), card),
        "has " + CardVault.MOST + " cards already");
    Order order = account.orders.make(call.sender(), Door.EMBEDDED, terms);
    return SealedViews.waiting(order, card, base);
  }

  private ObjectNode payment(Envelope call) throws Refusal {
    Account account = call.account();
    Kept kept =
        account
            .cards
            .find(call.text("/BindCardID"))
            .orElseThrow(() -> Refusal.field("BindCardID", "names no card of this merchant"));
    SealedTerms.need(
        "ConsumerInfo.MerchantMemberID",
        member(call, "/ConsumerInfo/MerchantMemberID").equals(kept.bound.merchantMemberId()),
        "is not whose card this is");
    Map<String, String> terms = SealedTerms.of(call, false);
    SealedTerms.check(terms, account, "Credit");
    Order order = account.orders.make(call.sender(), Door.EMBEDDED, terms);
    if (kept.asksForPassword) {
      return SealedViews.waiting(order, kept.card(), base);
    }
    return SealedViews.charged(order, kept.card(), kept.refusal);
  }

  private static ObjectNode list(Envelope call) throws Refusal {
    String member = member(call, "/MerchantMemberID");
    List<Kept> cards = call.account().cards.of(member);
    String number = call.text("/MerchantTradeNo");
    SealedTerms.need("MerchantTradeNo", !number.isEmpty(), "is missing");
    SealedTerms.need(
        "MerchantTradeNo",
        cards.isEmpty() || cards.stream().anyMatch(kept -> kept.orders.contains(number)),
        "is not the order with which this member bound a card");
    ObjectNode data = SealedTerms.result(call, RtnCode.OK, "Success");
    data.put("MerchantMemberID", member);
    ArrayNode list = data.putArray("BindCardList");
    for (Kept kept : cards) {
      SealedViews.validity(
          list.addObject()
              .put("BindCardID", kept.bound.bindCardId())
              .put("Card6No", kept.bound.first6())
              .put("Card4No", kept.bound.last4()));
    }
    return data;
  }

  private static String member(Envelope call, String where) throws Refusal {
    String member = call.text(where);
    SealedTerms.need("MerchantMemberID", !member.isEmpty(), "is missing");
    SealedTerms.need("MerchantMemberID", member.length() <= 60, "is longer than 60 characters");
    return member;
  }
}
