// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** One call that shared a payment. Changes only while its account is locked. */
final class Settlement {
  final Order order;
  final Account app;
  final ObjectNode terms;
  final String outRequestNo;
  final String settleNo;
  final String at;
  final boolean async;
  final boolean finishes;
  final List<Share> shares = new ArrayList<>();

  Settlement(Call call, Order order, boolean async) {
    this.order = order;
    this.app = call.app();
    this.terms = call.biz();
    this.outRequestNo = call.biz().path("out_request_no").asText();
    this.settleNo = Numbers.day(call.now()).replace("-", "") + "002530070036" + Numbers.digits(12);
    this.at = Numbers.time(call.now());
    this.async = async;
    this.finishes = call.biz().path("extend_params").path("royalty_finish").asText().equals("true");
  }

  ObjectNode answer() {
    return JsonText.object().put("trade_no", order.tradeNo).put("settle_no", settleNo);
  }

  ObjectNode json() {
    ObjectNode json = JsonText.object().put("out_request_no", outRequestNo).put("operation_dt", at);
    ArrayNode list = json.putArray("royalty_detail_list");
    shares.forEach(share -> list.add(share.json()));
    return json;
  }
}
