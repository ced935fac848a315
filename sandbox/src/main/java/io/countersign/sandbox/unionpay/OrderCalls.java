// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import io.countersign.sandbox.unionpay.OrderView.State;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** The calls that make what a payer pays. */
final class OrderCalls {
  private static final Duration TYPING = Duration.ofSeconds(10);
  private static final Duration LONGEST_TYPING = Duration.ofMinutes(5);

  private OrderCalls() {}

  /** By the payer's browser; a page that is loaded again shows the same payment. */
  static Transaction page(Call call) throws Refusal {
    OrderBook book = call.account().orders;
    Transaction shown =
        book.find(call.text("merId"), call.text("orderId"), call.text("txnTime"))
            .filter(one -> one.state == State.WAITING)
            .orElse(null);
    if (shown != null && sameForm(shown, call)) {
      return shown;
    }
    book.checkUnused(call);
    checkInstalments(call);
    long fen = call.operation() == Operation.OPEN_PAGE ? 0 : call.fen();
    Transaction order = new Transaction(call, fen, call.expires(), null);
    secrets(call, order);
    book.add(order);
    book.begin(order);
    return order;
  }

  private static boolean sameForm(Transaction shown, Call call) {
    return new Transaction(call, 0, shown.expires, null).asked.equals(shown.asked);
  }

  private static void secrets(Call call, Transaction order) throws Refusal {
    Secrets secrets = Secrets.of(call);
    if (!secrets.accNo().isEmpty()) {
      order.card = secrets.accNo();
    }
  }

  private static void checkInstalments(Call call) throws Refusal {
    boolean instalments = call.text("txnSubType").equals("03");
    Map<String, String> said = Pairs.unbraced(call.text("instalTransInfo"));
    boolean counted = said.getOrDefault("numberOfInstallments", "").matches("[0-9]{2}");
    if (instalments && !counted) {
      throw Refusal.format("instalTransInfo", "must hold {numberOfInstallments=NN}");
    }
  }

  static Map<String, String> app(Call call) throws Refusal {
    Transaction order = unbegun(call);
    Map<String, String> answer = new LinkedHashMap<>();
    answer.put("tn", order.tn);
    return answer;
  }

  static Map<String, String> code(Call call) throws Refusal {
    Transaction order = unbegun(call);
    Map<String, String> answer = new LinkedHashMap<>();
    answer.put("qrCode", call.base() + Cashier.QR + order.ticket);
    return answer;
  }

  private static Transaction unbegun(Call call) throws Refusal {
    call.account().orders.checkUnused(call);
    checkInstalments(call);
    Transaction order = new Transaction(call, call.fen(), call.expires(), null);
    secrets(call, order);
    call.account().orders.add(order);
    return order;
  }

  /** With the payer's code. */
  static Map<String, String> scanned(Call call) throws Refusal {
    OrderBook book = call.account().orders;
    book.checkUnused(call);
    boolean used =
        book.find(
                one ->
                    one.operation.scanned()
                        && one.term("qrNo").equals(call.text("qrNo"))
                        && one.state != State.FAILED)
            .isPresent();
    PayerBehaviour behaviour = PayerBehaviour.of(call.text("qrNo"));
    Instant end =
        call.text("payTimeout").isEmpty() ? call.now().plus(LONGEST_TYPING) : call.expires();
    Transaction order = new Transaction(call, call.fen(), end, null);
    book.add(order);
    book.begin(order);
    if (used) {
      return failed(order, "86", "qrNo was used before");
    }
    switch (behaviour) {
      case NOT_ENOUGH -> {
        return failed(order, "64", "the payer has too little money");
      }
      case EXPIRED_CODE -> {
        return failed(order, "86", "qrNo has ended, scan again");
      }
      case UNKNOWN_CODE -> {
        return failed(order, "88", "nobody has this qrNo");
      }
      case NEEDS_PASSWORD -> order.typing = true;
      case PAYS_AFTER_PASSWORD -> typing(order, () -> book.pay(order));
      case LEAVES -> typing(order, () -> book.fail(order, "69"));
      case PAYS_AT_ONCE -> {
        return order.accepted(book.proceed(order));
      }
    }
    return order.accepted("05");
  }

  private static void typing(Transaction order, Runnable end) {
    order.typing = true;
    order.account.orders.later(
        order.created.plus(TYPING),
        () -> {
          if (order.typing && order.state == State.WAITING) {
            end.run();
          }
        });
  }

  /** Kept, so that a question says the same. */
  private static Map<String, String> failed(Transaction order, String respCode, String why)
      throws Refusal {
    order.account.orders.fail(order, respCode);
    throw new Refusal(respCode, why);
  }
}
