// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.alipay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** A part of a payment that goes to a receiver, or comes back from one. */
final class Share {
  /** As on the wire: {@code transfer} or {@code transfer_refund}. */
  final String kind;

  final String transOut;
  final String transInType;
  final String transIn;
  final long fen;
  final Instant at;
  final String detailId;
  ShareView.State state;

  /** How much of it was frozen until it went. */
  long wasHeld;

  Share(
      String kind,
      String transOut,
      Share.Receiver to,
      long fen,
      Instant at,
      ShareView.State state) {
    this.kind = kind;
    this.transOut = transOut;
    this.transInType = to.type();
    this.transIn = to.account();
    this.fen = fen;
    this.at = at;
    this.detailId = Numbers.day(at).replace("-", "") + "00" + Numbers.digits(18);
    this.state = state;
  }

  /**
   * Who may get shares.
   *
   * @param type {@code userId}, {@code loginName} or {@code openId}
   * @param account his number or name of that type
   * @param name his own name; empty if the shop did not say
   * @param memo why he gets something
   */
  record Receiver(String type, String account, String name, String memo) {}

  boolean goesOut() {
    return kind.equals("transfer");
  }

  /** What it adds to the other side's account. */
  long worth() {
    return state == ShareView.State.FAIL ? 0 : goesOut() ? fen : -fen;
  }

  ShareView view(Settlement settlement) {
    return new ShareView(
        settlement.outRequestNo,
        settlement.settleNo,
        goesOut() ? transIn : transOut,
        fen,
        !goesOut(),
        state);
  }

  ObjectNode json() {
    ObjectNode json =
        JsonText.object()
            .put("operation_type", kind)
            .put("execute_dt", Numbers.time(at))
            .put("trans_out", transOut)
            .put("trans_out_type", "userId")
            .put("trans_in", transIn)
            .put("trans_in_type", transInType)
            .put("amount", Numbers.yuan(fen))
            .put("state", state.name())
            .put("detail_id", detailId);
    return state == ShareView.State.FAIL
        ? json.put("error_code", "ROYALTY_RECEIVER_ACCOUNT_NOT_CERTIFY")
            .put("error_desc", "the receiver's account is not certified")
        : json;
  }
}
