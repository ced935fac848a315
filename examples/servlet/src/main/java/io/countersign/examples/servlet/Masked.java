// SPDX-License-Identifier: Apache-2.0
package io.countersign.examples.servlet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A body as it may be written down: who the payer is and what lets a finder pay are covered, and it
 * is cut where it gets long. What cannot be read is not written down at all.
 */
final class Masked {

  static final int MOST_CHARACTERS = 6000;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Personal, or good for one payment: nothing of them is kept. */
  private static final Set<String> COVERED =
      Set.of(
          "openid",
          "sp_openid",
          "sub_openid",
          "user_name",
          "payer_client_ip",
          "device_ip",
          "auth_code",
          "identity",
          "bank_type",
          "account",
          "attach",
          "name",
          "buyer_id",
          "buyer_user_id",
          "buyer_open_id",
          "op_buyer_open_id",
          "buyer_logon_id",
          "buyer_user_name",
          "fund_bill_list",
          "passback_params",
          "access_token",
          "refresh_token",
          "app_auth_token");

  /** They lead to an order's payment: their beginning is kept, to compare logs. */
  private static final Set<String> SHORTENED =
      Set.of("prepay_id", "code_url", "h5_url", "encrypt_certificate", "data", "qr_code", "sign");

  /** In a query; others may be secrets: a login's holds the app's. */
  private static final Set<String> HARMLESS =
      Set.of(
          "mchid",
          "sp_mchid",
          "sub_mchid",
          "app_id",
          "method",
          "charset",
          "format",
          "version",
          "sign_type",
          "timestamp",
          "notify_url",
          "return_url",
          "app_cert_sn",
          "alipay_root_cert_sn");

  private Masked() {}

  /** Of a form, these may be written down; of others the name only. */
  private static final Set<String> HARMLESS_IN_FORM =
      Set.of(
          "merchantid",
          "platformid",
          "storeid",
          "merchanttradeno",
          "merchanttradedate",
          "tradeno",
          "tradedate",
          "tradeamt",
          "tradestatus",
          "totalamount",
          "amount",
          "itemname",
          "tradedesc",
          "paymenttype",
          "paymentdate",
          "paymenttypechargefee",
          "handlingcharge",
          "choosepayment",
          "returnurl",
          "orderresulturl",
          "clientbackurl",
          "encrypttype",
          "needextrapaidinfo",
          "rtncode",
          "rtnmsg",
          "simulatepaid",
          "timestamp",
          "action",
          "creditrefundid",
          "creditamount",
          "gwsr",
          "stage",
          "stast",
          "staed",
          "red_dan",
          "eci",
          "expiredate",
          "periodtype",
          "frequency",
          "exectimes",
          "periodamount",
          "periodreturnurl",
          "totalsuccesstimes",
          "totalsuccessamount",
          "firstauthamount",
          "processdate",
          "process_date",
          "app_id",
          "auth_app_id",
          "seller_id",
          "notify_id",
          "notify_type",
          "notify_time",
          "charset",
          "version",
          "sign_type",
          "subject",
          "out_trade_no",
          "trade_no",
          "trade_status",
          "out_biz_no",
          "total_amount",
          "receipt_amount",
          "refund_fee",
          "gmt_create",
          "gmt_payment",
          "gmt_refund",
          "gmt_close",
          "encoding",
          "signmethod",
          "certid",
          "txntype",
          "txnsubtype",
          "biztype",
          "channeltype",
          "accesstype",
          "merid",
          "orderid",
          "txntime",
          "txnamt",
          "currencycode",
          "paytimeout",
          "fronturl",
          "backurl",
          "termid",
          "respcode",
          "respmsg",
          "origrespcode",
          "origrespmsg",
          "queryid",
          "origqryid",
          "traceno",
          "tracetime",
          "settleamt",
          "settlecurrencycode",
          "settledate");

  /** Whoever has one whole may bring the message again. */
  private static final Set<String> SIGNATURES = Set.of("checkmacvalue", "sign", "signature");

  /** JSON within a form. */
  private static final String CONTENT = "biz_content";

  /** A body of JSON, or a form; empty stays empty. */
  static String body(byte[] body) {
    if (body.length == 0) {
      return "";
    }
    String text = new String(body, StandardCharsets.UTF_8);
    try {
      JsonNode json = JSON.readTree(text);
      boolean changed = cover(json);
      return cut(changed ? JSON.writeValueAsString(json) : text);
    } catch (JsonProcessingException notJson) {
      return FormText.read(text)
          .map(form -> cut(form(form)))
          .orElse("(" + body.length + " bytes that are neither JSON nor a form)");
    }
  }

  private static String form(Map<String, String> form) {
    return form.entrySet().stream()
        .map(
            field -> {
              String name = field.getKey().toLowerCase(Locale.ROOT);
              String value = field.getValue();
              if (name.equals(CONTENT)) {
                value = body(value.getBytes(StandardCharsets.UTF_8));
              } else if (SIGNATURES.contains(name)) {
                value = value.substring(0, Math.min(16, value.length())) + "…";
              } else if (!HARMLESS_IN_FORM.contains(name) && !value.isEmpty()) {
                value = "***";
              }
              return field.getKey() + "=" + value;
            })
        .collect(Collectors.joining("&"));
  }

  /** A query with its question mark: of what is not known to be harmless, the name only. */
  static String query(@Nullable String query) {
    if (query == null) {
      return "";
    }
    return Stream.of(query.split("&", -1))
        .map(
            part -> {
              String name = part.split("=", 2)[0];
              return HARMLESS.contains(name) ? part : name + "=***";
            })
        .collect(Collectors.joining("&", "?", ""));
  }

  private static boolean cover(JsonNode node) {
    boolean changed = false;
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        String name = field.getKey().toLowerCase(Locale.ROOT);
        if (COVERED.contains(name)) {
          field.setValue(TextNode.valueOf("***"));
          changed = true;
        } else if (SHORTENED.contains(name) && field.getValue().isValueNode()) {
          String value = field.getValue().asText();
          field.setValue(TextNode.valueOf(value.substring(0, Math.min(10, value.length())) + "…"));
          changed = true;
        } else {
          changed |= cover(field.getValue());
        }
      }
    } else {
      for (JsonNode element : node) {
        changed |= cover(element);
      }
    }
    return changed;
  }

  private static String cut(String text) {
    return text.length() <= MOST_CHARACTERS
        ? text
        : text.substring(0, MOST_CHARACTERS) + "… (" + text.length() + " characters)";
  }
}
