// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import io.countersign.sandbox.ecpay.CardTrade.Card;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A period order's schedule and charges. Changes only while its account is locked. */
final class PeriodContract {
  /** After so many failures in a row nothing is charged any more. */
  private static final int PATIENCE = 6;

  /** When charges are repeated that were asked for. */
  private static final LocalTime REPEATS_AT = LocalTime.of(6, 0);

  /** {@code ExecStatus}. */
  enum Status {
    CANCELLED("0"),
    RUNNING("1"),
    FINISHED("2");

    final String wire;

    Status(String wire) {
      this.wire = wire;
    }
  }

  /** One charge, done or refused. */
  record Charge(
      int number,
      Instant at,
      String rtnCode,
      String tradeNo,
      @Nullable CardTrade card,
      long amount) {
    boolean paid() {
      return rtnCode.equals(RtnCode.OK);
    }
  }

  final List<Charge> charges = new ArrayList<>();
  Status status = Status.RUNNING;

  /** How many of the charges to come the bank refuses, and with which code. */
  int refusals;

  String refusalCode = RtnCode.DECLINED;

  private final Order order;
  private final Card card;
  private int failuresInARow;
  private boolean repeating;

  PeriodContract(Order order, CardTrade first) {
    this.order = order;
    this.card = first.card;
    charges.add(new Charge(1, first.at, RtnCode.OK, first.tradeNo, first, order.amount));
    plan(2);
  }

  int frequency() {
    return Integer.parseInt(order.term("Frequency"));
  }

  int times() {
    return Integer.parseInt(order.term("ExecTimes"));
  }

  long successes() {
    return charges.stream().filter(Charge::paid).count();
  }

  void cancel() throws Refusal {
    if (status != Status.RUNNING) {
      throw new Refusal(RtnCode.CONTRACT_STOPPED, "該訂單狀態為停用中");
    }
    status = Status.CANCELLED;
  }

  void repeat() throws Refusal {
    if (status != Status.RUNNING) {
      throw new Refusal(RtnCode.CONTRACT_STOPPED, "該訂單狀態為停用中");
    }
    if (charges.get(charges.size() - 1).paid() || repeating) {
      throw new Refusal(RtnCode.UNNAMED, "Action ReAuth repeats a failed charge; there is none");
    }
    repeating = true;
    int number = charges.get(charges.size() - 1).number;
    order.account.agenda.at(
        Numbers.next(order.account.agenda.now(), REPEATS_AT),
        () -> {
          synchronized (order.account) {
            repeating = false;
            charge(number);
          }
        });
  }

  private void plan(int number) {
    if (number > times()) {
      status = Status.FINISHED;
      return;
    }
    order.account.agenda.at(
        due(number),
        () -> {
          synchronized (order.account) {
            charge(number);
            if (status == Status.RUNNING) {
              plan(number + 1);
            }
          }
        });
  }

  /** Counted from the first one, so that the 31st stays the 31st where there is one. */
  private Instant due(int number) {
    OffsetDateTime first = charges.get(0).at.atOffset(Numbers.TAIPEI);
    long steps = (long) frequency() * (number - 1);
    return switch (order.term("PeriodType")) {
      case "D" -> first.plusDays(steps).toInstant();
      case "M" -> first.plusMonths(steps).toInstant();
      default -> first.plusYears(steps).toInstant();
    };
  }

  private void charge(int number) {
    if (status != Status.RUNNING) {
      return;
    }
    Instant now = order.account.agenda.now();
    String tradeNo = Numbers.tradeNo(now);
    if (refusals > 0) {
      refusals--;
      failuresInARow++;
      charges.add(new Charge(number, now, refusalCode, tradeNo, null, order.amount));
      if (failuresInARow == PATIENCE) {
        status = Status.CANCELLED;
      }
    } else {
      failuresInARow = 0;
      CardTrade paid =
          new CardTrade(order.account, order.merchantTradeNo, tradeNo, card, order.amount, now);
      charges.add(new Charge(number, now, RtnCode.OK, tradeNo, paid, order.amount));
    }
    Notices.charge(order, this, charges.get(charges.size() - 1));
  }
}
