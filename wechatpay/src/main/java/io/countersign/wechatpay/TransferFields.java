// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import io.countersign.PersonalText;
import io.countersign.spi.FieldRules;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts a payment to a user into WeChat Pay's words. Nothing here depends on the present moment, so
 * that a repeated request is the identical one. (WeChat Pay, 商家转账, 发起转账.)
 */
final class TransferFields {

  private final PayingMerchant merchant;

  TransferFields(PayingMerchant merchant) {
    this.merchant = merchant;
  }

  Map<String, Object> body(TransferRequest request, Map<String, PersonalText> encrypted) {
    if (!merchant.knowsApp(request.appId())) {
      throw new InvalidRequestException(
          "appId", "one of the client's app ids, the one that the openid belongs to");
    }
    Map<String, Object> body = new LinkedHashMap<>();
    merchant.nameSubMerchant(body);
    body.put("appid", request.appId());
    body.put("out_bill_no", request.number());
    body.put("transfer_scene_id", request.scene().id());
    body.put("openid", request.payee().reveal());
    if (request.payeeName().isPresent()) {
      encrypted.put("/user_name", request.payeeName().get());
    }
    body.put("transfer_amount", request.amount().minorUnits());
    body.put("transfer_remark", request.remark());
    Optional<URI> notifyUrl =
        request.notifyUrl().isPresent() ? request.notifyUrl() : merchant.notifyUrl();
    if (notifyUrl.isPresent()) {
      body.put("notify_url", FieldRules.notifyUrl("notifyUrl", notifyUrl.get(), 255));
    }
    if (request.perception().isPresent()) {
      body.put("user_recv_perception", request.perception().get());
    }
    List<Object> lines = new ArrayList<>();
    for (Map.Entry<String, String> line : request.scene().lines().entrySet()) {
      Map<String, Object> info = new LinkedHashMap<>();
      info.put("info_type", line.getKey());
      info.put("info_content", line.getValue());
      lines.add(info);
    }
    body.put("transfer_scene_report_infos", lines);
    if (request.style().isPresent()) {
      JsonPointers.put(body, "/user_recv_style/type", request.style().get().name());
    }
    return body;
  }
}
