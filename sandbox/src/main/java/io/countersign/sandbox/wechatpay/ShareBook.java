// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.wechatpay.LedgerEntry.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What one merchant shares of its payments. */
final class ShareBook {
  private static final Duration AFTER_PAYMENT = Duration.ofMinutes(1);
  private static final Duration FROZEN = Duration.ofDays(30);
  private static final int MOST_REQUESTS = 50;

  final ReceiverBook receivers = new ReceiverBook();
  final ShareReturns returns;
  private final Account account;
  private final Map<String, Share> shares = new LinkedHashMap<>();
  Optional<Duration> completesAfter = Optional.of(Duration.ofSeconds(5));
  int ratioPerTenThousand = 3000;
  boolean newerEventNames;

  ShareBook(Account account) {
    this.account = account;
    this.returns = new ShareReturns(account, this);
  }

  Optional<Share> find(String outOrderNo) {
    return Optional.ofNullable(shares.get(outOrderNo));
  }

  Optional<Share> findById(String orderId) {
    return shares.values().stream().filter(share -> share.orderId.equals(orderId)).findFirst();
  }

  Collection<Share> all() {
    return shares.values();
  }

  /** The payment, if it is this merchant's and this sub-merchant's. */
  Order paid(String transactionId, Optional<SubAccount> sub) throws Refusal {
    Order order =
        account
            .orders
            .findPaid(transactionId)
            .or(() -> account.combined.paidPart(transactionId))
            .orElseThrow(
                () -> Refusal.of(ErrorCode.RESOURCE_NOT_EXISTS, "there is no such payment"));
    return Acceptance.sameSubMerchant(order, sub);
  }

  /** What is still frozen, refunds and shares taken off. */
  long unsplit(Order order) {
    if (!frozen(order)) {
      return 0;
    }
    return order.total - account.refunds.refunded(order) - shared(order);
  }

  /** Refuses a refund of money that is shared, until the rest has been unfrozen. */
  void checkRefund(Order order, long fen) throws Refusal {
    if (frozen(order) && fen > unsplit(order)) {
      throw Refusal.of(
          ErrorCode.INVALID_REQUEST,
          "the refund is more than what is still frozen for sharing; unfreeze or return first");
    }
  }

  private boolean frozen(Order order) {
    Instant paidAt = order.paidAt;
    boolean ordered = order.terms.at("/settle_info/profit_sharing").asBoolean();
    return ordered
        && paidAt != null
        && !account.agenda.now().isAfter(paidAt.plus(FROZEN))
        && sharesOf(order).stream().noneMatch(share -> share.unfreezes);
  }

  private long shared(Order order) {
    return sharesOf(order).stream().mapToLong(Share::shared).sum();
  }

  private List<Share> sharesOf(Order order) {
    return shares.values().stream().filter(share -> share.order == order).toList();
  }

  Share accept(ObjectNode terms, Order order, Instant now) throws Refusal {
    Optional<Share> known = sameAgain(terms);
    if (known.isPresent()) {
      return known.get();
    }
    boolean unfreezes =
        !terms.has("unfreeze_unsplit") || terms.path("unfreeze_unsplit").asBoolean();
    checkPayment(order, now);
    Share share = new Share(order, terms, unfreezes, now);
    Set<ReceiverBook.Key> seen = new HashSet<>();
    for (int i = 0; i < terms.path("receivers").size(); i++) {
      JsonNode line = terms.path("receivers").get(i);
      ReceiverBook.Key key = receiver(order, line, i);
      if (!seen.add(key)) {
        throw Refusal.field(
            "body", "/receivers/" + i, null, "is there twice, one line for each receiver");
      }
      share.lines.add(
          new Share.Line(
              key, line.path("amount").longValue(), line.path("description").asText(), false, now));
    }
    checkAmount(order, share.shared());
    if (unfreezes) {
      addRest(share, unsplit(order) - share.shared(), now);
    }
    shares.put(share.outOrderNo, share);
    completesAfter.ifPresent(
        after ->
            account.agenda.at(
                now.plus(after),
                () -> {
                  synchronized (account) {
                    if (share.state.equals(Share.PROCESSING)) {
                      finish(share);
                    }
                  }
                }));
    return share;
  }

  private Optional<Share> sameAgain(ObjectNode terms) throws Refusal {
    Optional<Share> known = find(terms.path("out_order_no").asText());
    if (known.isPresent() && !known.get().terms.equals(terms)) {
      throw Refusal.of(
          ErrorCode.INVALID_REQUEST,
          ErrorCode.REENTRY_WITH_OTHER_PARAMETERS,
          "out_order_no was used with other parameters ("
              + OrderBook.difference(known.get().terms, terms)
              + ")");
    }
    return known;
  }

