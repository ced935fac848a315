// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import io.countersign.sandbox.unionpay.Cards.Card;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The cards that are bound to one merchant. Used while the account is locked. */
final class Tokens {
  private static final Duration LIFE = Duration.ofDays(5 * 365);

  private final Account account;
  private final Map<String, Token> all = new HashMap<>();

  /** The messages with a code that went out: to a card, or for an order. */
  private final Set<String> messages = new HashSet<>();

  /** What stands for a card. */
  record Token(String number, String trId, String card, Instant begin, Instant end) {}

  Tokens(Account account) {
    this.account = account;
  }

  Token issue(String card, String trId) {
    Instant now = account.agenda.now();
    Token token = new Token("6235" + Numbers.digits(15), trId, card, now, now.plus(LIFE));
    all.put(token.number, token);
    return token;
  }

  Optional<Token> find(String number) {
    return Optional.ofNullable(all.get(number));
  }

  /** The token that a call names, and may use. */
  Token named(Call call) throws Refusal {
    Map<String, String> said = Pairs.unbraced(call.text("tokenPayData"));
    Token token = all.get(said.getOrDefault("token", ""));
    if (token == null || !token.trId.equals(said.get("trId"))) {
      throw new Refusal("89", "tokenPayData names no token of this merchant and this trId");
    }
    if (!call.now().isBefore(token.end)) {
      throw new Refusal("80", "the token has ended");
    }
    return token;
  }

  void delete(Token token) {
    all.remove(token.number);
  }

  /** Remembers that a message with a code went out. */
  void send(String purpose) {
    messages.add(purpose);
  }

  /** Whether a code is that of a message that went out. */
  void checkSms(String purpose, String smsCode) throws Refusal {
    if (!messages.contains(purpose)) {
      throw new Refusal("71", "no message with a code was asked for before");
    }
    if (!smsCode.equals(Cards.SMS)) {
      throw new Refusal("71", "smsCode is not that of the message");
    }
  }

  /** Binds the card of a payer who has agreed, and says so from then on. */
  void bind(Transaction opening) {
    String trId = Pairs.unbraced(opening.term("tokenPayData")).getOrDefault("trId", "62000000001");
    Token token = issue(opening.card, trId);
    opening.more.put("activateStatus", "1");
    opening.more.put("tokenPayData", data(token));
    opening.more.put("issInsCode", "01020000");
    opening.more.put("payCardType", Cards.find(opening.card).map(Card::type).orElse("01"));
    Cards.find(opening.card)
        .filter(card -> !card.phone().isEmpty())
        .ifPresent(card -> opening.more.put("customerInfo", sealedPhone(card)));
  }

  private String sealedPhone(Card card) {
    String sealed = Secrets.sealed(account.keys.own(), "phoneNo=" + card.phone());
    byte[] braced = Pairs.braced(Map.of("encryptedInfo", sealed)).getBytes(StandardCharsets.UTF_8);
    return Base64.getEncoder().encodeToString(braced);
  }

  /** As answers hold it. */
  static String data(Token token) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("token", token.number);
    fields.put("trId", token.trId);
    fields.put("tokenLevel", "40");
    fields.put("tokenBegin", Numbers.time(token.begin));
    fields.put("tokenEnd", Numbers.time(token.end));
    fields.put("tokenType", "01");
    return Pairs.braced(fields);
  }
}
