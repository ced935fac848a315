// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.wechatpay.LedgerEntry.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The transfers of one merchant to users. */
final class TransferBook {
  private static final Duration TO_CONFIRM = Duration.ofHours(24);
  private static final Duration CANCELING = Duration.ofSeconds(5);

  private final Account account;
  private final Map<String, Transfer> transfers = new LinkedHashMap<>();
  private final Map<String, String> realNames = new HashMap<>();
  Optional<Duration> completesAfter = Optional.of(Duration.ofSeconds(5));
  TransferState stopAt = TransferState.WAIT_USER_CONFIRM;
  boolean acceptsWithoutMoney;

  TransferBook(Account account) {
    this.account = account;
  }

  Optional<Transfer> find(String outBillNo) {
    Optional<Transfer> found = Optional.ofNullable(transfers.get(outBillNo));
    found.ifPresent(this::settle);
    return found;
  }

  Optional<Transfer> findById(String transferBillNo) {
    return transfers.values().stream()
        .filter(transfer -> transfer.transferBillNo.equals(transferBillNo))
        .findFirst()
        .flatMap(transfer -> find(transfer.outBillNo));
  }

  Collection<Transfer> all() {
    return transfers.values();
  }

  void realName(String openid, String name) {
    realNames.put(openid, name);
  }

  Transfer accept(ObjectNode terms, Optional<SubAccount> sub, Instant now) throws Refusal {
    String number = terms.path("out_bill_no").asText();
    Optional<Transfer> known = find(number);
    if (known.isPresent()) {
      if (!known.get().terms.equals(terms)) {
        throw Refusal.of(
            ErrorCode.ALREADY_EXISTS,
            ErrorCode.REENTRY_WITH_OTHER_PARAMETERS,
            "out_bill_no was used with other parameters ("
                + OrderBook.difference(known.get().terms, terms)
                + ")");
      }
      return known.get();
    }
    Ledger ledger = sub.map(merchant -> merchant.ledger).orElse(account.ledger);
    Transfer transfer = new Transfer(terms, sub, ledger, now);
    if (ledger.balance() < transfer.amount && !acceptsWithoutMoney) {
      throw Refusal.of(
          ErrorCode.NOT_ENOUGH,
          "the balance is too low; top up and repeat with the same out_bill_no");
    }
    transfers.put(number, transfer);
    settle(transfer);
    return transfer;
  }

  /** Goes as far as transfers go by themselves. */
  private void settle(Transfer transfer) {
    TransferState before;
    do {
      before = transfer.state;
      if (before.compareTo(stopAt) < 0) {
        proceed(transfer);
      }
    } while (transfer.state != before);
  }

  void proceed(Transfer transfer) {
    Instant now = account.agenda.now();
    if (transfer.state == TransferState.ACCEPTED) {
      transfer.turn(TransferState.PROCESSING, now);
    } else if (transfer.state == TransferState.PROCESSING
        && transfer.ledger.balance() >= transfer.amount) {
      move(transfer, Kind.TRANSFER);
      transfer.moneyLocked = true;
      String expected = realNames.getOrDefault(transfer.openid, "");
      String given = transfer.terms.path("user_name").asText(expected);
      if (!expected.isEmpty() && !given.equals(expected)) {
        end(transfer, TransferState.FAIL, "NAME_NOT_CORRECT");
      } else {
        askUser(transfer, now);
      }
    }
  }

  private void askUser(Transfer transfer, Instant now) {
    transfer.packageInfo = Tokens.alphanumeric(40) + "+/" + Tokens.alphanumeric(20) + "==";
    transfer.turn(TransferState.WAIT_USER_CONFIRM, now);
    later(
        TO_CONFIRM,
        transfer,
        TransferState.WAIT_USER_CONFIRM,
        () -> end(transfer, TransferState.FAIL, "OVERDUE_CLOSE"));
  }

  void confirm(Transfer transfer) {
    if (transfer.state != TransferState.WAIT_USER_CONFIRM) {
      throw new IllegalStateException(
          "the transfer cannot be confirmed, its state is " + transfer.state);
    }
    transfer.turn(TransferState.TRANSFERING, account.agenda.now());
    completesAfter.ifPresent(
        after ->
            later(
                after,
                transfer,
                TransferState.TRANSFERING,
                () -> end(transfer, TransferState.SUCCESS, "")));
  }

  void cancel(Transfer transfer) throws Refusal {
    switch (transfer.state) {
      case CANCELING, CANCELLED -> {
        return;
      }
      case ACCEPTED, PROCESSING, WAIT_USER_CONFIRM ->
          transfer.turn(TransferState.CANCELING, account.agenda.now());
      default ->
          throw Refusal.of(
              ErrorCode.INVALID_REQUEST,
              "only a transfer that the user has not confirmed is cancelled, this one is "
                  + transfer.state);
    }
    later(
        CANCELING,
        transfer,
        TransferState.CANCELING,
        () -> end(transfer, TransferState.CANCELLED, "MCH_CANCEL"));
  }

  void end(Transfer transfer, TransferState end, String reason) {
    if (transfer.state.ended()) {
      throw new IllegalStateException("the transfer has ended, its state is " + transfer.state);
    }
    if (end == TransferState.SUCCESS && transfer.state != TransferState.TRANSFERING) {
      throw new IllegalStateException("the user has not confirmed, the state is " + transfer.state);
    }
    Instant now = account.agenda.now();
    transfer.turn(end, now);
    transfer.failReason = reason.isEmpty() ? null : reason;
    if (end != TransferState.SUCCESS && transfer.moneyLocked) {
      transfer.moneyLocked = false;
      move(transfer, Kind.TRANSFER_RETURNED);
    }
    NotificationEvent event =
        NotificationEvent.of(
            "MCHTRANSFER.BILL.FINISHED",
            "mch_payment",
            "商家转账单据终态通知",
            transfer.common(account),
            now);
    transfer.event = event;
    String url = transfer.terms.path("notify_url").asText();
    if (!url.isEmpty()) {
      account.notifications.queue(SignedNotification.of(account, event), url);
    }
  }

  private void move(Transfer transfer, Kind kind) {
    transfer.ledger.enter(account.agenda.now(), kind, transfer.outBillNo, "", transfer.amount);
  }

  private void later(Duration after, Transfer transfer, TransferState still, Runnable work) {
    account.agenda.at(
        account.agenda.now().plus(after),
        () -> {
          synchronized (account) {
            if (transfer.state == still) {
              work.run();
            }
          }
        });
  }
}
