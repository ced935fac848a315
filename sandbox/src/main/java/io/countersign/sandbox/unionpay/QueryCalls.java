// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The question how a transaction stands. */
final class QueryCalls {
  private QueryCalls() {}

  static Map<String, String> query(Call call) throws Refusal {
    Transaction found =
        find(call)
            .filter(Transaction::begun)
            .filter(one -> !one.respCode.equals("34"))
            .filter(one -> asksRightly(call.text("bizType"), one))
            .orElseThrow(
                () ->
                    new Refusal(
                        "34",
                        "there is no such transaction of this bizType, or its payer has not begun"));
    Map<String, String> answer = new LinkedHashMap<>();
    answer.put("orderId", found.orderId);
    answer.put("txnTime", found.txnTime);
    for (String name : new String[] {"txnType", "txnSubType", "reqReserved"}) {
      if (!found.term(name).isEmpty()) {
        answer.put(name, found.term(name));
      }
    }
    answer.put("origRespCode", found.respCode);
    answer.put("origRespMsg", Refusal.message(found.respCode));
    Notices.putMoney(found, answer);
    Notices.putOriginal(found, answer);
    return answer;
  }

  private static boolean asksRightly(String bizType, Transaction one) {
    return bizType.equals("000000") || bizType.equals(one.term("bizType"));
  }

  private static Optional<Transaction> find(Call call) throws Refusal {
    OrderBook book = call.account().orders;
    String queryId = call.text("queryId");
    if (!queryId.isEmpty() && call.text("orderId").isEmpty()) {
      return book.find(one -> one.queryId.equals(queryId) && one.merId.equals(call.text("merId")));
    }
    for (String name : new String[] {"orderId", "txnTime"}) {
      if (call.text(name).isEmpty()) {
        throw Refusal.missing(name);
      }
    }
    return book.find(call.text("merId"), call.text("orderId"), call.text("txnTime"));
  }
}
