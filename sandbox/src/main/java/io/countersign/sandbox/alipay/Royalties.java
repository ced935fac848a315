// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import com.fasterxml.jackson.databind.JsonNode;
import io.countersign.sandbox.alipay.Share.Receiver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who may get shares of one merchant's payments, and who got what. Used under its lock. */
final class Royalties {
  private static final int CALLS_IN_A_SECOND = 30;
  private static final Duration SLOW = Duration.ofMinutes(1);

  private final Account account;
  private final Map<String, Receiver> receivers = new LinkedHashMap<>();
  private final Map<String, Settlement> settlements = new LinkedHashMap<>();
  private final Deque<Instant> calls = new ArrayDeque<>();

  /** Whether the first receiver of the next asynchronous call gets nothing. */
  boolean nextFails;

  Royalties(Account account) {
    this.account = account;
  }

  void bind(Receiver receiver) {
    receivers.put(receiver.type() + " " + receiver.account(), receiver);
  }

  void unbind(String type, String name) {
    receivers.remove(type + " " + name);
  }

  List<Receiver> receivers() {
    return List.copyOf(receivers.values());
  }

  Optional<Receiver> receiver(String type, String name) {
    return Optional.ofNullable(receivers.get(type + " " + name));
  }

  Optional<Settlement> find(String outRequestNo) {
    return Optional.ofNullable(settlements.get(outRequestNo));
  }

  List<Settlement> of(Order order) {
    return settlements.values().stream().filter(one -> one.order == order).toList();
  }

  Optional<Settlement> bySettleNo(String settleNo) {
    return settlements.values().stream().filter(one -> one.settleNo.equals(settleNo)).findFirst();
  }

  /** Whether there were too many calls within the last second, this one included. */
  boolean tooOften(Instant now) {
    while (!calls.isEmpty() && !now.isBefore(calls.peekFirst().plusSeconds(1))) {
      calls.removeFirst();
    }
    calls.addLast(now);
    return calls.size() > CALLS_IN_A_SECOND;
  }

  /** What others have of an order. */
  long shared(Order order) {
    return of(order).stream().flatMap(one -> one.shares.stream()).mapToLong(Share::worth).sum();
  }

  /** Moves the money of a settlement that was checked before. */
  void settle(Settlement settlement) {
    settlements.put(settlement.outRequestNo, settlement);
    for (Share share : settlement.shares) {
      share.wasHeld = Math.min(settlement.order.held, share.fen);
      settlement.order.release(share.wasHeld);
      enter(LedgerEntry.Kind.SHARE, settlement.order, share.fen);
    }
    if (settlement.async) {
      boolean fails = nextFails;
      nextFails = false;
      account.agenda.at(
          account.agenda.now().plus(SLOW),
          () -> {
            synchronized (account) {
              end(settlement, fails);
            }
          });
    }
  }

  private void end(Settlement settlement, boolean fails) {
    for (Share share : settlement.shares) {
      boolean first = share == settlement.shares.get(0);
      share.state = fails && first ? ShareView.State.FAIL : ShareView.State.SUCCESS;
      if (share.state == ShareView.State.FAIL) {
        enter(LedgerEntry.Kind.SHARE_BACK, settlement.order, share.fen);
        // What was frozen is so again, unless the shop has let it go meanwhile.
        settlement.order.hold(settlement.finishes ? 0 : share.wasHeld);
      }
    }
    settlement.app.tell(
        settlement.order.outTradeNo,
        "alipay.trade.order.settle.notify",
        settlement.json().put("settle_no", settlement.settleNo));
  }

  /** What a refund takes back from receivers; nothing has moved yet. */
  List<Share> returns(Call call, Order order, long fen) throws Refusal {
    List<Share> back = new ArrayList<>();
    Map<String, Long> wanted = new LinkedHashMap<>();
    for (JsonNode one : call.biz().path("refund_royalty_parameters")) {
      String from = one.path("trans_out").asText();
      long part =
          Numbers.fen(one.path("amount").asText())
              .filter(amount -> amount > 0)
              .orElseThrow(() -> Refusal.field("refund_royalty_parameters.amount", "must be yuan"));
      long has = holdings(order, from);
      if (has == 0) {
        throw Refusal.business(
            "ACQ.REFUND_ROYALTY_PAYEE_ACCOUNT_NOT_EXIST", "trans_out has nothing of this trade");
      }
      if (wanted.merge(from, part, Long::sum) > has) {
        throw Refusal.business(
            "ACQ.ALLOC_AMOUNT_VALIDATE_ERROR", "trans_out has less of this trade than that");
      }
      Receiver merchant = new Receiver("userId", account.sellerId, "", "");
      back.add(
          new Share("transfer_refund", from, merchant, part, call.now(), ShareView.State.SUCCESS));
    }
    if (wanted.values().stream().mapToLong(Long::longValue).sum() > fen) {
      throw Refusal.business(
          "ACQ.ALLOC_AMOUNT_VALIDATE_ERROR", "more would come back than is refunded");
    }
    return back;
  }

  private long holdings(Order order, String name) {
    return of(order).stream()
        .flatMap(one -> one.shares.stream())
        .filter(share -> share.state == ShareView.State.SUCCESS)
        .filter(share -> name.equals(share.goesOut() ? share.transIn : share.transOut))
        .mapToLong(Share::worth)
        .sum();
  }

  /** Money has come back from a receiver; it stands with what he got. */
  void returned(Order order, Share back) {
    of(order).stream()
        .filter(one -> one.shares.stream().anyMatch(share -> gave(share, back)))
        .findFirst()
        .ifPresent(settlement -> settlement.shares.add(back));
    enter(LedgerEntry.Kind.SHARE_BACK, order, back.fen);
  }

  private static boolean gave(Share share, Share back) {
    return share.goesOut() && share.transIn.equals(back.transOut);
  }

  private void enter(LedgerEntry.Kind kind, Order order, long fen) {
    account.ledger.enter(
        new LedgerEntry(account.agenda.now(), kind, order.outTradeNo, order.tradeNo, fen));
  }
}
