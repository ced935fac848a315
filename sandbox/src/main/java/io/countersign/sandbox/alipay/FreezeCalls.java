// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/** The calls of pre-authorisation. */
final class FreezeCalls {
  private FreezeCalls() {}

  /** By payment code. */
  static ObjectNode freeze(Call call) throws Refusal {
    String code = call.needed("auth_code", 700);
    OrderCalls.checkCode(code);
    call.needed("auth_code_type", 32);
    PayerBehaviour behaviour = PayerBehaviour.of(code);
    if (behaviour == PayerBehaviour.EXPIRED_CODE) {
      throw Refusal.business("PAYMENT_AUTH_CODE_INVALID", "auth_code has expired");
    }
    if (behaviour == PayerBehaviour.NOT_ENOUGH) {
      throw Refusal.business("MONEY_NOT_ENOUGH", "the payer has not enough money");
    }
    Freeze freeze = make(call, "PRE_AUTH");
    if (freeze.state.equals("INIT") && behaviour == PayerBehaviour.PAYS_AT_ONCE) {
      freeze.account.freezes.authorise(freeze);
    }
    return frozen(freeze);
  }

  /** By QR code. */
  static ObjectNode voucher(Call call) throws Refusal {
    Freeze freeze = make(call, "PRE_AUTH");
    String url = call.base() + Cashier.FREEZE + freeze.ticket;
    return JsonText.object()
        .put("out_order_no", freeze.outOrderNo)
        .put("out_request_no", freeze.first().outRequestNo())
        .put("code_type", "qrCode")
        .put("code_value", url)
        .put("code_url", url);
  }

  /** By an app's order string. */
  static Freeze begin(Call call) throws Refusal {
    return make(call, "PREAUTH_PAY", "PRE_AUTH_ONLINE");
  }

  private static Freeze make(Call call, String... products) throws Refusal {
    String outOrderNo = call.needed("out_order_no", 64);
    call.needed("out_request_no", 64);
    call.needed("order_title", 100);
    long fen = call.fen("amount");
    OrderTerms.product(call, products);
    Optional<Freeze> known = call.owner().freezes.find(outOrderNo);
    if (known.isPresent()) {
      if (!known.get().terms.equals(call.biz())) {
        throw Refusal.business("UNIQUE_VIOLATION", "out_order_no was used with other data");
      }
      return known.get();
    }
    String name = call.text("pay_timeout", 5).isEmpty() ? "timeout_express" : "pay_timeout";
    String span = call.text(name, 5);
    Instant expires = OrderTerms.after(call.now(), name, span.isEmpty() ? "15m" : span);
    Freeze freeze = new Freeze(call, fen, expires);
    call.owner().freezes.add(freeze);
    return freeze;
  }

  static ObjectNode unfreeze(Call call) throws Refusal {
    Freeze freeze =
        call.owner()
            .freezes
            .byAuthNo(call.needed("auth_no", 64))
            .orElseThrow(() -> Refusal.business("AUTH_ORDER_NOT_EXIST", "auth_no is unknown"));
    String number = call.needed("out_request_no", 64);
    long fen = call.fen("amount");
    String remark = call.needed("remark", 100);
    Freeze.Step known = freeze.steps.get(number);
    if (known != null) {
      if (!known.type().equals("UNFREEZE") || known.fen() != fen) {
        throw Refusal.business("UNIQUE_VIOLATION", "out_request_no was used with other data");
      }
      return step(freeze, known);
    }
    if (freeze.state.equals("FINISH")) {
      throw Refusal.business("ORDER_ALREADY_FINISH", "nothing is frozen any more");
    }
    if (freeze.state.equals("CLOSED")) {
      throw Refusal.business("ORDER_ALREADY_CLOSED", "nothing was frozen");
    }
    if (!freeze.state.equals("AUTHORIZED")) {
      throw Refusal.business("ILLEGAL_STATUS", "nothing is frozen yet");
    }
    if (fen > freeze.rest()) {
      throw Refusal.business(
          "REQUEST_AMOUNT_EXCEED", "only " + Numbers.yuan(freeze.rest()) + " are frozen");
    }
    return step(freeze, freeze.account.freezes.unfreeze(freeze, number, fen, remark));
  }

