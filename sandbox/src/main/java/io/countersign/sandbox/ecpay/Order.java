// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import io.countersign.sandbox.ecpay.CardTrade.Card;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One order. Changes only while its account is locked. */
final class Order {
  /** From which of ECPay's doors it came; the door decides how the shop is told. */
  enum Door {
    /** The order page. */
    PAGE,
    /** The embedded card form. */
    EMBEDDED,
    /** A payment number asked for by a server. */
    NUMBER
  }

  /** Of a binding order: the member, beside its terms. */
  static final String BINDS_FOR = "(binds for)";

  /** Of an order whose card is to be remembered: the member, beside its terms. */
  static final String REMEMBERS_FOR = "(remembers for)";

  final Account account;

  /** The platform's keys where a platform made the order. */
  final Keys signer;

  final Door door;
  final Map<String, String> terms;
  final String merchantTradeNo;
  final String tradeNo;
  final long amount;
  final Instant made;

  /** Names the order in addresses of the cashier. */
  final String ticket = Numbers.alphanumeric(32);

  OrderView.State state = OrderView.State.OPEN;
  @Nullable Method method;
  String sub = "";
  @Nullable PaymentNumber number;
  @Nullable Instant paidAt;
  @Nullable CardTrade card;
  @Nullable PeriodContract period;

  /** A card that waits for the one-time password. */
  @Nullable Card waiting;

  /** The payer's card, where ECPay was asked to keep it. */
  @Nullable BoundCard bound;

  /** Whether that card was kept already. */
  boolean boundBefore;

  boolean simulated;
  String rtnCode = "";

  Order(
      Account account,
      Keys signer,
      Door door,
      Map<String, String> terms,
      String tradeNo,
      Instant made) {
    this.account = account;
    this.signer = signer;
    this.door = door;
    this.terms = Map.copyOf(terms);
    this.merchantTradeNo = term("MerchantTradeNo");
    this.tradeNo = tradeNo;
    this.amount = Long.parseLong(term("TotalAmount"));
    this.made = made;
  }

  String term(String name) {
    return terms.getOrDefault(name, "");
  }

  /** For which of the shop's members the card is to be kept; empty for none. */
  String member() {
    if (door == Door.PAGE) {
      return term("BindingCard").equals("1") ? term("MerchantMemberID") : "";
    }
    return term(BINDS_FOR) + term(REMEMBERS_FOR);
  }

  boolean tellsMore() {
    return term("NeedExtraPaidInfo").equals("Y");
  }

  String paymentType() {
    Method chosen = method;
    return chosen == null ? "" : chosen.paymentType(sub);
  }

  /** What the merchant pays for the payment; since 2025 it may have decimals. */
  String fee() {
    if (state != OrderView.State.PAID || simulated) {
      return "0";
    }
    CardTrade paid = card;
    String rate = paid != null && paid.card.instalments() > 0 ? "0.07" : "0.02";
    BigDecimal fee = BigDecimal.valueOf(amount).multiply(new BigDecimal(rate));
    BigDecimal cents = fee.setScale(2, RoundingMode.HALF_UP).stripTrailingZeros();
    return cents.scale() < 0 ? cents.setScale(0).toPlainString() : cents.toPlainString();
  }

  OrderView view() {
    return new OrderView(
        merchantTradeNo,
        tradeNo,
        amount,
        paymentType(),
        state,
        simulated,
        rtnCode,
        Optional.ofNullable(number),
        Optional.ofNullable(paidAt),
        Optional.ofNullable(card).map(trade -> trade.state),
        Optional.ofNullable(card).map(trade -> trade.refunded).orElse(0L));
  }
}
