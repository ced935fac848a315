// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import io.countersign.PersonalText;
import io.countersign.spi.FieldRules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts profit sharing into WeChat Pay's words. (WeChat Pay, 分账.) */
final class ShareFields {

  private final Merchant merchant;
  private final AppIds own;

  ShareFields(Merchant merchant, AppIds own) {
    this.merchant = merchant;
    this.own = own;
  }

  Map<String, Object> added(ShareReceiver receiver, Map<String, PersonalText> encrypted) {
    if (receiver.account().appId().isEmpty() && receiver.name().isEmpty()) {
      throw new InvalidRequestException("receiver's name", "a merchant's full name: named(…)");
    }
    Map<String, Object> body = removed(receiver.account());
    if (receiver.name().isPresent()) {
      encrypted.put("/name", receiver.name().get());
    }
    body.put("relation_type", receiver.relation().name());
    if (receiver.customRelation().isPresent()) {
      body.put("custom_relation", receiver.customRelation().get());
    }
    return body;
  }

  Map<String, Object> removed(ShareAccount account) {
    ShareAccounts accounts = new ShareAccounts(merchant, own);
    Map<String, Object> receiver = new LinkedHashMap<>();
    accounts.put(receiver, account);
    Map<String, Object> body = new LinkedHashMap<>();
    accounts.nameAll(body);
    body.putAll(receiver);
    return body;
  }

  Map<String, Object> shared(ShareRequest request, Map<String, PersonalText> encrypted) {
    ShareAccounts accounts = new ShareAccounts(merchant, own);
    List<Object> receivers = new ArrayList<>();
    for (ShareRequest.Line line : request.lines()) {
      Map<String, Object> receiver = new LinkedHashMap<>();
      accounts.put(receiver, line.account());
      if (line.name().isPresent()) {
        encrypted.put("/receivers/" + receivers.size() + "/name", line.name().get());
      }
      receiver.put("amount", line.amount().minorUnits());
      receiver.put("description", line.description());
      receivers.add(receiver);
    }
    Map<String, Object> body = new LinkedHashMap<>();
    accounts.nameAll(body);
    body.put("transaction_id", request.transactionId());
    body.put("out_order_no", request.number());
    body.put("receivers", receivers);
    body.put("unfreeze_unsplit", request.unfreezesRest());
    return body;
  }

  Map<String, Object> unfrozen(String number, String transactionId, String description) {
    Map<String, Object> body = new LinkedHashMap<>();
    merchant.nameSubMerchant(body);
    body.put("transaction_id", transactionId);
    body.put("out_order_no", number);
    body.put("description", FieldRules.text("unfreeze description", description, 1, 80));
    return body;
  }

  Map<String, Object> takenBack(ShareReturnRequest request) {
    Map<String, Object> body = new LinkedHashMap<>();
    merchant.nameSubMerchant(body);
    if (request.orderId().isPresent()) {
      body.put("order_id", request.orderId().get());
    }
    if (request.shareNumber().isPresent()) {
      body.put("out_order_no", request.shareNumber().get());
    }
    body.put("out_return_no", request.number());
    body.put("return_mchid", request.fromMerchant());
    body.put("amount", request.amount().minorUnits());
    body.put("description", request.description());
    return body;
  }
}