  private void checkPayment(Order order, Instant now) throws Refusal {
    Instant paidAt = order.paidAt;
    if (!order.terms.at("/settle_info/profit_sharing").asBoolean()) {
      throw Refusal.of(
          ErrorCode.INVALID_REQUEST,
          "the order was not made with settle_info.profit_sharing=true, nothing is frozen");
    }
    if (paidAt == null || now.isBefore(paidAt.plus(AFTER_PAYMENT))) {
      throw Refusal.of(
          ErrorCode.INVALID_REQUEST, "the payment is less than a minute old, try again later");
    }
    if (!frozen(order)) {
      throw Refusal.of(
          ErrorCode.INVALID_REQUEST, "the money of this payment is not frozen any more");
    }
    if (sharesOf(order).size() >= MOST_REQUESTS) {
      throw Refusal.of(ErrorCode.INVALID_REQUEST, "the payment has 50 requests already");
    }
  }

  private ReceiverBook.Key receiver(Order order, JsonNode line, int index) throws Refusal {
    ReceiverBook.Key key =
        new ReceiverBook.Key(
            order.parties.subMchid(), line.path("type").asText(), line.path("account").asText());
    if (!receivers.has(key)) {
      throw Refusal.of(
          ErrorCode.INVALID_REQUEST, "receivers/" + index + " was not added as a receiver");
    }
    String expected = receivers.nameOf(key);
    if (line.has("name") && !expected.isEmpty() && !line.path("name").asText().equals(expected)) {
      throw Refusal.of(
          ErrorCode.INVALID_REQUEST,
          "the name of receivers/" + index + " is not the one it was added with");
    }
    return key;
  }

  private void checkAmount(Order order, long more) throws Refusal {
    if (more > unsplit(order)) {
      throw Refusal.of(ErrorCode.NOT_ENOUGH, "the receivers get more than what is still frozen");
    }
    long cap = Math.multiplyExact(order.total, ratioPerTenThousand) / 10_000;
    if (shared(order) + more > cap) {
      throw Refusal.of(
          ErrorCode.RULE_LIMIT,
          "all shares of the payment together are more than "
              + ratioPerTenThousand
              + " per 10,000 of it");
    }
  }

  private void addRest(Share share, long rest, Instant now) throws Refusal {
    if (rest <= 0 && share.lines.isEmpty()) {
      throw Refusal.of(ErrorCode.INVALID_REQUEST, "nothing is frozen any more");
    }
    if (rest > 0) {
      Parties parties = share.order.parties;
      ReceiverBook.Key self =
          new ReceiverBook.Key(
              parties.subMchid(),
              ReceiverBook.MERCHANT,
              parties.subMchid().orElse(parties.mchid()));
      String description = share.terms.path("description").asText("解冻给分账方");
      share.lines.add(new Share.Line(self, rest, description, true, now));
    }
  }

  void finish(Share share) {
    if (!share.state.equals(Share.PROCESSING)) {
      throw new IllegalStateException("the request is finished");
    }
    Instant now = account.agenda.now();
    share.state = Share.FINISHED;
    for (Share.Line line : share.lines) {
      line.finishedAt = now;
      line.failReason = line.plannedFailure;
      if (line.failReason == null && !line.rest && !receivers.has(line.receiver)) {
        line.failReason = "NO_RELATION";
      }
      line.result = line.failReason == null ? Share.SUCCESS : Share.CLOSED;
      if (line.failReason == null && !line.rest) {
        deliver(share, line, now);
      }
    }
  }

  private void deliver(Share share, Share.Line line, Instant now) {
    account
        .ledgerOf(share.order)
        .enter(now, Kind.SHARE, share.outOrderNo, share.order.outTradeNo, line.amount);
    receiving(line)
        .ifPresent(
            receiver ->
                receiver.ledger.enter(now, Kind.SHARE_RECEIVED, share.orderId, "", line.amount));
    ObjectNode content = share.notificationContent(line, line.amount, line.description, now);
    line.event = tell(line, "SUCCESS", content, now);
  }

  /** Tells the receiver's merchant, where it is known and has said where. */
  NotificationEvent tell(Share.Line line, String newName, ObjectNode content, Instant now) {
    String type = newerEventNames ? "PROFITSHARING." + newName : "TRANSACTION.SUCCESS";
    NotificationEvent event = NotificationEvent.of(type, "profitsharing", "分账", content, now);
    receiving(line)
        .ifPresent(
            receiver ->
                receiver.notifications.queue(
                    SignedNotification.of(receiver, event), receiver.setup.notifyUrl()));
    return event;
  }

  /** The merchant that receives, if it is one of this gateway. */
  Optional<Account> receiving(Share.Line line) {
    return line.receiver.type().equals(ReceiverBook.MERCHANT)
        ? Optional.ofNullable(account.everyone.get(line.receiver.account()))
        : Optional.empty();
  }
}
