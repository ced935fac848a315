// SPDX-License-Identifier: Apache-2.0
package io.countersign.sandbox.ecpay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.sandbox.ecpay.EmbeddedTokens.Use;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the calls in an envelope have in common: the order's terms, and the answer's first fields.
 */
final class SealedTerms {
  private static final List<String> ORDER_FIELDS =
      List.of(
          "MerchantTradeNo",
          "MerchantTradeDate",
          "TotalAmount",
          "TradeDesc",
          "ItemName",
          "ReturnURL");

  private SealedTerms() {}

  static Map<String, String> of(Envelope call, boolean amountAsText) throws Refusal {
    return of(call, amountAsText, List.of(), "");
  }

  /** The order's fields under the order page's names. */
  static Map<String, String> of(
      Envelope call, boolean amountAsText, List<String> more, String where) throws Refusal {
    Map<String, String> terms = new LinkedHashMap<>();
    if (!(call.data().path("OrderInfo") instanceof ObjectNode order)) {
      throw new Refusal(RtnCode.EMBEDDED_FORMAT, "OrderInfo is missing");
    }
    for (String name : ORDER_FIELDS) {
      JsonNode value = order.path(name);
      need(
          "OrderInfo." + name,
          !name.equals("TotalAmount") || value.isIntegralNumber() || amountAsText,
          "must be a number");
      terms.put(name, Envelope.text(value));
    }
    more.forEach(name -> terms.put(name, call.text(where + "/" + name)));
    terms.put("MerchantID", call.account().keys.merchantId());
    terms.put("PlatformID", call.text("/PlatformID"));
    terms.put("CustomField", call.text("/CustomField"));
    terms.values().removeIf(String::isEmpty);
    return terms;
  }

  static ObjectNode token(Envelope call, Use use, Map<String, String> terms, Instant now) {
    ObjectNode data = result(call, RtnCode.OK, "Success");
    data.remove("MerchantTradeNo");
    data.put("Token", call.account().tokens.form(use, call.sender(), terms, now));
    data.put("TokenExpireDate", Numbers.time(now.plus(EmbeddedTokens.LIFE)));
    return data;
  }

  static void check(Map<String, String> terms, Account account, String method) throws Refusal {
    Map<String, String> asOnThePage = new LinkedHashMap<>(terms);
    asOnThePage.put("PaymentType", "aio");
    asOnThePage.put("EncryptType", "1");
    asOnThePage.put("ChoosePayment", method);
    try {
      OrderChecks.check(asOnThePage, account.setup.loopbackUrls());
    } catch (Refusal refusal) {
      throw refusal.code.equals(RtnCode.UNNAMED)
          ? new Refusal(RtnCode.EMBEDDED_FORMAT, refusal.text())
          : refusal;
    }
    terms.values().removeIf(String::isEmpty);
  }

  static void unused(Envelope call, Map<String, String> terms) throws Refusal {
    if (call.sender().usedNumbers.contains(terms.get("MerchantTradeNo"))) {
      throw new Refusal(RtnCode.DUPLICATE, "MerchantTradeNo was used before");
    }
  }

  static ObjectNode result(Envelope call, String code, String text) {
    ObjectNode data = Json.object();
    data.put("RtnCode", SealedViews.code(code));
    data.put("RtnMsg", text);
    data.put("MerchantID", call.account().keys.merchantId());
    data.put("PlatformID", call.text("/PlatformID"));
    data.put("MerchantTradeNo", call.text("/MerchantTradeNo"));
    return data;
  }

  static void need(String name, boolean given, String issue) throws Refusal {
    if (!given) {
      throw new Refusal(RtnCode.EMBEDDED_FORMAT, name + " " + issue);
    }
  }
}
