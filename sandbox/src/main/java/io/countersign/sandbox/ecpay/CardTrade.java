// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import io.countersign.sandbox.ecpay.LedgerEntry.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;

/**
 * One authorisation of a card and what became of it. Changes only while its account is locked.
 *
 * <p>The window from 20:15 to 20:30 Taipei time is the bank's: no action is taken in it, and at its
 * end everything asked for is captured.
 */
final class CardTrade {
  static final LocalTime WINDOW_OPENS = LocalTime.of(20, 15);
  static final LocalTime WINDOW_ENDS = LocalTime.of(20, 30);
  private static final Duration CAPTURABLE = Duration.ofDays(21);
  private static final Duration HELD = Duration.ofDays(90);

  /** A line of {@code close_data}: refunds are negative. */
  static final class Row {
    final String sno;
    final long amount;
    final Instant at;
    CardState state = CardState.CAPTURE_REQUESTED;

    Row(long amount, Instant at) {
      this.sno = Numbers.digits(8);
      this.amount = amount;
      this.at = at;
    }
  }

  final String tradeNo;
  final String gwsr = Numbers.gwsr();
  final String authCode = "777777";
  final Card card;
  final long amount;
  final Instant at;
  final List<Row> rows = new ArrayList<>();
  private final Account account;
  private final String merchantTradeNo;
  CardState state = CardState.AUTHORISED;
  long refunded;

  /** Which card, and how the payer wants it charged. */
  record Card(String first6, String last4, int instalments, boolean bonus, boolean unionPay) {
    boolean wholeOnly() {
      return instalments > 0 || bonus;
    }
  }

  CardTrade(
      Account account, String merchantTradeNo, String tradeNo, Card card, long amount, Instant at) {
    this.account = account;
    this.merchantTradeNo = merchantTradeNo;
    this.tradeNo = tradeNo;
    this.card = card;
    this.amount = amount;
    this.at = at;
    enter(Kind.CHARGE, amount);
    if (card.unionPay()) {
      rows.add(new Row(amount, at));
      capture();
    } else {
      account.agenda.at(Numbers.next(at, WINDOW_OPENS), () -> locked(this::windowOpens));
      account.agenda.at(Numbers.next(at, WINDOW_ENDS), () -> locked(this::capture));
      account.agenda.at(at.plus(HELD), () -> locked(this::holdEnds));
    }
  }

  /** The payer's part of each instalment; the remainder is in the first one. */
  long eachInstalment() {
    return card.instalments() == 0 ? 0 : amount / card.instalments();
  }

  long firstInstalment() {
    return card.instalments() == 0 ? 0 : amount - eachInstalment() * (card.instalments() - 1);
  }

  void act(String action, long asked) throws Refusal {
    LocalTime shown = account.agenda.now().atOffset(Numbers.TAIPEI).toLocalTime();
    if (!shown.isBefore(WINDOW_OPENS) && shown.isBefore(WINDOW_ENDS)) {
      throw no("no action is taken from 20:15 to 20:30 Taipei time, while the bank captures");
    }
    switch (action) {
      case "C" -> requestCapture(asked);
      case "E" -> cancelCapture(asked);
      case "N" -> abandon(asked);
      case "R" -> refund(asked);
      default -> throw Refusal.field("Action", "must be C, R, E or N");
    }
  }

  private void requestCapture(long asked) throws Refusal {
    need(state == CardState.AUTHORISED, "C needs an authorised payment (已授權)");
    whole(asked, "C captures the authorised amount");
    if (account.agenda.now().isAfter(at.plus(CAPTURABLE))) {
      throw no("error_overDay: captured at the latest 21 days after the authorisation");
    }
    state = CardState.CAPTURE_REQUESTED;
    rows.add(new Row(amount, account.agenda.now()));
    account.agenda.at(Numbers.next(account.agenda.now(), WINDOW_ENDS), () -> locked(this::capture));
  }

  private void cancelCapture(long asked) throws Refusal {
    need(state == CardState.CAPTURE_REQUESTED, "E needs a capture asked for (要關帳)");
    need(refunded == 0, "E takes back a whole capture, but a part was refunded already");
    whole(asked, "E takes back the whole capture");
    state = CardState.CAPTURE_CANCELLED;
    rows.forEach(row -> row.state = CardState.CAPTURE_CANCELLED);
  }

  private void abandon(long asked) throws Refusal {
    need(
        state == CardState.AUTHORISED || state == CardState.CAPTURE_CANCELLED,
        "N needs an authorised payment (已授權) or a cancelled capture (操作取消)");
    whole(asked, "N gives up the whole authorisation");
    release();
  }

  private void refund(long asked) throws Refusal {
    need(
        state == CardState.CAPTURED || state == CardState.CAPTURE_REQUESTED,
        "R needs a capture, done or asked for (已關帳, 要關帳)");
    need(asked <= amount - refunded, "TotalAmount is more than what is left to refund");
    need(
        !card.wholeOnly() || asked == amount,
        "an instalment or bonus payment is refunded in full only");
    need(
        state == CardState.CAPTURED || asked < amount,
        "before the capture (要關帳) a full refund is E, then N");
    if (state == CardState.CAPTURED) {
      need(account.ledger.balance() >= asked, "the merchant's balance does not cover the refund");
    }
    refunded += asked;
    Row row = new Row(-asked, account.agenda.now());
    row.state = state;
    rows.add(row);
    enter(Kind.REFUND, asked);
    if (state == CardState.CAPTURED) {
      account.ledger.move(-asked);
    }
  }

  private void windowOpens() {
    if (state == CardState.AUTHORISED && account.setup.capturesByItself()) {
      state = CardState.CAPTURE_REQUESTED;
      rows.add(new Row(amount, account.agenda.now()));
    }
  }

  private void capture() {
    if (state == CardState.CAPTURE_REQUESTED || card.unionPay()) {
      state = CardState.CAPTURED;
      rows.forEach(row -> row.state = CardState.CAPTURED);
      account.ledger.move(amount - refunded);
    }
  }

  private void holdEnds() {
    if (state == CardState.AUTHORISED || state == CardState.CAPTURE_CANCELLED) {
      release();
    }
  }

  private void release() {
    state = CardState.ABANDONED;
    enter(Kind.RELEASE, amount);
  }

  private void enter(Kind kind, long moved) {
    account.ledger.enter(
        new LedgerEntry(account.agenda.now(), kind, merchantTradeNo, tradeNo, moved));
  }

  private void locked(Runnable work) {
    synchronized (account) {
      work.run();
    }
  }

  private void whole(long asked, String rule) throws Refusal {
    need(asked == amount, rule + ", TotalAmount is another");
  }

  private void need(boolean given, String text) throws Refusal {
    if (!given) {
      throw no(text + "; the payment is " + state.wire);
    }
  }

  private static Refusal no(String text) {
    return new Refusal(RtnCode.UNNAMED, text);
  }
}