  static ObjectNode query(Call call) throws Refusal {
    Freeze freeze = named(call);
    Freeze.Step step = step(call, freeze);
    ObjectNode answer = step(freeze, step);
    putPayer(freeze, answer);
    return answer
        .put("order_status", freeze.state)
        .put("order_title", freeze.terms.path("order_title").asText())
        .put("operation_type", step.type())
        .put("remark", step.remark())
        .put("gmt_create", Numbers.time(step.at()))
        .put("total_freeze_amount", Numbers.yuan(freeze.frozen()))
        .put("total_pay_amount", Numbers.yuan(freeze.paidFen))
        .put("rest_amount", Numbers.yuan(freeze.rest()));
  }

  static ObjectNode cancel(Call call) throws Refusal {
    call.needed("remark", 100);
    Freeze freeze = named(call);
    Freeze.Step step = step(call, freeze);
    FreezeBook book = freeze.account.freezes;
    String action = "close";
    if (freeze.state.equals("INIT")) {
      book.close(freeze);
    } else if (freeze.state.equals("AUTHORIZED")) {
      if (freeze.rest() < freeze.fen) {
        throw Refusal.business("ILLEGAL_STATUS", "a part was paid or let go already");
      }
      book.unfreeze(freeze, "cancel" + Numbers.digits(12), freeze.fen, "cancelled");
      action = "unfreeze";
    }
    return JsonText.object()
        .put("auth_no", freeze.authNo)
        .put("out_order_no", freeze.outOrderNo)
        .put("operation_id", step.operationId())
        .put("out_request_no", step.outRequestNo())
        .put("action", action);
  }

  private static Freeze named(Call call) throws Refusal {
    FreezeBook book = call.owner().freezes;
    String authNo = call.text("auth_no", 64);
    Optional<Freeze> found =
        authNo.isEmpty() ? book.find(call.needed("out_order_no", 64)) : book.byAuthNo(authNo);
    return found.orElseThrow(
        () -> Refusal.business("AUTH_ORDER_NOT_EXIST", "there is no such authorisation"));
  }

  private static Freeze.Step step(Call call, Freeze freeze) throws Refusal {
    String operation = call.text("operation_id", 64);
    Optional<Freeze.Step> found =
        operation.isEmpty()
            ? Optional.ofNullable(freeze.steps.get(call.needed("out_request_no", 64)))
            : freeze.byOperation(operation);
    return found.orElseThrow(
        () -> Refusal.business("AUTH_OPERATION_NOT_EXIST", "there is no such operation"));
  }

  private static ObjectNode frozen(Freeze freeze) {
    ObjectNode answer = step(freeze, freeze.first());
    putPayer(freeze, answer);
    return answer;
  }

  private static void putPayer(Freeze freeze, ObjectNode answer) {
    answer.put("payer_logon_id", Account.LOGON_ID);
    if (freeze.account.setup.openIds()) {
      answer.put("payer_open_id", freeze.app.payerOpenId);
    } else {
      answer.put("payer_user_id", freeze.account.payerUserId);
    }
  }

  private static ObjectNode step(Freeze freeze, Freeze.Step step) {
    ObjectNode answer =
        JsonText.object()
            .put("auth_no", freeze.authNo)
            .put("out_order_no", freeze.outOrderNo)
            .put("operation_id", step.operationId())
            .put("out_request_no", step.outRequestNo())
            .put("amount", Numbers.yuan(step.fen()))
            .put("status", step.status());
    if (step.status().equals("SUCCESS")) {
      answer.put("gmt_trans", Numbers.time(step.at()));
    }
    return answer;
  }
}
