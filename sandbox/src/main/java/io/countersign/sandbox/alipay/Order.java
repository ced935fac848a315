// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One order. Changes only while its account is locked. */
final class Order {
  /** Whose money it is. */
  final Account account;

  /** Who made it: the same, or the third-party application that acts for it. */
  final Account app;

  final Operation scene;
  final ObjectNode terms;
  final String outTradeNo;
  final String tradeNo;
  final String ticket = Numbers.token(24);
  final long fen;
  final Instant created;
  final Instant expires;
  final String notifyUrl;
  final String returnUrl;
  final Charset charset;
  final Map<String, Refund> refunds = new LinkedHashMap<>();

  /** What the shop has said by {@code orderinfo.sync}: number and status, the first of each. */
  final Map<String, String> synced = new LinkedHashMap<>();

  OrderView.State state = OrderView.State.NOT_STARTED;
  String buyerId;
  String buyerOpenId;
  @Nullable Instant paidAt;
  @Nullable Instant closedAt;

  /** When a refund was last accepted, whatever became of it. */
  @Nullable Instant lastRefund;

  /** Whether the payer has to type the password for a scanned code. */
  boolean typing;

  /** What {@code cancel} did; empty before. */
  String cancelled = "";

  /** Money of it that is frozen, to be shared or let go: in fen. */
  long held;

  /** Whether the money is frozen when the order is paid. */
  final boolean holds;

  Order(Call call, long fen, Instant expires) {
    this.account = call.owner();
    this.app = call.app();
    this.scene = call.operation();
    this.terms = call.biz();
    this.outTradeNo = call.biz().path("out_trade_no").asText();
    this.fen = fen;
    this.created = call.now();
    this.expires = expires;
    this.tradeNo = Numbers.tradeNo(call.now());
    this.notifyUrl = call.parameter("notify_url");
    this.returnUrl = call.parameter("return_url");
    this.charset = call.charset();
    this.holds = call.biz().path("extend_params").path("royalty_freeze").asText().equals("true");
    this.buyerId = account.payerUserId;
    this.buyerOpenId = app.payerOpenId;
  }

  boolean paid() {
    return paidAt != null;
  }

  boolean expired(Instant now) {
    return !now.isBefore(expires);
  }

  /** What has gone back. */
  long refunded() {
    return refunds.values().stream()
        .filter(refund -> refund.success)
        .mapToLong(refund -> refund.fen)
        .sum();
  }

  /** Freezes money of it, to be shared. */
  void hold(long amount) {
    held += amount;
    account.ledger.hold(amount);
  }

  /** Lets such money go. */
  void release(long amount) {
    hold(-amount);
  }

  /** What has gone back or may do so still. */
  long promised() {
    return refunds.values().stream().mapToLong(refund -> refund.fen).sum();
  }

  String term(String name) {
    return terms.path(name).asText("");
  }

  /** Shown with a code on paper, a screen or a counter, where {@code cancel} is allowed. */
  boolean faceToFace() {
    return scene == Operation.PAY || scene == Operation.PRECREATE || scene == Operation.CREATE;
  }

  void putBuyer(ObjectNode into) {
    into.put("buyer_logon_id", Account.LOGON_ID);
    if (account.setup.openIds()) {
      into.put("buyer_open_id", buyerOpenId);
    } else {
      into.put("buyer_user_id", buyerId);
    }
  }

  OrderView view() {
    return new OrderView(
        outTradeNo,
        state == OrderView.State.NOT_STARTED ? "" : tradeNo,
        scene,
        fen,
        state,
        created,
        expires,
        Optional.ofNullable(paidAt),
        refunds.values().stream()
            .map(one -> new OrderView.Refund(one.outRequestNo, one.fen, one.at, one.success))
            .toList(),
        JsonText.of(terms));
  }
}
