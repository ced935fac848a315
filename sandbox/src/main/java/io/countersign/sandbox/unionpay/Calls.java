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
      case ENC_CERT -> FileCalls.encryption(call);
      case FILE -> FileCalls.settlement(call);
      case PAY_OUT -> PayOutCalls.payOut(call);
      case OPEN_SMS -> TokenCalls.smsToOpen(call);
      case OPEN -> TokenCalls.open(call);
      case OPEN_QUERY -> TokenCalls.ask(call);
      case TOKEN_APPLY -> TokenCalls.apply(call);
      case TOKEN_UPDATE -> TokenCalls.update(call);
      case TOKEN_DELETE -> TokenCalls.delete(call);
      case CONSUME_SMS -> TokenCalls.smsToPay(call);
      case TOKEN_PAY, PRE_AUTH_TOKEN -> TokenCalls.pay(call);
      default -> throw new Refusal("32", call.operation() + " is no call between servers");
    };
  }
}
