// SPDX-License-Identifier: Apache-2.0
package io.countersign.alipay;

import java.util.Map;
import java.util.TreeMap;

/**
 * The text that a signature of the classic gateway covers: parameters sorted by name, {@code
 * name=value} joined by ampersands, nothing escaped, blank values left out. (支付宝开放平台, 自行实现签名,
 * 异步通知验签.)
 *
 * <p>It does not tell where a value ends: whoever holds signed parameters can move the border
 * between two of them and keep the signature. So what others may write into a value must never be
 * able to stand for a parameter of its own.
 */
final class SignedText {

  /** Names by which a notification or a browser's return is judged. */
  private static final String DECIDING =
      " app_id auth_app_id seller_id seller_email buyer_id buyer_open_id out_trade_no trade_no"
          + " trade_status total_amount receipt_amount buyer_pay_amount invoice_amount point_amount"
          + " refund_fee send_back_fee out_biz_no out_request_no gmt_create gmt_payment gmt_refund"
          + " gmt_close notify_id notify_type notify_time msg_method biz_content utc_timestamp"
          + " method service charset version sign sign_type timestamp status amount auth_no"
          + " out_order_no operation_id operation_type total_freeze_amount rest_amount"
          + " agreement_no external_agreement_no alipay_cert_sn encrypt_type msg_type msg_app_id"
          + " payee_user_id partner_id trans_currency"
          + " notify_url return_url app_auth_token auth_token app_cert_sn alipay_root_cert_sn format ";

  private SignedText() {}

  /** The text of these parameters, without the named ones. */
  static String of(Map<String, String> parameters, String... without) {
    Map<String, String> sorted = new TreeMap<>(parameters);
    for (String name : without) {
      sorted.remove(name);
    }
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, String> parameter : sorted.entrySet()) {
      if (!parameter.getValue().isBlank()) {
        text.append(text.length() == 0 ? "" : "&")
            .append(parameter.getKey())
            .append('=')
            .append(parameter.getValue());
      }
    }
    return text.toString();
  }

  /** Whether these parameters can be read in one way only, wherever that matters. */
  static boolean isReadInOneWay(Map<String, String> parameters) {
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      if (!isName(parameter.getKey()) || holdsParameter(parameter.getValue(), parameters)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a text holds what could stand for a parameter that decides something, once it is in a
   * signed text.
   */
  static boolean holdsParameter(String value) {
    return holdsParameter(value, Map.of());
  }

  /** Whether a parameter of this name decides something. */
  static boolean decides(String name) {
    return isName(name) && DECIDING.contains(" " + name + " ");
  }

  /**
   * Whether a text holds what could stand for any parameter, of whatever name: an order whose text
   * does could be paid, and its notification could not be believed.
   */
  static boolean looksLikeParameter(String value) {
    for (int from = value.indexOf('&'); from >= 0; from = value.indexOf('&', from + 1)) {
      int equals = value.indexOf('=', from);
      if (equals > 0 && isName(value.substring(from + 1, equals))) {
        return true;
      }
    }
    return false;
  }

  private static boolean holdsParameter(String value, Map<String, String> parameters) {
    int from = value.indexOf('&');
    while (from >= 0) {
      int next = value.indexOf('&', from + 1);
      int equals = value.indexOf('=', from);
      if (equals > 0 && (next < 0 || equals < next)) {
        String name = value.substring(from + 1, equals);
        if (parameters.containsKey(name) || decides(name)) {
          return true;
        }
      }
      from = next;
    }
    return false;
  }

  /** Alipay's names are of small letters, digits and underscores. */
  private static boolean isName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c != '_' && (c < '0' || c > '9') && (c < 'a' || c > 'z')) {
        return false;
      }
    }
    return !name.isEmpty();
  }
}
