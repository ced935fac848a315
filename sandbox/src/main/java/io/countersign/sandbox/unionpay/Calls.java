// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.unionpay;

import java.util.LinkedHashMap;
import java.util.Map;

/** Which class answers which call. */
final class Calls {
  private Calls() {}

  /** Begins what a payer acts on in the browser. */
  static Transaction begin(Call call) throws Refusal {
    synchronized (call.account()) {
      return OrderCalls.page(call);
    }
  }

  /** All that is said to a server, but for the signature. */
  static Map<String, String> answer(Call call) throws Refusal {
    Map<String, String> answer = new LinkedHashMap<>();
    Call.echo(call.fields(), answer);
    answer.put("respCode", "00");
    synchronized (call.account()) {
      answer.putAll(done(call));
    }
    answer.put("respMsg", Refusal.message(answer.getOrDefault("respCode", "")));
    return answer;
  }

  private static Map<String, String> done(Call call) throws Refusal {
    return switch (call.operation()) {
      case APP, PRE_AUTH_APP -> OrderCalls.app(call);
      case QR, PRE_AUTH_QR -> OrderCalls.code(call);
      case CODE, PRE_AUTH_CODE -> OrderCalls.scanned(call);
      case QUERY -> QueryCalls.query(call);
      case REFUND -> FollowUpCalls.refund(call);
      case UNDO -> FollowUpCalls.undo(call);
      case COMPLETE -> FollowUpCalls.complete(call);
      case PRE_AUTH_UNDO -> FollowUpCalls.undoPreAuth(call);
      case COMPLETE_UNDO -> FollowUpCalls.undoCompletion(call);
      case REVERSE -> FollowUpCalls.reverse(call);
      default -> throw new Refusal("02", "this call is not there yet");
    };
  }
}
