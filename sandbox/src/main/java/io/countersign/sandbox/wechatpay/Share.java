// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request to share or unfreeze the money of a payment, and where it stands. Changed only while
 * its account is locked.
 */
final class Share {
  static final String PROCESSING = "PROCESSING";
  static final String FINISHED = "FINISHED";
  static final String PENDING = "PENDING";
  static final String SUCCESS = "SUCCESS";
  static final String CLOSED = "CLOSED";

  /** What one receiver gets. */
  static final class Line {
    final ReceiverBook.Key receiver;
    final long amount;
    final String description;
    final String detailId;

    /** Whether it is what is left, given back to the merchant itself. */
    final boolean rest;

    String result = PENDING;
    @Nullable String plannedFailure;
    @Nullable String failReason;
    @Nullable Instant finishedAt;
    @Nullable NotificationEvent event;

    Line(ReceiverBook.Key receiver, long amount, String description, boolean rest, Instant now) {
      this.receiver = receiver;
      this.amount = amount;
      this.description = description;
      this.rest = rest;
      this.detailId = Tokens.refundId(now);
    }

    boolean counts() {
      return !result.equals(CLOSED);
    }
  }

  final Order order;
  final ObjectNode terms;
  final String outOrderNo;
  final String orderId;
  final Instant createdAt;
  final boolean unfreezes;
  final List<Line> lines = new ArrayList<>();
  String state = PROCESSING;

  Share(Order order, ObjectNode terms, boolean unfreezes, Instant now) {
    this.order = order;
    this.terms = terms;
    this.unfreezes = unfreezes;
    this.outOrderNo = terms.path("out_order_no").asText();
    this.orderId = Tokens.shareId(now);
    this.createdAt = now;
  }

  long shared() {
    return lines.stream()
        .filter(line -> line.counts() && !line.rest)
        .mapToLong(line -> line.amount)
        .sum();
  }

  Optional<Line> lineOf(String account) {
    return lines.stream()
        .filter(line -> !line.rest && line.receiver.account().equals(account))
        .findFirst();
  }

  ObjectNode json() {
    ObjectNode json = StrictJson.object();
    order.parties.subMchid().ifPresent(sub -> json.put("sub_mchid", sub));
    json.put("transaction_id", order.transactionId);
    json.put("out_order_no", outOrderNo);
    json.put("order_id", orderId);
    json.put("state", state);
    ArrayNode list = json.putArray("receivers");
    for (Line line : lines) {
      ObjectNode one = list.addObject();
      one.put("amount", line.amount);
      one.put("description", line.description);
      one.put("type", line.receiver.type());
      one.put("account", line.receiver.account());
      one.put("result", line.result);
      if (line.failReason != null) {
        one.put("fail_reason", line.failReason);
      }
      one.put("detail_id", line.detailId);
      one.put("create_time", Tokens.time(createdAt));
      if (line.finishedAt != null) {
        one.put("finish_time", Tokens.time(line.finishedAt));
      }
    }
    return json;
  }

  /** What the receiver's merchant is told. */
  ObjectNode notificationContent(Line line, long amount, String description, Instant now) {
    ObjectNode json = StrictJson.object();
    order.parties.putMerchants(json);
    json.put("transaction_id", order.transactionId);
    json.put("order_id", orderId);
    json.put("out_order_no", outOrderNo);
    ObjectNode receiver = json.putObject("receiver");
    receiver.put("type", line.receiver.type());
    receiver.put("account", line.receiver.account());
    receiver.put("amount", amount);
    receiver.put("description", description);
    json.put("success_time", Tokens.time(now));
    return json;
  }

  ShareView view() {
    return new ShareView(
        outOrderNo,
        orderId,
        String.valueOf(order.transactionId),
        state,
        lines.stream()
            .filter(line -> !line.rest)
            .map(
                line ->
                    new ShareView.Line(
                        line.receiver.type(),
                        line.receiver.account(),
                        line.amount,
                        line.result,
                        Optional.ofNullable(line.failReason)))
            .toList());
  }
}
