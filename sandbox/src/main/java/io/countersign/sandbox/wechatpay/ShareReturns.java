// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.wechatpay.LedgerEntry.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one merchant takes back of what it has shared. */
final class ShareReturns {
  private static final Duration LONGEST = Duration.ofDays(180);
  private static final int MOST = 50;

  private final Account account;
  private final ShareBook shares;
  private final Map<String, ShareReturn> returns = new LinkedHashMap<>();

  ShareReturns(Account account, ShareBook shares) {
    this.account = account;
    this.shares = shares;
  }

  Optional<ShareReturn> find(String outReturnNo) {
    return Optional.ofNullable(returns.get(outReturnNo));
  }

  ShareReturn accept(ObjectNode terms, Optional<SubAccount> sub, Instant now) throws Refusal {
    Optional<ShareReturn> known = find(terms.path("out_return_no").asText());
    if (known.isPresent()) {
      if (!known.get().terms.equals(terms)) {
        throw Refusal.of(
            ErrorCode.INVALID_REQUEST,
            ErrorCode.REENTRY_WITH_OTHER_PARAMETERS,
            "out_return_no was used with other parameters ("
                + OrderBook.difference(known.get().terms, terms)
                + ")");
      }
      return known.get();
    }
    Share share = share(terms);
    Acceptance.sameSubMerchant(share.order, sub);
    Share.Line line = line(share, terms.path("return_mchid").asText());
    ShareReturn made = new ShareReturn(share, line, terms, now);
    check(made, now);
    returns.put(made.outReturnNo, made);
    shares.completesAfter.ifPresent(
        after ->
            account.agenda.at(
                now.plus(after),
                () -> {
                  synchronized (account) {
                    if (made.result.equals(ShareReturn.PROCESSING)) {
                      finish(made, "");
                    }
                  }
                }));
    return made;
  }

  private Share share(ObjectNode terms) throws Refusal {
    if (terms.has("order_id") == terms.has("out_order_no")) {
      throw Refusal.field(
          "body", "/out_order_no", null, "exactly one of order_id and out_order_no is needed");
    }
    Optional<Share> share =
        terms.has("order_id")
            ? shares.findById(terms.path("order_id").asText())
            : shares.find(terms.path("out_order_no").asText());
    return share.orElseThrow(
        () -> Refusal.of(ErrorCode.RESOURCE_NOT_EXISTS, "there is no such request to share"));
  }

  private static Share.Line line(Share share, String mchid) throws Refusal {
    return share
        .lineOf(mchid)
        .filter(line -> line.receiver.type().equals(ReceiverBook.MERCHANT))
        .filter(line -> line.result.equals(Share.SUCCESS))
        .orElseThrow(
            () ->
                Refusal.of(
                    ErrorCode.INVALID_REQUEST,
                    "return_mchid is no merchant that has received money by this request"));
  }

  private void check(ShareReturn made, Instant now) throws Refusal {
    List<ShareReturn> before =
        returns.values().stream()
            .filter(other -> other.share == made.share && other.counts())
            .toList();
    if (before.size() >= MOST) {
      throw Refusal.of(ErrorCode.INVALID_REQUEST, "the request to share has 50 returns already");
    }
    if (now.isAfter(made.share.createdAt.plus(LONGEST))) {
      throw Refusal.of(ErrorCode.INVALID_REQUEST, "the request to share is more than 180 days old");
    }
    long returned =
        before.stream()
            .filter(other -> other.line == made.line)
            .mapToLong(other -> other.amount)
            .sum();
    if (made.amount > made.line.amount - returned) {
      throw Refusal.of(
          ErrorCode.INVALID_REQUEST, "the returns together are more than the receiver has got");
    }
  }

  /** Without a reason the receiver's own money decides. */
  void finish(ShareReturn made, String failReason) {
    if (!made.result.equals(ShareReturn.PROCESSING)) {
      throw new IllegalStateException("the return has ended, its result is " + made.result);
    }
    Instant now = account.agenda.now();
    Optional<Account> receiver = shares.receiving(made.line);
    boolean poor = receiver.isPresent() && receiver.get().ledger.balance() < made.amount;
    String reason = failReason.isEmpty() && poor ? "BALANCE_NOT_ENOUGH" : failReason;
    made.finishedAt = now;
    if (!reason.isEmpty()) {
      made.result = ShareReturn.FAILED;
      made.failReason = reason;
      return;
    }
    made.result = ShareReturn.SUCCESS;
    Order order = made.share.order;
    account
        .ledgerOf(order)
        .enter(now, Kind.SHARE_RETURNED, made.outReturnNo, order.outTradeNo, made.amount);
    receiver.ifPresent(
        merchant ->
            merchant.ledger.enter(now, Kind.SHARE_GIVEN_BACK, made.returnId, "", made.amount));
    String description = made.terms.path("description").asText();
    ObjectNode content = made.share.notificationContent(made.line, made.amount, description, now);
    shares.tell(made.line, "RETURN", content, now);
  }
}
