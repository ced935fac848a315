// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import io.countersign.sandbox.ecpay.CardTrade.Card;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The cards that one merchant's members let ECPay keep. Changes only while the account is locked.
 */
final class CardVault {
  /** For each member. */
  static final int MOST = 5;

  /** A card, and what its bank does when it is charged. */
  static final class Kept {
    final BoundCard bound;

    /** The orders with which it was bound. */
    final List<String> orders = new ArrayList<>();

    /** The code with which its bank refuses; empty while it pays. */
    String refusal = "";

    boolean asksForPassword;

    Kept(BoundCard bound) {
      this.bound = bound;
    }

    Card card() {
      return new Card(bound.first6(), bound.last4(), 0, false, false);
    }
  }

  private final List<Kept> cards = new ArrayList<>();

  List<Kept> of(String member) {
    return cards.stream().filter(kept -> kept.bound.merchantMemberId().equals(member)).toList();
  }

  Optional<Kept> find(String bindCardId) {
    return cards.stream().filter(kept -> kept.bound.bindCardId().equals(bindCardId)).findFirst();
  }

  Optional<Kept> same(String member, Card card) {
    return of(member).stream()
        .filter(kept -> kept.bound.first6().equals(card.first6()))
        .filter(kept -> kept.bound.last4().equals(card.last4()))
        .findFirst();
  }

  boolean hasRoom(String member, Card card) {
    return of(member).size() < MOST || same(member, card).isPresent();
  }

  /** The member's card, new or as it was kept before; nothing if there is no room. */
  Optional<Kept> keep(String member, Card card, String merchantTradeNo, Instant now) {
    if (!hasRoom(member, card)) {
      return Optional.empty();
    }
    Kept kept =
        same(member, card)
            .orElseGet(
                () -> {
                  Kept fresh =
                      new Kept(
                          new BoundCard(
                              Numbers.alphanumeric(64), member, card.first6(), card.last4(), now));
                  cards.add(fresh);
                  return fresh;
                });
    kept.orders.add(merchantTradeNo);
    return Optional.of(kept);
  }

  boolean remove(String bindCardId) {
    return cards.removeIf(kept -> kept.bound.bindCardId().equals(bindCardId));
  }
}
