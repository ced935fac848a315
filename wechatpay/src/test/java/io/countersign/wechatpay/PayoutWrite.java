// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.Money;
import io.countersign.Outcome;
import io.countersign.PersonalText;
import java.util.List;
import java.util.function.Function;

/**
 * A write that moves money away, or prepares that, with what the gateway says when it takes it.
 *
 * @param name for test names
 * @param number what it is about, as an observer is told
 * @param target method and path
 * @param send sends it
 * @param acceptance the body of a 2xx answer
 * @param stateField the field without which the answer says nothing; empty if none
 * @param movesMoney whether doubt must never pay twice
 * @param repeats whether it is sent again by itself after an unclear answer
 * @param asksOnConflict whether a conflict is settled by a question
 */
record PayoutWrite(
    String name,
    String number,
    String target,
    Function<WeChatPayClient, Outcome<?>> send,
    String acceptance,
    String stateField,
    boolean movesMoney,
    boolean repeats,
    boolean asksOnConflict) {

  static final String BILL = "/v3/fund-app/mch-transfer/transfer-bills";
  static final Money THREE = Money.of("3.00", "CNY");

  static TransferRequest.Builder transfer() {
    return TransferRequest.to(ScriptedGateway.MINI_PROGRAM, PersonalText.of("oUpF8uMuAJO_M2pxb1Q9"))
        .number("T20261121001")
        .amount(THREE)
        .scene(TransferScene.cashMarketing("春日有礼", "写评价"))
        .remark("谢谢");
  }

  static List<PayoutWrite> all() {
    return List.of(
        new PayoutWrite(
            "transfer",
            "T20261121001",
            "POST " + BILL,
            client -> client.transfers().send(transfer().build()),
            sent("T20261121001", "WAIT_USER_CONFIRM"),
            "state",
            true,
            false,
            true),
        new PayoutWrite(
            "cancel transfer",
            "T20261121001",
            "POST " + BILL + "/out-bill-no/T20261121001/cancel",
            client -> client.transfers().cancel("T20261121001"),
            sent("T20261121001", "CANCELING"),
            "state",
            false,
            false,
            true));
  }

  /** The answer to a sent or cancelled transfer. */
  static String sent(String number, String state) {
    return "{\"out_bill_no\":\""
        + number
        + "\",\"transfer_bill_no\":\"1330000071100999991182020050700019480001\","
        + "\"create_time\":\"2026-11-21T13:00:00+08:00\",\"state\":\""
        + state
        + "\",\"package_info\":\"affffddafdfafddffda==\"}";
  }

  @Override
  public String toString() {
    return name;
  }
}
