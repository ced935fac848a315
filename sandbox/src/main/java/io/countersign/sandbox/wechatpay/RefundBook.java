// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.wechatpay.LedgerEntry.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The refunds of one merchant. */
final class RefundBook {
  private static final Duration LONGEST_AFTER_PAYMENT = Duration.ofDays(365);
  private static final Duration BETWEEN_TWO = Duration.ofMinutes(1);
  private static final int MOST = 50;

  private final Account account;
  private final Map<String, Refund> refunds = new LinkedHashMap<>();
  private final ArrayDeque<RefundEnd> ends = new ArrayDeque<>();

  RefundBook(Account account) {
    this.account = account;
  }

  Optional<Refund> find(String outRefundNo) {
    return Optional.ofNullable(refunds.get(outRefundNo));
  }

  Optional<Refund> findById(String refundId) {
    return refunds.values().stream().filter(refund -> refund.refundId.equals(refundId)).findFirst();
  }

  Refund accept(ObjectNode terms, Optional<SubAccount> acting, Instant now) throws Refusal {
    Refund known = refunds.get(terms.path("out_refund_no").asText());
    if (known != null) {
      if (!known.terms.equals(terms)) {
        throw Refusal.of(
            ErrorCode.INVALID_REQUEST,
            ErrorCode.REENTRY_WITH_OTHER_PARAMETERS,
            "out_refund_no was used with other parameters ("
                + OrderBook.difference(known.terms, terms)
                + ")");
      }
      return known;
    }
    Order order = Acceptance.sameSubMerchant(order(terms), acting);
    checkRules(order, terms, now);
    Refund refund = new Refund(order, terms, now);
    Ledger ledger = account.ledgerOf(order);
    if (ledger.balance() < refund.amount) {
      throw Refusal.of(
          ErrorCode.NOT_ENOUGH,
          "the balance is too low; top up and repeat with the same out_refund_no");
    }
    refunds.put(refund.outRefundNo, refund);
    order.state = TradeState.REFUND;
    ledger.enter(now, Kind.REFUND, refund.outRefundNo, order.outTradeNo, refund.amount);
    completeLater(refund);
    return refund;
  }

  /** How the next refund ends that ends by time alone. */
  void next(RefundEnd end) {
    ends.add(end);
  }

  /** The way out of {@code ABNORMAL}: another account of payer or merchant. */
  void retry(Refund refund, ObjectNode way) throws Refusal {
    boolean underWay = refund.attempt > 0 && !refund.status.equals(RefundEnd.ABNORMAL.name());
    if (underWay && way.equals(refund.otherWay)) {
      return;
    }
    if (underWay) {
      throw Refusal.of(
          ErrorCode.INVALID_REQUEST,
          ErrorCode.REENTRY_WITH_OTHER_PARAMETERS,
          "this abnormal refund was applied for with other parameters");
    }
    if (!refund.status.equals(RefundEnd.ABNORMAL.name())) {
      throw Refusal.of(
          ErrorCode.INVALID_REQUEST, "the refund is " + refund.status + ", not ABNORMAL");
    }
    refund.status = Refund.PROCESSING;
    refund.otherWay = way;
    refund.attempt++;
    completeLater(refund);
  }

  void complete(Refund refund, RefundEnd end) {
    if (!refund.status.equals(Refund.PROCESSING)) {
      throw new IllegalStateException("the refund has ended, its status is " + refund.status);
    }
    Instant now = account.agenda.now();
    refund.status = end.name();
    String summary = "退款异常";
    if (end == RefundEnd.SUCCESS) {
      refund.succeededAt = now;
      summary = "退款成功";
    } else if (end == RefundEnd.CLOSED) {
      String order = refund.order.outTradeNo;
      account
          .ledgerOf(refund.order)
          .enter(now, Kind.REFUND_RETURNED, refund.outRefundNo, order, refund.amount);
      summary = "退款关闭";
    }
    ObjectNode content = refund.notificationContent();
    NotificationEvent event =
        NotificationEvent.of("REFUND." + end, "refund", summary, content, now);
    refund.event = event;
    String url = refund.terms.path("notify_url").asText(account.setup.refundNotifyUrl().orElse(""));
    if (!url.isEmpty()) {
      account.notifications.queue(SignedNotification.of(account, event), url);
    }
  }

  private Order order(ObjectNode terms) throws Refusal {
    boolean byNumber = terms.has("out_trade_no");
    if (byNumber == terms.has("transaction_id")) {
      throw Refusal.field(
          "body",
          "/transaction_id",
          null,
          "exactly one of transaction_id and out_trade_no is needed");
    }
    Optional<Order> order =
        byNumber
            ? find(account, terms.path("out_trade_no").asText())
            : findPaid(account, terms.path("transaction_id").asText());
    return order.orElseThrow(
        () -> Refusal.of(ErrorCode.RESOURCE_NOT_EXISTS, "there is no such order"));
  }

  private static Optional<Order> find(Account account, String outTradeNo) {
    return account.orders.find(outTradeNo).or(() -> account.combined.part(outTradeNo));
  }

  private static Optional<Order> findPaid(Account account, String transactionId) {
    return account
        .orders
        .findPaid(transactionId)
        .or(() -> account.combined.paidPart(transactionId));
  }

  long refunded(Order order) {
    return refunds.values().stream()
        .filter(refund -> refund.order == order && refund.counts())
        .mapToLong(refund -> refund.amount)
        .sum();
  }

  private void checkRules(Order order, ObjectNode terms, Instant now) throws Refusal {
    Instant paidAt = order.paidAt;
    if (paidAt == null || order.state == TradeState.REVOKED) {
      throw Refusal.of(
          ErrorCode.INVALID_REQUEST, "the order is not paid, its state is " + order.state);
    }
    if (terms.path("amount").path("total").longValue() != order.total) {
      throw Refusal.of(ErrorCode.INVALID_REQUEST, "amount.total is not the order's total");
    }
    if (now.isAfter(paidAt.plus(LONGEST_AFTER_PAYMENT))) {
      throw Refusal.of(ErrorCode.INVALID_REQUEST, "the payment is more than 365 days old");
    }
    List<Refund> before =
        refunds.values().stream().filter(r -> r.order == order && r.counts()).toList();
    long refunded = refunded(order);
    if (terms.path("amount").path("refund").longValue() > order.total - refunded) {
      throw Refusal.of(
          ErrorCode.INVALID_REQUEST, "the refunds together are more than the order's total");
    }
    account.shares.checkRefund(order, terms.path("amount").path("refund").longValue());
    if (before.size() >= MOST) {
      throw Refusal.of(ErrorCode.INVALID_REQUEST, "the order has 50 refunds already");
    }
    for (Refund other : before) {
      if (now.isBefore(other.createdAt.plus(BETWEEN_TWO))) {
        throw Refusal.of(
            ErrorCode.FREQUENCY_LIMITED, "refunds of one order must be at least a minute apart");
      }
    }
  }

  private void completeLater(Refund refund) {
    int attempt = refund.attempt;
    account
        .setup
        .refundsCompleteAfter()
        .ifPresent(
            after ->
                account.agenda.at(
                    account.agenda.now().plus(after),
                    () -> {
                      synchronized (account) {
                        if (refund.status.equals(Refund.PROCESSING) && refund.attempt == attempt) {
                          complete(
                              refund, Optional.ofNullable(ends.poll()).orElse(RefundEnd.SUCCESS));
                        }
                      }
                    }));
  }
}
