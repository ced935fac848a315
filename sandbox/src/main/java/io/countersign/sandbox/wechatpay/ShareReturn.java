// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One request to take shared money back. Changed only while its account is locked. */
final class ShareReturn {
  static final String PROCESSING = "PROCESSING";
  static final String SUCCESS = "SUCCESS";
  static final String FAILED = "FAILED";

  final Share share;
  final Share.Line line;
  final ObjectNode terms;
  final String outReturnNo;
  final String returnId;
  final long amount;
  final Instant createdAt;
  String result = PROCESSING;
  @Nullable String failReason;
  @Nullable Instant finishedAt;

  ShareReturn(Share share, Share.Line line, ObjectNode terms, Instant now) {
    this.share = share;
    this.line = line;
    this.terms = terms;
    this.outReturnNo = terms.path("out_return_no").asText();
    this.returnId = Tokens.shareId(now);
    this.amount = terms.path("amount").longValue();
    this.createdAt = now;
  }

  boolean counts() {
    return !result.equals(FAILED);
  }

  ObjectNode json() {
    ObjectNode json = StrictJson.object();
    share.order.parties.subMchid().ifPresent(sub -> json.put("sub_mchid", sub));
    json.put("order_id", share.orderId);
    json.put("out_order_no", share.outOrderNo);
    json.put("out_return_no", outReturnNo);
    json.put("return_id", returnId);
    json.put("return_mchid", line.receiver.account());
    json.put("amount", amount);
    json.put("description", terms.path("description").asText());
    json.put("result", result);
    if (failReason != null) {
      json.put("fail_reason", failReason);
    }
    json.put("create_time", Tokens.time(createdAt));
    if (finishedAt != null) {
      json.put("finish_time", Tokens.time(finishedAt));
    }
    return json;
  }
}
