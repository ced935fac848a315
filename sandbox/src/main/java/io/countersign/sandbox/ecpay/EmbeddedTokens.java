// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import io.countersign.sandbox.ecpay.CardTrade.Card;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What the embedded form was given, and what its payers gave back. */
final class EmbeddedTokens {
  /** The shorter of the two documented lives. */
  static final Duration LIFE = Duration.ofMinutes(10);

  /** What a token is for. */
  enum Use {
    /** One payment. */
    PAYMENT,
    /** Letting ECPay keep a card. */
    BINDING,
    /** The page with a member's cards. */
    CARDS
  }

  /** A form that a shop may show: the order it is for, and until when. */
  record Form(Use use, Account sender, Map<String, String> terms, Instant until) {}

  /** What a payer chose: a card, or a method that gives a number. */
  record Choice(Form form, Method method, @Nullable Card card) {}

  private final Map<String, Form> forms = new ConcurrentHashMap<>();
  private final Map<String, Choice> choices = new ConcurrentHashMap<>();

  String form(Use use, Account sender, Map<String, String> terms, Instant now) {
    String token = Numbers.alphanumeric(64);
    forms.put(token, new Form(use, sender, Map.copyOf(terms), now.plus(LIFE)));
    return token;
  }

  Optional<Form> form(Use use, String token, Instant now) {
    return Optional.ofNullable(forms.get(token))
        .filter(form -> form.use() == use && !now.isAfter(form.until()));
  }

  String choice(Choice choice) {
    String token = Numbers.alphanumeric(choice.form().use() == Use.BINDING ? 64 : 256);
    choices.put(token, choice);
    return token;
  }

  /** A choice pays once. */
  Optional<Choice> take(Use use, String payToken) {
    Choice choice = choices.get(payToken);
    return choice != null && choice.form().use() == use && choices.remove(payToken, choice)
        ? Optional.of(choice)
        : Optional.empty();
  }
}
