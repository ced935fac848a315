// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** One pre-authorisation. Changes only while its account is locked. */
final class Freeze {
  final Account account;
  final Account app;
  final ObjectNode terms;
  final String outOrderNo;
  final String product;
  final String authNo;
  final String ticket = Numbers.token(24);
  final long fen;
  final String notifyUrl;
  final Charset charset;
  final Instant expires;

  /** By the shop's number: the freeze itself, and what was let go. */
  final Map<String, Step> steps = new LinkedHashMap<>();

  /** Of the order: {@code INIT}, {@code AUTHORIZED}, {@code FINISH} or {@code CLOSED}. */
  String state = "INIT";

  long paidFen;

  /** One operation; {@code type} and {@code status} as on the wire. */
  record Step(
      String outRequestNo,
      String operationId,
      String type,
      long fen,
      String status,
      String remark,
      Instant at) {
    Step with(String changed) {
      return new Step(outRequestNo, operationId, type, fen, changed, remark, at);
    }
  }

  Freeze(Call call, long fen, Instant expires) throws Refusal {
    this.account = call.owner();
    this.app = call.app();
    this.terms = call.biz();
    this.outOrderNo = call.needed("out_order_no", 64);
    this.product = call.needed("product_code", 32);
    this.authNo = Numbers.day(call.now()).replace("-", "") + "10002" + Numbers.digits(15);
    this.fen = fen;
    this.notifyUrl = call.parameter("notify_url");
    this.charset = call.charset();
    this.expires = expires;
    step(call.needed("out_request_no", 64), "FREEZE", fen, "INIT", "", call.now());
  }

  Step step(String outRequestNo, String type, long fen, String status, String remark, Instant at) {
    String operationId = Numbers.day(at).replace("-", "") + Numbers.digits(16);
    Step step = new Step(outRequestNo, operationId, type, fen, status, remark, at);
    steps.put(outRequestNo, step);
    return step;
  }

  /** The freeze itself. */
  Step first() {
    return steps.values().iterator().next();
  }

  Optional<Step> byOperation(String operationId) {
    return steps.values().stream()
        .filter(step -> step.operationId().equals(operationId))
        .findFirst();
  }

  long frozen() {
    return first().status().equals("SUCCESS") ? fen : 0;
  }

  long unfrozen() {
    return steps.values().stream()
        .filter(step -> step.type().equals("UNFREEZE"))
        .mapToLong(Step::fen)
        .sum();
  }

  long rest() {
    return frozen() - unfrozen() - paidFen;
  }

  /** Takes a payment out of it; a completing one lets the rest go. */
  void pay(long amount, boolean completes) {
    paidFen += amount;
    if (completes && rest() > 0) {
      account.freezes.unfreeze(this, "complete" + Numbers.digits(12), rest(), "completed");
    }
    if (rest() == 0) {
      state = "FINISH";
    }
  }
}
