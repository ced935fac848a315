// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import io.countersign.sandbox.unionpay.Cards.Card;
import io.countersign.sandbox.unionpay.Tokens.Token;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The calls about cards that are bound, and payments with them. */
final class TokenCalls {
  private TokenCalls() {}

  static Map<String, String> smsToOpen(Call call) throws Refusal {
    Secrets secrets = Secrets.of(call);
    Card card = card(secrets);
    checkPhone(card, secrets);
    call.account().tokens.send(card.number());
    return Map.of();
  }

  static Map<String, String> open(Call call) throws Refusal {
    call.account().orders.checkUnused(call);
    Secrets secrets = Secrets.of(call);
    Card card = card(secrets);
    checkPhone(card, secrets);
    if (!card.cvn2().isEmpty()
        && (!card.cvn2().equals(secrets.customer().get("cvn2"))
            || !secrets.customer().getOrDefault("expired", "").matches("[0-9]{4}"))) {
      throw new Refusal("65", "cvn2 or expired is not the card's");
    }
    checkTrId(call);
    call.account().tokens.checkSms(card.number(), secrets.customer().getOrDefault("smsCode", ""));
    Transaction opening = new Transaction(call, 0, call.now(), null);
    opening.card = card.number();
    String respCode = call.account().orders.run(opening);
    Map<String, String> answer = new LinkedHashMap<>(opening.more);
    answer.put("respCode", respCode);
    return answer;
  }

  private static Card card(Secrets secrets) throws Refusal {
    return Cards.find(secrets.accNo())
        .orElseThrow(() -> new Refusal("61", "accNo is none of the published cards for tests"));
  }

  private static void checkPhone(Card card, Secrets secrets) throws Refusal {
    String phone = secrets.customer().getOrDefault("phoneNo", "");
    if (phone.isEmpty()) {
      throw Refusal.missing("customerInfo.phoneNo");
    }
    if (!phone.equals(card.phone())) {
      throw new Refusal("66", "phoneNo is not the card's");
    }
    String name = secrets.customer().getOrDefault("customerNm", card.holder());
    if (!name.equals(card.holder())) {
      throw new Refusal("66", "customerNm is not the card's");
    }
  }

  private static String checkTrId(Call call) throws Refusal {
    Map<String, String> said = Pairs.unbraced(call.text("tokenPayData"));
    String trId = said.getOrDefault("trId", "");
    if (!trId.matches("[0-9]{11}") || !"01".equals(said.get("tokenType"))) {
      throw new Refusal("89", "tokenPayData must hold trId with 11 digits and tokenType=01");
    }
    return trId;
  }

  /** Whether the card of an opening is bound. */
  static Map<String, String> ask(Call call) throws Refusal {
    Transaction opening = earlier(call);
    Map<String, String> answer = new LinkedHashMap<>(opening.more);
    answer.putIfAbsent("activateStatus", "0");
    return answer;
  }

  /** A token for the card of an earlier order. */
  static Map<String, String> apply(Call call) throws Refusal {
    String trId = checkTrId(call);
    Transaction earlier = earlier(call);
    if (!earlier.succeeded()) {
      throw new Refusal("35", "the earlier order has not succeeded");
    }
    return data(call.account().tokens.issue(earlier.card, trId));
  }

  private static Transaction earlier(Call call) throws Refusal {
    Optional<Transaction> found =
        call.account().orders.all().stream()
            .filter(
                one ->
                    one.orderId.equals(call.text("orderId"))
                        && one.merId.equals(call.text("merId"))
                        && one.begun())
            .reduce((first, last) -> last);
    return found.orElseThrow(() -> new Refusal("34", "there is no such earlier order"));
  }

  static Map<String, String> update(Call call) throws Refusal {
    Token old = call.account().tokens.named(call);
    Secrets.of(call);
    call.account().tokens.delete(old);
    return data(call.account().tokens.issue(old.card(), old.trId()));
  }

  static Map<String, String> delete(Call call) throws Refusal {
    call.account().tokens.delete(call.account().tokens.named(call));
    return Map.of();
  }

  static Map<String, String> smsToPay(Call call) throws Refusal {
    call.account().tokens.named(call);
    Secrets.of(call);
    call.account().tokens.send(purpose(call));
    return Map.of();
  }

  /** A code belongs to the very order that it was sent for. */
  private static String purpose(Call call) {
    return call.text("orderId") + call.text("txnTime");
  }

  static Map<String, String> pay(Call call) throws Refusal {
    call.account().orders.checkUnused(call);
    Token token = call.account().tokens.named(call);
    String smsCode = Secrets.of(call).customer().getOrDefault("smsCode", "");
    if (!smsCode.isEmpty()) {
      // Some contracts need none.
      call.account().tokens.checkSms(purpose(call), smsCode);
    }
    Transaction order = new Transaction(call, call.fen(), call.expires(), null);
    order.card = token.card();
    return order.accepted(call.account().orders.run(order));
  }

  private static Map<String, String> data(Token token) {
    Map<String, String> answer = new LinkedHashMap<>();
    answer.put("activateStatus", "1");
    answer.put("tokenPayData", Tokens.data(token));
    return answer;
  }
}
