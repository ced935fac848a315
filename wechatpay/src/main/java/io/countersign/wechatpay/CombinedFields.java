// SPDX-License-Identifier: Apache-2.0
package io.countersign.wechatpay;

import io.countersign.InvalidRequestException;
import io.countersign.PersonalText;
import io.countersign.Scene;
import io.countersign.spi.FieldRules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks a combined order against WeChat Pay's rules and puts it into WeChat Pay's words. Nothing
 * here depends on the present moment. (WeChat Pay API v3, "合单下单".)
 */
final class CombinedFields {

  private static final String PAYER = "payer";
  private static final String COMBINED_PAYER = "/combine_payer_info";

  private final Merchant merchant;

  CombinedFields(Merchant merchant) {
    this.merchant = merchant;
  }

  /**
   * A checked order in the words of the wire.
   *
   * @param product how the payer pays
   * @param ref what is stored of it
   * @param body without the fields that are encrypted
   * @param encrypted those, by their pointers
   */
  record Draft(
      Product product,
      CombinedRef ref,
      Map<String, Object> body,
      Map<String, PersonalText> encrypted) {}

  /**
   * Checks and translates an order.
   *
   * @throws InvalidRequestException if WeChat Pay would refuse it unseen
   */
  Draft order(CombinedRequest<?> request) {
    if (request.scene() instanceof Scene.PaymentCode) {
      throw new InvalidRequestException(
          "scene", "a QR code, wallet, mobile page or app; a payment code pays one merchant only");
    }
    Product product = Product.of(request.scene());
    List<WeChatPayOption> options =
        WeChatPayOption.of(request.options(), WeChatPayOption.Target.COMBINED);
    String appId = merchant.appFor(OrderFields.chosenAppId(options), product.appKinds());
    List<SubOrderRef> named = new ArrayList<>();
    List<Object> subOrders = new ArrayList<>();
    for (SubOrder subOrder : request.subOrders()) {
      named.add(subOrder.ref());
      subOrders.add(subOrder.wire());
    }
    CombinedRef ref = CombinedRef.of(merchant.mchid(), appId, request.id(), named);

    Map<String, Object> body = new LinkedHashMap<>();
    body.put("combine_appid", appId);
    body.put("combine_mchid", merchant.mchid());
    body.put("combine_out_trade_no", ref.number());
    body.put("sub_orders", subOrders);
    if (request.payBefore().isPresent()) {
      ref = ref.withPayBefore(request.payBefore().get());
      body.put(
          "time_expire", OrderFields.expiry(request.id().createdAt(), request.payBefore().get()));
    }
    Map<String, PersonalText> encrypted = new LinkedHashMap<>();
    OrderFields ordinary = new OrderFields(merchant);
    ordinary.putNotifyUrl(body, product, request.notifyUrl());
    ordinary.putSceneAndOptions(body, encrypted, product, request.scene(), appId, options);
    requireDevice(body);
    Object payer = body.remove(PAYER);
    if (payer != null) {
      JsonPointers.put(body, COMBINED_PAYER, payer);
    }
    return new Draft(product, ref, body, combined(encrypted));
  }

  /** The payer is said as in an ordinary order, under another name. */
  private static Map<String, PersonalText> combined(Map<String, PersonalText> encrypted) {
    Map<String, PersonalText> renamed = new LinkedHashMap<>();
    for (Map.Entry<String, PersonalText> field : encrypted.entrySet()) {
      String pointer = field.getKey();
      String under = "/" + PAYER + "/";
      renamed.put(
          pointer.startsWith(under)
              ? COMBINED_PAYER + "/" + pointer.substring(under.length())
              : pointer,
          field.getValue());
    }
    return renamed;
  }

  private static void requireDevice(Map<String, Object> body) {
    if (body.get("scene_info") instanceof Map<?, ?> scene
        && scene.get("device_id") instanceof String device) {
      FieldRules.text("device_id of a combined order", device, 7, 16);
    }
  }
}
