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
  static final String TRANSACTION = "4208450740201411110007820472";
  static final String PARTNER = "1900000109";
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
            true),
        new PayoutWrite(
            "share",
            "P20261121001",
            "POST " + SharePaths.SHARE,
            client -> client.profitSharing().share(share().keepRestFrozen()),
            shared("P20261121001", "FINISHED", "SUCCESS"),
            "state",
            true,
            false,
            true),
        new PayoutWrite(
            "unfreeze",
            "U20261121001",
            "POST " + SharePaths.UNFREEZE,
            client -> client.profitSharing().unfreezeRest("U20261121001", TRANSACTION, "完结"),
            shared("U20261121001", "PROCESSING", "PENDING").replace(PARTNER, ScriptedGateway.MCHID),
            "state",
            true,
            false,
            true),
        new PayoutWrite(
            "take back",
            "R20261121001",
            "POST " + SharePaths.TAKE_BACK,
            client -> client.profitSharing().takeBack(takeBack()),
            taken("PROCESSING"),
            "result",
            true,
            false,
            true),
        new PayoutWrite(
            "add receiver",
            "merchant " + PARTNER,
            "POST " + SharePaths.ADD_RECEIVER,
            client -> client.profitSharing().addReceiver(receiver()),
            "{\"type\":\"MERCHANT_ID\",\"account\":\"1900000109\",\"relation_type\":\"STORE\"}",
            "",
            false,
            true,
            false),
        new PayoutWrite(
            "remove receiver",
            "merchant " + PARTNER,
            "POST " + SharePaths.DELETE_RECEIVER,
            client -> client.profitSharing().removeReceiver(ShareAccount.merchant(PARTNER)),
            "{\"type\":\"MERCHANT_ID\",\"account\":\"1900000109\"}",
            "",
            false,
            true,
            false));
  }

  static ShareReceiver receiver() {
    return ShareReceiver.of(ShareAccount.merchant(PARTNER), ShareReceiver.Relation.STORE)
        .named(PersonalText.of("某某有限公司"));
  }

  static ShareRequest.Builder share() {
    return ShareRequest.of(TRANSACTION, "P20261121001")
        .to(ShareAccount.merchant(PARTNER), THREE, "分给商户");
  }

  static ShareReturnRequest takeBack() {
    return ShareReturnRequest.of("P20261121001", "R20261121001", PARTNER, THREE, "用户退款");
  }

  /** A report about a share of three yuan with {@link #PARTNER}. */
  static String shared(String number, String state, String result) {
    return "{\"transaction_id\":\""
        + TRANSACTION
        + "\",\"out_order_no\":\""
        + number
        + "\",\"order_id\":\"3008450740201411110007820472\",\"state\":\""
        + state
        + "\",\"receivers\":[{\"amount\":300,\"description\":\"分给商户\",\"type\":\"MERCHANT_ID\","
        + "\"account\":\"1900000109\",\"result\":\""
        + result
        + "\",\"detail_id\":\"36011111111111111111111\",\"create_time\":\"2026-11-21T13:00:00+08:00\","
        + "\"finish_time\":\"2026-11-21T13:00:03+08:00\"}]}";
  }

  /** A report about the return of {@link #takeBack()}. */
  static String taken(String result) {
    return "{\"order_id\":\"3008450740201411110007820472\",\"out_order_no\":\"P20261121001\","
        + "\"out_return_no\":\"R20261121001\",\"return_id\":\"3009450740201411110007820472\","
        + "\"return_mchid\":\"1900000109\",\"amount\":300,\"description\":\"用户退款\",\"result\":\""
        + result
        + "\",\"create_time\":\"2026-11-21T13:00:00+08:00\"}";
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
