// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.wechatpay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One transfer to a user and where it stands. Changed only while its account is locked. */
final class Transfer {
  final ObjectNode terms;
  final Optional<String> subMchid;
  final Ledger ledger;
  final String outBillNo;
  final String transferBillNo;
  final String openid;
  final long amount;
  final Instant createdAt;
  TransferState state = TransferState.ACCEPTED;
  Instant updatedAt;
  boolean moneyLocked;
  @Nullable String packageInfo;
  @Nullable String failReason;
  @Nullable NotificationEvent event;

  Transfer(ObjectNode terms, Optional<SubAccount> sub, Ledger ledger, Instant now) {
    this.terms = terms;
    this.subMchid = sub.map(account -> account.mchid);
    this.ledger = ledger;
    this.outBillNo = terms.path("out_bill_no").asText();
    this.transferBillNo = Tokens.transferBillNo(now);
    this.openid = terms.path("openid").asText();
    this.amount = terms.path("transfer_amount").longValue();
    this.createdAt = now;
    this.updatedAt = now;
  }

  void turn(TransferState next, Instant now) {
    state = next;
    updatedAt = now;
  }

  /** What lets the user confirm, for as long as that is possible. */
  Optional<String> packageInfo() {
    return state == TransferState.WAIT_USER_CONFIRM
        ? Optional.ofNullable(packageInfo)
        : Optional.empty();
  }

  ObjectNode created() {
    ObjectNode json = StrictJson.object();
    json.put("out_bill_no", outBillNo);
    json.put("transfer_bill_no", transferBillNo);
    json.put("create_time", Tokens.time(createdAt));
    json.put("state", state.name());
    putFailure(json);
    packageInfo().ifPresent(info -> json.put("package_info", info));
    return json;
  }

  ObjectNode cancelled() {
    ObjectNode json = StrictJson.object();
    json.put("out_bill_no", outBillNo);
    json.put("transfer_bill_no", transferBillNo);
    json.put("state", state.name());
    json.put("update_time", Tokens.time(updatedAt));
    return json;
  }

  ObjectNode queried(Account account) {
    ObjectNode json = common(account);
    json.put("appid", terms.path("appid").asText());
    json.put("transfer_remark", terms.path("transfer_remark").asText());
    if (terms.has("user_name")) {
      String name = terms.path("user_name").asText();
      json.put("user_name", Rsa.encrypt(account.keys.merchantPublicKey(), name));
    }
    return json;
  }

  ObjectNode common(Account account) {
    ObjectNode json = StrictJson.object();
    json.put("mch_id", account.mchid);
    subMchid.ifPresent(sub -> json.put("sub_mchid", sub));
    json.put("out_bill_no", outBillNo);
    json.put("transfer_bill_no", transferBillNo);
    json.put("state", state.name());
    json.put("transfer_amount", amount);
    json.put("openid", openid);
    putFailure(json);
    json.put("create_time", Tokens.time(createdAt));
    json.put("update_time", Tokens.time(updatedAt));
    return json;
  }

  TransferView view() {
    return new TransferView(
        outBillNo, transferBillNo, state, amount, Optional.ofNullable(failReason), packageInfo());
  }

  private void putFailure(ObjectNode json) {
    if (failReason != null) {
      json.put("fail_reason", failReason);
    }
  }
}
