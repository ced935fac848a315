// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import io.countersign.InvalidRequestException;
import io.countersign.spi.FieldRules;
import io.countersign.spi.JsonFormatException;
import io.countersign.spi.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The business fields of one order: each is given once, groups by several hands. */
final class BusinessFields {

  /** What the request itself, or the method beside each, fills. */
  private static final String[][] OURS = {
    {"the payment id", "out_trade_no"},
    {"the request's amount", "total_amount"},
    {"the request's description", "subject"},
    {"the request's payBefore", "time_expire"},
    {"the request's attachment", "passback_params"},
    {"the request's notifyUrl", "notify_url"},
    {"the scene", "return_url scene auth_code buyer_id buyer_open_id"},
    {"the client", "app_id method charset sign sign_type timestamp version format biz_content"},
    {"AlipayClient.onBehalfOf(…)", "app_auth_token"},
    {
      "no order of a scene; make a raw call", "auth_no auth_confirm_mode agreement_params code_type"
    },
    {"AlipayOption.body(…)", "body"},
    {"AlipayOption.productCode(…)", "product_code"},
    {"AlipayOption.timeoutExpress(…)", "timeout_express"},
    {"AlipayOption.qrCodeTimeout(…)", "qr_code_timeout_express"},
    {"AlipayOption.sellerId(…)", "seller_id"},
    {"AlipayOption.goods(…)", "goods_detail"},
    {"AlipayOption.virtualGoods() or physicalGoods()", "goods_type"},
    {"AlipayOption.serviceProvider(…)", "extend_params/sys_service_provider_id"},
    {
      "AlipayOption.huabeiInstalments(…)",
      "extend_params/hb_fq_num extend_params/hb_fq_seller_percent"
    },
    {"AlipayOption.royaltyFreeze()", "extend_params/royalty_freeze"},
    {"AlipayOption.payerIp(…)", "business_params/mc_create_trade_ip"},
    {"AlipayOption.discountableAmount(…)", "discountable_amount"},
    {"AlipayOption.undiscountableAmount(…)", "undiscountable_amount"},
    {"AlipayOption.operatorId(…)", "operator_id"},
    {"AlipayOption.terminalId(…)", "terminal_id"},
    {"AlipayOption.storeId(…)", "store_id"},
    {"AlipayOption.alipayStoreId(…)", "alipay_store_id"},
    {"AlipayOption.merchantOrderNo(…)", "merchant_order_no"},
    {"AlipayOption.enablePayChannels(…)", "enable_pay_channels"},
    {"AlipayOption.disablePayChannels(…)", "disable_pay_channels"},
    {"AlipayOption.specifiedChannel(…)", "specified_channel"},
    {"AlipayOption.payerIdentity(…)", "ext_user_info"},
    {"AlipayOption.queryOptions(…)", "query_options"},
    {"AlipayOption.subMerchant(…)", "sub_merchant/merchant_id"},
    {
      "AlipayOption.invoice(…)",
      "invoice_info/key_info/is_support_invoice invoice_info/key_info/invoice_merchant_name"
          + " invoice_info/key_info/tax_num"
    },
    {"AlipayOption.miniProgram(…)", "op_app_id"},
    {"AlipayOption.buyerLogonId(…)", "buyer_logon_id"},
    {"AlipayOption.qrPayMode(…)", "qr_pay_mode"},
    {"AlipayOption.qrCodeOfWidth(…)", "qrcode_width"},
    {"AlipayOption.quitUrl(…)", "quit_url"}
  };

  private final Map<String, Object> fields = new LinkedHashMap<>();

  /** Sets one that nobody has set. */
  void put(String name, Object value) {
    place(fields, name, value, name);
  }

  /** Adds what an option says. */
  void add(AlipayOption option) {
    for (Map.Entry<String, Object> field : option.fields().entrySet()) {
      place(fields, field.getKey(), field.getValue(), "option " + option.name());
    }
  }

  boolean has(String name) {
    return fields.containsKey(name);
  }

  /** Writes another value in the place of one that is there. */
  void replace(String name, Object value) {
    fields.replace(name, value);
  }

  Object get(String name) {
    return fields.getOrDefault(name, "");
  }

  /** A view, in order. */
  Map<String, Object> asMap() {
    return Collections.unmodifiableMap(fields);
  }

  /** A value at a path such as {@code extend_params/card_type}, if no one else fills it. */
  static Map<String, Object> placed(String path, Object value) {
    FieldRules.token("field name", path, 1, 100, "_/");
    if (path.startsWith("/") || path.endsWith("/") || path.contains("//")) {
      throw new InvalidRequestException("field " + path, "a name, or names joined by /");
    }
    String[] names = path.split("/", -1);
    Map<String, Object> placed = Map.of(names[names.length - 1], value);
    for (int i = names.length - 2; i >= 0; i--) {
      placed = Map.of(names[i], placed);
    }
    mustBeFree("", placed);
    return placed;
  }

  private static void mustBeFree(String group, Map<?, ?> fields) {
    for (Map.Entry<?, ?> field : fields.entrySet()) {
      String path = group + field.getKey();
      for (String[] ours : OURS) {
        if ((" " + ours[1] + " ").contains(" " + path + " ")) {
          throw new InvalidRequestException(
              "field " + path, "another one; this is filled by " + ours[0]);
        }
      }
      if (field.getValue() instanceof Map<?, ?> inner) {
        mustBeFree(path + "/", inner);
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static void place(Map<String, Object> into, String name, Object value, String who) {
    Object old = into.get(name);
    if (old == null) {
      into.put(name, ownCopy(value, who));
    } else if (old instanceof Map<?, ?> && value instanceof Map<?, ?> more) {
      for (Map.Entry<?, ?> entry : more.entrySet()) {
        place((Map<String, Object>) old, String.valueOf(entry.getKey()), entry.getValue(), who);
      }
    } else {
      throw new InvalidRequestException(who, "to be given once; " + name + " is there already");
    }
  }

  /** What is placed may be written into later; an option must not change by being used. */
  private static Object ownCopy(Object value, String who) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        place(copy, String.valueOf(entry.getKey()), entry.getValue(), who);
      }
      return copy;
    }
    return value instanceof List<?> list ? new ArrayList<Object>(list) : value;
  }

  /** A text that nothing but its receiver reads. */
  static String sentAsItIs(String path, String text) {
    FieldRules.text("field " + path, text, 1, 4000);
    if (text.isBlank() || SignedText.holdsParameter(text)) {
      throw new InvalidRequestException(
          "field " + path, "text that is not blank and reads as no other parameter");
    }
    return text;
  }

  /** What a JSON text stands for. */
  static Object jsonValue(String path, String json) {
    Map<String, Object> wrapped;
    try {
      wrapped =
          JsonText.objectWithoutNulls(
              ("{\"value\":" + json + "}").getBytes(StandardCharsets.UTF_8));
    } catch (JsonFormatException malformed) {
      throw new InvalidRequestException(
          "field " + path, "one JSON value: " + malformed.getMessage());
    }
    Object value = wrapped.get("value");
    if (wrapped.size() != 1 || value == null) {
      throw new InvalidRequestException("field " + path, "one JSON value");
    }
    return value;
  }
}
